//! The clock under APP_ENV=test: the computer's, moved by the seconds that stand in a file.

use std::fs;
use std::path::PathBuf;

use assent_gate::Clock;
use jiff::{SignedDuration, Timestamp};

/// The file in the data folder, which need not be there.
const FILE: &str = "test-clock";

/// Reads the file anew at each look.
pub(crate) struct MovedClock {
    file: PathBuf,
}

impl MovedClock {
    pub(crate) fn beside(data_dir: &std::path::Path) -> Self {
        Self { file: data_dir.join(FILE) }
    }
}

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        let moved = fs::read_to_string(&self.file).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0);
        let now = Timestamp::now();
        now.checked_add(SignedDuration::from_secs(moved)).unwrap_or(now)
    }
}
