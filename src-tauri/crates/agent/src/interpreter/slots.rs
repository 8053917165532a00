//! What varies in a sentence, and how it is read: each slot takes exactly the
//! words that are plainly what it stands for, and gives them as tools take them.

mod ability;
mod clock;
mod day;
mod names;
mod period;
mod place;
mod thing;
mod title;

use serde_json::Value;

use super::grammar::{Sentence, Span};
use super::wish::{Kind, Which};

pub(super) use place::{NEAR, is_place};
pub(super) use title::{QUOTES, Title};

/// What a slot holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Filled {
    /// As the tool takes it.
    Value(Value),
    /// Somebody by name, who has to be looked up.
    Person(String),
    /// Something that has to be found first.
    Thing(Thing),
}

/// Something that is there already, as it was named.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Thing {
    pub(super) kind: Kind,
    /// "The second one" leaves the kind to what was shown.
    pub(super) kind_said: bool,
    pub(super) which: Which,
    /// Where the sentence names it.
    pub(super) at: Span,
}

macro_rules! slots {
    ($($(#[$doc:meta])* $variant:ident $name:literal $most:literal)*) => {
        /// The slots there are, with what a pattern calls them and the most words they take.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Slot {
            $($(#[$doc])* $variant,)*
            /// One of a kind of things.
            Thing(Kind),
            /// The same, but not by its title.
            Numbered(Kind),
            /// A task by its title alone.
            BareTask,
            /// All notifications, by the newest of them.
            AllNotifications,
        }

        impl Slot {
            pub(super) fn named(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)*
                    "bare_task" => Some(Self::BareTask),
                    "all_notifications" => Some(Self::AllNotifications),
                    _ => match name.strip_suffix('#') {
                        Some(name) => Kind::named(name).map(Self::Numbered),
                        None => Kind::named(name).map(Self::Thing),
                    },
                }
            }

            pub(super) const fn most_words(self) -> usize {
                match self {
                    $(Self::$variant => $most,)*
                    Self::Thing(_) | Self::Numbered(_) | Self::BareTask | Self::AllNotifications => 44,
                }
            }
        }
    };
}

slots! {
    /// Everything up to the end, never looked at.
    Content "content" 0
    /// What something is called.
    Title "title" 40
    /// The same in quotes.
    Quoted "quoted" 1
    /// A title that is more than a number.
    Worded "worded" 40
    /// A title in quotes or with a capital letter.
    Proper "proper" 12
    /// A title that holds no word of when.
    Undated "undated" 40
    /// A title that does, and so is asked about.
    Dated "dated" 40
    /// Words to look for.
    Query "query" 12
    /// Somebody by e-mail or name.
    Person "person" 3
    /// The same with an `'s`.
    Whose "whose" 3
    /// An e-mail.
    Email "email" 1
    /// A name with which to look somebody up.
    Name "name" 4
    /// A day, as tasks take it.
    Day "day" 6
    /// A moment to come, as alarms take it.
    When "when" 12
    /// A time from now.
    Ahead "ahead" 8
    /// How an alarm repeats.
    Repeat "repeat" 8
    /// For how long an alarm is put off.
    Pause "pause" 6
    /// For how long something is given.
    Term "term" 3
    /// The day with which something given ends.
    End "end" 4
    /// When the weather is asked for.
    Then "then" 4
    /// A place with a name.
    Place "place" 8
    /// The same with a capital letter.
    Town "town" 4
    /// A permission, by what it lets one do.
    Ability "ability" 5
    /// The same on somebody else's account.
    Lent "lent" 5
    /// A whole number.
    Number "number" 2
    /// What a limit counts.
    Counted "counted" 1
    /// In how long it counts.
    Window "window" 3
    /// Where a request stands.
    Status "status" 1
    /// What using a permission asks first.
    Policy "policy" 1
    /// A role by its name.
    Role "role" 1
    /// Several.
    Roles "roles" 12
    /// A time zone by its IANA name.
    Zone "zone" 1
}

impl Slot {
    /// What these words are, if they are plainly that.
    pub(super) fn read(self, sentence: &Sentence<'_>, from: usize, to: usize) -> Option<Filled> {
        let words = || sentence.words(from, to);
        let text = || sentence.text(from, to);
        let timeless = |found: Option<String>| found.map(Value::String);
        let value = match self {
            Self::Content => None,
            Self::Title => title::title(sentence, from, to).map(|title| title.text.into()),
            Self::Quoted => {
                title::title(sentence, from, to).filter(|title| title.quoted).map(|title| title.text.into())
            }
            Self::Worded => title::worded(sentence, from, to).map(|title| title.text.into()),
            Self::Proper => title::proper(sentence, from, to).map(|title| title.text.into()),
            Self::Undated => title::undated(sentence, from, to).map(|title| title.text.into()),
            Self::Dated => title::dated(sentence, from, to).map(|title| title.text.into()),
            Self::Query => title::query(sentence, from, to).map(|title| title.text.into()),
            Self::Person => return names::person(text()),
            Self::Whose => return names::whose(text()),
            Self::Email => names::email(text()).map(Into::into),
            Self::Name => names::sought(sentence, from, to),
            Self::Day => timeless(day::day(&words())),
            Self::When => timeless(clock::when(&words())),
            Self::Ahead => timeless(period::ahead(&words())),
            Self::Repeat => timeless(period::repeat(&words())),
            Self::Pause => timeless(period::span(&words())),
            Self::Term => timeless(period::term(&words())),
            Self::End => timeless(day::date(&words())),
            Self::Then => timeless(day::of_weather(&words())),
            Self::Place => is_place(text()).then(|| text().into()),
            Self::Town => {
                let capital = text().starts_with(char::is_uppercase);
                (capital && is_place(text())).then(|| text().into())
            }
            Self::Ability => timeless(ability::code(&words())),
            Self::Lent => timeless(ability::lent(&words())),
            Self::Number => names::number(&words()).map(Value::from),
            Self::Counted => names::counted(&words()),
            Self::Status => names::status(&words()),
            Self::Policy => names::policy(&words()),
            Self::Window => period::window(&words()).map(Value::from),
            Self::Role => names::role(text()).map(Into::into),
            Self::Roles => names::roles(sentence, from, to),
            Self::Zone => names::zone(text()).map(Into::into),
            Self::Thing(kind) => return thing::thing(kind, sentence, from, to).map(Filled::Thing),
            Self::Numbered(kind) => {
                let thing = thing::thing(kind, sentence, from, to);
                return thing.filter(|thing| !matches!(thing.which, Which::Title(_))).map(Filled::Thing);
            }
            Self::AllNotifications => return thing::all_notifications(sentence, from, to).map(Filled::Thing),
            Self::BareTask => return thing::bare(Kind::Task, sentence, from, to).map(Filled::Thing),
        };
        value.map(Filled::Value)
    }
}
