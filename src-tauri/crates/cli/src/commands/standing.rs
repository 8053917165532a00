//! Answers that are remembered: calls of the tools that list and revoke them.

use serde_json::{Value, json};

use crate::arguments::{As, Standing};
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;

/// Runs one of the commands.
pub async fn run(desk: &Desk, standing: Standing) -> Result<Exit, Failure> {
    match standing {
        Standing::List { who, all } => call(desk, who, "standing_mine", json!({ "include_ended": all })).await,
        Standing::Revoke { who, id } => call(desk, who, "standing_revoke", json!({ "standing_id": id })).await,
    }
}

async fn call(desk: &Desk, who: As, tool: &str, arguments: Value) -> Result<Exit, Failure> {
    let session = desk.session(who.email.as_deref()).await?;
    let outcome = desk.app.call(&session, tool, arguments).await?;
    output::value(&outcome, desk.json)?;
    Ok(outcome.outcome.into())
}
