//! What lies around the app: who is outside what is promised, the model, and the way notices take.

use super::{Found, is_file};
use crate::config::Config;

/// Who can't be kept out.
pub(super) fn outside(config: &Config) -> &'static str {
    if is_file(config) {
        "One machine: it protects you from your agents, and people who share a desk from mistakes and from each \
         other's screens; not from somebody who can use your operating-system account."
    } else {
        "A server: whoever has the database's password is outside what is promised. Give it to the host that runs \
         `assent serve`, and to no desk."
    }
}

pub(super) fn model(config: &Config) -> Found {
    let weather = config.weather_base_url();
    match config.model() {
        None => Found::ok(format!("No model is set; nothing leaves but places asked for, to {weather}.")),
        Some(model) if is_here(model.base_url()) => {
            Found::ok(format!("{} runs on this computer; places asked for go to {weather}.", model.name()))
        }
        Some(model) => Found::attention(format!(
            "What people tell the agent, and what it reads for them, goes to {} ({}).",
            model.base_url(),
            model.name()
        )),
    }
}

/// The settings let http through for this computer alone.
fn is_here(address: &str) -> bool {
    address.starts_with("http://")
        || ["https://localhost", "https://127.", "https://[::1]"].iter().any(|here| address.starts_with(here))
}

#[cfg(target_os = "linux")]
pub(super) async fn notices() -> Found {
    use std::time::Duration;
    const PATIENCE: Duration = Duration::from_secs(3);

    let set = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|address| !address.is_empty());
    let usual = std::env::var_os("XDG_RUNTIME_DIR").map(|folder| std::path::PathBuf::from(folder).join("bus"));
    if !set && !usual.is_some_and(|bus| bus.exists()) {
        return Found::not_applicable("There is no session bus here, so no screen to show notices on.");
    }
    // A bus that accepts and never answers leaves its thread behind.
    let asked = tokio::time::timeout(PATIENCE, tokio::task::spawn_blocking(ask)).await;
    match asked {
        Ok(Ok(Ok(true))) => Found::ok("A notification daemon answers, or is started when it is needed."),
        Ok(Ok(Ok(false))) => Found::attention("The session bus knows no notification daemon."),
        Ok(Ok(Err(cause))) => Found::attention(format!("The session bus can't be reached ({cause})."))
            .mend("Check DBUS_SESSION_BUS_ADDRESS, or sign in to the desktop again."),
        Ok(Err(_)) | Err(_) => Found::attention("The session bus does not answer.")
            .mend("Check DBUS_SESSION_BUS_ADDRESS, or sign in to the desktop again."),
    }
}

#[cfg(target_os = "linux")]
fn ask() -> zbus::Result<bool> {
    const NAME: &str = "org.freedesktop.Notifications";
    let bus = zbus::blocking::Connection::session()?;
    let bus = zbus::blocking::fdo::DBusProxy::new(&bus)?;
    if bus.name_has_owner(zbus::names::BusName::try_from(NAME)?)? {
        return Ok(true);
    }
    Ok(bus.list_activatable_names()?.iter().any(|name| name.as_str() == NAME))
}

#[cfg(not(target_os = "linux"))]
pub(super) async fn notices() -> Found {
    Found::not_applicable("This system shows notices itself.")
}
