//! The desk: who is signed in at this window, who of them is active, and the
//! commands of the table. Session secrets stay here.

mod background;
mod settings;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use assent_gate::{Answer, GateError, NewPerson, Secret, Session, WorkspaceKind};
use assent_policy::{Channel, DEMO_PEOPLE, HoldId, Level, PermissionCode, Subject, authority};
use secrecy::ExposeSecret;
use tokio::sync::broadcast;

use crate::house::{House, meanwhile};
use crate::types::{
    AccessView, CallView, ChangePassword, ConversationId, ConversationSummary, ConversationView, DemoPersonView,
    DeskView, Empty, Painted, PermissionView, RecordVerdict, RenameConversation, RequestableView, RunView,
    SearchConversations, Send, SentView, SetUpAdministrator, SignIn, SignInDemo, StopRun, SubmitForm, SwitchPerson,
    ToolDecision, ToolView, Workspace,
};
use crate::view::{self, Viewer};
use crate::{ApiError, App, Config, Event};

/// Minutes after which switching to somebody who can decide asks for their password again.
const TRUSTED_MINUTES: i64 = 5;

struct Seat {
    person: i64,
    secret: Secret,
}

#[derive(Default)]
struct Seats {
    seats: Vec<Seat>,
    active: Option<i64>,
}

/// One window's desk. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    app: App,
    seats: Arc<Mutex<Seats>>,
    events: broadcast::Sender<Event>,
    /// Ends what goes on in the background with the last desk a host holds.
    _house: Option<Arc<House>>,
}

impl Desk {
    /// Opens the app for a window.
    ///
    /// # Errors
    /// As for [`App::open`].
    pub async fn open(config: Config) -> Result<Self, ApiError> {
        let app = App::open(config).await?;
        let (events, _) = broadcast::channel(1024);
        let desk = Self { app, seats: Arc::default(), events, _house: None };
        tokio::spawn(desk.clone().forward());
        let background = desk.clone();
        let house = meanwhile(desk.app.gate.clone(), move || {
            let desk = background.clone();
            async move { desk.look_after().await }
        });
        Ok(Self { _house: Some(Arc::new(house)), ..desk })
    }

