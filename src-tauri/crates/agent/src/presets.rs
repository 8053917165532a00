//! Services one may know: where each is, and which of those on this machine answer
//! now. They are offered; none is used until an access manager chooses it.

use std::time::Duration;

use futures::future::join_all;

use crate::openai::models_at;

/// Long enough for a server on this machine, short enough to wait for.
pub const DETECTION_LIMIT: Duration = Duration::from_millis(700);

/// A service as it usually is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// For machines.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// Its base URL.
    pub address: &'static str,
    /// Whether it wants a key.
    pub needs_key: bool,
}

/// The services that are known by name; all but the first run on this machine.
pub const PRESETS: [Preset; 5] = [
    Preset { id: "openai", name: "OpenAI", address: "https://api.openai.com/v1", needs_key: true },
    local("ollama", "Ollama", "http://127.0.0.1:11434/v1"),
    local("lm_studio", "LM Studio", "http://127.0.0.1:1234/v1"),
    local("llama_cpp", "llama.cpp", "http://127.0.0.1:8080/v1"),
    local("vllm", "vLLM", "http://127.0.0.1:8000/v1"),
];

const fn local(id: &'static str, name: &'static str, address: &'static str) -> Preset {
    Preset { id, name, address, needs_key: false }
}

/// A service on this machine that answered, and what it serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// For machines, as [`Preset::id`].
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Its base URL.
    pub address: String,
    /// The models it serves.
    pub models: Vec<String>,
}

/// Which of these answer, without a key, within `limit`. Nothing but a list of names is asked for,
/// and nobody beyond this machine.
pub async fn detect(candidates: &[(&str, &str, &str)], limit: Duration) -> Vec<Served> {
    let on_this_machine = |address: &str| assent_tools::ModelAddress::read(address).is_ok_and(|it| it.is_loopback());
    let asked = candidates.iter().filter(|(_, _, address)| on_this_machine(address));
    let answers = asked.map(|(id, name, address)| async move {
        let models = models_at(address, None, limit).await.ok()?;
        Some(Served { id: (*id).to_owned(), name: (*name).to_owned(), address: (*address).to_owned(), models })
    });
    join_all(answers).await.into_iter().flatten().collect()
}

/// The known services of this machine that answer now.
pub async fn detect_known() -> Vec<Served> {
    let known: Vec<_> = PRESETS.iter().map(|preset| (preset.id, preset.name, preset.address)).collect();
    detect(&known, DETECTION_LIMIT).await
}
