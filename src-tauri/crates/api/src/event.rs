//! What the window is told while things happen.

use assent_agent::{AgentEvent, Told};
use serde::Serialize;
use ts_rs::TS;

use crate::types::{Item, RunView};
use crate::view::{Viewer, is_silent, item, run};

/// Something that happened, for the active person's eyes.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// More text of an assistant message, whose item may not have arrived yet.
    Text {
        /// The conversation.
        conversation_id: i64,
        /// The run.
        run_id: i64,
        /// The message.
        message_id: i64,
        /// The text.
        delta: String,
    },
    /// An item is new or changed: replace by kind and id, else append.
    Item {
        /// The conversation.
        conversation_id: i64,
        /// The item.
        item: Item,
    },
    /// A run moved.
    Run {
        /// The run.
        run: RunView,
    },
    /// The list of conversations changed.
    Conversations,
    /// Who is signed in changed.
    Desk,
}

impl Event {
    /// The event as the viewer sees it; `None` when there is nothing to show.
    pub(crate) fn of(viewer: &Viewer, told: Told) -> Option<Self> {
        match told.event {
            AgentEvent::Text { conversation_id, run_id, message_id, delta } => {
                Some(Self::Text { conversation_id, run_id, message_id, delta })
            }
            AgentEvent::Entry { conversation_id, entry } => {
                if is_silent(&entry.kind) {
                    return None;
                }
                Some(Self::Item { conversation_id, item: item(viewer, entry) })
            }
            AgentEvent::Run(record) => Some(Self::Run { run: run(&record) }),
        }
    }
}
