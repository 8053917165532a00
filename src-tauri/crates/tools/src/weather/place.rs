//! From a name somebody wrote to one place on the map.

use serde::{Deserialize, Serialize};

use super::WeatherError;

/// How many candidates are asked for, and looked at.
pub(super) const CANDIDATES: usize = 10;

/// The place a reading is for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// Its state or province.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Its country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Its IANA time zone.
    pub zone: String,
    /// Said when the name fits several places or none exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What was asked for, split into the name and what narrows it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) name: String,
    within: Vec<String>,
    asked: String,
}

/// The service's answer: `results` is left out when there are none.
#[derive(Debug, Deserialize)]
pub(super) struct SearchAnswer {
    #[serde(default)]
    results: Vec<Candidate>,
}

#[derive(Debug, Deserialize)]
struct Candidate {
    name: String,
    latitude: f64,
    longitude: f64,
    #[serde(default)]
    country: Option<String>,
    #[serde(default)]
    country_code: Option<String>,
    #[serde(default)]
    admin1: Option<String>,
    #[serde(default)]
    timezone: Option<String>,
}

impl Wanted {
    pub(super) fn read(location: &str) -> Result<Self, WeatherError> {
        let asked = location.split_whitespace().collect::<Vec<_>>().join(" ");
        let plain = asked.to_lowercase();
        const NOWHERE: &[&str] = &[
            "",
            "here",
            "near me",
            "nearby",
            "around me",
            "around here",
            "near here",
            "my location",
            "my place",
            "current location",
            "where i am",
            "home",
            "outside",
        ];
        if NOWHERE.contains(&plain.trim_matches(['.', '?', '!'])) {
            return Err(WeatherError::WhichPlace);
        }
        let mut parts = asked.split(',').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty());
        let name = parts.next().unwrap_or_default();
        if name.chars().count() < 2 || asked.chars().count() > 100 || asked.chars().any(char::is_control) {
            return Err(WeatherError::Invalid {
                argument: "location",
                got: asked.chars().take(60).collect(),
                takes: "the name of a town, of 2 to 100 letters",
            });
        }
        Ok(Self { name, within: parts.collect(), asked })
    }

    /// The same for every spelling of the same question.
    pub(super) fn key(&self) -> String {
        self.asked.to_lowercase()
    }

    /// The best of the candidates, which the service ranks by relevance and size.
    pub(super) fn choose(&self, answer: SearchAnswer) -> Result<Place, WeatherError> {
        let mut candidates = answer.results;
        candidates.truncate(CANDIDATES);
        let placed = |c: &Candidate| c.latitude.abs() <= 90.0 && c.longitude.abs() <= 180.0;
        if !candidates.iter().all(placed) {
            return Err(WeatherError::Malformed { what: "a place that is not on the map" });
        }
        let fitting: Vec<&Candidate> = candidates.iter().filter(|c| self.lies_within(c)).collect();
        let exact = |c: &&&Candidate| c.name.to_lowercase() == self.name.to_lowercase();
        let Some(best) = fitting.iter().find(exact).or_else(|| fitting.first()) else {
            return Err(WeatherError::PlaceUnknown {
                location: self.asked.clone(),
                known: candidates.iter().take(3).map(Candidate::in_full).collect(),
            });
        };
        let others: Vec<String> = fitting
            .iter()
            .filter(|other| exact(other) && !std::ptr::eq(**other, *best))
            .map(|other| other.in_full())
            .take(3)
            .collect();
        let note = if !exact(&best) {
            Some(format!("no place is called exactly {}; this is {}", self.name, best.in_full()))
        } else if others.is_empty() {
            None
        } else {
            Some(format!(
                "several places are called {}; this is {}, others are {}",
                clean(&best.name),
                best.in_full(),
                others.join("; ")
            ))
        };
        Ok(Place {
            name: clean(&best.name),
            region: said(best.admin1.as_deref()),
            country: said(best.country.as_deref()),
            latitude: best.latitude,
            longitude: best.longitude,
            zone: said(best.timezone.as_deref()).unwrap_or_else(|| "auto".to_owned()),
            note,
        })
    }

    fn lies_within(&self, candidate: &Candidate) -> bool {
        let around = [&candidate.admin1, &candidate.country, &candidate.country_code];
        self.within.iter().all(|part| {
            around.iter().any(|name| name.as_ref().is_some_and(|name| name.to_lowercase() == part.to_lowercase()))
        })
    }
}

impl Candidate {
    fn in_full(&self) -> String {
        [Some(self.name.as_str()), self.admin1.as_deref(), self.country.as_deref()]
            .into_iter()
            .filter_map(said)
            .collect::<Vec<_>>()
            .join(", ")
    }
}

fn said(text: Option<&str>) -> Option<String> {
    text.map(clean).filter(|text| !text.is_empty())
}

/// Names from outside, without what could change how a line reads.
fn clean(text: &str) -> String {
    let plain = |c: &char| {
        !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.trim().chars().filter(plain).take(100).collect()
}
