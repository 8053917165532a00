//! Signing in and out. A [`Session`] is the proof of who acts; only this
//! module makes one, from a password or from the secret it once gave.

use assent_policy::PersonId;
use assent_store::audit::NewEvent;
use assent_store::{PersonRow, Reading, SessionRow, Tx, people};
use rand::RngExt;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{Gate, GateError, WorkspaceKind, password};

/// Proof that a person is signed in, for as long as its row lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    id: i64,
    person: PersonId,
    name: String,
    email: String,
    authenticated_at: i64,
    must_change_password: bool,
    client: String,
}

/// What sessions opened at a terminal are called.
pub const TERMINAL: &str = "terminal";

/// How old a session's password may be, in milliseconds, for what only a person decides.
const FRESH_MILLIS: i64 = 15 * 60 * 1000;

/// A session's secret. Never shown, logged, or given to the web view.
#[derive(Clone, Debug)]
pub struct Secret(SecretString);

/// A session as its person sees it in a list.
#[derive(Clone, Debug)]
pub struct SessionView {
    /// Its id.
    pub id: i64,
    /// What opened it, for example `window` or `terminal`.
    pub client: String,
    /// When, in milliseconds.
    pub created_at: i64,
    /// Its end, in milliseconds.
    pub expires_at: i64,
}

impl Session {
    pub(crate) fn of(row: &SessionRow, person: &PersonRow) -> Self {
        Self {
            id: row.id,
            person: PersonId(person.id),
            name: person.name.clone(),
            email: person.email.clone(),
            authenticated_at: row.authenticated_at,
            must_change_password: person.must_change_password,
            client: row.client.clone(),
        }
    }

    /// Its row.
    #[must_use]
    pub const fn id(&self) -> i64 {
        self.id
    }

    /// Who it is.
    #[must_use]
    pub const fn person(&self) -> PersonId {
        self.person
    }

    /// Their name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Their e-mail.
    #[must_use]
    pub fn email(&self) -> &str {
        &self.email
    }

    /// When they last gave their password, in milliseconds.
    #[must_use]
    pub const fn authenticated_at(&self) -> i64 {
        self.authenticated_at
    }

    /// Whether the password was given lately enough for what only a person decides, at `now` (milliseconds).
    #[must_use]
    pub fn is_fresh(&self, now: i64) -> bool {
        (0..=FRESH_MILLIS).contains(&(now - self.authenticated_at))
    }

    /// Whether it was opened at a terminal, where whoever comes by can type.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        self.client == TERMINAL
    }

    /// Whether all it can do is change the password.
    #[must_use]
    pub const fn must_change_password(&self) -> bool {
        self.must_change_password
    }
}

impl Secret {
    /// Reads a secret kept by a terminal.
    #[must_use]
    pub fn from_kept(text: String) -> Self {
        Self(text.into())
    }

    /// For keeping it in an owner-readable place, and nowhere else.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    fn fresh() -> Self {
        let mut bytes = [0_u8; 32];
        rand::rng().fill(&mut bytes);
        Self(hex::encode(bytes).into())
    }

    fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.0.expose_secret().as_bytes()))
    }
}

impl Gate {
    /// Signs a person in.
    ///
    /// # Errors
    /// [`GateError::WrongCredentials`], the same for an unknown account, and as slow;
    /// [`GateError::SignInLocked`] after too many wrong ones.
    pub async fn sign_in(&self, email: &str, password: &str, client: &str) -> Result<(Session, Secret), GateError> {
        self.opened().await?;
        let person = self.authenticate(email, password).await?;
        let (at, secret) = (self.millis(), Secret::fresh());
        let life = i64::try_from(self.inner.limits.session_life.as_millis()).unwrap_or(i64::MAX);
        let tx = self.inner.store.write().await?;
        people::forget_attempts(&tx, email).await?;
        let row = people::open_session(&tx, person.id, &secret.hash(), client, at, at.saturating_add(life)).await?;
        let body = json!({ "session": row.id, "client": client });
        let event = NewEvent { kind: "session.opened", person_id: Some(person.id), call_id: None, at, body };
        let head = self.append(&tx, event).await?;
        self.commit(tx, head).await?;
        Ok((Session::of(&row, &person), secret))
    }

    /// Proves once more who a signed-in person is.
    ///
    /// # Errors
    /// As for [`Gate::sign_in`]; [`GateError::NotSignedIn`] when the session has ended.
    pub async fn authenticate_again(&self, session: &Session, password: &str) -> Result<Session, GateError> {
        self.authenticate(&session.email, password).await?;
        let at = self.millis();
        let tx = self.inner.store.write().await?;
        refuse_ended(&tx, session, at).await?;
        people::forget_attempts(&tx, &session.email).await?;
        people::touch_session(&tx, session.id, Some(at), None).await?;
        let body = json!({ "session": session.id });
        let event = NewEvent { kind: "session.confirmed", person_id: Some(session.person.0), call_id: None, at, body };
        let head = self.append(&tx, event).await?;
        self.commit(tx, head).await?;
        Ok(Session { authenticated_at: at, ..session.clone() })
    }

