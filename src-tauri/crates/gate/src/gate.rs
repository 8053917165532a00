//! The gate's own state: the database, the keys, the anchor, the tools, and the
//! snapshot kept for as long as the policy stands still.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use assent_policy::{CallId, Snapshot};
use assent_store::audit::{ANCHOR_BEGUN, Head, NewEvent, append, current_key, head};
use assent_store::{Changes, Reading, Store, StoreError, StoreOptions, Tx, snapshot};
use jiff::{Timestamp, tz::TimeZone};
use secrecy::SecretString;
use tokio::sync::OnceCell;

use crate::keys::{self, KeyError, KeyPlace, Keys, LiveKeys, Rotation};
use crate::{Anchor, GateError, Registry, SharedClock, backup};

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
    /// Whether verdicts are taken from a terminal.
    pub terminal_verdicts: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sign_in_attempts: 10,
            sign_in_window: Duration::from_secs(60),
            session_life: Duration::from_secs(30 * 24 * 3600),
            hold_life: Duration::from_secs(24 * 3600),
            call_life: Duration::from_secs(120),
            terminal_verdicts: true,
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
    pub keys: LiveKeys,
    pub place: KeyPlace,
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
    /// When to forget again, in milliseconds.
    pub forgets_at: AtomicI64,
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
        if let Some(file) = options.store.file.clone() {
            backup::sweep(file).await;
        }
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
                forgets_at: AtomicI64::new(0),
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
        self.inner.opened.get().and_then(|opened| opened.keys.notice())
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

    /// Wakes at every commit from now on, by whatever process; it says that it is worth
    /// looking, and nothing else.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn changes(&self) -> Result<Changes, GateError> {
        Ok(self.inner.store.changes().await?)
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
        drop(view);
        let place = KeyPlace { workspace: workspace.uid.clone(), ..self.inner.key_place.clone() };
        self.settle_left_behind(&place).await?;
        self.keys_of(&workspace.uid, create).await
    }

    /// Brings a rotation or a restore that a crash cut short to its end.
    pub(crate) async fn settle_left_behind(&self, place: &KeyPlace) -> Result<(), GateError> {
        let from = place.clone();
        let left = move || Ok((Rotation::left_behind(&from)?, keys::has_arrived(&from)));
        let (rotation, arrived) = blocking(left).await?;
        if rotation.is_none() && !arrived {
            return Ok(());
        }
        // Only read now: whoever was rotating until a moment ago has come to an end.
        let view = self.inner.store.view().await?;
        let chain = current_key(&view).await?;
        if let Some(rotation) = rotation {
            settle(rotation, chain, head(&view).await?.seq).await?;
        }
        let place = place.clone();
        blocking(move || keys::take_up(&place, chain)).await
    }

    pub(crate) async fn keys_of(&self, workspace: &str, create: bool) -> Result<Opened, GateError> {
        let place = KeyPlace { workspace: workspace.to_owned(), ..self.inner.key_place.clone() };
        let from = place.clone();
        let keys = blocking(move || if create { Keys::open_or_create(&from) } else { Keys::open(&from) }).await?;
        let anchor = (self.inner.anchor_place)(workspace);
        Ok(Opened { keys: LiveKeys::new(keys), place, anchor: Anchor::new(anchor) })
    }

    /// The snapshot of today's policy, from memory while its version stands.
    pub(crate) async fn snapshot(&self, reading: &dyn Reading) -> Result<Arc<Snapshot>, GateError> {
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
        let opened = self.opened().await?;
        match opened.anchor.begin() {
            Ok(true) => {
                let body = serde_json::json!({});
                let begun = NewEvent { kind: ANCHOR_BEGUN, person_id: None, call_id: None, at: event.at, body };
                self.append_under(tx, opened, begun).await?;
            }
            Ok(false) => {}
            Err(cause) => {
                tracing::warn!(%cause, path = %opened.anchor.path().display(), "the audit anchor can't be begun")
            }
        }
        self.append_under(tx, opened, event).await
    }

    /// Where another process gave the chain its next key, this one follows.
    async fn append_under(&self, tx: &Tx, opened: &Opened, event: NewEvent) -> Result<Head, GateError> {
        match append(tx, &opened.keys, event.clone()).await {
            Err(StoreError::KeyMoved) => {}
            other => return Ok(other?),
        }
        let chain = current_key(tx).await?;
        let place = opened.place.clone();
        let mut keys = blocking(move || Keys::open(&place)).await;
        if keys.as_ref().map_or(true, |keys| Some(keys.public_key()) != chain) {
            let place = opened.place.clone();
            if let Some(rotation) = blocking(move || Rotation::left_behind(&place)).await? {
                settle(rotation, chain, head(tx).await?.seq).await?;
            }
            let place = opened.place.clone();
            keys = blocking(move || Keys::open(&place)).await;
        }
        opened.keys.follow(keys?);
        Ok(append(tx, &opened.keys, event).await?)
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

/// Brings a rotation to the end that the chain gave it. What belongs to neither key is left alone.
async fn settle(rotation: Rotation, chain: Option<[u8; 32]>, until: i64) -> Result<(), GateError> {
    if Some(rotation.next().public_key()) == chain {
        blocking(move || rotation.complete(until)).await?;
        return Ok(());
    }
    blocking(move || rotation.abandon(chain)).await
}

/// Keys mean disk, D-Bus and key derivation.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, KeyError> + Send + 'static,
) -> Result<T, GateError> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(|_| GateError::Interrupted)??)
}
