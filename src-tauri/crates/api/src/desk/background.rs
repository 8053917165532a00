//! What goes on at a desk without anybody asking: events for the active person,
//! runs that go on, and what falls due.

use assent_gate::{EntryKind, RunRecord, Session};
use tokio::sync::broadcast;

use super::Desk;
use crate::types::SentView;
use crate::view::Viewer;
use crate::{ApiError, Event};

impl Desk {
    /// Passes on what belongs to the active person; the others find it when they come back.
    pub(super) async fn forward(self) {
        let mut told = self.app.agent.events();
        loop {
            let next = match told.recv().await {
                Ok(next) => next,
                Err(broadcast::error::RecvError::Lagged(_)) => {
                    self.tell(Event::Desk);
                    continue;
                }
                Err(broadcast::error::RecvError::Closed) => return,
            };
            let person = next.person.0;
            let Some(session) = self.session_of(person).await else { continue };
            let Ok(viewer) = Viewer::of(&self.app.gate, &session).await else { continue };
            let ended = matches!(&next.event, assent_agent::AgentEvent::Run(_));
            let event = Event::of(&viewer, next);
            // Told while nobody can take the seat: what is one person's is never shown to another.
            let seats = self.seats();
            if seats.active != Some(person) {
                continue;
            }
            event.into_iter().for_each(|event| self.tell(event));
            if ended {
                self.tell(Event::Conversations);
            }
        }
    }

    /// Takes up the runs of this person for which nothing waits any more, in the background.
    pub(super) fn resume(&self, session: Session) {
        let desk = self.clone();
        tokio::spawn(async move {
            if let Err(cause) = desk.take_up_runs(&session).await {
                tracing::warn!(%cause, "a run that waited can't be taken up");
            }
        });
    }

    async fn take_up_runs(&self, session: &Session) -> Result<(), ApiError> {
        let (gate, agent) = (&self.app.gate, &self.app.agent);
        for run in gate.waiting_runs(session).await? {
            let Some(run) = agent.wake(session, run.id).await? else { continue };
            for entry in gate.conversation(session, run.conversation_id).await?.entries {
                if let EntryKind::Call(call) = entry.kind
                    && entry.run_id == run.id
                    && call.hold.is_some()
                {
                    agent.show_call(session, run.conversation_id, *call);
                }
            }
            self.go(session.clone(), run);
        }
        Ok(())
    }

    /// Does what is due, and takes up the runs of everybody here whose call was answered elsewhere.
    pub(super) async fn look_after(&self) -> Result<(), ApiError> {
        self.app.keep_house().await?;
        self.app.follow_choice().await?;
        let seated: Vec<i64> = self.seats().seats.iter().map(|seat| seat.person).collect();
        for person in seated {
            if let Some(session) = self.session_of(person).await {
                self.take_up_runs(&session).await?;
            }
        }
        Ok(())
    }

    /// Lets a run go on in the background, and says when it could not.
    pub(super) fn go(&self, session: Session, run: RunRecord) -> SentView {
        let sent = SentView { conversation_id: run.conversation_id, run_id: run.id };
        let desk = self.clone();
        self.tell(Event::Conversations);
        tokio::spawn(async move {
            if let Err(cause) = desk.app.agent.drive(&session, &run).await {
                tracing::error!(%cause, run = run.id, "a run ended without its record");
            }
            desk.tell(Event::Conversations);
        });
        sent
    }
}
