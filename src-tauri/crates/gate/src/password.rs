//! Passwords: Argon2id (RFC 9106), and which ones are refused.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use assent_policy::DEMO_PEOPLE;

use crate::GateError;

const SHORTEST: usize = 10;
const LONGEST: usize = 1024;

/// Whether a new password will do. The demo office's own are let through there only.
pub(crate) fn judge(password: &str, demo: bool) -> Result<(), GateError> {
    let known = DEMO_PEOPLE.iter().any(|person| person.password == password);
    if known && demo {
        return Ok(());
    }
    let refuse = |reason| Err(GateError::PasswordRefused { reason });
    if known {
        return refuse("everybody knows this password from the demo office; choose another");
    }
    if password.chars().count() < SHORTEST {
        return refuse("the password is too short; take at least 10 characters, a few words do well");
    }
    if password.len() > LONGEST {
        return refuse("the password is too long; 1,024 bytes are the most");
    }
    Ok(())
}

/// Hashes a password; slow on purpose, so off the async threads.
pub(crate) async fn hash(password: String) -> Result<String, GateError> {
    tokio::task::spawn_blocking(move || {
        Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
    })
    .await
    .map_err(|_| GateError::Interrupted)?
    .map_err(|_| GateError::Interrupted)
}

/// Compares. Without a hash it works as long on a stand-in, so that an unknown
/// account costs the same time as a wrong password.
pub(crate) async fn matches(password: String, hash: Option<String>) -> Result<bool, GateError> {
    const STAND_IN: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$c3RhbmQtaW4tc2FsdC0x$c3RhbmQtaW4gZm9yIHVua25vd24gcGVvcGxlISEhISE";
    tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let text = hash.unwrap_or_else(|| STAND_IN.to_owned());
        let Ok(parsed) = PasswordHash::new(&text) else { return false };
        Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && known
    })
    .await
    .map_err(|_| GateError::Interrupted)
}
