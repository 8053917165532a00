//! The key of a running process, which follows when another process gave the
//! chain the next one.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use assent_store::audit::Signer;

use super::Keys;

/// The open key, replaceable while others hold on to this.
pub(crate) struct LiveKeys {
    current: RwLock<Arc<Keys>>,
    /// Hash of the event it signed last.
    last: Mutex<String>,
}

impl std::fmt::Debug for LiveKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.current().fmt(f)
    }
}

impl LiveKeys {
    pub(crate) fn new(keys: Keys) -> Self {
        Self { current: RwLock::new(Arc::new(keys)), last: Mutex::default() }
    }

    /// The key as it is now.
    pub(crate) fn current(&self) -> Arc<Keys> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Goes on with another.
    pub(crate) fn follow(&self, keys: Keys) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// As [`Keys::redaction_digest`].
    pub(crate) fn redaction_digest(&self, text: &str) -> String {
        self.current().redaction_digest(text)
    }

    /// As [`Keys::notice`].
    pub(crate) fn notice(&self) -> Option<String> {
        self.current().notice().map(str::to_owned)
    }
}

impl Signer for LiveKeys {
    fn sign(&self, digest: &[u8; 32]) -> [u8; 64] {
        self.current().sign(digest)
    }

    fn public_key(&self) -> [u8; 32] {
        self.current().public_key()
    }

    fn signed_last(&self, hash: &str) -> bool {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) == hash
    }

    fn has_signed(&self, hash: &str) {
        hash.clone_into(&mut self.last.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
