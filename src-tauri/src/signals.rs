//! Quits in good order when the system asks: end of the session, Ctrl C.

use tauri::AppHandle;

/// Closes the app on SIGTERM, SIGINT or SIGHUP as if its window had been closed.
#[cfg(unix)]
pub fn quit_on_request(app: AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};

    for kind in [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()] {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            let Ok(mut requests) = signal(kind) else {
                return;
            };
            if requests.recv().await.is_some() {
                app.exit(0);
            }
        });
    }
}

/// Closes the app on Ctrl C as if its window had been closed.
#[cfg(not(unix))]
pub fn quit_on_request(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            app.exit(0);
        }
    });
}
