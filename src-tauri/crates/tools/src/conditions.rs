//! Conditions as people write them, judged on saving: what a tool does not take,
//! and what can't be compared, would otherwise deny whatever they are about.

use assent_gate::{ArgumentError, Look, Tool};
use assent_policy::{self as policy, Day, What};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a condition looks at.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Field {
    /// An argument of the tool, by name.
    Argument(String),
    /// E-mail of the account it acts on.
    Target,
    /// Hour of the day where the acting person is, 0 to 23.
    LocalHour,
    /// Day of the week where the acting person is, `mon` to `sun`.
    LocalDay,
}

/// What must be so.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Test {
    /// Equal to.
    Is(Value),
    /// One of.
    In(Vec<Value>),
    /// Text in which `*` stands for any characters.
    Glob(String),
    /// Less than a number, or before a text such as a date.
    Below(Value),
    /// More than a number, or after a text such as a date.
    Above(Value),
}

/// One condition.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct When {
    field: Field,
    test: Test,
}

/// The most conditions at once.
const MOST: usize = 20;

/// Reads conditions over whatever `what` is about.
pub(crate) fn read(look: &Look<'_>, what: &What, given: &[When]) -> Result<Vec<policy::Condition>, ArgumentError> {
    if given.len() > MOST {
        return Err(ArgumentError::invalid(format!("There are more than {MOST} conditions. Leave some out.")));
    }
    for when in given {
        judge(look, what, when)?;
    }
    Ok(given.iter().map(When::meant).collect())
}

impl When {
    fn meant(&self) -> policy::Condition {
        let field = match &self.field {
            Field::Argument(name) => policy::Field::Argument(name.clone()),
            Field::Target => policy::Field::Target,
            Field::LocalHour => policy::Field::LocalHour,
            Field::LocalDay => policy::Field::LocalDay,
        };
        let test = match &self.test {
            Test::Is(value) => policy::Test::Is(value.clone()),
            Test::In(values) => policy::Test::In(values.clone()),
            Test::Glob(pattern) => policy::Test::Glob(pattern.clone()),
            Test::Below(value) => policy::Test::Below(value.clone()),
            Test::Above(value) => policy::Test::Above(value.clone()),
        };
        policy::Condition { field, test }
    }
}

/// What can be compared with a field.
#[derive(Clone, Debug, Default)]
struct Takes {
    text: bool,
    number: bool,
    truth: bool,
    /// The only values, where it has only some.
    one_of: Option<Vec<Value>>,
    ordered: bool,
}

fn judge(look: &Look<'_>, what: &What, when: &When) -> Result<(), ArgumentError> {
    let text = Takes { text: true, ..Takes::default() };
    match &when.field {
        Field::Argument(name) => {
            for tool in about(look, what) {
                compare(&when.test, name, &argument(tool.as_ref(), name)?)?;
            }
            if name == "target_user" { people(look, &when.test) } else { Ok(()) }
        }
        Field::Target => {
            compare(&when.test, "target", &text)?;
            people(look, &when.test)
        }
        Field::LocalHour => {
            let hours = Takes { number: true, ordered: true, ..Takes::default() };
            compare(&when.test, "local_hour", &hours)
        }
        Field::LocalDay => {
            let days = Day::ALL.iter().map(|day| Value::from(day.as_str())).collect();
            compare(&when.test, "local_day", &Takes { one_of: Some(days), ..text })
        }
    }
}

/// The tools that `what` is about: an argument must be one of each of them.
fn about<'l>(look: &'l Look<'_>, what: &'l What) -> impl Iterator<Item = &'l std::sync::Arc<dyn Tool>> {
    look.tools.iter().filter(move |tool| {
        let spec = tool.spec();
        match what {
            What::Anything => true,
            What::Tool(name) => spec.name == name,
            What::Permission(code) => spec
                .needs()
                .iter()
                .any(|need| need == code || (spec.takes().contains("target_user") && need.for_others() == *code)),
        }
    })
}

fn argument(tool: &dyn Tool, name: &str) -> Result<Takes, ArgumentError> {
    let spec = tool.spec();
    let Some(schema) = spec.schema.get("properties").and_then(|fields| fields.get(name)) else {
        let known: Vec<String> = spec.takes().into_iter().collect();
        let list = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        let shown: String = name.chars().filter(|c| !policy::is_hidden(*c)).take(60).collect();
        return Err(ArgumentError::invalid(format!("{} takes no argument “{shown}”. It takes: {list}.", spec.name)));
    };
    let mut takes = Takes { ordered: true, ..Takes::default() };
    collect(schema, &mut takes);
    Ok(takes)
}

/// Reads what a schema lets through; what is put together from several lets through each.
fn collect(schema: &Value, takes: &mut Takes) {
    let types = match schema.get("type") {
        Some(Value::Array(types)) => types.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    };
    for one in types.iter().filter_map(Value::as_str) {
        takes.text |= one == "string";
        takes.number |= matches!(one, "integer" | "number");
        takes.truth |= one == "boolean";
    }
    let constant = schema.get("const").map(std::slice::from_ref);
    let listed = schema.get("enum").and_then(Value::as_array).map(Vec::as_slice);
    if let Some(values) = constant.or(listed) {
        takes.text |= values.iter().any(Value::is_string);
        takes.one_of.get_or_insert_default().extend(values.iter().cloned());
    }
    for parts in ["anyOf", "oneOf"] {
        schema.get(parts).and_then(Value::as_array).into_iter().flatten().for_each(|part| collect(part, takes));
    }
}

fn compare(test: &Test, name: &str, takes: &Takes) -> Result<(), ArgumentError> {
    let refuse = |why: &str| Err(ArgumentError::invalid(format!("The condition on {name} can't be answered: {why}.")));
    let fits = |value: &Value| match value {
        Value::String(_) => takes.text,
        Value::Number(_) => takes.number,
        Value::Bool(_) => takes.truth,
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    };
    let known = |value: &Value| takes.one_of.as_ref().is_none_or(|all| all.contains(value));
    let values = match test {
        Test::Is(value) | Test::Below(value) | Test::Above(value) => std::slice::from_ref(value),
        Test::In(values) if values.is_empty() => return refuse("it names no value"),
        Test::In(values) => values,
        Test::Glob(_) if takes.text && takes.one_of.is_none() => return Ok(()),
        Test::Glob(_) => return refuse("it is no free text"),
    };
    if values.iter().any(|value| !fits(value)) {
        return refuse("the value is of another type");
    }
    if values.iter().any(|value| !known(value)) {
        return refuse("it never has this value");
    }
    let ordering = matches!(test, Test::Below(_) | Test::Above(_));
    if ordering && (!takes.ordered || takes.truth || takes.one_of.is_some()) {
        return refuse("its values have no order");
    }
    Ok(())
}

/// E-mails named in full are those of people who are here.
fn people(look: &Look<'_>, test: &Test) -> Result<(), ArgumentError> {
    let named = match test {
        Test::Is(value) => std::slice::from_ref(value),
        Test::In(values) => values,
        Test::Glob(_) | Test::Below(_) | Test::Above(_) => return Ok(()),
    };
    let unknown = named.iter().filter_map(Value::as_str).find(|email| look.snapshot.person_by_email(email).is_none());
    let Some(email) = unknown else { return Ok(()) };
    let shown: String = email.chars().filter(|c| !policy::is_hidden(*c)).take(100).collect();
    Err(ArgumentError::invalid(format!("Nobody here has the e-mail “{shown}”. Check its spelling.")))
}
