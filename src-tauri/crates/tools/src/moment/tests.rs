#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use assent_gate::Registry;
use assent_policy::{PersonId, Snapshot};
use proptest::prelude::*;

use super::*;

const BERLIN: &str = "Europe/Berlin";
const NEW_YORK: &str = "America/New_York";
/// Wednesday, 15:40 in Berlin.
const WEDNESDAY: &str = "2026-11-25T14:40:00Z";

/// What somebody means, as their clock shows it, or the question.
fn said_in(zone: &str, now: &str, said: &str) -> Result<String, String> {
    let zone = TimeZone::get(zone).unwrap();
    let snapshot = Snapshot::default();
    let (now, tools) = (now.parse().unwrap(), Registry::default());
    let look = Look { person: PersonId(1), snapshot: &snapshot, now, zone: &zone, conversation: None, tools: &tools };
    match read(&look, said) {
        Ok(moment) => {
            assert_eq!(read(&look, &moment.canonical()).unwrap(), moment, "{said}");
            Ok(moment.at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
        }
        Err(error) => Err(error.to_string()),
    }
}

fn said(words: &str) -> Result<String, String> {
    said_in(BERLIN, WEDNESDAY, words)
}

#[test]
fn so_much_time_is_counted_from_now_in_the_usual_spellings() {
    for (words, at) in [
        ("10 min", "2026-11-25T15:50:00+01:00"),
        ("10min", "2026-11-25T15:50:00+01:00"),
        ("in 5 minutes", "2026-11-25T15:45:00+01:00"),
        ("90 minutes", "2026-11-25T17:10:00+01:00"),
        ("1h30m", "2026-11-25T17:10:00+01:00"),
        ("1h30", "2026-11-25T17:10:00+01:00"),
        ("1 hour and 30 minutes", "2026-11-25T17:10:00+01:00"),
        ("1 hr, 30 mins", "2026-11-25T17:10:00+01:00"),
        ("1.5 hours", "2026-11-25T17:10:00+01:00"),
        ("in two hours", "2026-11-25T17:40:00+01:00"),
        ("In An Hour", "2026-11-25T16:40:00+01:00"),
        ("half an hour", "2026-11-25T16:10:00+01:00"),
        ("45 s", "2026-11-25T15:40:45+01:00"),
        ("30 seconds from now", "2026-11-25T15:40:30+01:00"),
        ("2h 5m 10s", "2026-11-25T17:45:10+01:00"),
        ("in 2 days", "2026-11-27T15:40:00+01:00"),
        ("in a week", "2026-12-02T15:40:00+01:00"),
        ("1d12h", "2026-11-27T03:40:00+01:00"),
    ] {
        assert_eq!(said(words).as_deref(), Ok(at), "{words}");
    }
}

#[test]
fn a_clock_time_is_on_its_day_or_alone_the_next_such() {
    for (words, at) in [
        ("18:00", "2026-11-25T18:00:00+01:00"),
        ("at 18:00:30", "2026-11-25T18:00:30+01:00"),
        ("6 pm", "2026-11-25T18:00:00+01:00"),
        ("6pm", "2026-11-25T18:00:00+01:00"),
        ("6:30 p.m.", "2026-11-25T18:30:00+01:00"),
        ("15:40", "2026-11-26T15:40:00+01:00"),
        ("7:30", "2026-11-26T07:30:00+01:00"),
        ("7 in the morning", "2026-11-26T07:00:00+01:00"),
        ("noon", "2026-11-26T12:00:00+01:00"),
        ("midnight", "2026-11-26T00:00:00+01:00"),
        ("12 am", "2026-11-26T00:00:00+01:00"),
        ("tomorrow 7:30", "2026-11-26T07:30:00+01:00"),
        ("tomorrow at noon", "2026-11-26T12:00:00+01:00"),
        ("6pm tomorrow", "2026-11-26T18:00:00+01:00"),
        ("monday at 9", "2026-11-30T09:00:00+01:00"),
        ("at 9 on Monday", "2026-11-30T09:00:00+01:00"),
        ("this friday, 17:15", "2026-11-27T17:15:00+01:00"),
        ("today @ 20:00", "2026-11-25T20:00:00+01:00"),
        ("today at 8", "2026-11-25T20:00:00+01:00"),
        ("today at midnight", "2026-11-26T00:00:00+01:00"),
        ("2026-12-01 18:00", "2026-12-01T18:00:00+01:00"),
        ("2026-12-01 at 6 pm", "2026-12-01T18:00:00+01:00"),
        ("18:00 on 2026-12-01", "2026-12-01T18:00:00+01:00"),
        ("2028-02-29 9:00", "2028-02-29T09:00:00+01:00"),
        // On a Wednesday: today's is past, so it is the next one's.
        ("wednesday 7:30", "2026-12-02T07:30:00+01:00"),
    ] {
        assert_eq!(said(words).as_deref(), Ok(at), "{words}");
    }
    assert_eq!(said_in(BERLIN, "2026-11-25T06:00:00Z", "at 9").as_deref(), Ok("2026-11-25T09:00:00+01:00"));
    assert_eq!(said_in(BERLIN, "2026-11-25T21:00:00Z", "at 9").as_deref(), Ok("2026-11-26T09:00:00+01:00"));
}

#[test]
fn iso_8601_is_in_its_zone_or_else_in_the_persons() {
    for (words, at) in [
        ("2026-12-01T18:00", "2026-12-01T18:00:00+01:00"),
        ("2026-07-01T18:00:00", "2027-07-01T18:00:00+02:00"),
        ("2026-12-01T18:00Z", "2026-12-01T19:00:00+01:00"),
        ("2026-12-01T18:00:00.750Z", "2026-12-01T19:00:00+01:00"),
        ("2026-12-01T18:00-05:00", "2026-12-02T00:00:00+01:00"),
        ("2026-12-01T18:00-05:00[America/New_York]", "2026-12-02T00:00:00+01:00"),
        ("20261201T180000Z", "2026-12-01T19:00:00+01:00"),
    ] {
        let words = words.replace("2026-07", "2027-07");
        assert_eq!(said(&words).as_deref(), Ok(at), "{words}");
    }
    assert_eq!(said_in(NEW_YORK, WEDNESDAY, "18:00").as_deref(), Ok("2026-11-25T18:00:00-05:00"));
}

#[test]
fn across_a_change_of_clocks_hours_are_hours_and_days_are_days() {
    let (before, after) = ("2026-03-28T20:00:00Z", "2026-10-24T19:00:00Z"); // Saturday, 21:00 both times.
    assert_eq!(said_in(BERLIN, before, "24 hours").as_deref(), Ok("2026-03-29T22:00:00+02:00"));
    assert_eq!(said_in(BERLIN, before, "in 1 day").as_deref(), Ok("2026-03-29T21:00:00+02:00"));
    assert_eq!(said_in(BERLIN, after, "24 hours").as_deref(), Ok("2026-10-25T20:00:00+01:00"));
    assert_eq!(said_in(BERLIN, after, "tomorrow 9:00").as_deref(), Ok("2026-10-25T09:00:00+01:00"));
}

#[test]
fn a_time_that_clocks_skip_or_repeat_is_a_question_with_both() {
    let skip = |zone: &str| format!(" Clocks in {zone} go forward then and skip it.");
    let twice = |zone: &str| format!(" Clocks in {zone} go back then, so it comes twice.");
    for (zone, now, words, one, other, why) in [
        (
            BERLIN,
            "2026-03-28T12:00:00Z",
            "tomorrow 2:30",
            "2026-03-29T01:30:00+01:00",
            "2026-03-29T03:30:00+02:00",
            skip(BERLIN),
        ),
        (
            BERLIN,
            "2026-10-24T12:00:00Z",
            "2026-10-25T02:30",
            "2026-10-25T02:30:00+02:00",
            "2026-10-25T02:30:00+01:00",
            twice(BERLIN),
        ),
        (
            NEW_YORK,
            "2026-03-07T12:00:00Z",
            "tomorrow 2:30",
            "2026-03-08T01:30:00-05:00",
            "2026-03-08T03:30:00-04:00",
            skip(NEW_YORK),
        ),
        (
            NEW_YORK,
            "2026-10-31T12:00:00Z",
            "tomorrow 1:30",
            "2026-11-01T01:30:00-04:00",
            "2026-11-01T01:30:00-05:00",
            twice(NEW_YORK),
        ),
    ] {
        let question = format!("Which time is “{words}”: {one} (Sunday) or {other} (Sunday)?{why} Give one of these.");
        assert_eq!(said_in(zone, now, words), Err(question));
        assert_eq!(said_in(zone, now, one).as_deref(), Ok(one), "an answer is taken");
        assert_eq!(said_in(zone, now, other).as_deref(), Ok(other), "the other one too");
    }
    let between = "2026-10-25T00:45:00Z"; // The first 2:30 is past, the second is to come.
    assert_eq!(said_in(BERLIN, between, "2:30").as_deref(), Ok("2026-10-25T02:30:00+01:00"));
}

#[test]
fn what_could_be_two_times_is_a_question_with_both() {
    for (words, one, other) in [
        ("at 6", "2026-11-25T18:00:00+01:00 (Wednesday)", "2026-11-26T06:00:00+01:00 (Thursday)"),
        ("tomorrow at 6", "2026-11-26T06:00:00+01:00 (Thursday)", "2026-11-26T18:00:00+01:00 (Thursday)"),
        ("9", "2026-11-25T21:00:00+01:00 (Wednesday)", "2026-11-26T09:00:00+01:00 (Thursday)"),
        ("friday at midnight", "2026-11-27T00:00:00+01:00 (Friday)", "2026-11-28T00:00:00+01:00 (Saturday)"),
        ("wednesday 17:00", "2026-11-25T17:00:00+01:00 (Wednesday)", "2026-12-02T17:00:00+01:00 (Wednesday)"),
        ("next friday 9:00", "2026-11-27T09:00:00+01:00 (Friday)", "2026-12-04T09:00:00+01:00 (Friday)"),
    ] {
        let question = format!("Which time is “{words}”: {one} or {other}? Give one of these.");
        assert_eq!(said(words), Err(question));
    }
}

#[test]
fn what_is_past_says_so_and_so_does_what_is_too_far() {
    for (words, then) in [
        ("2020-01-01T09:00", "2020-01-01T09:00:00+01:00 (Wednesday)"),
        ("2026-11-25T14:40:00Z", "2026-11-25T15:40:00+01:00 (Wednesday)"),
        ("today 9:00", "2026-11-25T09:00:00+01:00 (Wednesday)"),
        ("yesterday 9:00", "2026-11-24T09:00:00+01:00 (Tuesday)"),
        ("0 minutes", "2026-11-25T15:40:00+01:00 (Wednesday)"),
    ] {
        assert_eq!(said(words), Err(format!("“{words}” is {then}, which is past. Give a time to come.")));
    }
    for words in ["2036-11-25T15:40:01", "9999999 hours", "9999999 days", "9999999 weeks", "9999-12-30T12:00"] {
        let far = format!("“{words}” is more than 10 years ahead. Give a time before that.");
        assert_eq!(said(words), Err(far));
    }
    assert_eq!(said("2036-11-25T15:40").as_deref(), Ok("2036-11-25T15:40:00+01:00"), "ten years are not too far");
}

#[test]
fn what_lacks_something_is_asked_for_it() {
    assert_eq!(said("tomorrow"), Err("At what time is “tomorrow”? Give it too, as in tomorrow 7:30.".to_owned()));
    assert_eq!(said("2026-12-01"), Err("At what time is “2026-12-01”? Give it too, as in tomorrow 7:30.".to_owned()));
    assert_eq!(
        said("next week at 18:00"),
        Err("Which day of Mon 30 Nov 2026 to Sun 6 Dec 2026 is “next week at 18:00”? Give the day, as in monday at 9."
            .to_owned())
    );
    assert_eq!(
        said("31.12.2026 18:00"),
        Err("Is “31.12.2026 18:00” 2026-12-31T18:00? Give the time like that.".to_owned())
    );
    for words in [
        "soon",
        "",
        "25:00",
        "18:60",
        "13 pm",
        "0 pm",
        "1 min 2 h",
        "5 min 5 min",
        "-5 minutes",
        "in",
        "1.25 h",
        "at",
        "2026-02-30T09:00",
        "2026-13-01T09:00",
        "2027-02-29 9:00",
        "10 parsecs",
        "9:00 9:00",
        "2026-12-01T18:00[Nowhere]",
        "2026-10-25T02:30[Europe/Berlin]",
        "6 am pm",
        "18:00 tomorrow tomorrow",
        "1h5x",
        "²",
    ] {
        assert_eq!(said(words), Err(format!("When is “{words}”? Give {TAKES}.")));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_text_makes_reading_stop_and_what_is_read_is_to_come(
        any in "\\PC{0,40}",
        near in "(in |at |on |tomorrow |today |friday |next |[0-9]{1,4}|:|\\.|-|T|Z| |am|pm|h|min|week|½|é){0,10}",
        minutes in 0..6_000_000_i64,
    ) {
        let zone = TimeZone::get(BERLIN).unwrap();
        let snapshot = Snapshot::default();
        let now = "2026-01-01T00:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minutes);
        let tools = Registry::default();
        let look = Look { person: PersonId(1), snapshot: &snapshot, now, zone: &zone, conversation: None, tools: &tools };
        for said in [any, near] {
            if let Ok(moment) = read(&look, &said) {
                prop_assert!(moment.at > now);
                prop_assert_eq!(read(&look, &moment.canonical()).unwrap(), moment);
            }
        }
    }

    #[test]
    fn a_span_is_exactly_that_long(hours in 0..500_i64, minutes in 1..600_i64) {
        let zone = TimeZone::get(NEW_YORK).unwrap();
        let snapshot = Snapshot::default();
        let now: Timestamp = "2026-10-30T04:00:00Z".parse().unwrap();
        let tools = Registry::default();
        let look = Look { person: PersonId(1), snapshot: &snapshot, now, zone: &zone, conversation: None, tools: &tools };
        let moment = read(&look, &format!("in {hours} hours {minutes} minutes")).unwrap();
        prop_assert_eq!(moment.at.duration_since(now), SignedDuration::from_mins(hours * 60 + minutes));
    }
}
