//! The life of a hold in every interleaving of two processes and two deciders, over
//! the transition functions the gate itself uses. What one write transaction does is
//! one step here; between two steps anything else may happen.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use assent_policy::life::{CallEvent, CallState, Found, FoundVerdict, HoldEvent, HoldState, Stop, Today};
use stateright::{Checker, Model, Property};

const ONCE: &str = "an effect happens at most once";
const LIVE: &str = "an effect happens only under a live verdict";
const TRUE: &str = "the record says what happened";

/// The two processes, and the two who may decide.
const BOTH: [usize; 2] = [0, 1];

/// How far a process is with the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Stage {
    Idle,
    /// It has a warrant for a call it read in this state.
    Warrant(CallState),
    /// Its intent is on record, and nothing has happened outside.
    Begun,
    /// It has happened outside, and is not on record.
    Acted,
}

/// The database, the time, the processes, and what has happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Life {
    call: CallState,
    hold: HoldState,
    decided_by: Option<usize>,
    entitled: [bool; 2],
    is_over: bool,
    has_moved: bool,
    stages: [Stage; 2],
    effects: u8,
    lawless: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Step {
    /// A decider answers.
    Verdict(usize, bool),
    /// The right to decide is taken away.
    Revoke(usize),
    /// The time of the hold is over.
    TimePasses,
    /// Somebody ends the hold whose time is over.
    Expire,
    /// The acting person, or an edit, withdraws it.
    Withdraw,
    /// What it would change changes.
    Move,
    /// A process finds it approved and lets it through.
    TakeUp(usize),
    /// A process redeems its warrant.
    Redeem(usize),
    /// The effect outside happens.
    Act(usize),
    /// Its outcome is recorded.
    Complete(usize),
    /// The tool gives up before anything happened.
    Fail(usize),
    /// A process is gone, with all it knew.
    Crash(usize),
    /// A lease is over: whoever held it is taken for gone.
    Sweep,
    /// Somebody looks whether what is in doubt happened.
    Resolve,
}

/// A way in which the gate could be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flaw {
    None,
    /// It redeems whatever it finds.
    NeverLooks,
    /// It trusts what it read before its transaction.
    TrustsWhatItRead,
    /// It does not ask whether the decider still may.
    ForgetsWhoMay,
    /// It does not look at the time.
    ForgetsTheTime,
    /// It does not look at the plan.
    ForgetsThePlan,
    /// It records a failure over what another process runs.
    FailsWhatAnotherRuns,
}

struct Office {
    /// Whether the effect happens outside the database.
    outside: bool,
    flaw: Flaw,
}

impl Office {
    fn find(&self, life: &Life, minted: CallState) -> Found {
        let has = |flaw| self.flaw == flaw;
        let may = life.decided_by.is_some_and(|decider| life.entitled[decider]);
        let (call, hold) =
            if has(Flaw::TrustsWhatItRead) { (minted, HoldState::Approved) } else { (life.call, life.hold) };
        Found {
            minted,
            call: Some(call),
            in_lease: true,
            signed_in: true,
            same_tool: true,
            today: Today::AsDecided,
            verdict: Some(FoundVerdict {
                hold: Some(hold),
                in_time: !life.is_over || has(Flaw::ForgetsTheTime),
                as_shown: true,
                entitled: may || has(Flaw::ForgetsWhoMay),
                same_plan: !life.has_moved || has(Flaw::ForgetsThePlan),
            }),
        }
    }

    fn redeem(&self, life: &mut Life, process: usize, minted: CallState) {
        let found = self.find(life, minted);
        let answer = if self.flaw == Flaw::NeverLooks { Ok(()) } else { found.redemption() };
        life.stages[process] = Stage::Idle;
        match answer {
            Err(stop) => refuse(life, minted, stop),
            Ok(()) => {
                let event = if self.outside { CallEvent::Begin } else { CallEvent::Succeed };
                life.lawless |= !is_live(life);
                life.call = minted.after(event).unwrap();
                life.hold = HoldState::Approved.after(HoldEvent::Redeem).unwrap();
                if self.outside {
                    life.stages[process] = Stage::Begun;
                } else {
                    life.effects += 1;
                }
            }
        }
    }

