//! What is set for everybody here, and for one conversation.

use assent_gate::CallRequest;
use assent_policy::{Bounds, Channel};
use serde_json::{Map, Value};

use super::Desk;
use crate::ApiError;
use crate::types::{
    BoundConversation, BoundsView, BudgetView, CallView, ChooseModel, ConversationId, ConversationView, Empty,
    FindingView, GiveModelKey, ModelsView, ServedView, TestModel, UsageView, UsedView,
};
use crate::view::{self, Viewer};

/// Days of the longer time that usage is told for.
const MONTH_DAYS: i64 = 30;

impl Desk {
    pub(crate) async fn models(&self, _: Empty) -> Result<ModelsView, ApiError> {
        let session = self.session().await?;
        self.app.models(&session).await
    }

    pub(crate) async fn detect_models(&self, _: Empty) -> Result<Vec<ServedView>, ApiError> {
        let session = self.session().await?;
        self.app.detect_models(&session).await
    }

    pub(crate) async fn choose_model(&self, args: ChooseModel) -> Result<CallView, ApiError> {
        let session = self.session().await?;
        let given = [("address", args.address), ("model", args.model)].into_iter();
        let arguments: Map<String, Value> =
            given.filter_map(|(name, value)| Some((name.to_owned(), value?.into()))).collect();
        let request = CallRequest::new(&session, Channel::Ui, "access_model_choose", Value::Object(arguments));
        let record = self.app.gate.call(request).await?;
        self.app.follow_choice().await?;
        Ok(view::call(&Viewer::of(&self.app.gate, &session).await?, record))
    }

    pub(crate) async fn give_model_key(&self, args: GiveModelKey) -> Result<ModelsView, ApiError> {
        let session = self.session().await?;
        self.app.give_model_key(&session, &args.address, args.key).await?;
        self.app.models(&session).await
    }

    pub(crate) async fn usage(&self, _: Empty) -> Result<UsageView, ApiError> {
        let session = self.session().await?;
        let gate = &self.app.gate;
        let now = gate.now().to_zoned(gate.zone().clone());
        let midnight = now.start_of_day().unwrap_or_else(|_| now.clone());
        let month = now.saturating_sub(jiff::Span::new().days(MONTH_DAYS));
        let used = async |since: jiff::Zoned| {
            let used = gate.used_since(&session, since.timestamp().as_millisecond()).await?;
            Ok::<_, ApiError>(UsedView {
                runs: used.runs,
                prompt_tokens: used.prompt_tokens,
                completion_tokens: used.completion_tokens,
            })
        };
        let tokens = gate.token_budget(&session).await?.map(|budget| BudgetView {
            used: budget.used,
            amount: budget.amount,
            resets_at: view::time(budget.resets_at.saturating_mul(1000)),
        });
        Ok(UsageView { today: used(midnight).await?, month: used(month).await?, tokens })
    }

    pub(crate) async fn bound_conversation(&self, args: BoundConversation) -> Result<ConversationView, ApiError> {
        let session = self.session().await?;
        let BoundsView { tools, read_only, dry_run } = args.bounds;
        let bounds = Bounds { tools: tools.map(|tools| tools.into_iter().collect()), read_only, dry_run };
        self.app.gate.bound_conversation(&session, args.id, &bounds).await?;
        self.conversation(ConversationId { id: args.id }).await
    }

    pub(crate) async fn test_model(&self, args: TestModel) -> Result<Vec<FindingView>, ApiError> {
        let session = self.session().await?;
        self.app.test_model(&session, &args.address, &args.model).await
    }
}
