//! The sessions of this terminal: a file in the data folder that only its owner
//! can read, with one entry per e-mail. Processes take turns on a lock file, and
//! replace the file whole, so none loses another's entry.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use assent_api::Secret;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// Where sessions are kept.
#[derive(Debug)]
pub struct Kept {
    folder: PathBuf,
}

#[derive(Default, Serialize, Deserialize)]
struct Entries {
    last: Option<String>,
    sessions: BTreeMap<String, Entry>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    secret: String,
}

fn key(email: &str) -> String {
    email.trim().to_lowercase()
}

impl Kept {
    /// The sessions of a data folder.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    fn path(&self) -> PathBuf {
        self.folder.join("sessions.json")
    }

    /// The session of `email`, or of whoever signed in last, with its e-mail.
    pub fn secret(&self, email: Option<&str>) -> Result<Option<(String, Secret)>, Failure> {
        let mut entries = self.read()?;
        let Some(email) = email.map(key).or_else(|| entries.last.take()) else { return Ok(None) };
        Ok(entries.sessions.remove(&email).map(|entry| (email, Secret::from_kept(entry.secret))))
    }

    /// Keeps a session, which is the one taken from now on where nobody is named.
    pub fn keep(&self, email: &str, secret: &Secret) -> Result<(), Failure> {
        self.change(|entries| {
            entries.sessions.insert(key(email), Entry { secret: secret.expose().to_owned() });
            entries.last = Some(key(email));
        })
    }

    /// Forgets a session.
    pub fn forget(&self, email: &str) -> Result<(), Failure> {
        self.change(|entries| {
            entries.sessions.remove(&key(email));
            if entries.last.as_deref() == Some(&key(email)) {
                // Nobody becomes the default by somebody else leaving.
                entries.last = None;
            }
        })
    }

    fn change(&self, change: impl FnOnce(&mut Entries)) -> Result<(), Failure> {
        let lock = self.folder.join("sessions.lock");
        let lock =
            private(OpenOptions::new().create(true).truncate(false), &lock).map_err(|cause| self.unusable(&cause))?;
        lock.lock().map_err(|cause| self.unusable(&cause))?;
        let mut entries = self.read()?;
        change(&mut entries);
        self.write(&entries).map_err(|cause| self.unusable(&cause))
    }

    fn write(&self, entries: &Entries) -> io::Result<()> {
        let fresh = self.folder.join("sessions.json.new");
        // One may be left from a process that was killed; the lock is ours now.
        match fs::remove_file(&fresh) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
            _ => {}
        }
        let mut file = private(OpenOptions::new().create_new(true), &fresh)?;
        file.write_all(&serde_json::to_vec_pretty(entries)?)?;
        file.sync_all()?;
        fs::rename(&fresh, self.path())
    }

    fn read(&self) -> Result<Entries, Failure> {
        let path = self.path();
        let kept = match fs::symlink_metadata(&path) {
            Ok(kept) => kept,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                self.refuse_shared(&self.folder, 0o700)?;
                return Ok(Entries::default());
            }
            Err(cause) => return Err(self.unusable(&cause)),
        };
        if !kept.is_file() {
            let message = format!("{} is not a plain file; move it away, then sign in again", path.display());
            return Err(Failure::of("SESSIONS_UNSAFE", message));
        }
        self.refuse_shared(&self.folder, 0o700)?;
        self.refuse_shared(&path, 0o600)?;
        let text = fs::read(&path).map_err(|cause| self.unusable(&cause))?;
        serde_json::from_slice(&text).map_err(|_| {
            let message = format!("{} can't be read as JSON; move it away, then sign in again", path.display());
            Failure::of("SESSIONS_UNREADABLE", message)
        })
    }

    #[cfg(unix)]
    fn refuse_shared(&self, path: &Path, mode: u32) -> Result<(), Failure> {
        use std::os::unix::fs::PermissionsExt;
        let found = fs::metadata(path).map_err(|cause| self.unusable(&cause))?.permissions().mode();
        if found & 0o077 == 0 {
            return Ok(());
        }
        let (path, found) = (path.display(), found & 0o777);
        let message = format!("{path} can be reached by other accounts (mode {found:o}); run `chmod {mode:o} {path}`");
        Err(Failure::of("SESSIONS_UNSAFE", message))
    }

    /// Other systems keep a profile folder private by default.
    #[cfg(not(unix))]
    fn refuse_shared(&self, _path: &Path, _mode: u32) -> Result<(), Failure> {
        Ok(())
    }

    fn unusable(&self, cause: &io::Error) -> Failure {
        let path = self.path();
        let message = format!("{} can't be used ({cause}); check its owner and permissions", path.display());
        Failure::of("SESSIONS_UNUSABLE", message)
    }
}

fn private(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.write(true).open(path)
}
