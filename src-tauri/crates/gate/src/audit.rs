//! Reading and verifying the audit chain.

use std::path::PathBuf;

use assent_store::audit::{Event, Signer, page};
use assent_store::verify::{Verdict, verify};
use ed25519_dalek::VerifyingKey;

use crate::{Anchor, Gate, GateError, keys};

/// An event as recorded; also a line of the export.
pub type AuditEvent = Event;

/// What to verify against, where it is not what lies here.
#[derive(Clone, Debug, Default)]
pub struct VerifyOptions {
    /// Another anchor file.
    pub anchor: Option<PathBuf>,
    /// The fingerprint the key must have.
    pub fingerprint: Option<String>,
}

impl Signer for keys::Keys {
    fn sign(&self, digest: &[u8; 32]) -> [u8; 64] {
        Self::sign(self, digest)
    }
}

impl Gate {
    /// Verifies the whole chain, offline. It is for whoever holds the files, so it
    /// takes no session and reveals nothing but the verdict.
    ///
    /// # Errors
    /// [`GateError`] when the database, key or anchor can't be read.
    pub async fn verify_audit(&self, options: VerifyOptions) -> Result<Verdict, GateError> {
        let opened = self.opened().await?;
        let public_key = opened.keys.public_key();
        if options.fingerprint.is_some_and(|wanted| wanted != keys::fingerprint(&public_key)) {
            return Ok(Verdict::Broken { at: 1, what: "the key here has another fingerprint" });
        }
        let Ok(key) = VerifyingKey::from_bytes(&public_key) else {
            return Ok(Verdict::Broken { at: 1, what: "the key here is not a signing key" });
        };
        let anchor = options.anchor.map_or_else(|| opened.anchor.clone(), Anchor::new);
        let heads =
            anchor.read().map_err(|cause| GateError::Anchor { path: anchor.path().display().to_string(), cause })?;
        let view = self.inner.store.view().await?;
        Ok(verify(&view, &key, heads.as_deref()).await?)
    }

    /// Up to 1,000 events after `after`, for the file's holder. Like verifying, it
    /// is for whoever holds the database; no screen is made from it.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn export_audit(&self, after: i64) -> Result<Vec<AuditEvent>, GateError> {
        let view = self.inner.store.view().await?;
        Ok(page(&view, after, 1_000).await?)
    }
}
