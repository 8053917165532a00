//! What comes before any window: configuration, log, the desk, the demo office.

use std::path::PathBuf;

use assent_api::{ApiError, Config, Desk, Overrides};
use serde_json::json;

use crate::arguments::Arguments;
use crate::failure::Failure;

/// An open desk and the folder it lives in.
pub struct Opened {
    pub desk: Desk,
    pub folder: PathBuf,
}

/// Opens the desk named by the arguments and the configuration.
pub fn open(arguments: Arguments) -> Result<Opened, Failure> {
    let demo = arguments.demo;
    let config = Config::load(Overrides { data_dir: arguments.data_dir, demo })
        .map_err(|error| Failure::usage(ApiError::from(error)))?;
    if let Err(error) = assent_api::logging::start(&config) {
        return Err(Failure::new("LOG_FAILED", error.to_string()));
    }
    let folder = config.data_dir().to_path_buf();

    let desk = tauri::async_runtime::block_on(async {
        let desk = Desk::open(config).await?;
        if demo {
            set_up_demo_where_empty(&desk).await?;
        }
        Ok::<_, ApiError>(desk)
    })
    .map_err(Failure::from)?;
    Ok(Opened { desk, folder })
}

async fn set_up_demo_where_empty(desk: &Desk) -> Result<(), ApiError> {
    let now = desk.call("desk", json!({})).await?;
    if now["workspace"] == "empty" {
        desk.call("set_up_demo", json!({})).await?;
    }
    Ok(())
}
