//! The verbs that say an effect, by the kind of effect. A verb may say several.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Kinds of effects, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Kinds(u32);

impl Kinds {
    pub(super) const CREATE: Self = Self(1);
    pub(super) const CHANGE: Self = Self(1 << 1);
    pub(super) const DELETE: Self = Self(1 << 2);
    pub(super) const COMPLETE: Self = Self(1 << 3);
    pub(super) const RESTORE: Self = Self(1 << 4);
    pub(super) const CANCEL: Self = Self(1 << 5);
    pub(super) const SNOOZE: Self = Self(1 << 6);
    pub(super) const DISMISS: Self = Self(1 << 7);
    pub(super) const ASK: Self = Self(1 << 8);
    pub(super) const WITHDRAW: Self = Self(1 << 9);
    pub(super) const APPROVE: Self = Self(1 << 10);
    pub(super) const REJECT: Self = Self(1 << 11);
    pub(super) const GRANT: Self = Self(1 << 12);
    pub(super) const REVOKE: Self = Self(1 << 13);
    pub(super) const ASSIGN: Self = Self(1 << 14);
    pub(super) const PAUSE: Self = Self(1 << 15);
    pub(super) const RESUME: Self = Self(1 << 16);
    pub(super) const DISABLE: Self = Self(1 << 17);
    pub(super) const ENABLE: Self = Self(1 << 18);
    pub(super) const READ: Self = Self(1 << 19);
    pub(super) const TELL: Self = Self(1 << 20);
    /// Put off, as a call that waits or was only planned.
    pub(super) const WAIT: Self = Self(1 << 21);
    /// Something was done, whatever it is.
    pub(super) const ANY: Self = Self(1 << 22);
    /// Sessions were ended.
    pub(super) const END: Self = Self(1 << 24);
    /// What no tool does, unless one is named after it.
    pub(super) const OUTSIDE: Self = Self(1 << 23);

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// What makes something be there, so that reading it shows that it was done.
    pub(super) const MAKES: Self = Self::CREATE.and(Self::GRANT).and(Self::ASK).and(Self::ASSIGN);
    /// What takes something away.
    pub(super) const TAKES: Self =
        Self::DELETE.and(Self::CANCEL).and(Self::REVOKE).and(Self::WITHDRAW).and(Self::DISABLE).and(Self::DISMISS);
}

/// One form of a verb.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    /// The verb as a dictionary has it.
    pub(super) base: &'static str,
    /// The form that stands after “was”.
    pub(super) participle: &'static str,
    pub(super) kinds: Kinds,
    /// Whether it says the past by itself: “wrote”, “deleted”.
    pub(super) past: bool,
    /// Whether it follows “was” and “have”: “written”, “deleted”.
    pub(super) perfect: bool,
    /// Whether it may as well be the base: “set”, “put”.
    pub(super) plain: bool,
}

