//! The table of what may depend on what, held true against the manifests.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

/// Who may depend on whom of ours. A crate that is not in the table has no place yet.
const MAY_DEPEND_ON: &[(&str, &[&str])] = &[
    ("assent-policy", &[]),
    ("assent-migrations", &[]),
    ("assent-store", &["assent-policy", "assent-migrations"]),
    ("assent-gate", &["assent-policy", "assent-store"]),
    ("assent-tools", &["assent-policy", "assent-gate"]),
    ("assent-agent", &["assent-policy", "assent-gate", "assent-tools"]),
    ("assent-mcp", &["assent-policy", "assent-gate", "assent-tools"]),
    ("assent-voice", &[]),
    ("assent-api", &["assent-policy", "assent-gate", "assent-tools", "assent-agent", "assent-mcp", "assent-voice"]),
    ("assent-cli", &["assent-api"]),
    ("assent-desktop", &["assent-api"]),
    // What it compares it names for development only, so nothing of it ships.
    ("assent-bench", &[]),
    ("assent-testkit", &["assent-policy", "assent-store", "assent-gate", "assent-tools"]),
];

/// Crates so large that only one of ours may name them; a prefix stands for a family.
const GIANTS: &[(&str, &[&str])] = &[
    ("tauri", &["assent-desktop"]),
    ("sea-orm", &["assent-store", "assent-migrations"]),
    ("rmcp", &["assent-mcp"]),
    ("cpal", &["assent-voice"]),
    ("async-openai", &["assent-agent"]),
];

fn workspace() -> Metadata {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../Cargo.toml");
    MetadataCommand::new().manifest_path(manifest).no_deps().exec().unwrap()
}

/// The dependencies that end up in the product.
fn shipped(package: &Package) -> impl Iterator<Item = &str> {
    let shipped = package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development);
    shipped.map(|dependency| dependency.name.as_str())
}

fn is_of(name: &str, giant: &str) -> bool {
    name == giant || name.strip_prefix(giant).is_some_and(|rest| rest.starts_with('-'))
}

#[test]
fn each_crate_depends_only_on_what_the_table_lets_it() {
    for package in workspace().workspace_packages() {
        let name = package.name.as_str();
        let (_, allowed) =
            MAY_DEPEND_ON.iter().find(|(of, _)| *of == name).unwrap_or_else(|| panic!("{name} is not in the table"));
        for ours in shipped(package).filter(|name| name.starts_with("assent-")) {
            assert!(allowed.contains(&ours), "{name} must not depend on {ours}");
        }
    }
}

#[test]
fn each_giant_is_named_in_its_crate_and_nowhere_else() {
    for package in workspace().workspace_packages() {
        for (giant, homes) in GIANTS {
            let named = package.dependencies.iter().any(|dependency| is_of(&dependency.name, giant));
            let name = package.name.as_str();
            assert!(!named || homes.contains(&name), "{name} names {giant}, which only {homes:?} may");
        }
    }
}

#[test]
fn worlds_and_what_is_made_for_tests_never_ship() {
    for package in workspace().workspace_packages() {
        let name = package.name.as_str();
        assert!(shipped(package).all(|of| of != "assent-testkit"), "{name} ships the testkit");
        let raw = shipped(package).any(|of| is_of(of, "sqlx"));
        assert!(!raw || name == "assent-testkit", "{name} goes around the store");
    }
}

#[test]
fn the_decision_stays_pure() {
    let metadata = workspace();
    let policy = metadata.workspace_packages().into_iter().find(|p| p.name.as_str() == "assent-policy").unwrap();
    for name in shipped(policy) {
        assert!(["serde", "serde_json", "thiserror"].contains(&name), "policy must not name {name}");
    }
}

#[test]
fn a_plain_cargo_test_needs_no_webview_and_no_contender() {
    let metadata = workspace();
    let default = metadata.workspace_default_packages();
    let names: Vec<_> = default.iter().map(|package| package.name.as_str()).collect();
    assert!(!names.contains(&"assent-desktop") && !names.contains(&"assent-bench"), "{names:?}");
    assert!(names.contains(&"assent-gate") && names.contains(&"assent-api"), "{names:?}");
}
