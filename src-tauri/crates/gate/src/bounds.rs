//! What a conversation is held to: only some tools, only reading, or answering
//! every write with its plan. It is its person's to set, tighter or looser.

use assent_policy::Bounds;
use assent_store::audit::NewEvent;
use assent_store::conversations;
use serde_json::{Value, json};

use crate::{Gate, GateError, Session};

impl Gate {
    /// Holds a conversation of one's own to these bounds from its next call on.
    ///
    /// # Errors
    /// [`GateError::NotFound`] when it is not there or not this person's.
    pub async fn bound_conversation(&self, session: &Session, id: i64, bounds: &Bounds) -> Result<(), GateError> {
        let tx = self.write_as(session).await?;
        let found = conversations::by_id(&tx, id, session.person().0).await?;
        let row = found.ok_or(GateError::NotFound { what: "conversation" })?;
        let before: Value = serde_json::from_str(&row.bounds)?;
        conversations::set_bounds(&tx, id, &serde_json::to_string(bounds)?).await?;
        let body = json!({ "conversation": id, "before": before, "after": bounds });
        let (person_id, at) = (Some(session.person().0), self.millis());
        let event = NewEvent { kind: "conversation.bounded", person_id, call_id: None, at, body };
        let head = self.append(&tx, event).await?;
        self.commit(tx, head).await
    }
}
