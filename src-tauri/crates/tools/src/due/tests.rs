#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use assent_gate::Registry;
use assent_policy::{PersonId, Snapshot};
use jiff::tz::TimeZone;

use super::*;

const WEDNESDAY: &str = "2026-11-25T08:40:00Z";
const FRIDAY: &str = "2026-11-27T08:40:00Z";
const SATURDAY: &str = "2026-11-28T08:40:00Z";
const SUNDAY: &str = "2026-11-29T08:40:00Z";

/// What Alice in Berlin means, as its days, `none`, or the question.
fn said(now: &str, said: &str) -> Result<String, String> {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let snapshot = Snapshot::default();
    let (now, tools) = (now.parse().unwrap(), Registry::default());
    let look = Look { person: PersonId(1), snapshot: &snapshot, now, zone: &zone, conversation: None, tools: &tools };
    match read(&look, said) {
        Ok(Due::Undated) => Ok(NONE.to_owned()),
        Ok(Due::Days { first, last }) if first == last => Ok(first.to_string()),
        Ok(Due::Days { first, last }) => Ok(format!("{first}/{last}")),
        Err(error) => Err(error.to_string()),
    }
}

#[test]
fn what_can_mean_one_day_only_is_that_day() {
    for (now, words, days) in [
        (WEDNESDAY, "today", "2026-11-25"),
        (WEDNESDAY, " Tomorrow ", "2026-11-26"),
        (WEDNESDAY, "next week", "2026-11-30/2026-12-06"),
        (SUNDAY, "next week", "2026-11-30/2026-12-06"),
        (WEDNESDAY, "friday", "2026-11-27"),
        (WEDNESDAY, "on Friday", "2026-11-27"),
        (WEDNESDAY, "tuesday", "2026-12-01"),
        (WEDNESDAY, "this friday", "2026-11-27"),
        (WEDNESDAY, "this sunday", "2026-11-29"),
        (FRIDAY, "this friday", "2026-11-27"),
        (WEDNESDAY, "next  monday", "2026-11-30"),
        (FRIDAY, "next friday", "2026-12-04"),
        (SATURDAY, "next friday", "2026-12-04"),
        (SUNDAY, "next sunday", "2026-12-06"),
        (WEDNESDAY, "this weekend", "2026-11-28/2026-11-29"),
        (SATURDAY, "this weekend", "2026-11-28/2026-11-29"),
        (SUNDAY, "this weekend", "2026-11-29"),
        (WEDNESDAY, "next weekend", "2026-12-05/2026-12-06"),
        (SUNDAY, "next weekend", "2026-12-05/2026-12-06"),
        (WEDNESDAY, "2026-12-01", "2026-12-01"),
        (WEDNESDAY, "on 2026-12-01", "2026-12-01"),
        (WEDNESDAY, "2020-02-29", "2020-02-29"),
        (WEDNESDAY, "3 May", "2027-05-03"),
        (WEDNESDAY, "on the 3rd of May", "2027-05-03"),
        (WEDNESDAY, "May 3rd", "2027-05-03"),
        (WEDNESDAY, "dec 1", "2026-12-01"),
        (WEDNESDAY, "25 November", "2026-11-25"),
        (WEDNESDAY, "24 november", "2027-11-24"),
        (WEDNESDAY, "29 february", "2028-02-29"),
        (WEDNESDAY, "3 May 2028", "2028-05-03"),
        (WEDNESDAY, "None", "none"),
    ] {
        assert_eq!(said(now, words).as_deref(), Ok(days), "{words} on {now}");
    }
}