    /// What happens, for the active person's eyes.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    fn tell(&self, event: Event) {
        // No window listening is no failure.
        let _ = self.events.send(event);
    }

    /// The live session of somebody who is signed in here.
    async fn session_of(&self, person: i64) -> Option<Session> {
        let secret = self.seats().seats.iter().find(|seat| seat.person == person).map(|seat| seat.secret.clone())?;
        self.app.gate.session(&secret).await.ok()
    }

    /// Makes somebody the active person, or nobody.
    fn activate(&self, person: Option<i64>) {
        let mut seats = self.seats();
        seats.active = person;
        self.tell(Event::Desk);
    }

    fn seats(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The active person's session, still alive.
    async fn session(&self) -> Result<Session, ApiError> {
        let secret = {
            let seats = self.seats();
            let active = seats.seats.iter().find(|seat| Some(seat.person) == seats.active);
            active.map(|seat| seat.secret.clone()).ok_or(GateError::NotSignedIn)?
        };
        Ok(self.app.gate.session(&secret).await?)
    }

    fn take_seat(&self, session: &Session, secret: Secret) {
        let mut seats = self.seats();
        seats.seats.retain(|seat| seat.person != session.person().0);
        seats.seats.push(Seat { person: session.person().0, secret });
        drop(seats);
        self.activate(Some(session.person().0));
        self.resume(session.clone());
    }

    pub(crate) async fn desk(&self, _: Empty) -> Result<DeskView, ApiError> {
        self.app.follow_choice().await?;
        let gate = &self.app.gate;
        let (secrets, active) = {
            let seats = self.seats();
            (seats.seats.iter().map(|seat| seat.secret.clone()).collect::<Vec<_>>(), seats.active)
        };
        let mut signed_in = Vec::new();
        for secret in secrets {
            let Ok(session) = gate.session(&secret).await else { continue };
            signed_in.push(view::person(&*gate.authority(&session).await?, &session));
        }
        let workspace = match gate.workspace_kind().await? {
            Some(WorkspaceKind::Demo) => Workspace::Demo,
            Some(WorkspaceKind::Real) => Workspace::Real,
            None => Workspace::Empty,
        };
        let demo = DEMO_PEOPLE.iter().filter(|_| workspace == Workspace::Demo).map(|person| DemoPersonView {
            email: person.email.to_owned(),
            name: person.name.to_owned(),
            role: person.role.to_owned(),
            summary: person.summary.to_owned(),
        });
        Ok(DeskView {
            workspace,
            demo_people: demo.collect(),
            active: signed_in.iter().find(|person| Some(person.id) == active).cloned(),
            signed_in,
            model: view::model(self.app.agent.model().as_ref()),
            data_dir: self.app.config.data_dir().display().to_string(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            notices: gate.key_notice().into_iter().collect(),
        })
    }

    pub(crate) async fn sign_in(&self, args: SignIn) -> Result<DeskView, ApiError> {
        let (session, secret) = self.app.gate.sign_in(&args.email, args.password.expose_secret(), "window").await?;
        self.take_seat(&session, secret);
        self.desk(Empty {}).await
    }

    pub(crate) async fn sign_in_demo(&self, args: SignInDemo) -> Result<DeskView, ApiError> {
        let demo = self.app.gate.workspace_kind().await? == Some(WorkspaceKind::Demo);
        let Some(person) = DEMO_PEOPLE.iter().find(|person| demo && person.email == args.email) else {
            return Err(ApiError::new(
                "NOT_FOUND",
                "there is no such demo person here; sign in with e-mail and password",
            ));
        };
        self.sign_in(SignIn { email: args.email, password: person.password.to_owned().into() }).await
    }

    pub(crate) async fn switch_person(&self, args: SwitchPerson) -> Result<DeskView, ApiError> {
        let secret = {
            let seats = self.seats();
            let seat = seats.seats.iter().find(|seat| seat.person == args.person_id);
            seat.map(|seat| seat.secret.clone()).ok_or(GateError::NotSignedIn)?
        };
        let gate = &self.app.gate;
        let session = gate.session(&secret).await?;
        if let Some(password) = &args.password {
            gate.authenticate_again(&session, password.expose_secret()).await?;
        } else if self.decides(&session).await? && self.is_stale(&session) {
            let name = session.name();
            return Err(ApiError::new("PASSWORD_NEEDED", format!("{name} decides for others; give {name}'s password")));
        }
        self.activate(Some(args.person_id));
        self.resume(session);
        self.desk(Empty {}).await
    }

    fn is_stale(&self, session: &Session) -> bool {
        self.app.gate.now().as_millisecond() - session.authenticated_at() > TRUSTED_MINUTES * 60 * 1000
    }

    async fn decides(&self, session: &Session) -> Result<bool, ApiError> {
        let snapshot = self.app.gate.authority(session).await?;
        let subject = Subject { person: session.person(), channel: Channel::Ui };
        let now = self.app.gate.now().as_second();
        let deciding = ["permissions:approve", "access:manage"];
        Ok(deciding
            .iter()
            .filter_map(|code| code.parse::<PermissionCode>().ok())
            .any(|code| authority(&snapshot, subject, &code, now) < Level::Deny))
    }

    pub(crate) async fn sign_out(&self, _: Empty) -> Result<DeskView, ApiError> {
        // A session that ended elsewhere leaves a seat that can be left all the same.
        if let Ok(session) = self.session().await {
            self.app.gate.sign_out(&session).await?;
        }
        {
            let mut seats = self.seats();
            let leaving = seats.active;
            seats.seats.retain(|seat| Some(seat.person) != leaving);
        }
        self.activate(None);
        self.desk(Empty {}).await
    }

    pub(crate) async fn change_password(&self, args: ChangePassword) -> Result<DeskView, ApiError> {
        let session = self.session().await?;
        self.app.gate.change_password(&session, args.current.expose_secret(), args.next.expose_secret()).await?;
        self.desk(Empty {}).await
    }

    pub(crate) async fn set_up_demo(&self, _: Empty) -> Result<DeskView, ApiError> {
        self.app.gate.set_up_demo().await?;
        self.desk(Empty {}).await
    }

    pub(crate) async fn set_up_administrator(&self, args: SetUpAdministrator) -> Result<DeskView, ApiError> {
        let person = NewPerson { name: args.name, email: args.email.clone(), password: args.password.clone() };
        self.app.gate.set_up_administrator(person).await?;
        self.sign_in(SignIn { email: args.email, password: args.password }).await
    }

    pub(crate) async fn conversations(&self, _: Empty) -> Result<Vec<ConversationSummary>, ApiError> {
        let session = self.session().await?;
        Ok(self.app.gate.conversations(&session, None).await?.into_iter().map(view::summary).collect())
    }

    pub(crate) async fn search_conversations(
        &self,
        args: SearchConversations,
    ) -> Result<Vec<ConversationSummary>, ApiError> {
        let session = self.session().await?;
        let found = self.app.gate.conversations(&session, Some(&args.text)).await?;
        Ok(found.into_iter().map(view::summary).collect())
    }

    pub(crate) async fn conversation(&self, args: ConversationId) -> Result<ConversationView, ApiError> {
        let session = self.session().await?;
        let viewer = Viewer::of(&self.app.gate, &session).await?;
        let found = self.app.gate.conversation(&session, args.id).await?;
        Ok(ConversationView {
            id: found.id,
            title: found.title,
            items: view::items(&viewer, found.entries),
            run: found.run.as_ref().map(view::run),
            model: view::model(self.app.agent.model().as_ref()),
            bounds: view::bounds(&found.bounds),
            prompt_tokens: found.tokens.0,
            completion_tokens: found.tokens.1,
        })
    }

    pub(crate) async fn rename_conversation(
        &self,
        args: RenameConversation,
    ) -> Result<Vec<ConversationSummary>, ApiError> {
        let session = self.session().await?;
        self.app.gate.change_conversation(&session, args.id, Some(&args.title)).await?;
        self.conversations(Empty {}).await
    }

    pub(crate) async fn delete_conversation(&self, args: ConversationId) -> Result<Vec<ConversationSummary>, ApiError> {
        let session = self.session().await?;
        if let Some(run) = self.app.gate.conversation(&session, args.id).await?.run {
            self.app.agent.stop(&session, run.id).await?;
        }
        self.app.gate.change_conversation(&session, args.id, None).await?;
        self.conversations(Empty {}).await
    }

    pub(crate) async fn tools(&self, _: Empty) -> Result<Vec<ToolView>, ApiError> {
        let session = self.session().await?;
        let looked = self.app.gate.look_at_tools(&session, Channel::Ui).await?;
        let shown = looked.into_iter().map(|(tool, decision)| {
            let spec = tool.spec();
            let state = match decision.level {
                Level::Allow | Level::Confirm | Level::Approve => ToolDecision::Allowed,
                Level::Deny if decision.missing().is_empty() => ToolDecision::Denied,
                Level::Deny => ToolDecision::Ask,
            };
            let refused = decision.reasons.first().filter(|_| decision.level == Level::Deny);
            ToolView {
                name: spec.name.to_owned(),
                title: spec.title.to_owned(),
                description: spec.description.to_owned(),
                permission: spec.permission.map(str::to_owned),
                risk: spec.risk,
                writes: spec.effect == assent_policy::Effect::Writes,
                schema: spec.schema.clone(),
                decision: state,
                reason: refused.map(assent_policy::Reason::explain),
            }
        });
        Ok(shown.collect())
    }

    pub(crate) async fn access(&self, _: Empty) -> Result<AccessView, ApiError> {
        let session = self.session().await?;
        let gate = &self.app.gate;
        let snapshot = gate.authority(&session).await?;
        let (who, now) = (session.person(), gate.now().as_second());
        let permissions = assent_tools::effective(&snapshot, who, now).into_iter().map(|p| PermissionView {
            code: p.code.to_string(),
            title: p.title,
            description: p.description,
            category: p.category,
            risk: p.risk,
            by_click: p.by_click,
            by_agent: p.by_agent,
            sources: p.sources.iter().map(view::source).collect(),
        });
        let lacking = assent_tools::requestable(&snapshot, gate.tools(), who, now);
        let requestable = lacking.into_iter().map(|r| RequestableView {
            code: r.code.to_string(),
            title: r.title,
            description: r.description,
            category: r.category,
            risk: r.risk,
            tools: r.tools,
        });
        Ok(AccessView {
            person: view::person(&snapshot, &session),
            zone: gate.zone().iana_name().unwrap_or("UTC").to_owned(),
            permissions: permissions.collect(),
            requestable: requestable.collect(),
        })
    }

    pub(crate) async fn send(&self, args: Send) -> Result<SentView, ApiError> {
        let session = self.session().await?;
        self.app.follow_choice().await?;
        let run = self.app.agent.begin(&session, args.conversation_id, &args.text, Channel::Chat).await?;
        Ok(self.go(session, run))
    }

    pub(crate) async fn submit_form(&self, args: SubmitForm) -> Result<SentView, ApiError> {
        let session = self.session().await?;
        let run = self.app.agent.begin_form(&session, args.conversation_id, &args.tool, &args.arguments).await?;
        Ok(self.go(session, run))
    }

    pub(crate) async fn stop_run(&self, args: StopRun) -> Result<RunView, ApiError> {
        let session = self.session().await?;
        Ok(view::run(&self.app.agent.stop(&session, args.run_id).await?))
    }

    pub(crate) async fn record_verdict(&self, args: RecordVerdict) -> Result<CallView, ApiError> {
        let session = self.session().await?;
        let answer = Answer { digest: args.digest, approve: args.approve, reason: args.reason, remember: None };
        let record = self.app.gate.record_verdict(&session, HoldId(args.hold_id), answer).await?;
        let viewer = Viewer::of(&self.app.gate, &session).await?;
        let shown = view::call(&viewer, record.clone());
        self.app.follow_choice().await?;
        let (Some(run_id), Some(owner)) = (record.run_id, self.session_of(record.person.0).await) else {
            return Ok(shown);
        };
        let run = self.app.gate.run_record(&owner, run_id).await?;
        if owner.person() == session.person() {
            self.app.agent.show_call(&owner, run.conversation_id, record);
        }
        self.resume(owner);
        Ok(shown)
    }

    #[expect(clippy::unused_async, reason = "every command of the table is awaited")]
    pub(crate) async fn painted(&self, args: Painted) -> Result<(), ApiError> {
        tracing::info!(millis = args.millis, "first paint");
        Ok(())
    }
}
