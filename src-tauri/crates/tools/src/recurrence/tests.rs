#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use proptest::prelude::*;

use super::*;

const BERLIN: &str = "Europe/Berlin";
const NEW_YORK: &str = "America/New_York";

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn at(local: &str, zone: &TimeZone) -> Timestamp {
    zone.to_ambiguous_timestamp(local.parse().unwrap()).compatible().unwrap()
}

/// The first times of a rule, as their local clock and offset show them.
fn times(rule: &str, zone_name: &str, start: &str, how_many: usize) -> Vec<String> {
    let (rule, zone) = (Repeat::read(rule).unwrap_or_else(|e| panic!("{rule}: {e}")), zone(zone_name));
    let start = at(start, &zone);
    let first = rule.first(start, &zone).ok();
    let all = std::iter::successors(first, |last| rule.after(start, &zone, *last));
    all.take(how_many).map(|time| time.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M%:z").to_string()).collect()
}

fn refused(rule: &str) -> String {
    Repeat::read(rule).expect_err(rule).to_string()
}

#[test]
fn each_rule_comes_up_when_it_says() {
    let start = "2026-11-25T09:00"; // A Wednesday.
    for (rule, expected) in [
        ("daily", ["2026-11-25T09:00+01:00", "2026-11-26T09:00+01:00", "2026-11-27T09:00+01:00"]),
        ("every weekday", ["2026-11-25T09:00+01:00", "2026-11-26T09:00+01:00", "2026-11-27T09:00+01:00"]),
        ("weekends", ["2026-11-28T09:00+01:00", "2026-11-29T09:00+01:00", "2026-12-05T09:00+01:00"]),
        ("weekly", ["2026-11-25T09:00+01:00", "2026-12-02T09:00+01:00", "2026-12-09T09:00+01:00"]),
        ("every other week", ["2026-11-25T09:00+01:00", "2026-12-09T09:00+01:00", "2026-12-23T09:00+01:00"]),
        ("every Monday", ["2026-11-30T09:00+01:00", "2026-12-07T09:00+01:00", "2026-12-14T09:00+01:00"]),
        ("every 90 minutes", ["2026-11-25T09:00+01:00", "2026-11-25T10:30+01:00", "2026-11-25T12:00+01:00"]),
        ("hourly", ["2026-11-25T09:00+01:00", "2026-11-25T10:00+01:00", "2026-11-25T11:00+01:00"]),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
            ["2026-11-27T09:00+01:00", "2026-12-07T09:00+01:00", "2026-12-11T09:00+01:00"],
        ),
        ("FREQ=MONTHLY;BYDAY=1MO", ["2026-12-07T09:00+01:00", "2027-01-04T09:00+01:00", "2027-02-01T09:00+01:00"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", ["2026-11-27T09:00+01:00", "2026-12-25T09:00+01:00", "2027-01-29T09:00+01:00"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["2026-11-30T09:00+01:00", "2026-12-31T09:00+01:00", "2027-01-31T09:00+01:00"]),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            ["2026-11-30T09:00+01:00", "2026-12-31T09:00+01:00", "2027-01-29T09:00+01:00"],
        ),
        (
            "FREQ=DAILY;BYHOUR=8,17;BYMINUTE=30",
            ["2026-11-25T17:30+01:00", "2026-11-26T08:30+01:00", "2026-11-26T17:30+01:00"],
        ),
        (
            "FREQ=HOURLY;BYMINUTE=0,45;BYHOUR=9,20",
            ["2026-11-25T09:00+01:00", "2026-11-25T09:45+01:00", "2026-11-25T20:00+01:00"],
        ),
        (
            "FREQ=HOURLY;INTERVAL=5;BYMINUTE=10,50",
            ["2026-11-25T09:10+01:00", "2026-11-25T09:50+01:00", "2026-11-25T14:10+01:00"],
        ),
        (
            "FREQ=MINUTELY;INTERVAL=20;BYDAY=SU;BYHOUR=7",
            ["2026-11-29T07:00+01:00", "2026-11-29T07:20+01:00", "2026-11-29T07:40+01:00"],
        ),
        ("FREQ=YEARLY;BYWEEKNO=20", ["2027-05-19T09:00+02:00", "2028-05-17T09:00+02:00", "2029-05-16T09:00+02:00"]),
        ("FREQ=YEARLY;BYYEARDAY=-1", ["2026-12-31T09:00+01:00", "2027-12-31T09:00+01:00", "2028-12-31T09:00+01:00"]),
        (
            "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
            ["2027-03-28T09:00+02:00", "2028-03-26T09:00+02:00", "2029-03-25T09:00+02:00"],
        ),
    ] {
        assert_eq!(times(rule, BERLIN, start, 3), expected, "{rule}");
    }
}

#[test]
fn what_a_month_or_year_lacks_is_left_out() {
    assert_eq!(
        times("monthly", BERLIN, "2027-12-31T09:00", 3),
        ["2027-12-31T09:00+01:00", "2028-01-31T09:00+01:00", "2028-03-31T09:00+02:00"]
    );
    assert_eq!(
        times("yearly", BERLIN, "2028-02-29T09:00", 3),
        ["2028-02-29T09:00+01:00", "2032-02-29T09:00+01:00", "2036-02-29T09:00+01:00"]
    );
    assert_eq!(
        times("FREQ=MONTHLY;BYMONTHDAY=30,-1", BERLIN, "2028-01-31T09:00", 4),
        ["2028-01-31T09:00+01:00", "2028-02-29T09:00+01:00", "2028-03-30T09:00+02:00", "2028-03-31T09:00+02:00"]
    );
}

#[test]
fn nine_stays_nine_when_clocks_change() {
    for (zone, start, expected) in [
        (BERLIN, "2026-03-28T09:00", ["2026-03-28T09:00+01:00", "2026-03-29T09:00+02:00"]),
        (BERLIN, "2026-10-24T09:00", ["2026-10-24T09:00+02:00", "2026-10-25T09:00+01:00"]),
        (NEW_YORK, "2026-03-07T09:00", ["2026-03-07T09:00-05:00", "2026-03-08T09:00-04:00"]),
        (NEW_YORK, "2026-10-31T09:00", ["2026-10-31T09:00-04:00", "2026-11-01T09:00-05:00"]),
    ] {
        assert_eq!(times("daily", zone, start, 2), expected, "{zone}");
    }
}

#[test]
fn a_skipped_time_moves_on_that_day_only_and_a_doubled_one_comes_once() {
    assert_eq!(
        times("daily", BERLIN, "2026-03-28T02:30", 3),
        ["2026-03-28T02:30+01:00", "2026-03-29T03:30+02:00", "2026-03-30T02:30+02:00"]
    );
    assert_eq!(
        times("daily", BERLIN, "2026-10-24T02:30", 3),
        ["2026-10-24T02:30+02:00", "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"]
    );
    assert_eq!(
        times("FREQ=DAILY;BYHOUR=2,3;BYMINUTE=0,30", BERLIN, "2026-03-29T01:00", 3),
        ["2026-03-29T03:00+02:00", "2026-03-29T03:30+02:00", "2026-03-30T02:00+02:00"]
    );
}

#[test]
fn an_hour_is_an_hour_also_when_clocks_change() {
    assert_eq!(
        times("hourly", BERLIN, "2026-03-29T01:00", 3),
        ["2026-03-29T01:00+01:00", "2026-03-29T03:00+02:00", "2026-03-29T04:00+02:00"]
    );
    assert_eq!(
        times("every 30 minutes", NEW_YORK, "2026-11-01T01:00", 5),
        [
            "2026-11-01T01:00-04:00",
            "2026-11-01T01:30-04:00",
            "2026-11-01T01:00-05:00",
            "2026-11-01T01:30-05:00",
            "2026-11-01T02:00-05:00"
        ]
    );
}

#[test]
fn counting_and_ending_are_from_the_start_and_include_the_last() {
    let start = "2026-11-25T09:00";
    assert_eq!(times("FREQ=DAILY;COUNT=2", BERLIN, start, 9), ["2026-11-25T09:00+01:00", "2026-11-26T09:00+01:00"]);
    assert_eq!(times("FREQ=HOURLY;COUNT=2", BERLIN, start, 9).len(), 2);
    for (until, days) in
        [("20261127", 3), ("20261127T080000Z", 3), ("20261127T075959Z", 2), ("20261127T090000", 3), ("20261126", 2)]
    {
        assert_eq!(times(&format!("FREQ=DAILY;UNTIL={until}"), BERLIN, start, 9).len(), days, "{until}");
    }
}

#[test]
fn years_later_the_rhythm_is_still_that_of_the_start() {
    let (zone, rule) = (zone(BERLIN), Repeat::read("FREQ=DAILY;INTERVAL=3").unwrap());
    let start = at("2006-11-25T09:00", &zone);
    let found = rule.after(start, &zone, at("2026-11-25T09:00", &zone)).unwrap();
    let days = zone.to_datetime(found).date().since((jiff::Unit::Day, zone.to_datetime(start).date())).unwrap();
    assert_eq!((days.get_days() % 3, found), (0, at("2026-11-28T09:00", &zone)));
}

#[test]
fn hostile_rules_end_soon_and_are_refused() {
    let zone = zone(BERLIN);
    let start = at("2026-11-25T09:01", &zone);
    for rule in [
        "FREQ=DAILY;BYDAY=TU;INTERVAL=7",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=2",
        "FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29;UNTIL=20270101",
        "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=31",
        "FREQ=MINUTELY;INTERVAL=2;BYMINUTE=0",
        "FREQ=MINUTELY;INTERVAL=1440;BYHOUR=3",
        "FREQ=HOURLY;INTERVAL=24;BYHOUR=3;UNTIL=20280101",
        "FREQ=DAILY;UNTIL=20200101",
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
        "FREQ=YEARLY;INTERVAL=9999;BYMONTH=1",
    ] {
        let read = Repeat::read(rule).unwrap_or_else(|e| panic!("{rule}: {e}"));
        let error = read.first(start, &zone).expect_err(rule).to_string();
        assert!(error.contains("comes up at no time in the 10 years"), "{rule}: {error}");
    }
}

#[test]
fn what_can_not_be_kept_is_refused_with_its_reason() {
    for (rule, reason) in [
        ("FREQ=SECONDLY", "Nothing repeats faster than every minute."),
        ("FREQ=DAILY;BYSECOND=1,2", "BYSECOND is not taken: the second is that of the first time."),
        ("FREQ=FORTNIGHTLY", "FREQ is one of YEARLY, MONTHLY, WEEKLY, DAILY, HOURLY, MINUTELY."),
        ("FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30", "There is no such day in the months it names."),
        ("FREQ=YEARLY;BYMONTH=4,6;BYMONTHDAY=31", "There is no such day in the months it names."),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL is a whole number from 1 to 9999."),
        ("FREQ=DAILY;INTERVAL=-1", "INTERVAL is a whole number from 1 to 9999."),
        ("FREQ=DAILY;COUNT=1001", "COUNT is a whole number from 1 to 1000."),
        ("FREQ=DAILY;COUNT=2;UNTIL=20271231", "COUNT and UNTIL don't go together."),
        ("FREQ=DAILY;UNTIL=20270230", "UNTIL is a day such as 20271231, or a time such as 20271231T170000Z."),
        ("FREQ=DAILY;FREQ=DAILY", "FREQ is there twice."),
        ("FREQ=DAILY;X", "“FREQ=DAILY;X” has a part without “=”."),
        ("FREQ=DAILY;EXDATE=20270101", "EXDATE is no part of a repetition."),
        ("FREQ=DAILY;BYHOUR=24", "BYHOUR takes numbers from 0 to 23, with commas."),
        (
            "FREQ=MONTHLY;BYMONTHDAY=0",
            "BYMONTHDAY takes numbers from 1 to 31, or less than 0 to count from the end, with commas.",
        ),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY does not go with FREQ=WEEKLY."),
        ("FREQ=MONTHLY;BYWEEKNO=1", "BYWEEKNO and BYYEARDAY go with FREQ=YEARLY only."),
        ("FREQ=MONTHLY;BYDAY=1MO,TU", "BYDAY takes days with a number or days without one, not both."),
        ("FREQ=WEEKLY;BYDAY=XX", "BYDAY takes days such as MO,WE, or 1MO for the first and -1FR for the last."),
        ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS needs another part, such as BYDAY, to pick from."),
        ("FREQ=HOURLY;BYSETPOS=1", "BYSETPOS does not go with hours and minutes."),
        ("sometimes", "“sometimes” is no repetition."),
        ("monday", "“monday” is no repetition."),
        ("every 0 days", "“every 0 days” is no repetition."),
        ("every", "“every” is no repetition."),
        ("", "“” is no repetition."),
    ] {
        let error = refused(rule);
        assert!(error.starts_with(reason), "{rule}: {error}");
        assert!(error.contains("Give an RRULE such as"), "{rule}: {error}");
    }
    for nth in ["FREQ=MONTHLY;BYDAY=6MO", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=DAILY;BYDAY=1MO", "FREQ=YEARLY;BYDAY=54MO"] {
        assert!(refused(nth).starts_with("A number before a day"), "{nth}");
    }
    let minutes = (0..60).map(|minute| minute.to_string()).collect::<Vec<_>>().join(",");
    assert!(refused(&format!("FREQ=DAILY;BYMINUTE={minutes};BYHOUR=1,2")).starts_with("That is too often"));
}

#[test]
fn a_rule_reads_aloud() {
    let zone = zone(BERLIN);
    let start = at("2026-11-25T09:00", &zone);
    for (rule, words) in [
        ("daily", "every day at 09:00"),
        ("every weekday", "every weekday at 09:00"),
        ("weekly", "every Wednesday at 09:00"),
        ("every monday and thursday", "every Monday and Thursday at 09:00"),
        ("every 2 weeks", "every 2 weeks on Wednesday at 09:00"),
        ("every 15 minutes", "every 15 minutes"),
        ("hourly", "every hour"),
        ("monthly", "every month on the 25th at 09:00"),
        ("yearly", "every year on the 25th of November at 09:00"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday at 09:00"),
        ("FREQ=MONTHLY;BYDAY=2TU;COUNT=5", "every month on the 2nd Tuesday at 09:00, 5 times"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day at 09:00"),
        ("FREQ=DAILY;BYHOUR=8,17;BYMINUTE=30", "every day at 08:30 and 17:30"),
        ("FREQ=DAILY;UNTIL=20261231", "every day at 09:00 until Thu 31 Dec 2026"),
        ("FREQ=DAILY;UNTIL=20261231T230000Z", "every day at 09:00 until Fri 1 Jan 2027 00:00"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "every year on the last Sunday in March at 09:00"),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "every month on Monday, Tuesday, Wednesday, Thursday and Friday at 09:00, of these the last",
        ),
    ] {
        assert_eq!(Repeat::read(rule).unwrap().words(start, &zone), words, "{rule}");
    }
}

#[test]
fn what_is_written_back_is_the_same_rule_written_one_way() {
    for (rule, written) in [
        ("every monday, Friday", "FREQ=WEEKLY;BYDAY=MO,FR"),
        ("RRULE:freq=weekly;byday=fr,MO,fr;interval=1;wkst=MO", "FREQ=WEEKLY;BYDAY=MO,FR"),
        ("FREQ=MONTHLY;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=1MO"),
        ("BYHOUR=9;FREQ=DAILY;UNTIL=20271231T170000Z", "FREQ=DAILY;UNTIL=20271231T170000Z;BYHOUR=9"),
    ] {
        let read = Repeat::read(rule).unwrap();
        assert_eq!(read.to_string(), written);
        assert_eq!(Repeat::read(written).unwrap(), read);
    }
}

fn some_rule() -> impl Strategy<Value = String> {
    let list = |name: &'static str, range: std::ops::RangeInclusive<i16>| {
        proptest::option::weighted(0.3, proptest::collection::vec(range, 1..3)).prop_map(move |numbers| {
            let numbers = numbers.unwrap_or_default().iter().map(i16::to_string).collect::<Vec<_>>().join(",");
            if numbers.is_empty() { numbers } else { format!(";{name}={numbers}") }
        })
    };
    let frequency = proptest::sample::select(vec!["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY"]);
    let days = proptest::sample::select(vec!["", ";BYDAY=MO", ";BYDAY=SA,SU", ";BYDAY=2TU", ";BYDAY=-1FR"]);
    let ends = proptest::sample::select(vec!["", ";COUNT=3", ";UNTIL=20300101"]);
    let months = list("BYMONTH", 1..=12);
    let month_days = list("BYMONTHDAY", -31..=31);
    let hours = list("BYHOUR", 0..=23);
    let minutes = list("BYMINUTE", 0..=59);
    (frequency, 1..400_u16, days, ends, months, month_days, hours, minutes).prop_map(
        |(frequency, interval, days, ends, months, month_days, hours, minutes)| {
            format!("FREQ={frequency};INTERVAL={interval}{days}{ends}{months}{month_days}{hours}{minutes}")
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_text_makes_reading_stop(said in "\\PC{0,40}", parts in "(FREQ|BYDAY|UNTIL|COUNT|BYHOUR|;|=|,|-|DAILY|MO|[0-9T]){0,12}") {
        let _ = Repeat::read(&said);
        let _ = Repeat::read(&parts);
        let _ = Repeat::read(&format!("FREQ=DAILY;{parts}"));
    }

    #[test]
    fn times_go_forward_and_are_those_of_the_rule(rule in some_rule(), days in 0..800_i64, minutes in 0..1440_i64) {
        let zone = zone(BERLIN);
        let start = at("2026-01-01T00:00", &zone) + SignedDuration::from_mins(days * 1440 + minutes);
        if let Ok(rule) = Repeat::read(&rule) {
            prop_assert_eq!(&Repeat::read(&rule.to_string()).unwrap(), &rule);
            prop_assert!(!rule.words(start, &zone).is_empty());
            let mut last = start - SignedDuration::from_secs(1);
            for _ in 0..4 {
                let Some(next) = rule.after(start, &zone, last) else { break };
                prop_assert!(next > last && next >= start);
                prop_assert_eq!(rule.after(start, &zone, next - SignedDuration::from_secs(1)), Some(next));
                prop_assert!(rule.months.is_empty() || rule.months.contains(&zone.to_datetime(next).month().into()));
                last = next;
            }
        }
    }
}
