//! The service's forecast format, and its way into ours.
//! Source: the Open-Meteo documentation of `/v1/forecast`, times in `iso8601`.

use std::collections::HashMap;

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use serde::Deserialize;

use super::WeatherError;
use super::report::{Day, Entry, Granularity, Moment, Units};
use super::when::Span;
use super::words;

pub(super) const CURRENT: &str = "temperature_2m,apparent_temperature,relative_humidity_2m,precipitation,weather_code,wind_speed_10m,wind_direction_10m";
pub(super) const HOURLY: &str = "temperature_2m,apparent_temperature,relative_humidity_2m,precipitation,precipitation_probability,weather_code,wind_speed_10m,wind_direction_10m";
pub(super) const DAILY: &str = "weather_code,temperature_2m_max,temperature_2m_min,precipitation_sum,precipitation_probability_max,wind_speed_10m_max";

type Column = Vec<Option<f64>>;
type UnitsOf = HashMap<String, String>;

#[derive(Debug, Deserialize)]
pub(super) struct ForecastAnswer {
    timezone: String,
    utc_offset_seconds: i32,
    current: Option<Now>,
    current_units: Option<UnitsOf>,
    hourly: Option<Series>,
    hourly_units: Option<UnitsOf>,
    daily: Option<Series>,
    daily_units: Option<UnitsOf>,
}

#[derive(Debug, Deserialize)]
struct Now {
    time: String,
    temperature_2m: Option<f64>,
    apparent_temperature: Option<f64>,
    relative_humidity_2m: Option<f64>,
    precipitation: Option<f64>,
    weather_code: Option<f64>,
    wind_speed_10m: Option<f64>,
    wind_direction_10m: Option<f64>,
}

/// One column per variable, as long as `time`.
#[derive(Debug, Deserialize)]
struct Series {
    time: Vec<String>,
    #[serde(flatten)]
    columns: HashMap<String, Column>,
}

impl Series {
    fn whole(&self) -> Result<(), WeatherError> {
        let even = self.columns.values().all(|column| column.len() == self.time.len());
        if even && self.columns.contains_key("weather_code") {
            Ok(())
        } else {
            Err(malformed("its columns do not fit together"))
        }
    }

    fn at(&self, name: &str, row: usize) -> Option<f64> {
        *self.columns.get(name)?.get(row)?
    }

    fn is_blank(&self, row: usize) -> bool {
        self.columns.values().all(|column| column.get(row).is_none_or(Option::is_none))
    }
}

impl ForecastAnswer {
    /// The place's zone: the service's name for it, or at least its offset today.
    pub(super) fn zone(&self) -> Result<TimeZone, WeatherError> {
        if let Ok(zone) = TimeZone::get(&self.timezone) {
            return Ok(zone);
        }
        Offset::from_seconds(self.utc_offset_seconds).map(Offset::to_time_zone).map_err(|_| malformed("no time zone"))
    }

    /// The entries within `span`, earliest first, and their units.
    pub(super) fn read(
        &self,
        granularity: Granularity,
        span: Span,
        zone: &TimeZone,
    ) -> Result<(Vec<Entry>, Units), WeatherError> {
        match granularity {
            Granularity::Current => {
                let now = self.current.as_ref().ok_or(malformed("no current weather"))?;
                let units = units(self.current_units.as_ref(), "temperature_2m", "wind_speed_10m", "precipitation")?;
                Ok((vec![Entry::Moment(now.moment(zone)?)], units))
            }
            Granularity::Hourly => {
                let series = self.hourly.as_ref().ok_or(malformed("no hours"))?;
                let units = units(self.hourly_units.as_ref(), "temperature_2m", "wind_speed_10m", "precipitation")?;
                Ok((hours(series, span, zone)?, units))
            }
            Granularity::Daily => {
                let series = self.daily.as_ref().ok_or(malformed("no days"))?;
                let units =
                    units(self.daily_units.as_ref(), "temperature_2m_max", "wind_speed_10m_max", "precipitation_sum")?;
                Ok((days(series, span)?, units))
            }
        }
    }
}

