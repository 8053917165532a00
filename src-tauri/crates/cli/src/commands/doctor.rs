//! `doctor`: what this installation promises, and how each promise stands. No session is
//! asked for: it is for whoever holds the files.

use assent_api::{Config, Guarantee, Health, examine, logging};

use crate::arguments::Arguments;
use crate::desk::{self, overrides};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{output, visible};

/// Looks at everything and says what was found.
pub async fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let config = Config::load(overrides(arguments));
    if let Ok(config) = &config {
        logging::start(config).map_err(|cause| Failure::of("START_FAILED", cause.to_string()))?;
        desk::refuse_missing(config)?;
    }
    let diagnosis = examine(config).await;
    let exit = if diagnosis.healthy { Exit::Done } else { Exit::CheckFailed };
    if arguments.json {
        output::data(&diagnosis)?;
        return Ok(exit);
    }
    for guarantee in &diagnosis.guarantees {
        say(guarantee)?;
    }
    let count = |health| diagnosis.guarantees.iter().filter(|guarantee| guarantee.result == health).count();
    output::line(&format!(
        "{} hold, {} want attention, {} failed, {} do not apply here.",
        count(Health::Ok),
        count(Health::Attention),
        count(Health::Failed),
        count(Health::NotApplicable)
    ))?;
    if !diagnosis.outside.is_empty() {
        output::line(diagnosis.outside)?;
    }
    Ok(exit)
}

fn say(guarantee: &Guarantee) -> Result<(), Failure> {
    let (mark, word) = match guarantee.result {
        Health::Ok => ("✓", "ok"),
        Health::Attention => ("!", "attention"),
        Health::Failed => ("✕", "failed"),
        Health::NotApplicable => ("-", "not applicable"),
    };
    output::line(&format!("{mark} {} ({}): {word}", guarantee.title, guarantee.name))?;
    output::line(&format!("    looked at  {}", guarantee.looked_at))?;
    output::line(&format!("    found      {}", visible::line(&guarantee.found)))?;
    if let Some(mend) = &guarantee.mend {
        output::line(&format!("    to mend    {}", visible::line(mend)))?;
    }
    Ok(())
}
