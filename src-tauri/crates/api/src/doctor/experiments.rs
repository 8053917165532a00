//! What is tried in the throw-away office: each refusal beside what would be let through.

use std::collections::BTreeSet;

use assent_gate::{CallRecord, Verdict, VerifyOptions};
use assent_policy::DenialCode;
use serde_json::json;

use super::office::{Broken, Office, expect, is_denied, is_done};
use super::{Found, Patient};

/// What helps when an experiment comes out wrong.
pub(super) const MEND: &str = "Let no agent work here. Look at `schema_whole` above, restore a backup from before, and \
                               install the program anew.";

type Outcome = Result<&'static str, Broken>;

/// Runs one in the office of this patient.
pub(super) async fn run(patient: &Patient, experiment: impl AsyncFn(&Office) -> Outcome) -> Found {
    match &patient.office {
        Ok(office) => match experiment(office).await {
            Ok(seen) => Found::ok(seen),
            Err(Broken(what)) => Found::failed(what),
        },
        Err(cause) => Found::failed(format!("No office could be set up to try it in. {}", cause.message)),
    }
}

async fn creates_a_task(office: &Office) -> Result<CallRecord, Broken> {
    office.call(&office.alice, "tasks_create", json!({ "title": "Order chairs" })).await
}

async fn lends_tasks(office: &Office) -> Result<serde_json::Value, Broken> {
    let grant = json!({ "person": office.alice.email(), "permission": "tasks:create", "reason": "the doctor's" });
    Ok(office.manage("access_grants_add", grant).await?["id"].clone())
}

pub(super) async fn default_deny(office: &Office) -> Outcome {
    let refused = creates_a_task(office).await?;
    expect(is_denied(&refused, DenialCode::MissingPermission), "A task was created without the permission.")?;
    let unknown = office.call(&office.admin, "no_such_tool", json!({})).await?;
    expect(!is_done(&unknown), "A tool that does not exist was let through.")?;
    let grant = lends_tasks(office).await?;
    let done = creates_a_task(office).await?;
    office.manage("access_grants_revoke", json!({ "grant_id": grant })).await?;
    expect(is_done(&done), "The same with the permission was refused.")?;
    Ok("Denied without the permission, done with it.")
}

/// Bob has a task, and its deletion waits for somebody else.
async fn deletion(office: &Office) -> Result<(i64, CallRecord), Broken> {
    let made = office.call(&office.bob, "tasks_create", json!({ "title": "Order chairs" })).await?;
    let id = made.result.as_ref().and_then(|task| task["id"].as_i64());
    let id = id.ok_or("A task could not be made, so it could not be tried.")?;
    let held = office.call(&office.bob, "tasks_delete", json!({ "task_id": id })).await?;
    expect(held.is_waiting(), "A deletion that needs an approver did not wait for one.")?;
    Ok((id, held))
}

pub(super) async fn requester_is_not_decider(office: &Office) -> Outcome {
    let (id, held) = deletion(office).await?;
    expect(office.answer(&office.bob, &held, None).await.is_err(), "Bob approved what he asked for himself.")?;
    expect(office.ids(&office.bob, "tasks_list").await?.contains(&id), "It happened although nobody approved it.")?;
    let done = office.answer(&office.admin, &held, None).await?;
    expect(is_done(&done), "The admin's approval was not enough.")?;
    Ok("Refused from Bob, taken from the admin.")
}

pub(super) async fn single_use(office: &Office) -> Outcome {
    let (id, held) = deletion(office).await?;
    let done = office.answer(&office.admin, &held, None).await?;
    expect(is_done(&done), "An approved call did not run.")?;
    let again = office.answer(&office.admin, &held, None).await;
    expect(again.is_err(), "The same verdict was taken twice.")?;
    let taken_up = office.gate.redeem_approved().await?;
    expect(taken_up.is_empty(), "An approval that was used up was redeemed again.")?;
    expect(!office.ids(&office.bob, "tasks_list").await?.contains(&id), "It did not happen at all.")?;
    Ok("The second was refused, and nothing was left to redeem.")
}

pub(super) async fn edits(office: &Office) -> Outcome {
    let first = office.note(&office.alice, "Groceries").await?;
    let second = office.note(&office.alice, "Ideas").await?;
    let held = office.ask(&office.alice, "notes_delete", json!({ "note_id": first })).await?;
    expect(held.is_waiting(), "The agent deleted a note without asking.")?;
    let other = office.answer(&office.alice, &held, Some(&"0".repeat(64))).await;
    expect(other.is_err(), "A verdict on something else than was shown was taken.")?;
    let Some(hold) = &held.hold else { return Err("A call waits without a hold.".into()) };
    let arguments = json!({ "note_id": second });
    let edited = office.gate.edit_hold(&office.alice, hold.id, &hold.digest, arguments).await?;
    let stale = office.answer(&office.alice, &held, None).await;
    expect(stale.is_err(), "An approval of the call before it was edited was taken.")?;
    let done = office.answer(&office.alice, &edited, None).await?;
    let left = office.ids(&office.alice, "notes_list").await?;
    expect(is_done(&done) && left.contains(&first) && !left.contains(&second), "Another note went than was shown.")?;
    Ok("Both were refused; the edited call ran on a verdict of its own.")
}

