//! What lies on the disk only while a backup is made or put back, readable by the
//! owner alone. Whoever works on it holds a lock on it, so that what a killed process
//! left behind is told from what is in use, and removed at the next start.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A file or folder that is gone when this is.
pub(super) struct Temporary {
    pub path: PathBuf,
    _held: fs::File,
}

impl Temporary {
    /// An empty file.
    pub fn file(path: PathBuf) -> io::Result<Self> {
        Self::made(path, |path| owner_only(path).map(|_| ()))
    }

    /// An empty folder.
    pub fn folder(path: PathBuf) -> io::Result<Self> {
        Self::made(path, |path| {
            let mut builder = fs::DirBuilder::new();
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(path)
        })
    }

    fn made(path: PathBuf, make: impl Fn(&Path) -> io::Result<()>) -> io::Result<Self> {
        loop {
            make(&path)?;
            let held = fs::File::open(&path)?;
            held.lock()?;
            // Somebody who swept between the two has taken it for left behind.
            if path.symlink_metadata().is_ok() {
                return Ok(Self { path, _held: held });
            }
        }
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // Mostly it was moved to its place before, and there is nothing to remove.
        let _ = remove(&self.path);
    }
}

fn remove(path: &Path) -> io::Result<()> {
    if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}

pub(super) fn owner_only(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A name beside `path` that only this process uses.
pub(super) fn beside(path: &Path, what: &str) -> PathBuf {
    path.with_file_name(format!("{}{}", beginning(path, what), std::process::id()))
}

fn beginning(path: &Path, what: &str) -> String {
    format!(".{}.{what}-", path.file_name().unwrap_or_default().to_string_lossy())
}

/// Removes what lies beside `path` under such a name and nobody holds.
pub(super) fn sweep(path: &Path, what: &str) {
    let beginning = beginning(path, what);
    let Some(Ok(entries)) = path.parent().map(fs::read_dir) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(process) = name.strip_prefix(&beginning) else { continue };
        if process.is_empty() || !process.bytes().all(|b| b.is_ascii_digit()) {
            continue;
        }
        let held = fs::File::open(entry.path()).map(|file| (file.try_lock().is_ok(), file));
        if held.is_ok_and(|(ours, _file)| ours) {
            match remove(&entry.path()) {
                Ok(()) => tracing::info!(path = %entry.path().display(), "what a killed process left was removed"),
                Err(cause) => {
                    tracing::warn!(%cause, path = %entry.path().display(), "what a killed process left can't be removed");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]

    use super::*;

    #[test]
    fn what_a_killed_process_left_is_swept_and_what_somebody_works_on_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("assent.db");
        let names = || {
            let mut names: Vec<_> =
                fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            names.sort();
            names
        };
        // Others than this process made these: its own number is not among them.
        let left = folder.path().join(".assent.db.copy-1");
        let (file, stage) =
            (Temporary::file(beside(&database, "copy")), Temporary::folder(beside(&database, "copies")));
        fs::write(&left, "SQLite").unwrap();
        let copies = folder.path().join(".assent.db.copies-1");
        fs::create_dir(&copies).unwrap();
        fs::write(copies.join("assent.db-journal"), "").unwrap();
        fs::write(folder.path().join(".assent.db.copy-of-mine"), "").unwrap();
        sweep(&database, "copy");
        sweep(&database, "copies");
        let of = |what: &str| beside(&database, what).file_name().unwrap().to_owned();
        let mut kept = vec![of("copy"), of("copies"), ".assent.db.copy-of-mine".into()];
        kept.sort();
        assert_eq!(names(), kept);
        drop((file, stage));
        assert_eq!(names(), [".assent.db.copy-of-mine"]);
    }
}
