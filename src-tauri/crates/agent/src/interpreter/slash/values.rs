//! The arguments of a command: one JSON object, `name=value` pairs, or a single
//! bare value where there is one argument to fill.

use serde_json::{Map, Value};

use super::known::{Field, Shape, Type};
use super::object;

type Arguments = Map<String, Value>;

pub(super) fn read(text: &str, shape: &Shape) -> Result<Arguments, String> {
    if text.starts_with('{') {
        let args = object(text).ok_or("That is not one JSON object.")?;
        return match args.keys().find(|name| shape.field(name).is_none()) {
            Some(name) => Err(format!("There is no argument “{name}”.")),
            None => complete(args, shape),
        };
    }
    if text.is_empty() || starts_with_pair(text) {
        return complete(pairs(text, shape)?, shape);
    }
    let field = shape.sole().ok_or("It takes its arguments by name.")?;
    if text.contains(['\n', '\r']) {
        return Err("A value of several lines goes in quotes.".to_owned());
    }
    let mut args = Arguments::new();
    args.insert(field.name.clone(), value(field, unquote(text).unwrap_or(text))?);
    complete(args, shape)
}

fn complete(args: Arguments, shape: &Shape) -> Result<Arguments, String> {
    match shape.fields.iter().find(|field| field.required && !args.contains_key(&field.name)) {
        Some(field) => Err(format!("“{}” is missing.", field.name)),
        None => Ok(args),
    }
}

fn starts_with_pair(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, _)| is_name(name))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

fn pairs(mut text: &str, shape: &Shape) -> Result<Arguments, String> {
    let mut args = Arguments::new();
    while !text.is_empty() {
        let (name, rest) =
            text.split_once('=').filter(|(name, _)| is_name(name)).ok_or("A value of several words goes in quotes.")?;
        let field = shape.field(name).ok_or_else(|| format!("There is no argument “{name}”."))?;
        let (raw, rest) = word(rest).ok_or_else(|| format!("The quotes of “{name}” do not end."))?;
        if args.insert(name.to_owned(), value(field, &raw)?).is_some() {
            return Err(format!("“{name}” is given twice."));
        }
        text = rest;
    }
    Ok(args)
}

/// One value, and what follows it after blanks.
fn word(text: &str) -> Option<(String, &str)> {
    let close = match text.chars().next() {
        Some('"') => '"',
        Some('“' | '„') => '”',
        _ => {
            let end = text.find(char::is_whitespace).unwrap_or(text.len());
            let (raw, rest) = text.split_at_checked(end)?;
            return Some((raw.to_owned(), rest.trim_start()));
        }
    };
    let mut raw = String::new();
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => match letters.next()?.1 {
                'n' => raw.push('\n'),
                't' => raw.push('\t'),
                other => raw.push(other),
            },
            letter if letter == close => {
                let rest = text.get(at + close.len_utf8()..)?;
                let apart = rest.is_empty() || rest.starts_with(char::is_whitespace);
                return apart.then_some((raw, rest.trim_start()));
            }
            letter => raw.push(letter),
        }
    }
    None
}

fn unquote(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    (!inner.contains(['"', '\\'])).then_some(inner)
}

fn value(field: &Field, raw: &str) -> Result<Value, String> {
    let name = &field.name;
    match field.kind {
        Type::Text => Ok(raw.into()),
        Type::Integer => raw
            .trim_start_matches('#')
            .parse::<i64>()
            .map(Value::from)
            .map_err(|_| format!("“{name}” takes a whole number.")),
        Type::Boolean => match raw {
            "true" => Ok(true.into()),
            "false" => Ok(false.into()),
            _ => Err(format!("“{name}” takes true or false.")),
        },
        Type::Other => serde_json::from_str(raw).map_err(|_| format!("“{name}” takes JSON.")),
    }
}