#[test]
fn what_could_mean_two_days_is_asked_back_with_both() {
    for (now, words, one, other) in [
        (FRIDAY, "friday", "2026-11-27 (Fri 27 Nov 2026)", "2026-12-04 (Fri 4 Dec 2026)"),
        (SATURDAY, "this friday", "2026-11-27 (Fri 27 Nov 2026)", "2026-12-04 (Fri 4 Dec 2026)"),
        (SUNDAY, "this monday", "2026-11-23 (Mon 23 Nov 2026)", "2026-11-30 (Mon 30 Nov 2026)"),
        (WEDNESDAY, "next friday", "2026-11-27 (Fri 27 Nov 2026)", "2026-12-04 (Fri 4 Dec 2026)"),
        (WEDNESDAY, "next Sunday", "2026-11-29 (Sun 29 Nov 2026)", "2026-12-06 (Sun 6 Dec 2026)"),
        (SUNDAY, "next monday", "2026-11-30 (Mon 30 Nov 2026)", "2026-12-07 (Mon 7 Dec 2026)"),
        (WEDNESDAY, "5/6", "2027-06-05 (Sat 5 Jun 2027)", "2027-05-06 (Thu 6 May 2027)"),
        (WEDNESDAY, "3.12.", "2026-12-03 (Thu 3 Dec 2026)", "2027-03-12 (Fri 12 Mar 2027)"),
        (WEDNESDAY, "5-6-26", "2026-06-05 (Fri 5 Jun 2026)", "2026-05-06 (Wed 6 May 2026)"),
    ] {
        let question = format!("Which day is “{words}”: {one} or {other}? Give one of these dates.");
        assert_eq!(said(now, words), Err(question), "{words} on {now}");
    }
}

#[test]
fn what_means_no_day_is_answered_with_what_does() {
    for words in ["soon", "this week", "next month", "in some days", "2026-02-30", "20261201", "on", "", "31/31"] {
        let question = format!("Which day is “{words}”? Give {TAKES}.");
        assert_eq!(said(WEDNESDAY, words), Err(question), "{words}");
    }
    for (words, why) in [
        ("yesterday", "is past. Give the date, 2026-11-24 (Tue 24 Nov 2026)."),
        ("in two weeks", "is no day that is taken. Give the date, 2026-12-09 (Wed 9 Dec 2026)."),
        ("in 9999999 weeks", "is no day that is taken. Give the date, 9999-12-31 (Fri 31 Dec 9999)."),
        ("in 3 days", "is no day that is taken. Give the date, 2026-11-28 (Sat 28 Nov 2026)."),
    ] {
        assert_eq!(said(WEDNESDAY, words), Err(format!("“{words}” {why}")));
    }
    for (words, date) in
        [("31.12.2026", "2026-12-31 (Thu 31 Dec 2026)"), ("12/31/2026", "2026-12-31 (Thu 31 Dec 2026)")]
    {
        assert_eq!(said(WEDNESDAY, words), Err(format!("Is “{words}” {date}? Give the date like that.")));
    }
    let german = "Is “27.11.2026” 2026-11-27 (Fri 27 Nov 2026)? Give the date like that.";
    assert_eq!(said(WEDNESDAY, "27.11.2026"), Err(german.to_owned()));
}

#[test]
fn today_is_the_day_in_the_persons_zone_also_when_clocks_change() {
    for (now, today, tomorrow) in [
        // Berlin goes to summer time on 29 March and back on 25 October.
        ("2026-03-28T22:59:59Z", "2026-03-28", "2026-03-29"),
        ("2026-03-28T23:00:00Z", "2026-03-29", "2026-03-30"),
        ("2026-03-29T21:59:59Z", "2026-03-29", "2026-03-30"),
        ("2026-03-29T22:00:00Z", "2026-03-30", "2026-03-31"),
        ("2026-10-24T21:59:59Z", "2026-10-24", "2026-10-25"),
        ("2026-10-24T22:00:00Z", "2026-10-25", "2026-10-26"),
        ("2026-10-25T22:59:59Z", "2026-10-25", "2026-10-26"),
        ("2026-10-25T23:00:00Z", "2026-10-26", "2026-10-27"),
        ("2026-12-31T23:00:00Z", "2027-01-01", "2027-01-02"),
    ] {
        assert_eq!(said(now, "today").as_deref(), Ok(today), "today at {now}");
        assert_eq!(said(now, "tomorrow").as_deref(), Ok(tomorrow), "tomorrow at {now}");
    }
}

#[test]
fn on_the_last_day_of_the_calendar_there_is_still_an_answer() {
    let last = "9999-12-30T12:00:00Z";
    assert_eq!(said(last, "tomorrow").as_deref(), Ok("9999-12-31"));
    assert_eq!(said(last, "next weekend").as_deref(), Ok("9999-12-31"));
}