pub(super) async fn revocation(office: &Office) -> Outcome {
    let grant = lends_tasks(office).await?;
    expect(is_done(&creates_a_task(office).await?), "What was given could not be used.")?;
    office.manage("access_grants_revoke", json!({ "grant_id": grant })).await?;
    let refused = creates_a_task(office).await?;
    expect(is_denied(&refused, DenialCode::MissingPermission), "What was taken back could still be used.")?;
    Ok("Done before, denied right after.")
}

pub(super) async fn rules(office: &Office) -> Outcome {
    let alice = office.alice.email();
    let add = async |tool: &str, then: &str| {
        let rule = json!({ "person": alice, "tool": tool, "then": then, "reason": "the doctor's" });
        Ok::<_, Broken>(office.manage("access_rules_add", rule).await?["id"].clone())
    };
    let remove = async |rule: serde_json::Value| office.manage("access_rules_remove", json!({ "rule_id": rule })).await;
    let tries = async || office.call(&office.alice, "notes_create", json!({ "title": "Toner", "content": "" })).await;
    expect(is_done(&tries().await?), "What is allowed was refused.")?;
    let forbids = add("notes_create", "deny").await?;
    let forbidden = tries().await?;
    remove(forbids).await?;
    expect(is_denied(&forbidden, DenialCode::ForbiddenByRule), "What a rule forbids happened.")?;
    let asks = add("tasks_create", "confirm").await?;
    let asked = creates_a_task(office).await?;
    remove(asks).await?;
    expect(is_denied(&asked, DenialCode::MissingPermission), "A rule that asks let through what nobody gave.")?;
    expect(is_done(&tries().await?), "A rule that was removed still forbade.")?;
    Ok("One forbade what was allowed; the other gave nothing.")
}

pub(super) async fn pause(office: &Office) -> Outcome {
    let write = json!({ "title": "Toner", "content": "" });
    let switch = async |tool: &str| office.call(&office.alice, tool, json!({})).await;
    expect(is_done(&switch("agents_pause").await?), "Agents could not be paused.")?;
    let paused = office.ask(&office.alice, "notes_create", write.clone()).await?;
    let by_hand = office.call(&office.alice, "notes_create", write.clone()).await?;
    expect(is_done(&switch("agents_resume").await?), "Agents could not be resumed.")?;
    let resumed = office.ask(&office.alice, "notes_create", write).await?;
    expect(is_denied(&paused, DenialCode::Paused), "An agent wrote while it was paused.")?;
    expect(is_done(&by_hand), "A pause of agents stopped a person.")?;
    expect(is_done(&resumed), "An agent stayed paused after it was resumed.")?;
    Ok("The agent was stopped, the hand was not, and the agent went on afterwards.")
}

pub(super) async fn others(office: &Office) -> Outcome {
    let note = office.note(&office.alice, "Groceries").await?;
    let change = async |id: i64| {
        let arguments = json!({ "note_id": id, "title": "Mine" });
        office.call(&office.bob, "notes_update", arguments).await
    };
    let (alices, nobodys) = (change(note).await?, change(i64::MAX).await?);
    expect(is_denied(&alices, DenialCode::NotFound), "Bob changed Alice's note, or learned that it is there.")?;
    expect(is_denied(&nobodys, DenialCode::NotFound), "A note that does not exist was not refused.")?;
    let told = |call: &CallRecord| call.denial.as_ref().map(|denial| denial.explanation.clone());
    expect(told(&alices) == told(&nobodys), "The two are told apart by what is said.")?;
    let own = office.call(&office.alice, "notes_update", json!({ "note_id": note, "title": "Mine" })).await?;
    expect(is_done(&own), "Alice could not change her own note.")?;
    Ok("Both are refused in the same words.")
}

pub(super) async fn recorded(office: &Office) -> Outcome {
    let verdict = office.gate.verify_audit(VerifyOptions::default()).await?;
    expect(matches!(verdict, Verdict::Intact { .. }), "The record of the throw-away office is not whole.")?;
    let mut recorded = BTreeSet::new();
    let mut last = 0;
    loop {
        let events = office.gate.export_audit(last).await?;
        let Some(end) = events.last() else { break };
        last = end.seq;
        recorded.extend(events.iter().filter_map(|event| event.call_id));
    }
    let calls = office.gate.calls(&office.admin, true, &[], None, 10_000).await?;
    expect(!calls.is_empty(), "No call was kept.")?;
    expect(calls.iter().all(|call| recorded.contains(&call.id.0)), "A call has no event.")?;
    Ok("Every call has its event, and the record is whole.")
}
