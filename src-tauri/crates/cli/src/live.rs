//! A turn while it happens: calls as lines, text as it streams, and Ctrl C.

use std::collections::HashMap;
use std::pin::pin;

use assent_api::{App, CallView, Event, Item, Session};
use tokio::sync::mpsc;

use crate::failure::Failure;
use crate::{card, output, visible};

/// Follows what one person's runs let them watch.
pub struct Live {
    app: App,
    session: Session,
    events: mpsc::UnboundedReceiver<Event>,
    streams: bool,
    shown: HashMap<i64, String>,
    /// What was shown of each answer.
    streamed: HashMap<i64, String>,
    line_open: bool,
    running: Option<i64>,
    stopping: bool,
}

impl Live {
    /// Call lines on standard error; the text is left to the caller.
    pub fn beside(app: &App, session: &Session) -> Self {
        Self::new(app, session, false)
    }

    /// Text as it streams, and call lines, on standard output.
    pub fn streaming(app: &App, session: &Session) -> Self {
        Self::new(app, session, true)
    }

    fn new(app: &App, session: &Session, streams: bool) -> Self {
        let mut watch = app.watch(session);
        let (tell, events) = mpsc::unbounded_channel();
        // A watch may lose what it was reading when it is dropped half-way, a channel does not.
        tokio::spawn(async move {
            while let Some(event) = watch.next().await {
                if tell.send(event).is_err() {
                    return;
                }
            }
        });
        Self {
            app: app.clone(),
            session: session.clone(),
            events,
            streams,
            shown: HashMap::new(),
            streamed: HashMap::new(),
            line_open: false,
            running: None,
            stopping: false,
        }
    }

    /// Shows what happens until `work` has ended and, where it `drove` a run, that run's end
    /// was shown. Ctrl C stops the run; a second one ends the program.
    pub async fn follow<T, E>(
        &mut self,
        work: impl Future<Output = Result<T, E>>,
        drove: impl Fn(&T) -> bool,
    ) -> Result<T, Failure>
    where
        Failure: From<E>,
    {
        let mut work = pin!(work);
        let mut interrupt = pin!(tokio::signal::ctrl_c());
        (self.running, self.stopping) = (None, false);
        let mut ended = false;
        let mut result = None;
        while result.is_none() || !ended {
            tokio::select! {
                biased;
                stopped = interrupt.as_mut() => {
                    interrupt.set(tokio::signal::ctrl_c());
                    self.stop(stopped.is_ok()).await?;
                }
                Some(event) = self.events.recv() => {
                    let knew = self.running;
                    ended |= self.show(event)?;
                    // Somebody was quicker than the word of the run that they mean to stop.
                    if let Some(run) = self.running.filter(|run| self.stopping && knew != Some(*run)) {
                        self.app.stop(&self.session, run).await?;
                    }
                }
                outcome = work.as_mut(), if result.is_none() => {
                    let outcome = outcome?;
                    ended |= !drove(&outcome);
                    result = Some(outcome);
                }
            }
        }
        self.close_line()?;
        result.ok_or_else(|| Failure::of("INTERRUPTED", "the work was interrupted; try again"))
    }

    async fn stop(&mut self, asked: bool) -> Result<(), Failure> {
        if !asked {
            return Ok(());
        }
        if self.stopping {
            return Err(Failure::of("STOPPED", "you left while the run was being stopped; it does nothing more"));
        }
        self.stopping = true;
        self.close_line()?;
        output::note("Stopping. Ctrl C again leaves.");
        if let Some(run) = self.running {
            self.app.stop(&self.session, run).await?;
        }
        Ok(())
    }

    /// Shows one event; whether a run has ended or waits with it.
    fn show(&mut self, event: Event) -> Result<bool, Failure> {
        match event {
            Event::Text { message_id, delta, .. } if self.streams => {
                self.streamed.entry(message_id).or_default().push_str(&delta);
                output::part(&visible::text(&delta))?;
                self.line_open = true;
            }
            Event::Item { item: Item::Assistant { id, text, choices, .. }, .. } if self.streams => {
                self.show_rest(id, &output::answer(&text, &choices))?;
            }
            Event::Item { item: Item::Call { call, .. }, .. } => self.show_call(&call)?,
            Event::Run { run } => {
                let at_work = run.state == "running";
                self.running = at_work.then_some(run.id);
                return Ok(!at_work);
            }
            Event::Text { .. } | Event::Item { .. } | Event::Conversations | Event::Desk => {}
        }
        Ok(false)
    }

    /// What was not streamed of an answer; all of it where it came out otherwise.
    fn show_rest(&mut self, id: i64, whole: &str) -> Result<(), Failure> {
        let before = self.streamed.insert(id, whole.to_owned()).unwrap_or_default();
        let rest = whole.strip_prefix(&before);
        if rest.is_none() {
            self.close_line()?;
        }
        let rest = rest.unwrap_or(whole);
        if !rest.is_empty() {
            output::part(&visible::text(rest))?;
            self.line_open = true;
        }
        self.close_line()
    }

    /// A call in one line, once for every state it is seen in.
    pub fn show_call(&mut self, call: &CallView) -> Result<(), Failure> {
        if self.shown.insert(call.id, call.state.clone()).as_ref() == Some(&call.state) {
            return Ok(());
        }
        self.close_line()?;
        let line = card::one_line(call);
        if self.streams {
            return output::line(&line);
        }
        output::note(&line);
        Ok(())
    }

    fn close_line(&mut self) -> Result<(), Failure> {
        if std::mem::take(&mut self.line_open) {
            output::line("")?;
        }
        Ok(())
    }
}
