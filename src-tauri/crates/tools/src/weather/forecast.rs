//! The Open-Meteo client: a place by its name, then its weather.
//!
//! It answers for one bounded question at a time, for saying which place was meant, and
//! for what is told when the service is away: the last answer to the same question,
//! with its age. Who may ask is the gate's business.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::WeatherError;
use super::answer::{CURRENT, DAILY, ForecastAnswer, HOURLY};
use super::http::Http;
use super::place::{CANDIDATES, Place, SearchAnswer, Wanted};
use super::report::{Granularity, Report};
use super::when::{Span, When};

/// How long an answer is given again without asking: the service renews its own every
/// 15 minutes.
const FRESH: i64 = 600;
/// How many answers, and how many places, are kept.
const KEPT: usize = 64;

/// The units a reading is asked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UnitSystem {
    /// °C, km/h, mm.
    #[default]
    Metric,
    /// °F, mph, inches.
    Imperial,
}

/// Where the service is and how it is asked.
#[derive(Debug, Clone)]
pub struct WeatherSettings {
    /// Address before `/v1/forecast`.
    pub forecast_base: String,
    /// Address before `/v1/search`.
    pub geocoding_base: String,
    /// Units of every reading.
    pub units: UnitSystem,
    /// For a whole reading, both questions together.
    pub timeout: Duration,
}

/// Reads the weather, and remembers what it read while the process lives.
#[derive(Debug)]
pub struct Forecast {
    settings: WeatherSettings,
    http: Http,
    memory: Mutex<Memory>,
}

#[derive(Debug, Default)]
struct Memory {
    places: HashMap<String, Place>,
    answers: HashMap<Question, (Timestamp, Report)>,
}

/// What makes two readings the same question. Current weather is about no day.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Question {
    location: String,
    when: When,
    first: Option<Date>,
    granularity: Granularity,
}

impl Forecast {
    /// A client for the service at these addresses.
    ///
    /// # Errors
    /// [`WeatherError::Unreachable`], when this computer has no means to ask over the web.
    pub fn new(settings: WeatherSettings) -> Result<Self, WeatherError> {
        // Plain http is only ever a service on this computer.
        let direct = [&settings.forecast_base, &settings.geocoding_base].iter().all(|base| base.starts_with("http://"));
        let http = Http::new(settings.timeout, direct)?;
        Ok(Self { settings, http, memory: Mutex::default() })
    }

    /// Reads the weather at `location`, for `when` as somebody says it (`now` if left
    /// out), seen from `now`.
    ///
    /// An answer younger than ten minutes is given again; an older one only when the
    /// service is away, marked stale. Both carry their age.
    ///
    /// # Errors
    /// [`WeatherError`], each with a sentence for the person who asked.
    pub async fn read(
        &self,
        location: &str,
        when: Option<&str>,
        granularity: Granularity,
        now: Zoned,
    ) -> Result<Report, WeatherError> {
        let wanted = Wanted::read(location)?;
        let when = When::read(when)?;
        // Refuses what would be refused wherever the place is, before anybody is asked.
        let _ = when.span(granularity, &now).or_else(|error| on_some_side(error, when, granularity, &now))?;
        let limit = self.settings.timeout;
        match tokio::time::timeout(limit, self.ask(&wanted, when, granularity, &now)).await {
            Ok(read) => read,
            Err(_) => self.last_answer(&wanted, when, granularity, &now).ok_or(WeatherError::TimedOut { limit }),
        }
    }

