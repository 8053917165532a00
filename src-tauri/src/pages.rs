//! Builds the tauri app around the bundled pages and runs it.

use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use tauri::{App, Builder, Wry};

use crate::failure::Failure;

/// The code of the one failure that cannot be shown in a window.
pub const NO_DISPLAY: &str = "NO_DISPLAY";

/// Builds the app, or says why no window can be opened.
pub fn build(compose: impl FnOnce(Builder<Wry>) -> Builder<Wry>) -> Result<App, Failure> {
    if !display_named() {
        return Err(no_display());
    }
    let builder = compose(Builder::default());
    // tao stops with a panic where the display does not answer; its text says
    // nothing to a person, so it is kept back.
    let loud = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let built = panic::catch_unwind(AssertUnwindSafe(|| builder.build(tauri::generate_context!())));
    panic::set_hook(loud);
    match built {
        Ok(Ok(app)) => Ok(app),
        Ok(Err(error)) => Err(Failure::new("WINDOW_FAILED", error.to_string())),
        Err(_) => Err(no_display()),
    }
}

/// Runs the app until its last window is closed.
pub fn run(app: App) -> ExitCode {
    let code = app.run_return(|_, _| {});
    ExitCode::from(u8::try_from(code).unwrap_or(5))
}

fn display_named() -> bool {
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn no_display() -> Failure {
    Failure::new(NO_DISPLAY, "there is no display to open a window on; `assent chat` works in the terminal")
}
