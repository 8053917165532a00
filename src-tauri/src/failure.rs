//! A start that failed: its sentence and code go to standard error, and where
//! there is a display into a plain window of their own.

use std::fmt;
use std::io::Write;
use std::process::ExitCode;

use assent_api::ApiError;

/// Why the window could not be opened, for a person and for a script.
#[derive(Debug)]
pub struct Failure {
    code: String,
    sentence: String,
    exit: u8,
}

impl Failure {
    /// Something that went wrong: exit code 5.
    pub fn new(code: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self { code: code.into(), sentence: sentence.into(), exit: 5 }
    }

    /// Something the caller said wrongly: exit code 2.
    pub fn usage(error: ApiError) -> Self {
        Self { exit: 2, ..Self::from(error) }
    }

    /// Says it, shows it where a window can be opened, and gives the exit code.
    pub fn report(&self) -> ExitCode {
        let exit = self.report_without_window();
        if self.code != crate::pages::NO_DISPLAY {
            crate::window::show_failure(self.page());
        }
        exit
    }

    /// Says it on standard error only.
    pub fn report_without_window(&self) -> ExitCode {
        // Nobody is left to tell when standard error is closed.
        let _ = writeln!(std::io::stderr(), "assent-desktop: {self}");
        ExitCode::from(self.exit)
    }

    fn page(&self) -> String {
        include_str!("failure.html")
            .replace("{{sentence}}", &escaped(&self.sentence))
            .replace("{{code}}", &escaped(&self.code))
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::new(error.code, error.message)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} ({})", self.sentence, self.code)
    }
}

fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut page, letter| {
        match letter {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '"' => page.push_str("&quot;"),
            '\'' => page.push_str("&#39;"),
            _ => page.push(letter),
        }
        page
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_shows_the_sentence_and_its_code_as_text() {
        let page = Failure::new("STORE_NEWER", "made by a newer <b>Assent</b>").page();
        assert!(page.contains("made by a newer &lt;b&gt;Assent&lt;/b&gt;"));
        assert!(page.contains("STORE_NEWER"));
        assert!(!page.contains("{{"), "every place in the page is filled");
    }
}
