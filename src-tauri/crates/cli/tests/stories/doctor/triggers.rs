//! Triggers that somebody slipped into the database, each seen by what it does.

use super::trigger_breaks;

#[test]
fn a_trigger_that_gives_everybody_a_permission() {
    trigger_breaks(
        "default_deny",
        "AFTER INSERT ON person_roles BEGIN INSERT OR IGNORE INTO role_grants (role_id, permission) \
         VALUES (NEW.role_id, 'tasks:create'); END",
    );
}

#[test]
fn a_trigger_that_lets_people_answer_themselves() {
    trigger_breaks(
        "requester_is_not_decider",
        "AFTER INSERT ON holds WHEN NEW.level = 'approve' BEGIN UPDATE holds SET level = 'confirm' \
         WHERE id = NEW.id; END",
    );
}

#[test]
fn a_trigger_that_opens_again_what_was_used_up() {
    trigger_breaks(
        "verdict_single_use",
        "AFTER UPDATE OF state ON holds WHEN NEW.state = 'redeemed' BEGIN UPDATE holds SET state = 'pending' \
         WHERE id = NEW.id; END",
    );
}

#[test]
fn a_trigger_that_opens_again_what_was_edited() {
    trigger_breaks(
        "edits_void_approval",
        "AFTER UPDATE OF state ON holds WHEN NEW.state = 'withdrawn' BEGIN UPDATE holds SET state = 'pending' \
         WHERE id = NEW.id; END",
    );
}

#[test]
fn a_trigger_that_keeps_what_was_taken_back() {
    trigger_breaks(
        "revocation_at_once",
        "AFTER UPDATE OF revoked_at ON grants WHEN NEW.revoked_at IS NOT NULL BEGIN UPDATE grants \
         SET revoked_at = NULL WHERE id = NEW.id; END",
    );
}

#[test]
fn a_trigger_that_takes_rules_away() {
    trigger_breaks(
        "rules_only_tighten",
        "AFTER INSERT ON rules BEGIN UPDATE rules SET removed_at = 0 WHERE id = NEW.id; END",
    );
}

#[test]
fn a_trigger_that_resumes_agents() {
    trigger_breaks(
        "pause_stops_agents",
        "AFTER UPDATE OF paused_at ON people WHEN NEW.paused_at IS NOT NULL BEGIN UPDATE people \
         SET paused_at = NULL WHERE id = NEW.id; END",
    );
}

#[test]
fn a_trigger_that_gives_everything_to_bob() {
    trigger_breaks(
        "others_not_found",
        "AFTER INSERT ON notes BEGIN UPDATE notes SET owner_id = (SELECT id FROM people \
         WHERE email = 'bob@example.com') WHERE id = NEW.id; END",
    );
}

#[test]
fn a_trigger_that_rewrites_what_is_recorded() {
    trigger_breaks(
        "no_effect_without_record",
        "AFTER UPDATE ON audit_heads WHEN NEW.seq = 30 BEGIN UPDATE audit_heads SET hash = 'another'; END",
    );
}