    async fn ask(
        &self,
        wanted: &Wanted,
        when: When,
        granularity: Granularity,
        now: &Zoned,
    ) -> Result<Report, WeatherError> {
        let place = self.place(wanted).await?;
        let (span, question) = question(wanted, &place, when, granularity, now)?;
        let at = now.timestamp();
        if let Some(report) = self.memory().answer(&question, at)
            && report.age_seconds < FRESH.unsigned_abs()
        {
            return Ok(report);
        }
        match self.fetch(place, granularity, span, at).await {
            Ok(report) => {
                self.memory().keep(question, at, &report);
                Ok(report)
            }
            Err(error) if error.is_outage() => {
                let last = self.memory().answer(&question, at);
                last.map(|report| Report { stale: true, ..report }).ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    async fn place(&self, wanted: &Wanted) -> Result<Place, WeatherError> {
        let known = self.memory().places.get(&wanted.key()).cloned();
        if let Some(place) = known {
            return Ok(place);
        }
        let url = format!("{}/v1/search", self.settings.geocoding_base);
        let count = CANDIDATES.to_string();
        let query = [("name", wanted.name.as_str()), ("count", &count), ("language", "en"), ("format", "json")];
        let answer: SearchAnswer = self.http.get(&url, &query, self.settings.timeout).await?;
        let place = wanted.choose(answer)?;
        let mut memory = self.memory();
        if memory.places.len() >= KEPT {
            memory.places.clear();
        }
        memory.places.insert(wanted.key(), place.clone());
        Ok(place)
    }

    async fn fetch(
        &self,
        place: Place,
        granularity: Granularity,
        span: Span,
        at: Timestamp,
    ) -> Result<Report, WeatherError> {
        let url = format!("{}/v1/forecast", self.settings.forecast_base);
        let (latitude, longitude) = (place.latitude.to_string(), place.longitude.to_string());
        let (first, last) = (span.first.to_string(), span.last.to_string());
        let mut query = vec![
            ("latitude", latitude.as_str()),
            ("longitude", &longitude),
            ("timezone", &place.zone),
            ("timeformat", "iso8601"),
        ];
        match granularity {
            Granularity::Current => query.push(("current", CURRENT)),
            Granularity::Hourly => query.push(("hourly", HOURLY)),
            Granularity::Daily => query.push(("daily", DAILY)),
        }
        if granularity != Granularity::Current {
            query.extend([("start_date", first.as_str()), ("end_date", &last)]);
        }
        if self.settings.units == UnitSystem::Imperial {
            query.extend([
                ("temperature_unit", "fahrenheit"),
                ("wind_speed_unit", "mph"),
                ("precipitation_unit", "inch"),
            ]);
        }
        let answer: ForecastAnswer = self.http.get(&url, &query, self.settings.timeout).await?;
        let zone = answer.zone()?;
        let (values, units) = answer.read(granularity, span, &zone)?;
        if values.is_empty() {
            // The last day or two of the reach are not filled for every place.
            return Err(WeatherError::TooFar { day: span.last, last: span.first.yesterday().unwrap_or(span.first) });
        }
        let zone = zone.iana_name().map_or_else(|| place.zone.clone(), str::to_owned);
        Ok(Report {
            place: Place { zone, ..place },
            units,
            source: "Open-Meteo",
            granularity,
            values,
            fetched_at: Timestamp::from_second(at.as_second()).unwrap_or(at).to_string(),
            age_seconds: 0,
            stale: false,
        })
    }

    /// What stands in when even the place could not be asked in time.
    fn last_answer(&self, wanted: &Wanted, when: When, granularity: Granularity, now: &Zoned) -> Option<Report> {
        let memory = self.memory();
        let place = memory.places.get(&wanted.key())?;
        let (_, question) = question(wanted, place, when, granularity, now).ok()?;
        memory.answer(&question, now.timestamp()).map(|report| Report { stale: true, ..report })
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        // What a panicking thread left behind is whole entries all the same.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    /// The last answer with its age at `now`; none from a clock that went back.
    fn answer(&self, question: &Question, now: Timestamp) -> Option<Report> {
        let (fetched, report) = self.answers.get(question)?;
        let age = u64::try_from(now.as_second() - fetched.as_second()).ok()?;
        Some(Report { age_seconds: age, ..report.clone() })
    }

    fn keep(&mut self, question: Question, at: Timestamp, report: &Report) {
        if self.answers.len() >= KEPT
            && let Some(oldest) = self.answers.iter().min_by_key(|(_, (at, _))| *at).map(|(oldest, _)| oldest.clone())
        {
            self.answers.remove(&oldest);
        }
        self.answers.insert(question, (at, report.clone()));
    }
}

fn question(
    wanted: &Wanted,
    place: &Place,
    when: When,
    granularity: Granularity,
    now: &Zoned,
) -> Result<(Span, Question), WeatherError> {
    let there = TimeZone::get(&place.zone).map_or_else(|_| now.clone(), |zone| now.with_time_zone(zone));
    let span = when.span(granularity, &there)?;
    let first = (granularity != Granularity::Current).then_some(span.first);
    Ok((span, Question { location: wanted.key(), when, first, granularity }))
}

/// A day that is over or too far here may be neither at the place: it counts as such
/// only when it is so on both sides of the date line.
fn on_some_side(error: WeatherError, when: When, granularity: Granularity, now: &Zoned) -> Result<Span, WeatherError> {
    [jiff::tz::offset(-12), jiff::tz::offset(14)]
        .into_iter()
        .find_map(|side| when.span(granularity, &now.with_time_zone(side.to_time_zone())).ok())
        .ok_or(error)
}

#[cfg(test)]
mod tests;