    fn fail(&self, life: &mut Life, process: usize) {
        let own = match std::mem::replace(&mut life.stages[process], Stage::Idle) {
            Stage::Warrant(minted) => minted,
            _ => CallState::Executing,
        };
        if life.call != own && self.flaw != Flaw::FailsWhatAnotherRuns {
            return;
        }
        let Some(failed) = life.call.after(CallEvent::Fail) else { return };
        life.call = failed;
        if life.hold == HoldState::Approved {
            life.hold = life.hold.after(HoldEvent::Void).unwrap();
        }
    }
}

/// What is true of the verdict, whoever looks.
fn is_live(life: &Life) -> bool {
    life.hold == HoldState::Approved
        && !life.is_over
        && !life.has_moved
        && life.decided_by.is_some_and(|decider| life.entitled[decider])
}

fn refuse(life: &mut Life, minted: CallState, stop: Stop) {
    let Some(denied) = minted.after(CallEvent::Refuse).filter(|_| life.call == minted) else { return };
    life.call = denied;
    if life.hold == HoldState::Approved {
        let event = if stop == Stop::Expired { HoldEvent::Expire } else { HoldEvent::Void };
        life.hold = life.hold.after(event).unwrap();
    }
}

fn end_hold(life: &mut Life, event: HoldEvent) {
    if let Some(next) = life.hold.after(event) {
        life.hold = next;
    }
}

impl Model for Office {
    type State = Life;
    type Action = Step;

    fn init_states(&self) -> Vec<Life> {
        let life = |call| Life {
            call,
            hold: HoldState::Pending,
            decided_by: None,
            entitled: [true; 2],
            is_over: false,
            has_moved: false,
            stages: [Stage::Idle; 2],
            effects: 0,
            lawless: false,
        };
        vec![life(CallState::Held), life(CallState::Planned)]
    }

    fn actions(&self, life: &Life, steps: &mut Vec<Step>) {
        steps.extend([Step::TimePasses, Step::Expire, Step::Withdraw, Step::Move, Step::Sweep, Step::Resolve]);
        for one in BOTH {
            steps.extend([Step::Verdict(one, true), Step::Verdict(one, false), Step::Revoke(one), Step::Crash(one)]);
            steps.extend(match life.stages[one] {
                Stage::Idle => vec![Step::TakeUp(one)],
                Stage::Warrant(_) => vec![Step::Redeem(one), Step::Fail(one)],
                Stage::Begun => vec![Step::Act(one), Step::Fail(one)],
                Stage::Acted => vec![Step::Complete(one)],
            });
        }
    }

