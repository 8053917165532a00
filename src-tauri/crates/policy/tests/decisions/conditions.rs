//! Conditions, as a rule that denies sees them: met, not met, or not to be answered.

use assent_policy::{Channel, Condition, Day, Field, LocalTime, RuleLevel, Test, What};
use serde_json::{Value, json};

use crate::world::{ALICE, BOB, Case, add_rule, argument, rule, when};

/// What a Forbid under these conditions makes of Bob's call for Alice on a
/// Friday at five, its title as given.
fn under(conditions: Vec<Condition>, title: Value) -> &'static str {
    let case = Case::for_alice(Channel::Ui).with(|world, asked| {
        asked.values = json!({ "title": title, "count": 3 });
        asked.local = LocalTime { hour: 17, day: Day::Fri };
        add_rule(world, What::Anything, assent_policy::Rule { when: conditions, ..rule(1, RuleLevel::Deny) });
    });
    case.codes()[0]
}

const MET: &str = "forbidden";
const NOT: &str = "holds";
const BROKEN: &str = "broken_rule";

#[test]
fn each_field_is_compared_as_what_it_is() {
    for (field, test, outcome) in [
        (argument("title"), Test::Is(json!("meeting AT nine")), MET),
        (argument("title"), Test::Is(json!("Lunch")), NOT),
        (argument("title"), Test::In(vec![json!("Lunch"), json!("Meeting at nine")]), MET),
        (argument("title"), Test::In(vec![]), NOT),
        (argument("title"), Test::Glob("Meeting*".to_owned()), MET),
        (argument("title"), Test::Glob("*Lunch*".to_owned()), NOT),
        (argument("count"), Test::Is(json!(3)), MET),
        (argument("count"), Test::Above(json!(3)), NOT),
        (argument("count"), Test::Below(json!(4)), MET),
        (argument("target_user"), Test::Is(json!("ALICE@example.com")), MET),
        (argument("target_user"), Test::Is(json!("bob@example.com")), NOT),
        (Field::Target, Test::Glob("alice@*".to_owned()), MET),
        (Field::Target, Test::Glob("bob@*".to_owned()), NOT),
        (Field::LocalHour, Test::Above(json!(16)), MET),
        (Field::LocalHour, Test::Below(json!(17)), NOT),
        (Field::LocalDay, Test::In(vec![json!("sat"), json!("fri")]), MET),
        (Field::LocalDay, Test::Is(json!("mon")), NOT),
    ] {
        let condition = when(field, test);
        assert_eq!(under(vec![condition.clone()], json!("Meeting at nine")), outcome, "{condition:?}");
    }
}

#[test]
fn what_cant_be_answered_denies_and_says_why() {
    for (condition, problem) in [
        (when(argument("colour"), Test::Is(json!("red"))), "the tool takes no argument colour"),
        (when(argument("title"), Test::Is(json!(5))), "title can't be compared with what the condition names"),
        (when(argument("count"), Test::Glob("3*".to_owned())), "count can't be compared with what the condition names"),
        (when(Field::Target, Test::Above(json!(5))), "target can't be compared with what the condition names"),
        (when(Field::LocalHour, Test::Is(json!("5"))), "local hour can't be compared with what the condition names"),
        (when(Field::LocalDay, Test::Below(json!(1))), "local day can't be compared with what the condition names"),
    ] {
        assert_eq!(under(vec![condition.clone()], json!("Lunch")), BROKEN, "{condition:?}");
        let case = Case::for_alice(Channel::Ui).with(|world, _| {
            let when = vec![condition.clone()];
            add_rule(world, What::Anything, assent_policy::Rule { when, ..rule(1, RuleLevel::Confirm) });
        });
        let said = case.decide().reasons[0].explain();
        assert!(said.contains(problem), "{said}");
    }
}

#[test]
fn all_must_be_so_and_a_broken_one_is_found_wherever_it_stands() {
    let yes = || when(Field::LocalHour, Test::Is(json!(17)));
    let no = || when(Field::LocalHour, Test::Is(json!(9)));
    let broken = || when(argument("colour"), Test::Is(json!("red")));
    for (conditions, outcome) in [
        (vec![], MET),
        (vec![yes(), yes()], MET),
        (vec![yes(), no()], NOT),
        (vec![no(), yes()], NOT),
        (vec![no(), broken()], BROKEN),
        (vec![broken(), no()], BROKEN),
    ] {
        assert_eq!(under(conditions.clone(), json!("Lunch")), outcome, "{conditions:?}");
    }
}

#[test]
fn an_argument_left_out_is_like_null_and_nothing_else() {
    for (test, outcome) in [
        (Test::Is(Value::Null), MET),
        (Test::In(vec![json!("a"), Value::Null]), MET),
        (Test::Is(json!("a")), NOT),
        (Test::Above(json!("a")), NOT),
        (Test::Below(json!("z")), NOT),
        (Test::Glob("*".to_owned()), NOT),
    ] {
        assert_eq!(under(vec![when(argument("title"), test.clone())], Value::Null), outcome, "null: {test:?}");
        let left_out = Case::of(BOB, Channel::Ui, "tasks:create").with(|world, _| {
            let when = vec![when(argument("target_user"), test.clone())];
            add_rule(world, What::Anything, assent_policy::Rule { when, ..rule(1, RuleLevel::Deny) });
        });
        assert_eq!(left_out.codes()[0], outcome, "left out: {test:?}");
    }
    assert_eq!(under(vec![when(argument("title"), Test::Is(Value::Null))], json!("Lunch")), NOT);
}

#[test]
fn the_target_is_oneself_where_nobody_else_is_named() {
    let of = |target| {
        let case = Case::of(BOB, Channel::Ui, "tasks:create").with(|world, asked| {
            asked.target = target;
            let when = vec![when(Field::Target, Test::Is(json!("bob@example.com")))];
            add_rule(world, What::Anything, assent_policy::Rule { when, ..rule(1, RuleLevel::Deny) });
        });
        case.codes()[0]
    };
    assert_eq!(of(None), MET);
    assert_eq!(of(Some(BOB)), MET);
    assert_eq!(of(Some(ALICE)), "missing_delegation");
}
