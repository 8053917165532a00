//! What a reading says.

use serde::Serialize;

use super::place::Place;

/// How fine a reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Granularity {
    /// Now.
    Current,
    /// One value a day.
    Daily,
    /// One value an hour.
    Hourly,
}

/// Weather at a place, with where it comes from and how old it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The place it is for.
    pub place: Place,
    /// The units its numbers are in.
    pub units: Units,
    /// Who it comes from.
    pub source: &'static str,
    /// How fine it is.
    pub granularity: Granularity,
    /// One entry per moment or day, earliest first.
    pub values: Vec<Entry>,
    /// When the service gave it, RFC 3339 in UTC.
    pub fetched_at: String,
    /// How long ago that was.
    pub age_seconds: u64,
    /// An earlier answer, because the service cannot be reached now.
    pub stale: bool,
}

/// Units as the service names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Units {
    /// `°C` or `°F`.
    pub temperature: String,
    /// `km/h` or `mph`.
    pub wind_speed: String,
    /// `mm` or `inch`.
    pub precipitation: String,
}

/// One moment or one day; what the service does not know is left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Entry {
    /// Now, or an hour.
    Moment(Moment),
    /// A day.
    Day(Day),
}

/// Weather at one time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moment {
    /// RFC 3339 in UTC.
    pub at: String,
    /// The same at the place, with its zone.
    pub local: String,
    /// In words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weather: Option<&'static str>,
    /// The air.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    /// What it feels like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feels_like: Option<f64>,
    /// Relative humidity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub humidity_percent: Option<f64>,
    /// Rain and snow of the hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precipitation: Option<f64>,
    /// How likely that is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precipitation_percent: Option<f64>,
    /// Ten metres up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wind_speed: Option<f64>,
    /// Where it blows from, degrees from north.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wind_direction_degrees: Option<f64>,
}

/// Weather of one day at the place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Day {
    /// `2026-11-23`.
    pub date: String,
    /// `Monday`.
    pub weekday: String,
    /// The most severe of the day, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weather: Option<&'static str>,
    /// The warmest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature_max: Option<f64>,
    /// The coldest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature_min: Option<f64>,
    /// Rain and snow together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precipitation: Option<f64>,
    /// How likely that is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precipitation_percent: Option<f64>,
    /// The strongest wind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wind_speed_max: Option<f64>,
}
