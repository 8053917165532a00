//! Passwords: Argon2id (RFC 9106), and which ones are refused.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use assent_policy::DEMO_PEOPLE;
use rand::RngExt;
use secrecy::{ExposeSecret, SecretString};

use crate::GateError;

const SHORTEST: usize = 10;
const LONGEST: usize = 1024;

/// What one-time passwords are made of: nothing that is read as something else.
const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// A password made for somebody else, good for signing in and choosing one's own. It is shown
/// once, to who asked for it, and stored as its hash alone.
#[derive(Debug)]
pub struct OneTimePassword {
    plain: SecretString,
    hash: String,
}

impl OneTimePassword {
    /// Makes one of 20 letters and digits in groups. Slow, so before a transaction is opened.
    ///
    /// # Errors
    /// [`GateError::Interrupted`] when it can't be hashed.
    pub async fn fresh() -> Result<Self, GateError> {
        let mut plain = String::new();
        for n in 0..20 {
            if n > 0 && n % 5 == 0 {
                plain.push('-');
            }
            let letter = LETTERS.get(rand::rng().random_range(0..LETTERS.len())).copied().unwrap_or(b'a');
            plain.push(char::from(letter));
        }
        let plain = SecretString::from(plain);
        let hash = hash(plain.expose_secret().to_owned()).await?;
        Ok(Self { plain, hash })
    }

    /// As it is stored.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// For handing it over.
    #[must_use]
    pub fn into_secret(self) -> SecretString {
        self.plain
    }
}

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
