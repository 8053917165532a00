//! Which days and hours somebody means, at the place they ask about.

use jiff::civil::{Date, DateTime, Weekday, time};
use jiff::{ToSpan, Zoned};

use super::{Granularity, WeatherError};

const TAKES: &str = "today, tonight, tomorrow, weekend, a weekday, or a date such as 2026-11-23";
/// How far the service forecasts, counted from today.
const DAYS_AHEAD: i64 = 16;

/// What was said, before it is known where "today" is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum When {
    Unsaid,
    Today,
    Tonight,
    Tomorrow,
    Weekend,
    Weekday(Weekday),
    Day(Date),
}

/// Whole days, and within them the hours that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) first: Date,
    pub(super) last: Date,
    pub(super) hours: Option<(DateTime, DateTime)>,
}

impl When {
    pub(super) fn read(said: Option<&str>) -> Result<Self, WeatherError> {
        let Some(said) = said else {
            return Ok(Self::Unsaid);
        };
        let plain = said.trim().to_lowercase();
        let plain = plain.strip_prefix("on ").unwrap_or(&plain);
        Ok(match plain {
            "" | "now" => Self::Unsaid,
            "today" => Self::Today,
            "tonight" => Self::Tonight,
            "tomorrow" => Self::Tomorrow,
            "weekend" | "this weekend" | "the weekend" | "at the weekend" => Self::Weekend,
            "monday" => Self::Weekday(Weekday::Monday),
            "tuesday" => Self::Weekday(Weekday::Tuesday),
            "wednesday" => Self::Weekday(Weekday::Wednesday),
            "thursday" => Self::Weekday(Weekday::Thursday),
            "friday" => Self::Weekday(Weekday::Friday),
            "saturday" => Self::Weekday(Weekday::Saturday),
            "sunday" => Self::Weekday(Weekday::Sunday),
            date => Self::Day(date.parse().map_err(|_| WeatherError::Invalid {
                argument: "when",
                got: said.chars().take(60).collect(),
                takes: TAKES,
            })?),
        })
    }

    /// The days meant, seen from `now` in the place's zone.
    pub(super) fn span(self, granularity: Granularity, now: &Zoned) -> Result<Span, WeatherError> {
        let today = now.date();
        let hour = now.datetime().with().minute(0).second(0).subsec_nanosecond(0).build();
        let hour = hour.unwrap_or_else(|_| now.datetime());
        match granularity {
            Granularity::Current if !matches!(self, Self::Unsaid | Self::Today) => {
                return Err(WeatherError::Invalid {
                    argument: "granularity",
                    got: "current".to_owned(),
                    takes: "daily or hourly for any time but now",
                });
            }
            Granularity::Current | Granularity::Daily | Granularity::Hourly => {}
        }
        let (first, last) = match (self, granularity) {
            (Self::Unsaid, Granularity::Daily) => (today, later(today, 6)),
            (Self::Unsaid, Granularity::Hourly) => (today, later(today, 1)),
            (Self::Unsaid, Granularity::Current) | (Self::Today, _) => (today, today),
            (Self::Tonight, Granularity::Hourly) => (today, later(today, 1)),
            (Self::Tonight, _) => (today, today),
            (Self::Tomorrow, _) => (later(today, 1), later(today, 1)),
            (Self::Weekend, _) if today.weekday() == Weekday::Sunday => (today, today),
            (Self::Weekend, _) => {
                let saturday = next(today, Weekday::Saturday);
                (saturday, later(saturday, 1))
            }
            (Self::Weekday(day), _) => (next(today, day), next(today, day)),
            (Self::Day(day), _) => (day, day),
        };
        in_reach(first, today)?;
        in_reach(last, today)?;
        let hours = match (self, granularity) {
            (_, Granularity::Current | Granularity::Daily) => None,
            (Self::Unsaid, Granularity::Hourly) => Some((hour, hour.saturating_add(23.hours()))),
            (Self::Tonight, Granularity::Hourly) => {
                Some((hour.max(today.to_datetime(time(18, 0, 0, 0))), later(today, 1).to_datetime(time(6, 0, 0, 0))))
            }
            (_, Granularity::Hourly) => {
                Some((hour.max(first.to_datetime(time(0, 0, 0, 0))), last.to_datetime(time(23, 0, 0, 0))))
            }
        };
        Ok(Span { first, last, hours })
    }
}

fn in_reach(day: Date, today: Date) -> Result<(), WeatherError> {
    let last = later(today, DAYS_AHEAD);
    if day < today {
        return Err(WeatherError::Past { day, today });
    }
    if day > last {
        return Err(WeatherError::TooFar { day, last });
    }
    Ok(())
}

fn later(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

/// The next such weekday, today included.
fn next(today: Date, weekday: Weekday) -> Date {
    later(today, i64::from(today.weekday().until(weekday)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

    use jiff::civil::date;

    use super::*;

    /// A Wednesday morning in Berlin.
    fn now() -> Zoned {
        "2026-11-25T09:40:00+01:00[Europe/Berlin]".parse().unwrap()
    }

    fn days(said: &str) -> Result<(Date, Date), WeatherError> {
        let span = When::read(Some(said))?.span(Granularity::Daily, &now())?;
        Ok((span.first, span.last))
    }

    #[test]
    fn each_way_to_say_when_means_its_days() {
        let day = |d| date(2026, 11, d);
        for (said, first, last) in [
            ("today", day(25), day(25)),
            ("Tonight", day(25), day(25)),
            ("tomorrow", day(26), day(26)),
            ("weekend", day(28), day(29)),
            ("this weekend", day(28), day(29)),
            ("on Monday", day(30), day(30)),
            ("wednesday", day(25), day(25)),
            ("2026-11-27", day(27), day(27)),
            ("2026-12-11", date(2026, 12, 11), date(2026, 12, 11)),
        ] {
            assert_eq!(days(said), Ok((first, last)), "{said}");
        }
    }

    #[test]
    fn what_is_past_or_too_far_or_no_day_is_said_so() {
        assert!(matches!(days("2026-11-24"), Err(WeatherError::Past { .. })));
        assert!(matches!(days("2026-12-12"), Err(WeatherError::TooFar { .. })));
        for said in ["yesterday", "2026-02-30", "soonish", "27.11."] {
            assert!(matches!(days(said), Err(WeatherError::Invalid { argument: "when", .. })), "{said}");
        }
    }

    #[test]
    fn on_a_sunday_the_weekend_is_what_is_left_of_it() {
        let sunday = "2026-11-29T20:00:00+01:00[Europe/Berlin]".parse().unwrap();
        let span = When::Weekend.span(Granularity::Daily, &sunday).unwrap();
        assert_eq!((span.first, span.last), (date(2026, 11, 29), date(2026, 11, 29)));
    }

    #[test]
    fn tonight_by_the_hour_reaches_into_the_morning() {
        let span = When::Tonight.span(Granularity::Hourly, &now()).unwrap();
        let evening = date(2026, 11, 25).at(18, 0, 0, 0);
        assert_eq!(span.hours, Some((evening, date(2026, 11, 26).at(6, 0, 0, 0))));
    }

    #[test]
    fn current_weather_is_only_now() {
        assert!(When::Today.span(Granularity::Current, &now()).is_ok());
        assert!(When::Tomorrow.span(Granularity::Current, &now()).is_err());
    }
}