impl Now {
    fn moment(&self, zone: &TimeZone) -> Result<Moment, WeatherError> {
        let (at, local) = times(local_time(&self.time)?, zone)?;
        Ok(Moment {
            at,
            local,
            weather: code(self.weather_code),
            temperature: self.temperature_2m,
            feels_like: self.apparent_temperature,
            humidity_percent: self.relative_humidity_2m,
            precipitation: self.precipitation,
            precipitation_percent: None,
            wind_speed: self.wind_speed_10m,
            wind_direction_degrees: self.wind_direction_10m,
        })
    }
}

fn hours(series: &Series, span: Span, zone: &TimeZone) -> Result<Vec<Entry>, WeatherError> {
    series.whole()?;
    let mut entries = Vec::new();
    for (row, time) in series.time.iter().enumerate() {
        let time = local_time(time)?;
        let counts = span.hours.is_none_or(|(first, last)| first <= time && time <= last);
        if !counts || series.is_blank(row) {
            continue;
        }
        let (at, local) = times(time, zone)?;
        entries.push(Entry::Moment(Moment {
            at,
            local,
            weather: code(series.at("weather_code", row)),
            temperature: series.at("temperature_2m", row),
            feels_like: series.at("apparent_temperature", row),
            humidity_percent: series.at("relative_humidity_2m", row),
            precipitation: series.at("precipitation", row),
            precipitation_percent: series.at("precipitation_probability", row),
            wind_speed: series.at("wind_speed_10m", row),
            wind_direction_degrees: series.at("wind_direction_10m", row),
        }));
    }
    Ok(entries)
}

fn days(series: &Series, span: Span) -> Result<Vec<Entry>, WeatherError> {
    series.whole()?;
    let mut entries = Vec::new();
    for (row, day) in series.time.iter().enumerate() {
        let day: Date = day.parse().map_err(|_| malformed("a day that is none"))?;
        if day < span.first || day > span.last || series.is_blank(row) {
            continue;
        }
        entries.push(Entry::Day(Day {
            date: day.to_string(),
            weekday: day.strftime("%A").to_string(),
            weather: code(series.at("weather_code", row)),
            temperature_max: series.at("temperature_2m_max", row),
            temperature_min: series.at("temperature_2m_min", row),
            precipitation: series.at("precipitation_sum", row),
            precipitation_percent: series.at("precipitation_probability_max", row),
            wind_speed_max: series.at("wind_speed_10m_max", row),
        }));
    }
    Ok(entries)
}

fn local_time(text: &str) -> Result<DateTime, WeatherError> {
    text.parse().map_err(|_| malformed("a time that is none"))
}

/// A local time in UTC, and as it reads at the place.
fn times(local: DateTime, zone: &TimeZone) -> Result<(String, String), WeatherError> {
    let zoned = zone.to_ambiguous_zoned(local).compatible().map_err(|_| malformed("a time that is none"))?;
    let name = zone.iana_name().map_or_else(|| zoned.offset().to_string(), str::to_owned);
    Ok((zoned.timestamp().to_string(), format!("{} {name}", zoned.strftime("%a %-d %b %Y, %H:%M"))))
}

fn code(code: Option<f64>) -> Option<&'static str> {
    let code = code?;
    // Codes go to 99; anything else is named as unknown.
    let code = if (0.0..=99.0).contains(&code) { code as u16 } else { 100 };
    Some(words::weather(code))
}

fn units(
    given: Option<&UnitsOf>,
    temperature: &str,
    wind_speed: &str,
    precipitation: &str,
) -> Result<Units, WeatherError> {
    let named = |name: &str| {
        let unit = given?.get(name)?;
        // The service's own spelling of miles per hour.
        Some(if unit == "mp/h" { "mph".to_owned() } else { unit.chars().take(12).collect() })
    };
    match (named(temperature), named(wind_speed), named(precipitation)) {
        (Some(temperature), Some(wind_speed), Some(precipitation)) => {
            Ok(Units { temperature, wind_speed, precipitation })
        }
        _ => Err(malformed("no units")),
    }
}

fn malformed(what: &'static str) -> WeatherError {
    WeatherError::Malformed { what }
}
