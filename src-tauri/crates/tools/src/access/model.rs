//! Which model answers, for everybody here. Its key is no argument of a call: it
//! is given to the gate in a step of its own.

use assent_gate::{ArgumentError, Look, Plan, Reader, Redeemed, RunError, models};
use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Administers, names};
use crate::ModelAddress;
use crate::kept::change;

/// The longest address and name, in characters.
const LONGEST: usize = 300;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    /// Base URL of the service, https or on this machine; none when no model shall answer.
    #[serde(default)]
    address: Option<String>,
    /// The model's name there.
    #[serde(default)]
    model: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Meant {
    address: Option<String>,
    model: Option<String>,
}

/// `access_model_choose`.
pub(crate) struct ChooseModel;

fn sentence(address: Option<&str>, model: Option<&str>) -> String {
    match (address, model) {
        (Some(address), Some(model)) => format!("{model} at {address}"),
        _ => "none".to_owned(),
    }
}

#[async_trait]
impl Administers for ChooseModel {
    type Asked = Asked;
    type Meant = Meant;
    const NAME: &'static str = "access_model_choose";
    const TITLE: &'static str = "Choose the model";
    const DESCRIPTION: &'static str = "Chooses the model that answers for everybody here, by the address of its \
                                       service and its name there, or none. Conversations go to that address.";

    async fn resolve(_: Reader<'_>, _: &Look<'_>, asked: Asked) -> Result<Meant, ArgumentError> {
        let (Some(address), Some(model)) = (&asked.address, &asked.model) else {
            if asked.address.is_none() && asked.model.is_none() {
                return Ok(Meant { address: None, model: None });
            }
            return Err(ArgumentError::invalid("Give the address and the model, or leave both out for none."));
        };
        let read = ModelAddress::read(address).map_err(|wrong| ArgumentError::invalid(capital(&wrong.to_string())))?;
        let model = model.trim();
        let readable = !model.is_empty() && !model.chars().any(assent_policy::is_hidden);
        if !readable || model.chars().count() > LONGEST || read.base().chars().count() > LONGEST {
            return Err(ArgumentError::invalid("Address and model take 1 to 300 characters, none of them hidden."));
        }
        Ok(Meant { address: Some(read.base().to_owned()), model: Some(model.to_owned()) })
    }

    fn object(meant: &Meant) -> Option<String> {
        meant.model.clone()
    }

    async fn plan(reader: Reader<'_>, _: &Look<'_>, meant: &Meant) -> Result<Plan, ArgumentError> {
        let was = models::chosen(&reader).await?;
        let before = was.as_ref().map(|row| (row.address.as_str(), row.model.as_str())).unzip();
        let (before, after) =
            (sentence(before.0, before.1), sentence(meant.address.as_deref(), meant.model.as_deref()));
        let changes = vec![change("model", Some(&before), Some(&after))];
        let what = match &meant.address {
            Some(address) => format!("Everybody's conversations with the agent would go to {address}."),
            None => "No model would answer; the built-in interpreter reads sentences here.".to_owned(),
        };
        Ok(names::plan(what, changes))
    }

    async fn write(call: &mut Redeemed, meant: Meant, _: Option<&str>) -> Result<Value, RunError> {
        let was = models::chosen(call.tx()).await?;
        let before = json!({
            "address": was.as_ref().map(|row| &row.address), "model": was.as_ref().map(|row| &row.model),
        });
        models::choose(call.tx(), meant.address.as_deref().zip(meant.model.as_deref())).await?;
        let after = json!(meant);
        call.changed(before, &after);
        Ok(after)
    }
}

/// A message as a sentence.
fn capital(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
