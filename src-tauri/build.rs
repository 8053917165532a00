//! Gives tauri the names of our commands, so that each needs a permission.
//!
//! The one list is `capabilities/main.json`; a test holds it equal to the
//! command table of `assent-api`.

#![allow(clippy::expect_used, reason = "a build script can only stop, and cargo shows why")]

fn main() {
    println!("cargo:rerun-if-changed=capabilities");
    let text = std::fs::read_to_string("capabilities/main.json").expect("capabilities/main.json");
    let file: serde_json::Value = serde_json::from_str(&text).expect("capabilities as JSON");
    let names: Vec<&'static str> = file["permissions"]
        .as_array()
        .expect("a list of permissions")
        .iter()
        .filter_map(|permission| permission.as_str()?.strip_prefix("allow-"))
        .map(|slug| &*slug.replace('-', "_").leak())
        .collect();

    let manifest = tauri_build::AppManifest::new().commands(names.leak());
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest)).expect("tauri's build step");
}
