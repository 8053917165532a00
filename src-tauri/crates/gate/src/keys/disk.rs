//! Private files: a folder and files only the owner may reach, written whole or not
//! at all, and a lock between processes that would write the same one.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::KeyError;

/// No key file comes near this; a larger one is not ours.
const LARGEST_FILE: u64 = 64 * 1024;

pub(super) fn keys_dir(config_dir: &Path) -> PathBuf {
    config_dir.join("keys")
}

/// Refuses an id that could name a file elsewhere, or the machine key.
pub(super) fn check_workspace(workspace: &str) -> Result<(), KeyError> {
    let plain = workspace.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    // Room for an id of 64 and what it is kept aside under.
    if plain && (1..=100).contains(&workspace.len()) && workspace != "machine" {
        return Ok(());
    }
    Err(KeyError::BadWorkspace { workspace: workspace.escape_debug().to_string() })
}

/// Makes the keys folder for the owner alone, or refuses one that others can reach.
fn private_dir(config_dir: &Path) -> Result<PathBuf, KeyError> {
    let dir = keys_dir(config_dir);
    fs::create_dir_all(config_dir).map_err(KeyError::disk("create", config_dir))?;
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    if let Err(error) = builder.create(&dir)
        && error.kind() != ErrorKind::AlreadyExists
    {
        return Err(KeyError::disk("create", &dir)(error));
    }
    check_private(&dir, 0o700)?;
    Ok(dir)
}

/// Held while a key is made; the second process waits, then finds the first one's key.
pub(super) fn lock(config_dir: &Path) -> Result<File, KeyError> {
    let path = private_dir(config_dir)?.join("lock");
    let file = owner_only().create(true).truncate(false).open(&path).map_err(KeyError::disk("open", &path))?;
    file.lock().map_err(KeyError::disk("lock", &path))?;
    Ok(file)
}

/// The contents of a private file; `None` when there is no such file.
pub(super) fn read(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, KeyError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(KeyError::disk("open", path)(error)),
    };
    if let Some(dir) = path.parent() {
        check_private(dir, 0o700)?;
    }
    check_private(path, 0o600)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(4096));
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(KeyError::disk("read", path))?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(KeyError::Damaged { path: path.to_owned(), what: "far too large" });
    }
    Ok(Some(bytes))
}

/// Writes a private file that appears whole or not at all, in place of one that is there.
/// Call it with the lock held, and know what is replaced.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), KeyError> {
    let temporary = path.with_extension(format!("new-{}", std::process::id()));
    let written = write_synced(&temporary, bytes)
        .and_then(|()| fs::rename(&temporary, path).map_err(KeyError::disk("put in place", path)));
    if written.is_err() {
        // The first error is the one worth reporting.
        let _ = fs::remove_file(&temporary);
    }
    written?;
    sync_dir(path)
}

/// Removes a private file, where there is one.
pub(super) fn remove(path: &Path) -> Result<(), KeyError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(KeyError::disk("remove", path)(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn write_synced(path: &Path, bytes: &[u8]) -> Result<(), KeyError> {
    remove(path)?;
    let mut file = owner_only().create_new(true).open(path).map_err(KeyError::disk("create", path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(KeyError::disk("write", path))
}

#[cfg(unix)]
fn sync_dir(path: &Path) -> Result<(), KeyError> {
    let Some(dir) = path.parent() else {
        return Ok(());
    };
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(KeyError::disk("sync", dir))
}

#[cfg(not(unix))]
fn sync_dir(_path: &Path) -> Result<(), KeyError> {
    Ok(())
}

fn owner_only() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(unix)]
fn check_private(path: &Path, remedy: u32) -> Result<(), KeyError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).map_err(KeyError::disk("look at", path))?.permissions().mode() & 0o7777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(KeyError::LoosePermissions { path: path.to_owned(), mode, remedy })
}

#[cfg(not(unix))]
fn check_private(_path: &Path, _remedy: u32) -> Result<(), KeyError> {
    Ok(())
}
