//! Which model answers: what the environment or the configuration file sets, else
//! what an access manager chose, else the interpreter. A choice is followed from the
//! next step on, also when another process made it. Keys stay on this side.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use assent_agent::interpreter::Interpreter;
use assent_agent::model::Model;
use assent_agent::openai::{Endpoint, EndpointSettings, SettingsError};
use assent_agent::{presets, trial};
use assent_gate::{ModelChoice, Session};
use assent_tools::ModelAddress;
use secrecy::SecretString;

use crate::types::{FindingView, ModelSource, ModelsView, PresetView, ServedView};
use crate::{ApiError, App, Config, view};

/// The longest a whole step may take.
const LONGEST_STEP: Duration = Duration::from_secs(900);

/// What is followed: the choice, and when the key for it was given.
type Chosen = Option<(ModelChoice, Option<i64>)>;

/// The choice that the agent follows now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Followed(Arc<Mutex<Chosen>>);

/// Who answers, and who reads answers again.
type Minds = (Arc<dyn Model>, Option<Arc<dyn Model>>);

/// The model of the environment or the configuration file, else the interpreter.
pub(crate) fn configured(config: &Config) -> Result<Minds, ApiError> {
    let Some(set) = config.model() else { return Ok((Arc::new(Interpreter), None)) };
    minds(config, set.base_url(), set.api_key(), set.name())
}

fn minds(config: &Config, address: &str, key: Option<&SecretString>, name: &str) -> Result<Minds, ApiError> {
    let endpoint = |name: &str| -> Result<Arc<dyn Model>, SettingsError> {
        let mut settings = EndpointSettings::new(address, key.cloned(), name);
        settings.idle_timeout = config.model_timeout();
        settings.step_timeout = config.model_timeout().saturating_mul(5).min(LONGEST_STEP);
        Ok(Arc::new(Endpoint::new(settings)?))
    };
    let refused = |cause: SettingsError| ApiError::new("MODEL_SETTINGS", cause.to_string());
    let reviewer = config.reviewer_model().map(endpoint).transpose().map_err(refused)?;
    Ok((endpoint(name).map_err(refused)?, reviewer))
}

impl App {
    /// Lets the agent follow what was chosen, here or elsewhere, where the settings leave it open.
    ///
    /// # Errors
    /// [`ApiError`] when the database does not answer or the choice can't be used.
    pub async fn follow_choice(&self) -> Result<(), ApiError> {
        if self.config.model().is_some() {
            return Ok(());
        }
        let now = match self.gate.model_choice().await? {
            None => None,
            Some(choice) => {
                let given = self.gate.model_keys().await?.into_iter().find(|(address, _)| *address == choice.address);
                Some((choice, given.map(|(_, at)| at)))
            }
        };
        if *self.followed.0.lock().unwrap_or_else(PoisonError::into_inner) == now {
            return Ok(());
        }
        let (model, reviewer) = match &now {
            None => (Arc::new(Interpreter) as Arc<dyn Model>, None),
            Some((choice, _)) => {
                let key = self.kept_key(&choice.address).await;
                minds(&self.config, &choice.address, key.as_ref(), &choice.model)?
            }
        };
        self.agent.follow(model, reviewer);
        *self.followed.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
        Ok(())
    }

    /// The key kept for an address. One that can't be opened is none: the service then says that it wants one.
    async fn kept_key(&self, address: &str) -> Option<SecretString> {
        let kept = self.gate.model_key(address).await;
        kept.inspect_err(|cause| tracing::warn!(%cause, "the model's key can't be opened")).ok().flatten()
    }

    /// Which model answers, and what there is to choose from.
    ///
    /// # Errors
    /// [`ApiError`] when the database does not answer.
    pub async fn models(&self, session: &Session) -> Result<ModelsView, ApiError> {
        self.follow_choice().await?;
        let (source, address) = match (self.config.model(), self.gate.model_choice().await?) {
            (Some(set), _) => (ModelSource::Environment, Some(set.base_url().to_owned())),
            (None, Some(choice)) => (ModelSource::Chosen, Some(choice.address)),
            (None, None) => (ModelSource::Nobody, None),
        };
        let known = presets::PRESETS.iter().map(|preset| PresetView {
            id: preset.id.to_owned(),
            name: preset.name.to_owned(),
            address: preset.address.to_owned(),
            needs_key: preset.needs_key,
        });
        Ok(ModelsView {
            model: view::model(self.agent.model().as_ref()),
            source,
            address,
            presets: known.collect(),
            keys: self.gate.model_keys().await?.into_iter().map(|(address, _)| address).collect(),
            may_manage: self.gate.may_manage_models(session).await.is_ok(),
        })
    }

    /// The known services that answer on this computer now. Nothing is chosen by that.
    ///
    /// # Errors
    /// [`ApiError`] for who may not choose models.
    pub async fn detect_models(&self, session: &Session) -> Result<Vec<ServedView>, ApiError> {
        self.gate.may_manage_models(session).await?;
        let served = presets::detect_known().await.into_iter().map(|served| ServedView {
            id: served.id,
            name: served.name,
            address: served.address,
            models: served.models,
        });
        Ok(served.collect())
    }

    /// Keeps the key of the service at an address, or forgets it; the agent takes it up at once.
    ///
    /// # Errors
    /// [`ApiError`] for who may not, an address that won't do, and a key that can't be kept.
    pub async fn give_model_key(
        &self,
        session: &Session,
        address: &str,
        key: Option<SecretString>,
    ) -> Result<(), ApiError> {
        let address = address_of(address)?;
        self.gate.give_model_key(session, address.base(), key).await?;
        self.follow_choice().await
    }

    /// Tries a model out with the key kept for its address.
    ///
    /// # Errors
    /// [`ApiError`] for who may not choose models, and an address that won't do.
    pub async fn test_model(&self, session: &Session, address: &str, name: &str) -> Result<Vec<FindingView>, ApiError> {
        self.gate.may_manage_models(session).await?;
        let address = address_of(address)?;
        let set = self.config.model().filter(|set| set.base_url() == address.base());
        let key = match set {
            Some(set) => set.api_key().cloned(),
            None => self.gate.model_key(address.base()).await?,
        };
        let found = trial::try_out(address.base(), key, name).await.into_iter().map(|found| FindingView {
            step: found.step.as_str().to_owned(),
            works: found.works,
            sentence: found.sentence,
        });
        Ok(found.collect())
    }

    /// The address and name of the model that answers; `None` for the interpreter.
    ///
    /// # Errors
    /// [`ApiError`] when the database does not answer.
    pub async fn model_in_use(&self) -> Result<Option<(String, String)>, ApiError> {
        if let Some(set) = self.config.model() {
            return Ok(Some((set.base_url().to_owned(), set.name().to_owned())));
        }
        Ok(self.gate.model_choice().await?.map(|choice| (choice.address, choice.model)))
    }
}

fn address_of(text: &str) -> Result<ModelAddress, ApiError> {
    ModelAddress::read(text).map_err(|cause| ApiError::new("INVALID_INPUT", cause.to_string()))
}
