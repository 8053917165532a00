//! The one table of commands. The dispatch, the TypeScript and each host's
//! registration are made from it. To add a command: a line here, its types, and
//! a method on [`crate::Desk`]; the compiler names what is missing.

/// Hands the table to the macro named: `name: arguments => result;` for each command.
#[macro_export]
macro_rules! command_table {
    ($with:ident) => {
        $with! {
            desk: Empty => DeskView;
            sign_in: SignIn => DeskView;
            sign_in_demo: SignInDemo => DeskView;
            switch_person: SwitchPerson => DeskView;
            sign_out: Empty => DeskView;
            change_password: ChangePassword => DeskView;
            set_up_demo: Empty => DeskView;
            set_up_administrator: SetUpAdministrator => DeskView;
            conversations: Empty => Vec<ConversationSummary>;
            search_conversations: SearchConversations => Vec<ConversationSummary>;
            conversation: ConversationId => ConversationView;
            rename_conversation: RenameConversation => Vec<ConversationSummary>;
            delete_conversation: ConversationId => Vec<ConversationSummary>;
            tools: Empty => Vec<ToolView>;
            access: Empty => AccessView;
            send: Send => SentView;
            submit_form: SubmitForm => SentView;
            stop_run: StopRun => RunView;
            record_verdict: RecordVerdict => CallView;
            models: Empty => ModelsView;
            detect_models: Empty => Vec<ServedView>;
            choose_model: ChooseModel => CallView;
            give_model_key: GiveModelKey => ModelsView;
            test_model: TestModel => Vec<FindingView>;
            usage: Empty => UsageView;
            bound_conversation: BoundConversation => ConversationView;
            painted: Painted => ();
        }
    };
}

macro_rules! dispatch {
    ($($name:ident : $args:ty => $out:ty;)*) => {
        /// The names of all commands, in the table's order.
        pub const COMMANDS: &[&str] = &[$(stringify!($name),)*];

        impl $crate::Desk {
            /// Runs a command by name, with its arguments as JSON.
            ///
            /// # Errors
            /// [`crate::ApiError`]: the command's own, `UNKNOWN_COMMAND`, or
            /// `INVALID_ARGUMENTS` when they are not what it takes.
            pub async fn call(
                &self,
                name: &str,
                args: ::serde_json::Value,
            ) -> Result<::serde_json::Value, $crate::ApiError> {
                use $crate::types::*;
                match name {
                    $(stringify!($name) => {
                        let args: $args = ::serde_json::from_value(args).map_err(|cause| {
                            $crate::ApiError::new("INVALID_ARGUMENTS", format!("{}: {cause}", stringify!($name)))
                        })?;
                        let out: $out = self.$name(args).await?;
                        ::serde_json::to_value(out).map_err(|_| $crate::ApiError::new("ENCODING", "the answer can't be sent"))
                    })*
                    other => Err($crate::ApiError::new("UNKNOWN_COMMAND", format!("there is no command {other:?}"))),
                }
            }
        }
    };
}

command_table!(dispatch);
