//! What the program says and returns where it cannot open its window. None of
//! these stories needs a display.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use std::process::{Command, Output};

use tempfile::TempDir;

struct Machine {
    home: TempDir,
}

impl Machine {
    fn new() -> Self {
        Self { home: TempDir::new().unwrap() }
    }

    fn start(&self, arguments: &[&str], settings: &[(&str, &str)]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_assent-desktop"));
        command.args(arguments);
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
        for folder in ["ASSENT_CONFIG_DIR", "ASSENT_DATA_DIR", "ASSENT_STATE_DIR"] {
            command.env(folder, self.home.path().join(folder));
        }
        command.envs(settings.iter().copied());
        command.output().expect("the program starts")
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn without_a_display_it_says_so_and_names_the_terminal() {
    let output = Machine::new().start(&["--demo"], &[]);
    assert_eq!(output.status.code(), Some(5), "{}", said(&output));
    assert!(said(&output).contains("NO_DISPLAY"), "{}", said(&output));
    assert!(said(&output).contains("assent chat"));
}

#[test]
fn a_setting_with_a_wrong_value_is_named() {
    let output = Machine::new().start(&[], &[("AGENT_MAX_STEPS", "many")]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("AGENT_MAX_STEPS"), "{}", said(&output));
}

#[test]
fn a_data_folder_that_is_a_file_is_named() {
    let machine = Machine::new();
    let file = machine.home.path().join("file");
    std::fs::write(&file, "not a folder").unwrap();
    let output = machine.start(&["--data-dir", file.to_str().unwrap()], &[]);
    assert_eq!(output.status.code(), Some(5), "{}", said(&output));
    assert!(said(&output).contains(file.to_str().unwrap()), "{}", said(&output));
}

#[test]
fn a_database_that_is_none_is_refused_and_left_as_it_is() {
    let machine = Machine::new();
    let folder = machine.home.path().join("desk");
    std::fs::create_dir(&folder).unwrap();
    let database = folder.join("assent.db");
    std::fs::write(&database, "this is not a database, and must stay as it is".repeat(100)).unwrap();
    let before = std::fs::read(&database).unwrap();
    let output = machine.start(&["--data-dir", folder.to_str().unwrap()], &[]);
    assert_eq!(output.status.code(), Some(5), "{}", said(&output));
    assert_eq!(std::fs::read(&database).unwrap(), before);
}

#[test]
fn an_unknown_argument_is_a_usage_error() {
    let output = Machine::new().start(&["--unknown"], &[]);
    assert_eq!(output.status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn variables_by_which_others_could_drive_the_window_do_not_change_the_outcome() {
    let automation = [("TAURI_WEBVIEW_AUTOMATION", "true"), ("WEBKIT_INSPECTOR_SERVER", "127.0.0.1:1")];
    let output = Machine::new().start(&["--demo"], &automation);
    assert_eq!(output.status.code(), Some(5), "{}", said(&output));
    assert!(said(&output).contains("NO_DISPLAY"), "{}", said(&output));
}
