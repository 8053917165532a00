//! The anchor: an append-only file outside the data folder that keeps the head
//! of the audit chain after every commit, so that a chain cut short or an old
//! database put back does not go unseen.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use assent_store::audit::Head;

/// One anchor file: JSON Lines of `{"seq", "hash"}` in the order they were written. It
/// counts from its first line on; that one anchor follows another is the chain's to say.
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

    /// Begins an anchor where there is none; whether there was none. One in which nothing
    /// is written yet counts as none: what it was begun for may not have been committed.
    ///
    /// # Errors
    /// The cause when it can't be looked at or written.
    pub fn begin(&self) -> io::Result<bool> {
        match fs::metadata(&self.path) {
            Ok(found) => return Ok(found.is_file() && found.len() == 0),
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
            Err(_) => {}
        }
        self.open()?;
        Ok(true)
    }

    /// Adds a head.
    ///
    /// # Errors
    /// The cause when the file can't be written; the event itself is safe, and
    /// verification reports the anchor as behind.
    pub fn append(&self, head: &Head) -> io::Result<()> {
        self.append_all(std::slice::from_ref(head))
    }

    /// Adds heads, in this order.
    ///
    /// # Errors
    /// As for [`Self::append`].
    pub fn append_all(&self, heads: &[Head]) -> io::Result<()> {
        let mut file = self.open()?;
        // A line that a crash cut short must not take the next one with it.
        let mut lines = if ends_whole(&mut file)? { String::new() } else { "\n".to_owned() };
        for head in heads {
            lines.push_str(&serde_json::to_string(head)?);
            lines.push('\n');
        }
        file.write_all(lines.as_bytes())
    }

    fn open(&self) -> io::Result<fs::File> {
        let mut open = OpenOptions::new();
        open.create(true).read(true).append(true);
        match (open.open(&self.path), self.path.parent()) {
            (Err(cause), Some(folder)) if cause.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(folder)?;
                open.open(&self.path)
            }
            (opened, _) => opened,
        }
    }

    /// Every head it keeps, in the order they were written; `None` when there is no anchor,
    /// or one in which nothing is written.
    ///
    /// # Errors
    /// The cause when the file is there and can't be read.
    pub fn read(&self) -> io::Result<Option<Vec<Head>>> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(cause),
        };
        let heads: Vec<Head> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        Ok((!heads.is_empty()).then_some(heads))
    }
}

fn ends_whole(file: &mut fs::File) -> io::Result<bool> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}
