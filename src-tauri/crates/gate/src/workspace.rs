//! Setting up a data folder: the demo office, or a real workspace with its
//! first administrator.

use assent_policy::DEMO_PEOPLE;
use assent_store::audit::{CREATED, NewEvent, Signer};
use assent_store::{people, seed, snapshot};
use rand::RngExt;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::{Gate, GateError, password};

/// What kind of workspace a data folder holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkspaceKind {
    /// The demo office: known people with known passwords.
    Demo,
    /// A real one.
    Real,
}

/// A person about to be added.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Name.
    pub name: String,
    /// E-mail.
    pub email: String,
    /// First password.
    pub password: SecretString,
}

impl Gate {
    /// The kind of workspace; `None` before it is set up.
    ///
    /// # Errors
    /// [`GateError`] when the database does not answer.
    pub async fn workspace_kind(&self) -> Result<Option<WorkspaceKind>, GateError> {
        let view = self.inner.store.view().await?;
        let row = snapshot::workspace(&view).await?;
        Ok(row.map(|row| if row.kind == "demo" { WorkspaceKind::Demo } else { WorkspaceKind::Real }))
    }

    /// Sets up the demo office.
    ///
    /// # Errors
    /// [`GateError::AlreadySetUp`] when there is a workspace.
    pub async fn set_up_demo(&self) -> Result<(), GateError> {
        let mut cast = Vec::new();
        for person in DEMO_PEOPLE {
            let hash = password::hash(person.password.to_owned()).await?;
            cast.push((person.name.to_owned(), person.email.to_owned(), hash, person.role));
        }
        self.set_up(WorkspaceKind::Demo, cast).await
    }

    /// Sets up a real workspace with its first administrator.
    ///
    /// # Errors
    /// [`GateError::AlreadySetUp`], [`GateError::PasswordRefused`] or
    /// [`GateError::InvalidInput`]; then nothing was set up.
    pub async fn set_up_administrator(&self, person: NewPerson) -> Result<(), GateError> {
        judge_person(&person.name, &person.email)?;
        password::judge(person.password.expose_secret(), false)?;
        let hash = password::hash(person.password.expose_secret().to_owned()).await?;
        self.set_up(WorkspaceKind::Real, vec![(person.name, person.email, hash, "admin")]).await
    }

    async fn set_up(
        &self,
        kind: WorkspaceKind,
        cast: Vec<(String, String, String, &'static str)>,
    ) -> Result<(), GateError> {
        if self.workspace_kind().await?.is_some() {
            return Err(GateError::AlreadySetUp);
        }
        let mut bytes = [0_u8; 16];
        rand::rng().fill(&mut bytes);
        let uid = hex::encode(bytes);
        let opened = self.keys_of(&uid, true).await?;
        let at = self.millis();
        let tx = self.inner.store.write().await?;
        if snapshot::workspace(&tx).await?.is_some() {
            return Err(GateError::AlreadySetUp);
        }
        seed::workspace(&tx, &uid, kind == WorkspaceKind::Demo, at).await?;
        let body = json!({
            "kind": if kind == WorkspaceKind::Demo { "demo" } else { "real" }, "workspace": uid,
            "public_key": hex::encode(opened.keys.public_key()), "anchored": opened.anchor.begin().is_ok(),
        });
        let event = NewEvent { kind: CREATED, person_id: None, call_id: None, at, body };
        let mut head = assent_store::audit::append(&tx, &opened.keys, event).await?;
        for (name, email, hash, role) in cast {
            let made = people::insert(&tx, &name, &email, &hash, role, at).await?;
            let body = json!({ "before": null, "after": { "id": made.id, "role": role, "enabled": true } });
            let event = NewEvent { kind: "person.created", person_id: Some(made.id), call_id: None, at, body };
            head = assent_store::audit::append(&tx, &opened.keys, event).await?;
        }
        snapshot::advance(&tx).await?;
        tx.commit().await?;
        if let Err(cause) = opened.anchor.append(&head) {
            tracing::warn!(%cause, "the audit anchor can't be written");
        }
        let _ = self.inner.opened.set(opened);
        Ok(())
    }
}

/// Whether these can be a person's name and e-mail. A name may be of any script, and holds
/// nothing that hides or reorders text; an e-mail is ASCII, so that none looks like another.
///
/// # Errors
/// [`GateError::InvalidInput`] with what they take.
pub fn judge_person(name: &str, email: &str) -> Result<(), GateError> {
    let refuse = |what, takes| Err(GateError::InvalidInput { what, takes });
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(assent_policy::is_hidden) {
        return refuse("the name", "it takes 1 to 100 characters, none of them hidden");
    }
    let email = email.trim();
    let valid = email.split_once('@').is_some_and(|(local, host)| !local.is_empty() && host.contains('.'))
        && email.is_ascii()
        && email.len() <= 254
        && !email.chars().any(|c| c.is_whitespace() || c.is_control());
    if !valid {
        return refuse("the e-mail", "write it like alice@example.com");
    }
    Ok(())
}
