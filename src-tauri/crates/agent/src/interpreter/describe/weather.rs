//! A weather report in words, with its source and its age when that matters.

use serde_json::Value;

use super::words::text;

/// Moments written out.
const LINES: usize = 24;

/// Younger than this needs no age.
const FRESH_SECONDS: u64 = 15 * 60;

pub(super) fn report(result: &Value) -> String {
    let place = result.get("place").unwrap_or(&Value::Null);
    let entries = result.get("values").and_then(Value::as_array);
    let (Some(name), Some(entries)) = (text(place, "name"), entries) else {
        return super::other("weather_read", result);
    };
    let units = result.get("units").unwrap_or(&Value::Null);
    let whole: Vec<&str> = [Some(name), text(place, "region"), text(place, "country")].into_iter().flatten().collect();
    let mut lines = vec![format!("Weather in {}:", whole.join(", "))];
    lines.extend(entries.iter().take(LINES).map(|entry| line(entry, units)));
    lines.extend(text(place, "note").map(str::to_owned));
    lines.extend(source(result));
    lines.join("\n")
}

fn line(entry: &Value, units: &Value) -> String {
    let time = match (text(entry, "weekday"), text(entry, "date")) {
        (Some(weekday), Some(date)) => format!("{weekday} {date}"),
        (None, Some(date)) => date.to_owned(),
        _ => text(entry, "local").or_else(|| text(entry, "at")).unwrap_or_default().to_owned(),
    };
    let with_unit = |key: &str, unit: &str| {
        let number = entry.get(key)?.as_f64()?;
        Some(format!("{number} {}", text(units, unit).unwrap_or_default()).trim_end().to_owned())
    };
    let lowest = entry.get("temperature_min").and_then(Value::as_f64);
    let warmest = with_unit("temperature_max", "temperature");
    let span = match (lowest, warmest) {
        (Some(lowest), Some(warmest)) => Some(format!("{lowest} to {warmest}")),
        (_, warmest) => warmest.map(|warmest| format!("up to {warmest}")),
    };
    let chance = entry.get("precipitation_percent").and_then(Value::as_f64);
    let chance = chance.map(|chance| format!(" ({chance} %)")).unwrap_or_default();
    let known: Vec<String> = [
        text(entry, "weather").map(str::to_owned),
        span,
        with_unit("temperature", "temperature"),
        with_unit("feels_like", "temperature").map(|felt| format!("feels like {felt}")),
        with_unit("precipitation", "precipitation").map(|amount| format!("precipitation {amount}{chance}")),
        with_unit("wind_speed", "wind_speed").map(|wind| format!("wind {wind}")),
        with_unit("wind_speed_max", "wind_speed").map(|wind| format!("wind up to {wind}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let known = if known.is_empty() { "nothing known".to_owned() } else { known.join(", ") };
    format!("- {time}: {known}")
}

fn source(result: &Value) -> Option<String> {
    let source = text(result, "source")?;
    let age = result.get("age_seconds").and_then(Value::as_u64).unwrap_or(0);
    let age = match age {
        0..FRESH_SECONDS => String::new(),
        FRESH_SECONDS..7200 => format!(", {} min ago", age / 60),
        _ => format!(", {} h ago", age / 3600),
    };
    let stale = if result.get("stale") == Some(&Value::Bool(true)) { "; it can't be reached now" } else { "" };
    Some(format!("Source: {source}{age}{stale}."))
}
