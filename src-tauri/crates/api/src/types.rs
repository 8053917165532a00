//! Requests and responses, as the window and other hosts see them. Times are
//! RFC 3339 in UTC. Each response carries the decision for its own controls.

mod access;
mod call;
mod conversation;
mod desk;
mod model;
mod request;
mod usage;

pub use access::{AccessView, PermissionView, RequestableView, SourceView, ToolDecision, ToolView};
pub use call::{CallView, ChangeView, DenialView, HoldView, NextActionView, PlanView, ReasonView};
pub use conversation::{ConversationSummary, ConversationView, Item, RunView, SentView};
pub use desk::{DemoPersonView, DeskView, ModelKind, ModelView, PersonView, Workspace};
pub use model::{ChooseModel, FindingView, GiveModelKey, ModelSource, ModelsView, PresetView, ServedView, TestModel};
pub use request::{
    ChangePassword, ConversationId, Empty, Painted, RecordVerdict, RenameConversation, SearchConversations, Send,
    SetUpAdministrator, SignIn, SignInDemo, StopRun, SubmitForm, SwitchPerson,
};
pub use usage::{BoundConversation, BoundsView, BudgetView, UsageView, UsedView};
