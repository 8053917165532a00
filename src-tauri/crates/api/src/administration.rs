//! What an administrator asks beside calling tools: why a call would come out as
//! it would, and what a call handed over.

use assent_gate::{Case, GateError, Session};
use assent_policy::{CallId, Channel, Level};
use secrecy::SecretString;
use serde::Serialize;
use serde_json::Value;

use crate::types::{PlanView, ReasonView};
use crate::{ApiError, App, view};

/// What a call would come to.
#[derive(Clone, Debug, Serialize)]
pub struct ExplanationView {
    /// E-mail of the person whose authority it is.
    pub person: String,
    /// The tool.
    pub tool: String,
    /// What it would come to.
    pub level: Level,
    /// Why, the deciding reason first.
    pub reasons: Vec<ReasonView>,
    /// The version of the policy.
    pub policy_version: i64,
    /// What it would change, of one's own alone.
    pub plan: Option<PlanView>,
}

impl App {
    /// Explains a call without making it.
    ///
    /// # Errors
    /// [`ApiError`] for a channel that is none, and for a person one may not ask about, whether
    /// or not they are here.
    pub async fn explain(
        &self,
        session: &Session,
        email: &str,
        tool: &str,
        arguments: Value,
        channel: &str,
    ) -> Result<ExplanationView, ApiError> {
        let channel: Channel = channel.parse().map_err(|_| {
            ApiError::new("INVALID_INPUT", "the channel is none; take ui, chat, voice, mcp, cli or scheduler")
        })?;
        let snapshot = self.gate.authority(session).await?;
        let unknown = GateError::NotFound { what: "person you may ask about" };
        let Some(person) = snapshot.person_by_email(email) else { return Err(unknown.into()) };
        let case = Case { person, channel, tool: tool.to_owned(), arguments };
        let explained = self.gate.explain(session, &case).await?;
        Ok(ExplanationView {
            person: snapshot.people.get(&person).map(|entry| entry.email.clone()).unwrap_or_default(),
            tool: tool.to_owned(),
            level: explained.decision.level,
            reasons: explained.decision.reasons.iter().map(view::reason).collect(),
            policy_version: explained.decision.policy_version,
            plan: explained.plan.as_ref().map(view::plan),
        })
    }

    /// What a call of this process handed over, once.
    #[must_use]
    pub fn take_secret(&self, call_id: i64) -> Option<SecretString> {
        self.gate.take_secret(CallId(call_id))
    }

    /// A tool's title; its name where there is none.
    #[must_use]
    pub fn tool_title(&self, tool: &str) -> String {
        self.gate.tools().get(tool).map_or(tool, |found| found.spec().title).to_owned()
    }
}
