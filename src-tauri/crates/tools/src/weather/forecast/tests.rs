#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use jiff::ToSpan;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::*;

/// How the service behaves at `/v1/forecast`.
#[derive(Debug, Clone, Copy)]
enum Mood {
    Well,
    Silent,
    Broken,
    Garbled,
    Lopsided,
    Huge,
    Elsewhere,
}

#[derive(Clone)]
struct Service {
    mood: Mood,
    asked: Arc<AtomicUsize>,
}

type Asked = Query<HashMap<String, String>>;

/// A server that speaks the documented format, on a port of its own.
struct Running {
    address: String,
    asked: Arc<AtomicUsize>,
    serving: JoinHandle<()>,
}

impl Running {
    async fn start(mood: Mood) -> Self {
        let asked = Arc::new(AtomicUsize::new(0));
        let routes = Router::new()
            .route("/v1/search", get(search))
            .route("/v1/forecast", get(forecast))
            .with_state(Service { mood, asked: Arc::clone(&asked) });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let serving = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { address, asked, serving }
    }

    fn forecasts(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    async fn stop(self) {
        self.serving.abort();
        let _ = self.serving.await;
    }
}

async fn search(Query(asked): Asked) -> Response {
    assert_eq!(asked["format"], "json");
    let place = |name: &str, region: &str, country: &str, code: &str, latitude: f64, longitude: f64, zone: &str| {
        json!({ "id": 1, "name": name, "admin1": region, "country": country, "country_code": code,
                "latitude": latitude, "longitude": longitude, "timezone": zone, "feature_code": "PPL" })
    };
    let berlin = place("Berlin", "Land Berlin", "Germany", "DE", 52.52437, 13.41053, "Europe/Berlin");
    let hampshire = place("Berlin", "New Hampshire", "United States", "US", 44.46867, -71.18508, "America/New_York");
    let results = match asked["name"].to_lowercase().as_str() {
        "berlin" => json!([berlin, hampshire]),
        "berln" => json!([berlin]),
        "kiritimati" => {
            json!([place("Kiritimati", "Line Islands", "Kiribati", "KI", 1.94, -157.47, "Pacific/Kiritimati")])
        }
        _ => return axum::Json(json!({ "generationtime_ms": 0.4 })).into_response(),
    };
    axum::Json(json!({ "results": results, "generationtime_ms": 0.7 })).into_response()
}

async fn forecast(State(service): State<Service>, Query(asked): Asked) -> Response {
    service.asked.fetch_add(1, Ordering::SeqCst);
    match service.mood {
        Mood::Well => axum::Json(documented(&asked)).into_response(),
        Mood::Silent => std::future::pending().await,
        Mood::Broken => (StatusCode::INTERNAL_SERVER_ERROR, "out of order").into_response(),
        Mood::Garbled => "<html>a hotel's sign-in page</html>".into_response(),
        Mood::Lopsided => {
            let mut answer = documented(&asked);
            answer["daily"]["temperature_2m_max"] = json!([1.0]);
            axum::Json(answer).into_response()
        }
        Mood::Huge => format!("{{\"timezone\":\"{}\"}}", "x".repeat(2 * 1024 * 1024)).into_response(),
        Mood::Elsewhere => Redirect::temporary("/v1/search?name=berlin").into_response(),
    }
}

/// The shape of the service's own example answer.
fn documented(asked: &HashMap<String, String>) -> Value {
    let imperial = asked.get("temperature_unit").is_some_and(|unit| unit == "fahrenheit");
    let (temperature, wind, rain) = if imperial { ("°F", "mp/h", "inch") } else { ("°C", "km/h", "mm") };
    let mut answer = json!({
        "latitude": 52.52, "longitude": 13.419, "generationtime_ms": 0.2, "utc_offset_seconds": 3600,
        "timezone": asked["timezone"], "timezone_abbreviation": "CET", "elevation": 38.0
    });
    if asked.contains_key("current") {
        answer["current_units"] = json!({ "time": "iso8601", "interval": "seconds", "temperature_2m": temperature,
            "precipitation": rain, "wind_speed_10m": wind, "weather_code": "wmo code" });
        answer["current"] = json!({ "time": "2026-11-25T09:30", "interval": 900, "temperature_2m": 4.2,
            "apparent_temperature": 1.5, "relative_humidity_2m": 87, "precipitation": 0.1, "weather_code": 61,
            "wind_speed_10m": 11.9, "wind_direction_10m": 250 });
    }
    let days = || {
        let first: Date = asked["start_date"].parse().unwrap();
        let last: Date = asked["end_date"].parse().unwrap();
        first.series(1.day()).take_while(move |day| *day <= last)
    };
    let column = |len: usize, value: Value| vec![value; len];
    if asked.contains_key("daily") {
        let time: Vec<String> = days().map(|day| day.to_string()).collect();
        let n = time.len();
        answer["daily_units"] = json!({ "time": "iso8601", "temperature_2m_max": temperature,
            "precipitation_sum": rain, "wind_speed_10m_max": wind });
        answer["daily"] = json!({ "time": time, "weather_code": column(n, json!(3)),
            "temperature_2m_max": column(n, json!(6.5)), "temperature_2m_min": column(n, json!(-1.0)),
            "precipitation_sum": column(n, json!(0.0)), "precipitation_probability_max": column(n, Value::Null),
            "wind_speed_10m_max": column(n, json!(20.1)) });
    }
    if asked.contains_key("hourly") {
        let time: Vec<String> = days().flat_map(|day| (0..24).map(move |h| format!("{day}T{h:02}:00"))).collect();
        let n = time.len();
        answer["hourly_units"] = json!({ "time": "iso8601", "temperature_2m": temperature,
            "precipitation": rain, "wind_speed_10m": wind });
        answer["hourly"] = json!({ "time": time, "weather_code": column(n, json!(0)),
            "temperature_2m": column(n, json!(2.0)), "precipitation": column(n, json!(0.0)),
            "wind_speed_10m": column(n, json!(8.0)) });
    }
    answer
}

fn settings(base: &str) -> WeatherSettings {
    WeatherSettings {
        forecast_base: base.to_owned(),
        geocoding_base: base.to_owned(),
        units: UnitSystem::Metric,
        timeout: Duration::from_secs(8),
    }
}

/// A Wednesday morning in Berlin.
fn now() -> Zoned {
    "2026-11-25T09:40:00+01:00[Europe/Berlin]".parse().unwrap()
}

async fn read(mood: Mood, location: &str, when: Option<&str>, granularity: Granularity) -> Result<Value, WeatherError> {
    let service = Running::start(mood).await;
    let forecast = Forecast::new(settings(&service.address)).unwrap();
    let report = forecast.read(location, when, granularity, now()).await?;
    Ok(serde_json::to_value(report).unwrap())
}

#[tokio::test]
async fn current_weather_names_place_units_source_and_age() {
    let report = read(Mood::Well, "Berlin, Germany", None, Granularity::Current).await.unwrap();
    assert_eq!(
        report,
        json!({
            "place": { "name": "Berlin", "region": "Land Berlin", "country": "Germany",
                       "latitude": 52.52437, "longitude": 13.41053, "zone": "Europe/Berlin" },
            "units": { "temperature": "°C", "wind_speed": "km/h", "precipitation": "mm" },
            "source": "Open-Meteo",
            "granularity": "current",
            "values": [{ "at": "2026-11-25T08:30:00Z", "local": "Wed 25 Nov 2026, 09:30 Europe/Berlin",
                         "weather": "light rain", "temperature": 4.2, "feels_like": 1.5, "humidity_percent": 87.0,
                         "precipitation": 0.1, "wind_speed": 11.9, "wind_direction_degrees": 250.0 }],
            "fetched_at": "2026-11-25T08:40:00Z",
            "age_seconds": 0,
            "stale": false
        })
    );
}

#[tokio::test]
async fn a_weekend_by_the_day_is_its_two_days() {
    let report = read(Mood::Well, "Berlin", Some("this weekend"), Granularity::Daily).await.unwrap();
    assert_eq!(report["values"].as_array().unwrap().len(), 2);
    assert_eq!(
        report["values"][0],
        json!({ "date": "2026-11-28", "weekday": "Saturday", "weather": "overcast", "temperature_max": 6.5,
                "temperature_min": -1.0, "precipitation": 0.0, "wind_speed_max": 20.1 })
    );
    let week = read(Mood::Well, "Berlin", None, Granularity::Daily).await.unwrap();
    assert_eq!(week["values"].as_array().unwrap().len(), 7);
}

#[tokio::test]
async fn tonight_by_the_hour_is_the_evening_and_the_night() {
    let report = read(Mood::Well, "Berlin", Some("tonight"), Granularity::Hourly).await.unwrap();
    let hours = report["values"].as_array().unwrap();
    assert_eq!(hours.len(), 13);
    assert_eq!(hours[0]["local"], "Wed 25 Nov 2026, 18:00 Europe/Berlin");
    assert_eq!(hours[12]["at"], "2026-11-26T05:00:00Z");
    let today = read(Mood::Well, "Berlin", Some("today"), Granularity::Hourly).await.unwrap();
    assert_eq!(today["values"][0]["local"], "Wed 25 Nov 2026, 09:00 Europe/Berlin", "hours that are over are left out");
}

#[tokio::test]
async fn imperial_units_are_asked_for_and_named() {
    let service = Running::start(Mood::Well).await;
    let forecast =
        Forecast::new(WeatherSettings { units: UnitSystem::Imperial, ..settings(&service.address) }).unwrap();
    let report = forecast.read("Berlin", None, Granularity::Current, now()).await.unwrap();
    assert_eq!(report.units.temperature, "°F");
    assert_eq!(report.units.wind_speed, "mph");
}

#[tokio::test]
async fn of_several_places_of_one_name_it_is_said_which() {
    let report = read(Mood::Well, "berlin", None, Granularity::Current).await.unwrap();
    assert_eq!(
        report["place"]["note"],
        "several places are called Berlin; this is Berlin, Land Berlin, Germany, others are Berlin, New Hampshire, United States"
    );
    let narrowed = read(Mood::Well, "Berlin, New Hampshire", None, Granularity::Current).await.unwrap();
    assert_eq!(narrowed["place"]["zone"], "America/New_York");
    assert_eq!(narrowed["place"]["note"], Value::Null);
    let misspelt = read(Mood::Well, "Berln", None, Granularity::Current).await.unwrap();
    assert!(misspelt["place"]["note"].as_str().unwrap().starts_with("no place is called exactly Berln"));
}

#[tokio::test]
async fn what_cannot_be_answered_is_refused_with_its_code_and_sentence() {
    for (location, when, code, sentence) in [
        ("Nowheresville", None, "PLACE_UNKNOWN", "no place called \"Nowheresville\""),
        ("Berlin, France", None, "PLACE_UNKNOWN", "there is Berlin, Land Berlin, Germany"),
        ("near me", None, "INVALID_ARGUMENTS", "which place?"),
        ("  Here? ", None, "INVALID_ARGUMENTS", "which place?"),
        ("B", None, "INVALID_ARGUMENTS", "2 to 100 letters"),
        ("Berlin", Some("2026-11-24"), "INVALID_ARGUMENTS", "2026-11-24 is in the past"),
        ("Berlin", Some("2026-12-12"), "INVALID_ARGUMENTS", "the last day is 2026-12-11"),
        ("Berlin", Some("soonish"), "INVALID_ARGUMENTS", "\"soonish\" is not understood"),
    ] {
        let error = read(Mood::Well, location, when, Granularity::Daily).await.unwrap_err();
        assert_eq!(error.code(), code, "{location} {when:?}: {error}");
        assert!(error.to_string().contains(sentence), "{error}");
    }
    assert!(read(Mood::Well, "Berlin", Some("2026-12-11"), Granularity::Daily).await.is_ok());
}

#[tokio::test]
async fn the_day_is_the_places_own() {
    // Kiritimati is thirteen hours ahead of Berlin: its 25th is over at noon in Berlin.
    let service = Running::start(Mood::Well).await;
    let forecast = Forecast::new(settings(&service.address)).unwrap();
    let noon: Zoned = "2026-11-25T12:00:00+01:00[Europe/Berlin]".parse().unwrap();
    let today = forecast.read("Kiritimati", Some("today"), Granularity::Daily, noon.clone()).await.unwrap();
    assert!(matches!(&today.values[..], [super::super::report::Entry::Day(day)] if day.date == "2026-11-26"));
    let over = forecast.read("Kiritimati", Some("2026-11-25"), Granularity::Daily, noon.clone()).await;
    assert!(matches!(over, Err(WeatherError::Past { .. })));
    assert!(forecast.read("Kiritimati", Some("2026-12-12"), Granularity::Daily, noon).await.is_ok());
}

#[tokio::test]
async fn each_way_to_fail_has_its_own_error() {
    for (mood, expected) in [
        (Mood::Broken, WeatherError::Refused { status: 500 }),
        (Mood::Elsewhere, WeatherError::Refused { status: 307 }),
        (Mood::Garbled, WeatherError::Malformed { what: "not the documented format" }),
        (Mood::Lopsided, WeatherError::Malformed { what: "its columns do not fit together" }),
        (Mood::Huge, WeatherError::Malformed { what: "far too large" }),
    ] {
        let error = read(mood, "Berlin", Some("weekend"), Granularity::Daily).await.unwrap_err();
        assert_eq!(error, expected, "{mood:?}");
    }
}

#[tokio::test]
async fn a_service_that_says_nothing_is_left_at_the_limit() {
    let service = Running::start(Mood::Silent).await;
    let limit = Duration::from_millis(300);
    let forecast = Forecast::new(WeatherSettings { timeout: limit, ..settings(&service.address) }).unwrap();
    let error = forecast.read("Berlin", None, Granularity::Current, now()).await.unwrap_err();
    assert_eq!(error, WeatherError::TimedOut { limit });
    assert_eq!(error.code(), "WEATHER_TIMED_OUT");
}

#[tokio::test]
async fn with_no_service_and_nothing_read_before_it_is_unreachable() {
    let service = Running::start(Mood::Well).await;
    let address = service.address.clone();
    service.stop().await;
    let forecast = Forecast::new(settings(&address)).unwrap();
    let error = forecast.read("Berlin", None, Granularity::Current, now()).await.unwrap_err();
    assert_eq!(error.code(), "WEATHER_UNREACHABLE");
}

#[tokio::test]
async fn without_the_service_the_last_answer_is_given_with_its_age() {
    let service = Running::start(Mood::Well).await;
    let forecast = Forecast::new(settings(&service.address)).unwrap();
    let first = forecast.read("Berlin", Some("tomorrow"), Granularity::Daily, now()).await.unwrap();
    service.stop().await;

    let later = &now() + 2.hours();
    let again = forecast.read("  BERLIN ", Some("tomorrow"), Granularity::Daily, later.clone()).await.unwrap();
    assert_eq!((again.age_seconds, again.stale), (7200, true));
    assert_eq!((again.values, again.fetched_at), (first.values, first.fetched_at));

    let other = forecast.read("Berlin", Some("today"), Granularity::Daily, later).await.unwrap_err();
    assert_eq!(other.code(), "WEATHER_UNREACHABLE", "another day's answer does not stand in");
    let next_day = &now() + 24.hours();
    let other = forecast.read("Berlin", Some("tomorrow"), Granularity::Daily, next_day).await.unwrap_err();
    assert_eq!(other.code(), "WEATHER_UNREACHABLE", "yesterday's tomorrow is not today's");
}

#[tokio::test]
async fn a_fresh_answer_is_given_again_and_an_older_one_is_not() {
    let service = Running::start(Mood::Well).await;
    let forecast = Forecast::new(settings(&service.address)).unwrap();
    for (minutes, asked, age) in [(0, 1, 0), (9, 1, 540), (10, 2, 0)] {
        let report = forecast.read("Berlin", None, Granularity::Current, &now() + minutes.minutes()).await.unwrap();
        assert_eq!((service.forecasts(), report.age_seconds, report.stale), (asked, age, false), "{minutes} min");
    }
}
