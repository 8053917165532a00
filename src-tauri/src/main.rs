//! The program `assent-desktop`; all it does is in the library.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    assent_desktop::main()
}
