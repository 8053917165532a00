//! The windows: the main one, and the plain one that says why there is no other.

use std::path::PathBuf;

use tauri::http::Response;
use tauri::webview::NewWindowResponse;
use tauri::{App, Url, WebviewUrl, WebviewWindowBuilder};

/// The label of the main window, to which commands and events are bound.
pub const MAIN: &str = "main";

const FAILURE_SCHEME: &str = "assent-failure";

/// Opens the main window with the bundled pages. Whatever the pages contain,
/// they cannot lead it elsewhere, open another window or start a download.
pub fn open_main(app: &App, webview_data: PathBuf) -> tauri::Result<()> {
    let served_by = app.config().build.dev_url.clone().filter(|_| tauri::is_dev());
    WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title("Assent")
        .inner_size(1280.0, 800.0)
        .min_inner_size(720.0, 480.0)
        .data_directory(webview_data)
        .devtools(cfg!(debug_assertions))
        .disable_drag_drop_handler()
        .on_navigation(move |target| is_ours(target, served_by.as_ref()))
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .build()?;
    Ok(())
}

fn is_ours(target: &Url, served_by: Option<&Url>) -> bool {
    let bundled = match target.scheme() {
        "tauri" => target.host_str() == Some("localhost"),
        "http" | "https" => target.host_str() == Some("tauri.localhost"),
        _ => false,
    };
    bundled || served_by.is_some_and(|server| server.origin() == target.origin())
}

/// Shows a page that says why the start failed, until it is closed. Where no
/// window can be opened, standard error has said it already.
pub fn show_failure(page: String) {
    let app = crate::pages::build(move |builder| {
        builder
            .register_uri_scheme_protocol(FAILURE_SCHEME, move |_, _| {
                Response::builder()
                    .header("content-type", "text/html; charset=utf-8")
                    .header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'")
                    .body(page.clone().into_bytes())
                    .unwrap_or_default()
            })
            .setup(|app| {
                let target = Url::parse(&format!("{FAILURE_SCHEME}://localhost/"))?;
                WebviewWindowBuilder::new(app, "failure", WebviewUrl::CustomProtocol(target))
                    .title("Assent could not start")
                    .inner_size(560.0, 320.0)
                    .incognito(true)
                    .on_navigation(|target| {
                        target.scheme() == FAILURE_SCHEME || target.host_str() == Some("assent-failure.localhost")
                    })
                    .on_new_window(|_, _| NewWindowResponse::Deny)
                    .build()?;
                crate::signals::quit_on_request(app.handle().clone());
                Ok(())
            })
    });
    if let Ok(app) = app {
        crate::pages::run(app);
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test may stop")]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    #[test]
    fn the_bundled_pages_may_be_shown() {
        assert!(is_ours(&url("tauri://localhost/index.html"), None));
        assert!(is_ours(&url("http://tauri.localhost/"), None));
    }

    #[test]
    fn nothing_else_may() {
        for elsewhere in [
            "https://example.com/",
            "http://localhost:5173/",
            "file:///etc/passwd",
            "data:text/html,hello",
            "tauri://example.com/",
        ] {
            assert!(!is_ours(&url(elsewhere), None), "{elsewhere} is not ours");
        }
    }

    #[test]
    fn the_development_server_counts_only_where_it_serves() {
        let server = url("http://localhost:5173");
        assert!(is_ours(&url("http://localhost:5173/notes"), Some(&server)));
        assert!(!is_ours(&url("http://localhost:5174/"), Some(&server)));
    }
}
