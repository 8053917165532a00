//! Why there is no weather to tell.

use std::time::Duration;

use jiff::civil::Date;

/// What kept a reading from being given. Every message is fit for a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WeatherError {
    /// "here", "near me": the app does not know where that is.
    #[error("which place? name a town, for example Berlin; where you are is not known here")]
    WhichPlace,
    /// No place of that name.
    #[error("no place called {location:?} was found{}; check the spelling, or add the country", among(known))]
    PlaceUnknown {
        /// What was asked for.
        location: String,
        /// Places of that name elsewhere.
        known: Vec<String>,
    },
    /// An argument that cannot be understood.
    #[error("{argument} {got:?} is not understood; it takes {takes}")]
    Invalid {
        /// The argument's name.
        argument: &'static str,
        /// What was given.
        got: String,
        /// What would do.
        takes: &'static str,
    },
    /// A day that is over.
    #[error("{day} is in the past; a forecast starts today, {today}")]
    Past {
        /// The day asked for.
        day: Date,
        /// Today, at the place.
        today: Date,
    },
    /// A day no forecast reaches yet.
    #[error("no forecast reaches {day} yet; the last day is {last}")]
    TooFar {
        /// The day asked for.
        day: Date,
        /// The last day that can be asked for.
        last: Date,
    },
    /// The service cannot be reached.
    #[error("the weather service cannot be reached; check the network and try again")]
    Unreachable,
    /// The service answered with an HTTP error.
    #[error("the weather service answered with an error (HTTP {status}); try again later")]
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// The service took too long.
    #[error("the weather service gave no answer within {} seconds; try again later", limit.as_secs_f32())]
    TimedOut {
        /// How long was waited.
        limit: Duration,
    },
    /// The service's answer is not what it documents.
    #[error("the weather service gave an answer that cannot be read ({what}); try again later")]
    Malformed {
        /// What is wrong with it.
        what: &'static str,
    },
}

impl WeatherError {
    /// The code a program may act on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::WhichPlace | Self::Invalid { .. } | Self::Past { .. } | Self::TooFar { .. } => "INVALID_ARGUMENTS",
            Self::PlaceUnknown { .. } => "PLACE_UNKNOWN",
            Self::Unreachable | Self::Refused { .. } => "WEATHER_UNREACHABLE",
            Self::TimedOut { .. } => "WEATHER_TIMED_OUT",
            Self::Malformed { .. } => "WEATHER_MALFORMED",
        }
    }

    /// Whether an earlier answer may stand in: the service is away, not the question wrong.
    pub(super) fn is_outage(&self) -> bool {
        match self {
            Self::Unreachable | Self::TimedOut { .. } => true,
            Self::Refused { status } => *status == 429 || *status >= 500,
            Self::WhichPlace
            | Self::PlaceUnknown { .. }
            | Self::Invalid { .. }
            | Self::Past { .. }
            | Self::TooFar { .. }
            | Self::Malformed { .. } => false,
        }
    }
}

fn among(known: &[String]) -> String {
    if known.is_empty() { String::new() } else { format!(" (there is {})", known.join("; ")) }
}