/// Each entry: base, past, and the participle where it is another.
const VERBS: &[(Kinds, &str)] = &[
    (
        Kinds::CREATE,
        "create created, add added, make made, write wrote written, jot jotted, draft drafted, record recorded, \
         log logged, save saved, store stored, note noted, enter entered, insert inserted, register registered, \
         set set, schedule scheduled, program programmed, configure configured, activate activated, \
         duplicate duplicated, copy copied, clone cloned, generate generated, compose composed, establish established, \
         open opened, put put, append appended, place placed, arm armed, introduce introduced, capture captured, \
         enrol enrolled, onboard onboarded, define defined, plan planned, start started, produce produced",
    ),
    (
        Kinds::CHANGE,
        "change changed, update updated, edit edited, modify modified, alter altered, adjust adjusted, \
         rename renamed, retitle retitled, rewrite rewrote rewritten, correct corrected, fix fixed, amend amended, \
         revise revised, replace replaced, move moved, reschedule rescheduled, postpone postponed, delay delayed, \
         push pushed, shift shifted, extend extended, shorten shortened, increase increased, lower lowered, \
         raise raised, reduce reduced, switch switched, convert converted, expand expanded, reword reworded, \
         merge merged, combine combined, swap swapped, bump bumped, tweak tweaked, prolong prolonged, set set, \
         add added, append appended, put put, save saved, make made, configure configured, turn turned, bring brought, \
         write wrote written, limit limited, reset reset, tighten tightened, lengthen lengthened, mark marked, \
         record recorded, remove removed, clear cleared, advance advanced, transfer transferred, apply applied, \
         reorganize reorganized, reorganise reorganised, sort sorted, prioritize prioritized, insert inserted, \
         reopen reopened, renew renewed, restrict restricted, redefine redefined, enter entered, insert inserted",
    ),
    (
        Kinds::DELETE,
        "delete deleted, remove removed, erase erased, wipe wiped, trash trashed, discard discarded, \
         destroy destroyed, purge purged, drop dropped, scrap scrapped, eliminate eliminated, bin binned, \
         clear cleared, empty emptied, clean cleaned, throw threw thrown, get got, nuke nuked, ditch ditched",
    ),
    (
        Kinds::COMPLETE,
        "complete completed, finish finished, tick ticked, check checked, cross crossed, close closed, \
         resolve resolved, accomplish accomplished, fulfil fulfilled, fulfill fulfilled, wrap wrapped, do did done, \
         conclude concluded",
    ),
    (
        Kinds::CANCEL,
        "cancel cancelled, cancel canceled, disable disabled, deactivate deactivated, stop stopped, \
         silence silenced, remove removed, call called, unset unset, abort aborted, clear cleared, kill killed",
    ),
    (
        Kinds::SNOOZE,
        "snooze snoozed, postpone postponed, delay delayed, push pushed, put put, set set, reschedule rescheduled",
    ),
    (
        Kinds::DISMISS,
        "dismiss dismissed, silence silenced, stop stopped, mute muted, clear cleared, acknowledge acknowledged",
    ),
    (
        Kinds::RESTORE,
        "restore restored, recover recovered, undo undid undone, revert reverted, reinstate reinstated, \
         retrieve retrieved, undelete undeleted, reopen reopened, bring brought, roll rolled, reverse reversed, \
         unmark unmarked, rescue rescued",
    ),
    (
        Kinds::ASK,
        "ask asked, request requested, file filed, submit submitted, apply applied, escalate escalated, send sent, \
         create created, make made, raise raised, forward forwarded, open opened, put put, place placed, seek sought, \
         lodge lodged, register registered",
    ),
    (
        Kinds::WITHDRAW,
        "withdraw withdrew withdrawn, retract retracted, rescind rescinded, take took taken, cancel cancelled, \
         cancel canceled, pull pulled, remove removed, delete deleted, recall recalled",
    ),
    (
        Kinds::APPROVE,
        "approve approved, accept accepted, authorise authorised, authorize authorized, confirm confirmed, \
         grant granted, allow allowed, permit permitted, okay okayed, greenlight greenlit, sign signed, decide decided, \
         answer answered, validate validated",
    ),
    (
        Kinds::REJECT,
        "reject rejected, decline declined, refuse refused, deny denied, disapprove disapproved, veto vetoed, \
         turn turned, decide decided, answer answered",
    ),
    (
        Kinds::GRANT,
        "grant granted, give gave given, provide provided, allow allowed, permit permitted, award awarded, \
         assign assigned, lend lent, delegate delegated, share shared, entrust entrusted, authorise authorised, \
         authorize authorized, add added, let let, set set, extend extended, unlock unlocked, enable enabled, \
         promote promoted, loan loaned, create created, make made, set set",
    ),
    (
        Kinds::REVOKE,
        "revoke revoked, remove removed, withdraw withdrew withdrawn, take took taken, cancel cancelled, \
         cancel canceled, end ended, strip stripped, terminate terminated, rescind rescinded, delete deleted, \
         expire expired, stop stopped, invalidate invalidated, demote demoted, disable disabled, close closed",
    ),
    (
        Kinds::ASSIGN,
        "assign assigned, delegate delegated, allocate allocated, hand handed, give gave given, share shared, \
         reassign reassigned, transfer transferred",
    ),
    (
        Kinds::PAUSE,
        "pause paused, suspend suspended, halt halted, stop stopped, freeze froze frozen, disable disabled, \
         switch switched, turn turned, deactivate deactivated",
    ),
    (
        Kinds::RESUME,
        "resume resumed, unpause unpaused, restart restarted, reactivate reactivated, reenable reenabled, \
         enable enabled, activate activated, switch switched, turn turned, start started, continue continued",
    ),
    (
        Kinds::DISABLE,
        "disable disabled, deactivate deactivated, block blocked, ban banned, suspend suspended, lock locked, \
         sign signed, log logged, switch switched, turn turned",
    ),
    (
        Kinds::ENABLE,
        "enable enabled, reenable reenabled, reactivate reactivated, unblock unblocked, unlock unlocked, \
         activate activated, allow allowed, switch switched, turn turned",
    ),
    (Kinds::END, "end ended, terminate terminated, close closed, log logged, sign signed, invalidate invalidated"),
    (Kinds::READ, "mark marked, dismiss dismissed, clear cleared, acknowledge acknowledged"),
    (
        Kinds::TELL,
        "notify notified, inform informed, tell told, remind reminded, alert alerted, warn warned, let let, \
         brief briefed, ping pinged, contact contacted",
    ),
    (
        Kinds::WAIT,
        "queue queued, hold held, park parked, plan planned, prepare prepared, forward forwarded, pass passed",
    ),
    (
        Kinds::ANY,
        "do did done, handle handled, execute executed, perform performed, process processed, finalise finalised, \
         finalize finalized, apply applied, implement implemented, make made, take took taken, save saved, \
         update updated, complete completed, finish finished, carry carried, sort sorted, change changed, \
         modify modified, touch touched, store stored, accomplish accomplished, settle settled, arrange arranged, \
         organise organised, organize organized, commit committed, fix fixed, resolve resolved",
    ),
    (
        Kinds::OUTSIDE,
        "email emailed, mail mailed, message messaged, text texted, call called, phone phoned, ring rang rung, \
         pay paid, purchase purchased, buy bought, book booked, order ordered, reserve reserved, print printed, \
         post posted, publish published, tweet tweeted, upload uploaded, download downloaded, refund refunded, \
         ship shipped, deliver delivered, dispatch dispatched, donate donated, subscribe subscribed, \
         unsubscribe unsubscribed, export exported, install installed, contact contacted, reply replied, \
         sync synced, encrypt encrypted, archive archived, pin pinned, fax faxed, charge charged, invite invited, \
         attach attached, send sent, forward forwarded, share shared, transfer transferred, import imported, \
         hire hired, sell sold, translate translated, charge charged, invoice invoiced, reimburse reimbursed, \
         tag tagged, synchronize synchronized, synchronise synchronised, back backed, wire wired, speak spoke spoken, \
         respond responded, rent rented, tip tipped, mute muted, star starred, flag flagged, broadcast broadcast, \
         arrange arranged, renew renewed, hide hid hidden, scan scanned, deposit deposited",
    ),
];

