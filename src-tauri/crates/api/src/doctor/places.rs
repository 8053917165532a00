//! Folders, files and disks.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Found, Patient, is_file};
use crate::config::Config;

/// Below this much free space it is said, in bytes.
const LITTLE: u64 = 200 * 1024 * 1024;
/// Below this much it fails.
const TOO_LITTLE: u64 = 10 * 1024 * 1024;

pub(super) fn folders(config: &Config) -> Found {
    let mut private = vec![config.config_dir().join("config.toml"), config.data_dir().join("sessions.json")];
    private.push(config.data_dir().to_owned());
    judge(private, "Data folder and sessions are the owner's alone.")
}

pub(super) fn keys(config: &Config) -> Found {
    let folder = config.config_dir().join("keys");
    let mut private = vec![folder.clone()];
    match fs::read_dir(&folder) {
        Ok(entries) => private.extend(entries.flatten().map(|entry| entry.path())),
        Err(cause) => {
            let text = format!("{} can't be listed ({cause}).", folder.display());
            return Found::failed(text).mend("Bring the folder of keys back from a backup.");
        }
    }
    judge(private, "The folder of keys and what is in it are the owner's alone.")
}

#[cfg(unix)]
fn judge(private: Vec<PathBuf>, well: &str) -> Found {
    use std::os::unix::fs::PermissionsExt;
    let mut loose = Vec::new();
    for path in private {
        let Ok(found) = fs::metadata(&path) else { continue };
        if found.permissions().mode() & 0o077 != 0 {
            loose.push((path, if found.is_dir() { "700" } else { "600" }, found.permissions().mode() & 0o777));
        }
    }
    if loose.is_empty() {
        return Found::ok(well);
    }
    let named = loose.iter().map(|(path, _, mode)| format!("{} (mode {mode:o})", path.display()));
    let text = format!("Other accounts can reach {}.", named.collect::<Vec<_>>().join(", "));
    let how = loose.iter().map(|(path, mode, _)| format!("`chmod {mode} {}`", path.display()));
    Found::failed(text).mend(format!("Run {}.", how.collect::<Vec<_>>().join(" and ")))
}

#[cfg(not(unix))]
fn judge(_: Vec<PathBuf>, _: &str) -> Found {
    Found::not_applicable("This system keeps a profile folder private by itself.")
}

pub(super) fn anchor(patient: &Patient) -> Found {
    let record = match patient.record() {
        Ok(record) => record,
        Err(found) => return found,
    };
    let Some(anchor) = record.anchor() else {
        return Found::failed("The record does not say whose it is, so its anchor can't be found.");
    };
    let place = anchor.display();
    match fs::metadata(anchor) {
        Ok(file) if file.is_file() && file.len() > 0 => {}
        _ => {
            return Found::failed(format!("There is no anchor at {place}.")).mend(
                "Bring the file back, or name it with AUDIT_ANCHOR; the next record begins a new one, and says so.",
            );
        }
    }
    if !is_file(&patient.config) {
        return Found::ok(format!("{place} lies apart from the database server."));
    }
    match same_disk(anchor, patient.config.data_dir()) {
        Some(false) => Found::ok(format!("{place} lies on another disk than the data folder.")),
        Some(true) => Found::attention(format!("{place} lies on the same disk as the data folder.")),
        None => Found::not_applicable("This system does not say which disk a file lies on."),
    }
}

#[cfg(unix)]
fn same_disk(one: &Path, other: &Path) -> Option<bool> {
    use std::os::unix::fs::MetadataExt;
    Some(fs::metadata(one).ok()?.dev() == fs::metadata(other).ok()?.dev())
}

#[cfg(not(unix))]
fn same_disk(_: &Path, _: &Path) -> Option<bool> {
    None
}

pub(super) fn disk(config: &Config) -> Found {
    match free(config.data_dir()) {
        Some(free) => judge_room(free),
        None => Found::not_applicable("This system does not say how much room is left."),
    }
}

fn judge_room(free: u64) -> Found {
    let text = format!("{} MB are free.", free / (1024 * 1024));
    match free {
        ..TOO_LITTLE => Found::failed(text),
        TOO_LITTLE..LITTLE => Found::attention(text),
        LITTLE.. => Found::ok(text),
    }
}

#[cfg(unix)]
fn free(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
fn free(_: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::{LITTLE, TOO_LITTLE, judge_room};
    use crate::doctor::Health;

    #[test]
    fn room_that_runs_out_is_said_before_it_fails() {
        for (free, result) in [
            (0, Health::Failed),
            (TOO_LITTLE - 1, Health::Failed),
            (TOO_LITTLE, Health::Attention),
            (LITTLE - 1, Health::Attention),
            (LITTLE, Health::Ok),
            (u64::MAX, Health::Ok),
        ] {
            assert_eq!(judge_room(free).result, result, "{free}");
        }
    }
}
