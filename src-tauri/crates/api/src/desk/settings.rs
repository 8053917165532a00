//! What is set for everybody here, and for one conversation.

use assent_gate::CallRequest;
use assent_policy::Channel;
use serde_json::{Map, Value};

use super::Desk;
use crate::ApiError;
use crate::types::{CallView, ChooseModel, Empty, FindingView, GiveModelKey, ModelsView, ServedView, TestModel};
use crate::view::{self, Viewer};

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

    pub(crate) async fn test_model(&self, args: TestModel) -> Result<Vec<FindingView>, ApiError> {
        let session = self.session().await?;
        self.app.test_model(&session, &args.address, &args.model).await
    }
}
