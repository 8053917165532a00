//! Why a workspace's key could not be used.

use std::io;
use std::path::{Path, PathBuf};

/// What keeps a key from being opened or made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// There is no key for this workspace here.
    #[error(
        "the audit chain of this data folder was signed with a key that is not here (workspace \
         {workspace}, looked in the system keyring and {}); bring the \
         folder of keys back from a backup", keys_dir.display()
    )]
    Missing {
        /// The workspace's id.
        workspace: String,
        /// Where key files are looked for.
        keys_dir: PathBuf,
    },
    /// The key found is another one than the workspace was set up with.
    #[error(
        "the signing key of this workspace was replaced: expected fingerprint {expected}, found \
         {found}; bring the first key back from a backup"
    )]
    Replaced {
        /// Fingerprint noted when the key was made.
        expected: String,
        /// Fingerprint of the key found.
        found: String,
    },
    /// The key is in the system keyring, which does not answer now.
    #[error(
        "the signing key is in the system keyring, and {reason}; unlock or start the keyring of \
         the desktop session this workspace was set up in, then try again"
    )]
    KeyringNeeded {
        /// What the keyring said.
        reason: String,
    },
    /// The keyring answered, and refused.
    #[error("the system keyring refused: {reason}; unlock it, then try again")]
    Keyring {
        /// What the keyring said.
        reason: String,
    },
    /// The key file wants a passphrase and none was given.
    #[error("the signing key {} is locked with a passphrase; set ASSENT_KEY_PASSPHRASE", path.display())]
    PassphraseNeeded {
        /// The key file.
        path: PathBuf,
    },
    /// The passphrase does not open the key file.
    #[error("the passphrase does not open the signing key {}; check ASSENT_KEY_PASSPHRASE", path.display())]
    WrongPassphrase {
        /// The key file.
        path: PathBuf,
    },
    /// The machine key that opens the key file is gone.
    #[error("the machine key {} is missing, and the signing key cannot be opened without it; bring it back from a backup", path.display())]
    MachineKeyMissing {
        /// Where the machine key should be.
        path: PathBuf,
    },
    /// A key file is damaged.
    #[error("the key file {} is damaged ({what}); bring it back from a backup", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A key file or its folder is open to other accounts.
    #[error(
        "{} can be reached by other accounts (mode {mode:o}); run `chmod {remedy:o} {}`, and think \
         about who may have read it", path.display(), path.display()
    )]
    LoosePermissions {
        /// The file or folder.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
        /// The permission bits it should have.
        remedy: u32,
    },
    /// The workspace's id cannot name a file.
    #[error("`{workspace}` is not a workspace id; the database is damaged or from another program")]
    BadWorkspace {
        /// The id.
        workspace: String,
    },
    /// The disk refused.
    #[error("could not {action} {}: {source}; check the folder's owner and free space", path.display())]
    Disk {
        /// What was tried.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The operating system gave no randomness, or no memory to derive a key in.
    #[error("could not make key material: {reason}; free some memory and try again")]
    Material {
        /// What failed.
        reason: String,
    },
}

impl KeyError {
    /// The code a program may act on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } | Self::MachineKeyMissing { .. } => "KEY_MISSING",
            Self::PassphraseNeeded { .. }
            | Self::WrongPassphrase { .. }
            | Self::KeyringNeeded { .. }
            | Self::Keyring { .. } => "KEY_LOCKED",
            Self::LoosePermissions { .. } => "KEY_EXPOSED",
            Self::Replaced { .. } | Self::Damaged { .. } | Self::BadWorkspace { .. } => "KEY_DAMAGED",
            Self::Disk { .. } | Self::Material { .. } => "KEY_UNAVAILABLE",
        }
    }

    pub(super) fn disk(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Disk { action, path, source }
    }
}
