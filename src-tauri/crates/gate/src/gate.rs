//! The gate's own state: the database, the keys, the anchor, the tools, and the
//! snapshot kept for as long as the policy stands still.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use assent_policy::{CallId, Snapshot};
use assent_store::audit::{Head, NewEvent, append};
use assent_store::{Reading, Store, StoreOptions, Tx, snapshot};
use jiff::{Timestamp, tz::TimeZone};
use secrecy::SecretString;
use tokio::sync::OnceCell;

use crate::keys::{KeyPlace, Keys};
use crate::{Anchor, GateError, Registry, SharedClock};

/// Limits that protect sign-in and people's attention.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Wrong passwords for one account before it is locked for a while.
    pub sign_in_attempts: u64,
    /// The window they are counted in.
    pub sign_in_window: Duration,
    /// How long a session lives.
    pub session_life: Duration,
    /// How long a hold waits.
    pub hold_life: Duration,
    /// How long a call that was let through may take; after that its process is taken for gone.
    pub call_life: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sign_in_attempts: 10,
            sign_in_window: Duration::from_secs(60),
            session_life: Duration::from_secs(30 * 24 * 3600),
            hold_life: Duration::from_secs(24 * 3600),
            call_life: Duration::from_secs(120),
        }
    }
}

/// How to open a gate.
pub struct GateOptions {
    /// The database.
    pub store: StoreOptions,
    /// Where keys lie. The workspace's id is filled in by the gate.
    pub keys: KeyPlace,
    /// Where the anchor lies: outside the data folder.
    pub anchor: AnchorPlace,
    /// What can be done.
    pub tools: Registry,
    /// Time.
    pub clock: SharedClock,
    /// The zone of people who have set none.
    pub zone: TimeZone,
    /// Limits.
    pub limits: Limits,
}

/// Where the anchor of a workspace lies, by the workspace's id.
pub type AnchorPlace = Arc<dyn Fn(&str) -> PathBuf + Send + Sync>;

/// What is known once the workspace is.
#[derive(Debug)]
pub(crate) struct Opened {
    pub keys: Keys,
    pub anchor: Anchor,
}

pub(crate) struct Inner {
    pub store: Store,
    pub tools: Registry,
    pub clock: SharedClock,
    pub zone: TimeZone,
    pub limits: Limits,
    pub key_place: KeyPlace,
    pub anchor_place: AnchorPlace,
    pub opened: OnceCell<Opened>,
    pub snapshot: Mutex<Option<Arc<Snapshot>>>,
    pub secrets: Mutex<HashMap<CallId, SecretString>>,
}

/// The one door. Cheap to clone.
#[derive(Clone)]
pub struct Gate {
    pub(crate) inner: Arc<Inner>,
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gate").finish_non_exhaustive()
    }
}

impl Gate {
    /// Opens the database, and the keys where a workspace is set up.
    ///
    /// # Errors
    /// [`GateError`] when the database or the keys can't be opened.
    pub async fn open(options: GateOptions) -> Result<Self, GateError> {
        let store = Store::open(&options.store).await?;
        let gate = Self {
            inner: Arc::new(Inner {
                store,
                tools: options.tools,
                clock: options.clock,
                zone: options.zone,
                limits: options.limits,
                key_place: options.keys,
                anchor_place: options.anchor,
                opened: OnceCell::new(),
                snapshot: Mutex::new(None),
                secrets: Mutex::new(HashMap::new()),
            }),
        };
        match gate.opened().await {
            Ok(_) | Err(GateError::NoWorkspace) => Ok(gate),
            Err(error) => Err(error),
        }
    }

    /// The tools there are.
    #[must_use]
    pub fn tools(&self) -> &Registry {
        &self.inner.tools
    }

    /// What is said out loud about where the key lies, if anything.
    #[must_use]
    pub fn key_notice(&self) -> Option<String> {
        self.inner.opened.get().and_then(|opened| opened.keys.notice().map(str::to_owned))
    }

    /// The zone times are read and shown in.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.inner.zone
    }

    /// Now, by the gate's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// What a call handed over to whoever made it, for example a one-time password.
    /// It is given out once, and lies nowhere but in this process until then.
    #[must_use]
    pub fn take_secret(&self, call: CallId) -> Option<SecretString> {
        self.inner.secrets.lock().unwrap_or_else(PoisonError::into_inner).remove(&call)
    }

    pub(crate) fn keep_secret(&self, call: CallId, secret: SecretString) {
        self.inner.secrets.lock().unwrap_or_else(PoisonError::into_inner).insert(call, secret);
    }

    pub(crate) fn millis(&self) -> i64 {
        self.now().as_millisecond()
    }

    pub(crate) async fn opened(&self) -> Result<&Opened, GateError> {
        self.inner.opened.get_or_try_init(|| self.open_keys(false)).await
    }

    pub(crate) async fn open_keys(&self, create: bool) -> Result<Opened, GateError> {
        let view = self.inner.store.view().await?;
        let Some(workspace) = snapshot::workspace(&view).await? else { return Err(GateError::NoWorkspace) };
        self.keys_of(&workspace.uid, create).await
    }

    pub(crate) async fn keys_of(&self, workspace: &str, create: bool) -> Result<Opened, GateError> {
        let place = KeyPlace { workspace: workspace.to_owned(), ..self.inner.key_place.clone() };
        let keys =
            tokio::task::spawn_blocking(move || if create { Keys::open_or_create(&place) } else { Keys::open(&place) })
                .await
                .map_err(|_| GateError::Interrupted)??;
        let anchor = (self.inner.anchor_place)(workspace);
        Ok(Opened { keys, anchor: Anchor::new(anchor) })
    }

    /// The snapshot of today's policy, from memory while its version stands.
    pub(crate) async fn snapshot(&self, reading: &impl Reading) -> Result<Arc<Snapshot>, GateError> {
        let version = snapshot::version(reading).await?;
        let kept = self.inner.snapshot.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(kept) = kept.filter(|kept| kept.version == version) {
            return Ok(kept);
        }
        let fresh = Arc::new(snapshot::load(reading).await?);
        *self.inner.snapshot.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&fresh));
        Ok(fresh)
    }

    pub(crate) async fn append(&self, tx: &Tx, event: NewEvent) -> Result<Head, GateError> {
        Ok(append(tx, &self.opened().await?.keys, event).await?)
    }

    /// Commits, then lets the anchor follow.
    pub(crate) async fn commit(&self, tx: Tx, head: impl Into<Option<Head>>) -> Result<(), GateError> {
        tx.commit().await?;
        let Some(head) = head.into() else { return Ok(()) };
        let anchor = &self.opened().await?.anchor;
        if let Err(cause) = anchor.append(&head) {
            tracing::warn!(%cause, path = %anchor.path().display(), "the audit anchor can't be written");
        }
        Ok(())
    }
}
