//! Which model answers, and the keys of its service. The choice is made by a tool;
//! a key is no argument of any call, so that it is in no record: it is given
//! here, kept encrypted for exactly one address, and goes to no other.

use assent_store::models;
use secrecy::SecretString;
use serde_json::json;

use crate::gate::blocking;
use crate::keys::text;
use crate::{Gate, GateError, Session};

/// The longest key.
const LONGEST_KEY: usize = 4096;

/// The model an access manager chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelChoice {
    /// The base URL of its service.
    pub address: String,
    /// Its name there.
    pub model: String,
}

fn purpose(address: &str) -> String {
    format!("model key of {address}")
}

impl Gate {
    /// The model that was chosen; `None` where nobody chose one.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn model_choice(&self) -> Result<Option<ModelChoice>, GateError> {
        let row = models::chosen(&self.inner.store.view().await?).await?;
        Ok(row.map(|row| ModelChoice { address: row.address, model: row.model }))
    }

    /// The addresses a key is kept for, and when each was given (milliseconds).
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn model_keys(&self) -> Result<Vec<(String, i64)>, GateError> {
        Ok(models::keys(&self.inner.store.view().await?).await?)
    }

    /// Keeps the key of the service at an address, or forgets it.
    ///
    /// # Errors
    /// [`GateError::MissingPermission`] or [`GateError::PasswordNeeded`] for who may not,
    /// [`GateError::InvalidInput`] for what no key is, [`GateError::Key`] when it can't be kept.
    pub async fn give_model_key(
        &self,
        session: &Session,
        address: &str,
        key: Option<SecretString>,
    ) -> Result<(), GateError> {
        let key = key.map(judged).transpose()?;
        self.refuse_unless_manager(&self.inner.store.view().await?, session).await?;
        let place = self.opened().await?.place.clone();
        let about = purpose(address);
        let (kind, given) = match key {
            Some(_) => ("model.key_given", true),
            None => ("model.key_forgotten", false),
        };
        let tx = self.inner.store.write().await?;
        self.refuse_unless_manager(&tx, session).await?;
        if !given {
            models::note_key(&tx, address, None).await?;
        }
        let head = self.append(&tx, self.event(kind, session, json!({ "address": address }))).await?;
        self.commit(tx, head).await?;
        let kept = blocking(move || match &key {
            Some(key) => text::keep(&place, &about, key),
            None => text::forget(&place, &about),
        });
        let kept = kept.await;
        let tx = self.inner.store.write().await?;
        let head = match &kept {
            // Noted last: who sees the note finds this key and not the one before.
            Ok(()) if given => {
                models::note_key(&tx, address, Some(self.millis())).await?;
                None
            }
            Ok(()) => None,
            Err(_) => {
                let body = json!({ "address": address });
                Some(self.append(&tx, self.event("model.key_unchanged", session, body)).await?)
            }
        };
        self.commit(tx, head).await?;
        kept
    }

    /// The key kept for exactly this address, for asking there and nowhere else.
    ///
    /// # Errors
    /// [`GateError::Key`] when it is kept and can't be opened.
    pub async fn model_key(&self, address: &str) -> Result<Option<SecretString>, GateError> {
        if !self.model_keys().await?.iter().any(|(kept, _)| kept == address) {
            return Ok(None);
        }
        let place = self.opened().await?.place.clone();
        let about = purpose(address);
        blocking(move || text::kept(&place, &about)).await
    }

    /// Refuses who may not choose models, and so has no business trying them out.
    ///
    /// # Errors
    /// [`GateError::MissingPermission`].
    pub async fn may_manage_models(&self, session: &Session) -> Result<(), GateError> {
        match self.refuse_unless_manager(&self.inner.store.view().await?, session).await {
            Err(GateError::PasswordNeeded) | Ok(()) => Ok(()),
            Err(refused) => Err(refused),
        }
    }
}

fn judged(key: SecretString) -> Result<SecretString, GateError> {
    use secrecy::ExposeSecret;
    let text = key.expose_secret().trim();
    if text.is_empty() || text.len() > LONGEST_KEY || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(GateError::InvalidInput {
            what: "the key",
            takes: "it is one word of letters, digits and signs, as the service shows it",
        });
    }
    Ok(text.to_owned().into())
}
