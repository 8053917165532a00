//! What can be said on the command line.

use std::path::PathBuf;

use clap::Parser;

/// Assent: an agent that acts as you, and asks when it must.
#[derive(Debug, Parser)]
#[command(name = "assent-desktop", version)]
pub struct Arguments {
    /// Keep everything in this folder instead of the usual one
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,

    /// Open the demo office, and set it up first where the folder is empty
    #[arg(long)]
    pub demo: bool,
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test may stop")]
mod tests {
    use super::*;

    #[test]
    fn nothing_said_means_the_usual_folder_and_no_demo() {
        let arguments = Arguments::try_parse_from(["assent-desktop"]).expect("nothing is enough");
        assert_eq!((arguments.data_dir, arguments.demo), (None, false));
    }

    #[test]
    fn a_folder_and_the_demo_can_be_named() {
        let words = ["assent-desktop", "--data-dir", "/desk", "--demo"];
        let arguments = Arguments::try_parse_from(words).expect("both are known");
        assert_eq!(arguments.data_dir, Some(PathBuf::from("/desk")));
        assert!(arguments.demo);
    }

    #[test]
    fn an_unknown_word_is_a_usage_error() {
        let error =
            Arguments::try_parse_from(["assent-desktop", "--unknown"]).expect_err("unknown words stop the start");
        assert_eq!(error.exit_code(), 2);
    }
}
