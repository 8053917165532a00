//! What is read of a conversation: its messages, and each call where it was asked for.

use std::collections::HashMap;

use assent_policy::life::RequestState;
use assent_store::{ConversationRow, MessageRow, RunRow, StoreError, View, calls, conversations, requests};

use super::{Conversation, Entry, EntryKind, bounds_of, record};
use crate::{CallRecord, Gate, GateError, RequestStanding, Session};

impl Gate {
    /// The last message and last call, for a list.
    pub(super) async fn last_entries(
        &self,
        view: &View,
        row: &ConversationRow,
        run: Option<&RunRow>,
    ) -> Result<Vec<Entry>, GateError> {
        let mut entries = Vec::new();
        if let Some(message) = conversations::last_message(view, row.id).await? {
            entries.push(entry(message)?);
        }
        let Some(run) = run else { return Ok(entries) };
        if let Some(call) = calls::last_of_run(view, run.id).await? {
            let hold = calls::holds_of(view, &[call.id]).await?.pop();
            let record = CallRecord::from_rows(call, hold)?;
            let kind = EntryKind::Call(Box::new(record.clone()));
            entries.push(Entry { id: record.id.0, run_id: run.id, at: record.created_at, kind });
        }
        Ok(entries)
    }

    /// One conversation, whole.
    ///
    /// # Errors
    /// [`GateError::NotFound`] when it is not there or not this person's.
    pub async fn conversation(&self, session: &Session, id: i64) -> Result<Conversation, GateError> {
        let view = self.inner.store.view().await?;
        let row = self.own(&view, session, id).await?;
        let runs = conversations::runs(&view, id).await?;
        let ids: Vec<i64> = runs.iter().map(|run| run.id).collect();
        let made = calls::of_runs(&view, &ids).await?;
        let call_ids: Vec<i64> = made.iter().map(|call| call.id).collect();
        let mut holds: HashMap<i64, _> =
            calls::holds_of(&view, &call_ids).await?.into_iter().map(|hold| (hold.call_id, hold)).collect();
        let mut records = HashMap::new();
        for call in made {
            let hold = holds.remove(&call.id);
            let key = (call.run_id.unwrap_or_default(), call.model_call_id.clone().unwrap_or_default());
            records.insert(key, CallRecord::from_rows(call, hold)?);
        }
        self.add_requests(&view, &mut records).await?;
        let mut entries = Vec::new();
        for message in conversations::messages(&view, id).await? {
            let made = entry(message)?;
            let asked = match &made.kind {
                EntryKind::Assistant { calls, .. } => calls.clone(),
                EntryKind::User(_) | EntryKind::Call(_) => Vec::new(),
            };
            let run_id = made.run_id;
            entries.push(made);
            for call in asked {
                if let Some(record) = records.remove(&(run_id, call.id)) {
                    let (id, at) = (record.id.0, record.created_at);
                    entries.push(Entry { id, run_id, at, kind: EntryKind::Call(Box::new(record)) });
                }
            }
        }
        let tokens = runs.iter().fold((0_i64, 0_i64), |(read, written), run| {
            (read.saturating_add(run.prompt_tokens), written.saturating_add(run.completion_tokens))
        });
        let run = runs.into_iter().next_back().map(record).transpose()?;
        let bounds = bounds_of(&row)?;
        Ok(Conversation { id, title: row.title, updated_at: row.updated_at, entries, run, tokens, bounds })
    }

    /// Where the requests stand that calls have filed.
    async fn add_requests(
        &self,
        view: &View,
        records: &mut HashMap<(i64, String), CallRecord>,
    ) -> Result<(), GateError> {
        for record in records.values_mut() {
            let filed = record.result.as_ref().zip(self.inner.tools.get(&record.tool));
            let Some(id) = filed.and_then(|(result, tool)| tool.filed(result)) else { continue };
            let Some(row) = requests::by_id(view, id).await? else { continue };
            let state: RequestState = row.state.parse().map_err(StoreError::from)?;
            let undecided = matches!(state, RequestState::Pending | RequestState::Approved);
            let is_open = undecided && row.call_id.is_some() && row.released_call_id.is_none();
            record.request = Some(RequestStanding { id, state, reason: row.reason, is_open });
        }
        Ok(())
    }
}

pub(super) fn entry(row: MessageRow) -> Result<Entry, StoreError> {
    let kind = if row.kind == "user" {
        EntryKind::User(row.text)
    } else {
        let calls = serde_json::from_str(&row.model_calls).map_err(|_| StoreError::Unreadable { what: "message" })?;
        EntryKind::Assistant { text: row.text, calls }
    };
    Ok(Entry { id: row.id, run_id: row.run_id, at: row.created_at, kind })
}
