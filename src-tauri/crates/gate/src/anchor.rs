//! The anchor: an append-only file outside the data folder that keeps the head
//! of the audit chain after every commit, so that a chain cut short or an old
//! database put back does not go unseen.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use assent_store::audit::Head;

/// One anchor file: JSON Lines of `{"seq", "hash"}`.
#[derive(Clone, Debug)]
pub struct Anchor {
    path: PathBuf,
}

impl Anchor {
    /// The anchor at `path`, which need not exist yet.
    #[must_use]
    pub const fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a head.
    ///
    /// # Errors
    /// The cause when the file can't be written; the event itself is safe, and
    /// verification reports the anchor as behind.
    pub fn append(&self, head: &Head) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let line = format!("{}\n", serde_json::to_string(head)?);
        OpenOptions::new().create(true).append(true).open(&self.path)?.write_all(line.as_bytes())
    }

    /// Every head it keeps, in order of the chain; `None` when there is no anchor.
    ///
    /// # Errors
    /// The cause when the file is there and can't be read.
    pub fn read(&self) -> io::Result<Option<Vec<Head>>> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(cause),
        };
        let mut heads: Vec<Head> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        heads.sort_by_key(|head| head.seq);
        Ok(Some(heads))
    }
}
