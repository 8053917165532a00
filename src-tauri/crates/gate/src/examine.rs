//! What can be found out about an installation by whoever holds its files: a [`Record`]
//! looked at more closely, without a session, and without changing anything. What to make of
//! it is for whoever asked.

use std::path::Path;

use assent_policy::{DEMO_PEOPLE, Snapshot};
use assent_store::schema::Schema;
use assent_store::{StoreError, access, audit, calls, snapshot};
use serde_json::Value;

use crate::audit::still;
use crate::gate::blocking;
use crate::keys::{KeyStorage, Keys};
use crate::{GateError, Record, StoreOptions, WorkspaceKind, password};

/// The most people whose passwords are tried.
const MOST_TRIED: usize = 200;

/// The key that opened here.
#[derive(Clone, Debug)]
pub struct KeyFound {
    /// Where it came from.
    pub storage: KeyStorage,
    /// What a person is told when it is not in the system keyring.
    pub notice: Option<String>,
    /// What people compare.
    pub fingerprint: String,
    /// Whether the chain goes on under it.
    pub is_chains: bool,
}

impl Record {
    /// Where its anchor lies; `None` where the first event does not say whose it is.
    #[must_use]
    pub fn anchor(&self) -> Option<&Path> {
        self.options.as_ref().map(|(_, anchor)| anchor.as_path())
    }

    /// Its schema.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn schema(&self) -> Result<Schema, GateError> {
        still(&self.store, async { Ok(Schema::read(&self.store.view().await?).await?) }).await
    }

    /// The key of this installation, opened.
    ///
    /// # Errors
    /// [`GateError`] with what keeps it from opening.
    pub async fn key(&self) -> Result<KeyFound, GateError> {
        let Some((place, _)) = self.options.clone() else { return Err(GateError::NoWorkspace) };
        let keys = blocking(move || Keys::open(&place)).await?;
        let chain = still(&self.store, async { Ok(audit::current_key(&self.store.view().await?).await?) }).await?;
        Ok(KeyFound {
            storage: keys.storage().clone(),
            notice: keys.notice().map(str::to_owned),
            fingerprint: keys.fingerprint(),
            is_chains: chain == Some(keys.public_key()),
        })
    }

    /// People and authority.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn authority(&self) -> Result<Snapshot, GateError> {
        still(&self.store, async { Ok(snapshot::load(&self.store.view().await?).await?) }).await
    }

    /// What kind of workspace it is, and the e-mails of enabled people who have a password that
    /// everybody knows from the demo office. Slow, as trying passwords is.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn known_passwords(&self) -> Result<(WorkspaceKind, Vec<String>), GateError> {
        let (workspace, people) = still(&self.store, async {
            let view = self.store.view().await?;
            Ok((snapshot::workspace(&view).await?, access::everybody(&view).await?))
        })
        .await?;
        let Some(workspace) = workspace else { return Err(GateError::NoWorkspace) };
        let kind = if workspace.kind == "demo" { WorkspaceKind::Demo } else { WorkspaceKind::Real };
        let mut known: Vec<&str> = DEMO_PEOPLE.iter().map(|person| person.password).collect();
        known.sort_unstable();
        known.dedup();
        let mut found = Vec::new();
        for person in people.into_iter().filter(|person| person.enabled).take(MOST_TRIED) {
            for password in &known {
                if password::matches((*password).to_owned(), Some(person.password_hash.clone())).await? {
                    found.push(person.email.clone());
                    break;
                }
            }
        }
        Ok((kind, found))
    }

    /// The numbers of calls whose outcome nobody knows, newest first.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn in_doubt(&self) -> Result<Vec<i64>, GateError> {
        let state = assent_policy::life::CallState::Ambiguous.as_str();
        let rows =
            still(&self.store, async { Ok(calls::list(&self.store.view().await?, None, &[state], None, 200).await?) });
        Ok(rows.await?.into_iter().map(|row| row.id).collect())
    }

    /// When the last event was recorded, in milliseconds.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn newest(&self) -> Result<Option<i64>, GateError> {
        let last = self.last(1).await?.pop();
        let Some(last) = last else { return Ok(None) };
        let body: Value =
            serde_json::from_str(&last.body).map_err(|_| StoreError::Unreadable { what: "audit event" })?;
        Ok(body["at"].as_i64())
    }
}

/// Which changes of the audit record the database lets happen; each is tried in a transaction
/// that is rolled back.
///
/// # Errors
/// [`GateError`] when the database can't be opened to write.
pub async fn audit_lets_happen(options: &StoreOptions) -> Result<Vec<&'static str>, GateError> {
    Ok(assent_store::schema::audit_lets_happen(options).await?)
}