    async fn authenticate(&self, email: &str, password: &str) -> Result<PersonRow, GateError> {
        let view = self.inner.store.view().await?;
        self.refuse_locked(&view, email).await?;
        let person = people::by_email(&view, email).await?.filter(|p| p.enabled);
        drop(view);
        let hash = person.as_ref().map(|p| p.password_hash.clone());
        let right = password::matches(password.to_owned(), hash).await?;
        if let Some(person) = person.as_ref().filter(|_| right) {
            // Guesses made at the same time count too.
            self.refuse_locked(&self.inner.store.view().await?, email).await?;
            return Ok(person.clone());
        }
        let at = self.millis();
        let tx = self.inner.store.write().await?;
        people::note_attempt(&tx, &clipped(email), at, at - self.sign_in_window()).await?;
        let body = json!({ "email_digest": self.opened().await?.keys.redaction_digest(&email.to_lowercase()) });
        let person_id = person.map(|p| p.id);
        let head = self.append(&tx, NewEvent { kind: "session.refused", person_id, call_id: None, at, body }).await?;
        self.commit(tx, head).await?;
        Err(GateError::WrongCredentials)
    }

    fn sign_in_window(&self) -> i64 {
        i64::try_from(self.inner.limits.sign_in_window.as_millis()).unwrap_or(i64::MAX)
    }

    async fn refuse_locked(&self, view: &dyn Reading, email: &str) -> Result<(), GateError> {
        let (at, window) = (self.millis(), self.sign_in_window());
        let (failed, first) = people::attempts(view, email, at - window).await?;
        if failed < self.inner.limits.sign_in_attempts {
            return Ok(());
        }
        Err(GateError::SignInLocked { retry_after: (first.unwrap_or(at) + window - at).max(0) / 1000 + 1 })
    }

    /// The session this secret belongs to.
    ///
    /// # Errors
    /// [`GateError::NotSignedIn`] when it has ended or never was.
    pub async fn session(&self, secret: &Secret) -> Result<Session, GateError> {
        self.opened().await?;
        let view = self.inner.store.view().await?;
        let found = people::session(&view, &secret.hash(), self.millis()).await?;
        found.map(|(row, person)| Session::of(&row, &person)).ok_or(GateError::NotSignedIn)
    }

    /// The live sessions of this person, newest first.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn sessions(&self, session: &Session) -> Result<Vec<SessionView>, GateError> {
        let view = self.inner.store.view().await?;
        let rows = people::sessions(&view, session.person.0, self.millis()).await?;
        let shown = rows.into_iter().map(|row| SessionView {
            id: row.id,
            client: row.client,
            created_at: row.created_at,
            expires_at: row.expires_at,
        });
        Ok(shown.collect())
    }

    /// Ends this session.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn sign_out(&self, session: &Session) -> Result<(), GateError> {
        let tx = self.inner.store.write().await?;
        self.end(tx, session, session.id).await
    }

    /// Ends a session of this person's, by its id.
    ///
    /// # Errors
    /// [`GateError::NotFound`] for somebody else's, and one that is not there or has ended.
    pub async fn end_session(&self, session: &Session, id: i64) -> Result<(), GateError> {
        let at = self.millis();
        let tx = self.inner.store.write().await?;
        refuse_ended(&tx, session, at).await?;
        if !people::sessions(&tx, session.person.0, at).await?.iter().any(|row| row.id == id) {
            return Err(GateError::NotFound { what: "session" });
        }
        self.end(tx, session, id).await
    }

    async fn end(&self, tx: Tx, session: &Session, id: i64) -> Result<(), GateError> {
        let at = self.millis();
        people::touch_session(&tx, id, None, Some(at)).await?;
        let body = json!({ "session": id });
        let event = NewEvent { kind: "session.ended", person_id: Some(session.person.0), call_id: None, at, body };
        let head = self.append_or_owe(&tx, event).await?;
        self.commit(tx, head).await
    }

    /// Changes one's own password and ends one's other sessions.
    ///
    /// # Errors
    /// [`GateError::WrongCredentials`] when the current one is wrong,
    /// [`GateError::PasswordRefused`] when the new one won't do,
    /// [`GateError::NotSignedIn`] when the session has ended.
    pub async fn change_password(&self, session: &Session, current: &str, next: &str) -> Result<(), GateError> {
        self.authenticate(&session.email, current).await?;
        if next == current {
            return Err(GateError::PasswordRefused { reason: "this is the password you have; choose another" });
        }
        password::judge(next, self.workspace_kind().await? == Some(WorkspaceKind::Demo))?;
        let hash = password::hash(next.to_owned()).await?;
        let at = self.millis();
        let tx = self.inner.store.write().await?;
        refuse_ended(&tx, session, at).await?;
        people::set_password(&tx, session.person.0, &hash, Some(session.id), at).await?;
        people::touch_session(&tx, session.id, Some(at), None).await?;
        let body = json!({ "by": session.person });
        let event = NewEvent { kind: "password.changed", person_id: Some(session.person.0), call_id: None, at, body };
        let head = self.append(&tx, event).await?;
        self.commit(tx, head).await
    }
}

/// Whether a person may act with this session at `at` (milliseconds).
///
/// # Errors
/// [`GateError::NotSignedIn`] when it has ended, [`GateError::PasswordChangeRequired`] before
/// they have chosen a password of their own.
pub(crate) async fn may_act(tx: &Tx, session: i64, at: i64) -> Result<(), GateError> {
    match people::live_session(tx, session, at).await? {
        None => Err(GateError::NotSignedIn),
        Some(live) if live.must_change_password => Err(GateError::PasswordChangeRequired),
        Some(_) => Ok(()),
    }
}

async fn refuse_ended(tx: &Tx, session: &Session, at: i64) -> Result<(), GateError> {
    if people::session_is_live(tx, session.id, at).await? { Ok(()) } else { Err(GateError::NotSignedIn) }
}

fn clipped(email: &str) -> String {
    email.chars().take(320).collect()
}
