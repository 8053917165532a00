//! Passes the desk's events on to the main window.

use assent_api::Event;
use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// The name under which the window listens.
const NAME: &str = "assent-event";

/// Forwards events until the desk is gone.
pub fn pass_on(app: AppHandle, mut events: Receiver<Event>) {
    tauri::async_runtime::spawn(async move {
        loop {
            match events.recv().await {
                Ok(event) => emit(&app, &event),
                Err(RecvError::Lagged(missed)) => {
                    tracing::warn!(missed, "the window was too slow for the events; it reloads");
                    emit(&app, &Event::Desk);
                    emit(&app, &Event::Conversations);
                }
                Err(RecvError::Closed) => return,
            }
        }
    });
}

fn emit(app: &AppHandle, event: &Event) {
    if let Err(error) = app.emit_to(crate::window::MAIN, NAME, event) {
        tracing::warn!(%error, "an event did not reach the window");
    }
}
