//! Environment variables by which another program could drive or inspect the
//! window, and with it act as whoever is signed in. They are dropped before the
//! webview starts; only the feature `e2e` leaves them in.
//!
//! A process cannot safely take variables away from itself, so the program
//! starts itself again without them.

use std::ffi::{OsStr, OsString};
use std::process::{Command, ExitCode};

/// Starts this program again without the unwanted variables, where there are
/// any. `None` means: there are none, go on.
pub fn leave_unwanted_variables_behind() -> Option<ExitCode> {
    if cfg!(feature = "e2e") {
        return None;
    }
    let unwanted = unwanted(std::env::vars_os().map(|(name, _)| name));
    if unwanted.is_empty() {
        return None;
    }
    Some(start_again_without(&unwanted))
}

fn unwanted(names: impl Iterator<Item = OsString>) -> Vec<OsString> {
    names.filter(|name| opens_a_door(name)).collect()
}

fn opens_a_door(name: &OsStr) -> bool {
    // Names are compared without case because Windows does so.
    let name = name.to_string_lossy().to_ascii_uppercase();
    name == "TAURI_AUTOMATION"
        || name == "TAURI_WEBVIEW_AUTOMATION"
        || name.starts_with("WEBKIT_INSPECTOR_")
        || name == "WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS"
        || name == "WEBVIEW2_PIPE_FOR_SCRIPT_DEBUGGER"
}

fn start_again_without(unwanted: &[OsString]) -> ExitCode {
    let mut command = match std::env::current_exe() {
        Ok(program) => Command::new(program),
        Err(error) => return could_not_start_again(&error),
    };
    command.args(std::env::args_os().skip(1));
    for name in unwanted {
        command.env_remove(name);
    }
    replace_with(command)
}

#[cfg(unix)]
fn replace_with(mut command: Command) -> ExitCode {
    use std::os::unix::process::CommandExt;
    could_not_start_again(&command.exec())
}

#[cfg(not(unix))]
fn replace_with(mut command: Command) -> ExitCode {
    match command.status() {
        Ok(status) => ExitCode::from(status.code().and_then(|code| code.try_into().ok()).unwrap_or(5)),
        Err(error) => could_not_start_again(&error),
    }
}

fn could_not_start_again(error: &std::io::Error) -> ExitCode {
    crate::failure::Failure::new(
        "AUTOMATION_REFUSED",
        format!(
            "variables that let another program drive the window are set, and starting \
             without them failed: {error}. Unset TAURI_WEBVIEW_AUTOMATION and WEBKIT_INSPECTOR_*"
        ),
    )
    .report_without_window()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(name: &str) -> bool {
        unwanted(std::iter::once(OsString::from(name))).is_empty()
    }

    #[test]
    fn variables_that_let_others_drive_the_window_are_dropped() {
        for name in [
            "TAURI_AUTOMATION",
            "TAURI_WEBVIEW_AUTOMATION",
            "WEBKIT_INSPECTOR_SERVER",
            "WEBKIT_INSPECTOR_HTTP_SERVER",
            "webview2_additional_browser_arguments",
        ] {
            assert!(!kept(name), "{name} opens the window to other programs");
        }
    }

    #[test]
    fn every_other_variable_is_kept() {
        for name in ["PATH", "DISPLAY", "OPENAI_BASE_URL", "WEBKIT_DISABLE_DMABUF_RENDERER"] {
            assert!(kept(name), "{name} is none of our business");
        }
    }
}
