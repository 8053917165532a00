//! One tauri command for each row of the command table in `assent-api`. A
//! command has no body of its own: the desk does the work and knows no window.

use assent_api::{ApiError, Desk};
use serde_json::Value;
use tauri::{State, Wry, ipc::Invoke};

macro_rules! commands {
    ($($name:ident : $arguments:ty => $result:ty;)*) => {
        $(
            #[tauri::command]
            async fn $name(desk: State<'_, Desk>, args: Value) -> Result<Value, ApiError> {
                desk.call(stringify!($name), args).await
            }
        )*

        /// Answers every command of the table.
        pub fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),*]
        }
    };
}

assent_api::command_table!(commands);

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test may stop")]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    fn permissions() -> BTreeSet<String> {
        let file: Value =
            serde_json::from_str(include_str!("../capabilities/main.json")).expect("the capability file is JSON");
        file["permissions"]
            .as_array()
            .expect("it lists permissions")
            .iter()
            .map(|permission| permission.as_str().expect("by name").to_owned())
            .collect()
    }

    #[test]
    fn the_window_may_call_the_command_table_and_listen_and_nothing_else() {
        let mut expected: BTreeSet<String> =
            assent_api::COMMANDS.iter().map(|name| format!("allow-{}", name.replace('_', "-"))).collect();
        expected.insert("core:event:allow-listen".to_owned());
        expected.insert("core:event:allow-unlisten".to_owned());
        assert_eq!(permissions(), expected, "capabilities/main.json and the table differ");
    }
}
