//! `model`: which answers, its key, and whether it works. A key is asked for or read
//! from standard input; it is no argument, which other programs could see.

use assent_api::{ModelSource, ModelsView};
use serde_json::{Value, json};

use super::administer::{change, given};
use crate::arguments::access::{Listing, Model};
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{input, output, visible};

/// Runs one of the commands.
pub async fn run(desk: &Desk, model: Model) -> Result<Exit, Failure> {
    match model {
        Model::List(listing) => list(desk, listing).await,
        Model::Use { service, name, confirm } => {
            let session = desk.session(confirm.who.email.as_deref()).await?;
            let models = desk.app.models(&session).await?;
            if models.source == ModelSource::Environment {
                output::note("OPENAI_BASE_URL or OPENAI_API_KEY is set and stands over this choice, here and now.");
            }
            let address = service.map(|service| Value::from(address(&models, &service)));
            let arguments = given([("address", address), ("model", name.map(Value::from))]);
            change(desk, confirm, "access_model_choose", arguments).await
        }
        Model::Test { service, name, listing } => test(desk, listing, service.zip(name)).await,
        Model::Key { service, forget, who, password } => {
            let session = desk.session(who.email.as_deref()).await?;
            let address = address(&desk.app.models(&session).await?, &service);
            let session = desk.fresh(session, password).await?;
            let key = if forget { None } else { Some(input::key(&format!("The key for {address}: "))?) };
            desk.app.give_model_key(&session, &address, key).await?;
            let what = if forget { "forgotten" } else { "kept" };
            if desk.json {
                output::data(&json!({ "address": address, "key": what }))?;
            } else {
                output::note(&visible::line(&format!("✓ The key for {address} is {what}.")));
            }
            Ok(Exit::Done)
        }
    }
}

/// What was typed may be the name of a service one may know.
fn address(models: &ModelsView, typed: &str) -> String {
    let known = models.presets.iter().find(|preset| preset.id == typed.to_lowercase().replace(['-', ' ', '.'], "_"));
    known.map_or_else(|| typed.trim().trim_end_matches('/').to_owned(), |preset| preset.address.clone())
}

async fn list(desk: &Desk, listing: Listing) -> Result<Exit, Failure> {
    let session = desk.session(listing.who.email.as_deref()).await?;
    let models = desk.app.models(&session).await?;
    let served = if models.may_manage { desk.app.detect_models(&session).await? } else { Vec::new() };
    if desk.json {
        output::data(&json!({ "models": models, "served_here": served }))?;
        return Ok(Exit::Done);
    }
    let name = &models.model.name;
    let address = models.address.as_deref().unwrap_or_default();
    let said = match models.source {
        ModelSource::Environment => format!("{name} at {address} answers, as the environment or config.toml sets it."),
        ModelSource::Chosen => format!("{name} at {address} answers."),
        ModelSource::Nobody => "No model answers; the built-in interpreter reads sentences.".to_owned(),
    };
    output::line(&visible::line(&said))?;
    for preset in &models.presets {
        let key = if models.keys.contains(&preset.address) { ", key kept" } else { "" };
        let here = match served.iter().find(|served| served.id == preset.id) {
            Some(served) if served.models.is_empty() => ", answers here and serves no model".to_owned(),
            Some(served) => format!(", answers here: {}", served.models.join(", ")),
            None => String::new(),
        };
        output::line(&visible::line(&format!("{}  {}  {}{key}{here}", preset.id, preset.name, preset.address)))?;
    }
    for kept in models.keys.iter().filter(|kept| models.presets.iter().all(|preset| preset.address != **kept)) {
        output::line(&visible::line(&format!("{kept}, key kept")))?;
    }
    if !served.is_empty() {
        output::note("What answers here is used only once it is chosen: `assent model use SERVICE MODEL`.");
    }
    Ok(Exit::Done)
}

async fn test(desk: &Desk, listing: Listing, other: Option<(String, String)>) -> Result<Exit, Failure> {
    let session = desk.session(listing.who.email.as_deref()).await?;
    let (address, name) =
        match other {
            Some((service, name)) => (address(&desk.app.models(&session).await?, &service), name),
            None => desk.app.model_in_use().await?.ok_or_else(|| {
                Failure::of("NO_MODEL", "no model is set; name one: `assent model test SERVICE MODEL`")
            })?,
        };
    output::note(&visible::line(&format!("Asking {name} at {address} …")));
    let found = desk.app.test_model(&session, &address, &name).await?;
    if desk.json {
        output::data(&json!({ "address": address, "model": name, "findings": found }))?;
    } else {
        for finding in &found {
            let mark = match finding.works {
                Some(true) => "✓",
                Some(false) => "✗",
                None => "·",
            };
            output::line(&visible::line(&format!("{mark} {:<10} {}", finding.step, finding.sentence)))?;
        }
    }
    let works = found.iter().all(|finding| finding.works == Some(true));
    Ok(if works { Exit::Done } else { Exit::CheckFailed })
}
