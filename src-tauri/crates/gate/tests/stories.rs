//! The gate, over a real demo office: what is let through, what is asked, what is
//! refused, and what the record says of each.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

#[path = "stories/access.rs"]
mod access;
#[path = "stories/alarms.rs"]
mod alarms;
#[path = "stories/approvals.rs"]
mod approvals;
#[path = "stories/attacks.rs"]
mod attacks;
#[path = "stories/clients.rs"]
mod clients;
#[path = "stories/common.rs"]
mod common;
#[path = "stories/crowds.rs"]
mod crowds;
#[path = "stories/delegations.rs"]
mod delegations;
#[path = "stories/dry_run.rs"]
mod dry_run;
#[path = "stories/edits.rs"]
mod edits;
#[path = "stories/every_way.rs"]
mod every_way;
#[path = "stories/explained.rs"]
mod explained;
#[path = "stories/files.rs"]
mod files;
#[path = "stories/forgetting.rs"]
mod forgetting;
#[path = "stories/glass.rs"]
mod glass;
#[path = "stories/holds.rs"]
mod holds;
#[path = "stories/looked_into.rs"]
mod looked_into;
#[path = "stories/model.rs"]
mod model;
#[path = "stories/moved.rs"]
mod moved;
#[path = "stories/outside.rs"]
mod outside;
#[path = "stories/owed.rs"]
mod owed;
#[path = "stories/pause.rs"]
mod pause;
#[path = "stories/plans.rs"]
mod plans;
#[path = "stories/races.rs"]
mod races;
#[path = "stories/record.rs"]
mod record;
#[path = "stories/requests.rs"]
mod requests;
#[path = "stories/ringing.rs"]
mod ringing;
#[path = "stories/rotation.rs"]
mod rotation;
#[path = "stories/runs.rs"]
mod runs;
#[path = "stories/samples.rs"]
mod samples;
#[path = "stories/setup.rs"]
mod setup;
#[path = "stories/sign_in.rs"]
mod sign_in;
#[path = "stories/standing.rs"]
mod standing;
#[path = "stories/taken_up.rs"]
mod taken_up;
#[path = "stories/terminal.rs"]
mod terminal;
#[path = "stories/tools.rs"]
mod tools;
#[path = "stories/warrants.rs"]
mod warrants;
