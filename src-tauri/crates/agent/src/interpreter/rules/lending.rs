//! Permissions that are asked for, requests that are decided, and what is lent.

use super::Row;

pub(super) const RULES: &[Row] = &[
    (
        "permission_requests_create request_kind=permission",
        "ask for permission to create tasks",
        &[
            "<ask-for> [the] permission to {permission=ability} <asked-term> [<because-note>]",
            "<ask-for> the permission {permission=ability} <asked-term> [<because-note>]",
            "(i need|i want|i'd like|i would like|get me) [the] permission to {permission=ability} <asked-term> [<because-note>]",
            "be allowed to {permission=ability} <asked-term> [<because-note>]",
        ],
    ),
    (
        "permission_requests_create request_kind=delegation",
        "ask Bob to let me create tasks for him",
        &[
            "ask {target_user=person} to (let|allow) me [to] {permission=lent} for <their> <asked-term> [<because-note>]",
            "ask {target_user=person} (whether|if) i (may|can|could) {permission=lent} for <their> <asked-term> [<because-note>]",
            "ask {target_user=person} for permission to {permission=lent} for <their> <asked-term> [<because-note>]",
            "<ask-for> permission to {permission=lent} for {target_user=person} <asked-term> [<because-note>]",
        ],
    ),
    (
        "permission_requests_mine",
        "show my requests",
        &[
            "<mine> [permission] requests",
            "what (became of|happened to|has become of) my [permission] requests",
            "what have i asked for",
            "(where|how) do my requests stand",
            "<mine> {status} [permission] requests",
            "(which|what) of my requests (are|were|have been|is|was) [still] {status}",
        ],
    ),
    (
        "permission_requests_withdraw",
        "withdraw request 3",
        &["(withdraw|take back|retract|cancel) {request_id=request}"],
    ),
    (
        "approvals_requests_list",
        "what is waiting for me?",
        &[
            "[<show>] (what is|what's) waiting for me",
            "<show> the requests [that|which] i (can|may) (decide|approve)",
            "(which|what) requests (can|may) i (decide|approve)",
            "(which|what) requests are waiting for me",
            "what (can|may) i decide",
        ],
    ),
    (
        "approvals_request_decide decision=approve",
        "approve request 3",
        &["(approve|grant|accept) {request_id=decidable} <asked-term> [<because>]"],
    ),
    (
        "approvals_request_decide decision=reject",
        "reject request 3 because …",
        &["(reject|refuse|decline|deny|turn down) {request_id=decidable} [<because>]"],
    ),
    (
        "delegations_mine",
        "show my delegations",
        &[
            "<mine> delegations",
            "what (have i lent|do i lend) [to others|to other people|to anyone|to anybody]",
            "what (is|has been) lent to me",
            "(what|which) delegations <have>",
        ],
    ),
    (
        "delegations_mine include_revoked=true",
        "show my delegations including the revoked ones",
        &[
            "<show> <my> delegations [,] (including|with) [the] revoked [ones]",
            "<show> <my> delegations [,] [also] the revoked ones [too]",
        ],
    ),
    (
        "delegations_create",
        "let Bob create tasks for me until 2026-12-31",
        &[
            "(let|allow) {delegate=person} [to] {permission=lent} for me <lent-term> [<because>]",
            "(let|allow) {delegate=person} [to] {permission=lent} on my (account|behalf) <lent-term> [<because>]",
            "(give|grant) {delegate=person} [the] permission to {permission=lent} (for me|on my account|on my behalf) <lent-term> [<because>]",
            "lend {delegate=person} {permission=lent} <lent-term> [<because>]",
        ],
    ),
    (
        "delegations_update_expiration",
        "extend delegation 3 to 2027-01-31",
        &[
            "(extend|shorten|prolong) {delegation_id=delegation} (to|until) {expires_at=end}",
            "(let|make) {delegation_id=delegation} end (on|with) {expires_at=end}",
            "(let|make) {delegation_id=delegation} end in {expires_at=term}",
        ],
    ),
    (
        "delegations_update_expiration expires_at=none",
        "let delegation 3 never end",
        &["(let|make) {delegation_id=delegation} never end", "remove the end (of|from) {delegation_id=delegation}"],
    ),
    ("delegations_revoke", "revoke delegation 3", &["<take-back> {delegation_id=delegation}"]),
    (
        "standing_mine",
        "show my standing approvals",
        &["<mine> standing approvals", "(what|which) standing approvals <have>"],
    ),
    (
        "standing_mine include_ended=true",
        "show my standing approvals including the ended ones",
        &["<show> <my> standing approvals [,] (including|with) [the] ended [ones]"],
    ),
    ("standing_revoke", "revoke standing approval 3", &["<take-back> {standing_id=standing}"]),
];