fn put(forms: &mut HashMap<&'static str, Form>, word: &'static str, form: Form) {
    let known = forms.entry(word).or_insert(form);
    known.kinds = known.kinds.and(form.kinds);
    known.past |= form.past;
    known.perfect |= form.perfect;
    known.plain |= form.plain;
}

struct Lexicon {
    forms: HashMap<&'static str, Form>,
    bases: HashMap<&'static str, Form>,
}

fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| {
        let (mut forms, mut bases) = (HashMap::new(), HashMap::new());
        for (kinds, entry) in VERBS.iter().flat_map(|(kinds, list)| list.split(',').map(move |entry| (*kinds, entry))) {
            let mut words = entry.split_whitespace();
            let (Some(base), Some(past)) = (words.next(), words.next()) else { continue };
            let last = words.next();
            let participle = last.unwrap_or(past);
            let plain = base == past;
            let form = Form { base, participle, kinds, past: true, perfect: last.is_none(), plain };
            put(&mut forms, past, form);
            if last.is_some() {
                put(&mut forms, participle, Form { past: false, perfect: true, ..form });
            }
            put(&mut bases, base, form);
        }
        Lexicon { forms, bases }
    })
}

/// A past or participle of a verb that says an effect.
pub(super) fn form(word: &str) -> Option<Form> {
    lexicon().forms.get(word).copied()
}

/// The base of a verb that says an effect.
pub(super) fn base(word: &str) -> Option<Form> {
    lexicon().bases.get(word).copied()
}