    fn next_state(&self, before: &Life, step: Step) -> Option<Life> {
        let mut life = before.clone();
        match step {
            Step::Verdict(decider, yes) => {
                let event = if yes { HoldEvent::Approve } else { HoldEvent::Reject };
                if life.entitled[decider] && !life.is_over && life.hold.after(event).is_some() {
                    end_hold(&mut life, event);
                    life.decided_by = Some(decider);
                }
            }
            Step::Revoke(decider) => life.entitled[decider] = false,
            Step::TimePasses => life.is_over = true,
            Step::Expire if life.is_over => end_hold(&mut life, HoldEvent::Expire),
            Step::Expire => {}
            Step::Withdraw => end_hold(&mut life, HoldEvent::Withdraw),
            Step::Move => life.has_moved = true,
            Step::TakeUp(process) if life.hold == HoldState::Approved => {
                life.stages[process] = Stage::Warrant(life.call);
            }
            Step::TakeUp(_) => {}
            Step::Redeem(process) => {
                if let Stage::Warrant(minted) = life.stages[process] {
                    self.redeem(&mut life, process, minted);
                }
            }
            Step::Act(process) => {
                life.effects += 1;
                life.stages[process] = Stage::Acted;
            }
            Step::Complete(process) => {
                life.stages[process] = Stage::Idle;
                if let Some(done) = life.call.after(CallEvent::Succeed).filter(|_| life.call == CallState::Executing) {
                    life.call = done;
                }
            }
            Step::Fail(process) => self.fail(&mut life, process),
            Step::Crash(process) => life.stages[process] = Stage::Idle,
            Step::Sweep => {
                if let Some(lost) = life.call.after(CallEvent::Lose) {
                    life.call = lost;
                }
            }
            Step::Resolve => {
                let at_work = life.stages.iter().any(|stage| matches!(stage, Stage::Begun | Stage::Acted));
                let event = if life.effects > 0 { CallEvent::ResolveDone } else { CallEvent::ResolveUndone };
                if let Some(resolved) = life.call.after(event).filter(|_| !at_work) {
                    life.call = resolved;
                }
            }
        }
        (life != *before).then_some(life)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let mut properties = vec![
            Property::always(ONCE, |_, life: &Life| life.effects <= 1),
            Property::always(LIVE, |_, life: &Life| !life.lawless),
            Property::always(TRUE, |_, life: &Life| match life.call {
                CallState::Succeeded => life.effects == 1,
                CallState::Denied | CallState::Failed | CallState::Held | CallState::Planned => life.effects == 0,
                CallState::Executing | CallState::Ambiguous => true,
            }),
            Property::always("a hold that is used is used by its call", |_, life: &Life| {
                life.hold != HoldState::Redeemed || !matches!(life.call, CallState::Held | CallState::Planned)
            }),
            Property::sometimes("it runs", |_, life: &Life| life.call == CallState::Succeeded),
            Property::sometimes("the second decider's yes counts", |_, life: &Life| {
                life.call == CallState::Succeeded && life.decided_by == Some(1)
            }),
            Property::sometimes("a revoked yes is void", |_, life: &Life| {
                life.hold == HoldState::Void && life.entitled == [false, true] && !life.has_moved && !life.is_over
            }),
            Property::sometimes("a yes that came too late to run expires", |_, life: &Life| {
                life.hold == HoldState::Expired && life.decided_by.is_some()
            }),
            Property::sometimes("two processes have a warrant at once", |_, life: &Life| {
                life.stages.iter().all(|stage| matches!(stage, Stage::Warrant(_)))
            }),
        ];
        if self.outside {
            properties.push(Property::sometimes("a crash leaves it in doubt", |_, life: &Life| {
                life.call == CallState::Ambiguous && life.effects == 1
            }));
        }
        properties
    }

    fn within_boundary(&self, life: &Life) -> bool {
        life.effects <= 2
    }
}

#[test]
fn an_effect_happens_at_most_once_and_only_under_a_live_verdict() {
    for outside in [false, true] {
        let checker = Office { outside, flaw: Flaw::None }.checker().spawn_bfs().join();
        checker.assert_properties();
        assert!(checker.is_done() && checker.unique_state_count() > 500, "{} states", checker.unique_state_count());
    }
}

#[test]
fn each_flaw_in_the_gate_would_be_found() {
    for (flaw, outside, broken) in [
        (Flaw::NeverLooks, false, ONCE),
        (Flaw::NeverLooks, true, LIVE),
        (Flaw::TrustsWhatItRead, false, ONCE),
        (Flaw::TrustsWhatItRead, true, ONCE),
        (Flaw::ForgetsWhoMay, false, LIVE),
        (Flaw::ForgetsTheTime, false, LIVE),
        (Flaw::ForgetsThePlan, true, LIVE),
        (Flaw::FailsWhatAnotherRuns, true, TRUE),
    ] {
        let checker = Office { outside, flaw }.checker().spawn_bfs().join();
        assert!(checker.discovery(broken).is_some(), "{flaw:?} breaks nothing that is looked at");
    }
}
