//! The table of docs/protocol.md#transitions: what each record changes in each phase, who is notified, and what a refused
//! record is answered with.
//!
//! [`claims`]: who has the alert. [`child`]: with the child, done. [`words`]: changes, answers, cancel. [`clock`]: the records of
//! the clock and of the board.

mod child;
mod claims;
mod clock;
mod words;

use super::*;

pub(super) const DAVID: UserId = UserId(4);
pub(super) const MODERATOR: UserId = UserId(7);

pub(super) fn name_of(person: UserId) -> &'static str {
    match person {
        SARAH => "Sarah",
        MIKE => "Mike",
        LISA => "Lisa",
        DAVID => "David",
        _ => "a moderator",
    }
}

pub(super) fn takes(neighbor_id: UserId) -> Kind {
    Kind::Claimed {
        neighbor_id,
        neighbor_name: name_of(neighbor_id).into(),
        message: String::new(),
        message_id: None,
        channel_id: None,
        locale: None,
    }
}

pub(super) fn takes_over(neighbor_id: UserId, since: Option<i64>) -> Kind {
    let neighbor_name = name_of(neighbor_id).into();
    Kind::TakenOver { neighbor_id, neighbor_name, message: String::new(), locale: None, since }
}

pub(super) fn gives_back(neighbor_id: UserId, since: Option<i64>) -> Kind {
    Kind::Released { neighbor_id, moderator_id: None, parent_id: None, since }
}

pub(super) fn offers(neighbor_id: UserId, to_id: UserId, since: Option<i64>) -> Kind {
    Kind::Offered { neighbor_id, to_id, to_name: name_of(to_id).into(), since }
}

pub(super) fn stands_by(neighbor_id: UserId, since: Option<i64>) -> Kind {
    Kind::Standby { neighbor_id, neighbor_name: name_of(neighbor_id).into(), since }
}

pub(super) fn has_child(neighbor_id: UserId) -> Kind {
    Kind::WithChild { neighbor_id, since: None }
}

/// The offset of the claim that counts, which the buttons of a claimed card name.
pub(super) fn claim_at(state: &AlertState) -> Option<i64> {
    state.claim().map(|claim| claim.offset)
}

/// Nobody has it, and its card has been there for five minutes.
pub(super) fn open() -> Log {
    let mut log = Log::shown();
    log.next = 310;
    log
}

/// Mike has it.
pub(super) fn taken() -> Log {
    let mut log = open();
    assert_eq!(log.add("mike takes", takes(MIKE)), Outcome::Applied);
    log
}

/// The child is with Mike.
pub(super) fn met() -> Log {
    let mut log = taken();
    assert_eq!(log.add("mike meets", has_child(MIKE)), Outcome::Applied);
    log
}

/// Sarah has cancelled it while nobody had it.
pub(super) fn over() -> Log {
    let mut log = open();
    let cancelled = Kind::Cancelled { parent_id: SARAH, moderator_id: None, since: None };
    assert_eq!(log.add("sarah cancels", cancelled), Outcome::Applied);
    log
}

/// Mike has offered it to Lisa.
pub(super) fn offered(mut log: Log) -> Log {
    let since = claim_at(&log.state);
    assert_eq!(log.add("mike offers", offers(MIKE, LISA, since)), Outcome::Applied);
    log
}

/// Lisa is backup.
pub(super) fn with_backup() -> Log {
    let mut log = taken();
    let since = claim_at(&log.state);
    assert_eq!(log.add("lisa stands by", stands_by(LISA, since)), Outcome::Applied);
    log
}

/// Mike took it and gave it back.
pub(super) fn given_back() -> Log {
    let mut log = taken();
    let since = claim_at(&log.state);
    assert_eq!(log.add("mike gives back", gives_back(MIKE, since)), Outcome::Applied);
    log
}

/// One row: the record in the phases open, claimed, with child, over.
pub(super) fn row(record: impl Fn(&AlertState) -> Kind) -> [String; 4] {
    [open(), taken(), met(), over()].map(|log| cell(log, &record))
}

/// What the record changes, in words; "nothing", or why it is refused.
pub(super) fn cell(mut log: Log, record: impl Fn(&AlertState) -> Kind) -> String {
    let before = log.state.clone();
    let kind = record(&before);
    let event = log.event("it", kind);
    let outcome = log.state.fold(&event);
    let after = &log.state;
    let mut changes = changes(&before, after);
    if let Outcome::Refused(refusal) = &outcome {
        assert!(changes.is_empty(), "refused, and {changes:?}");
        assert_eq!((&before.notices, before.changed_at), (&after.notices, after.changed_at), "refused");
        return format!("refused: {}", variant(refusal));
    }
    assert_eq!(outcome, Outcome::Applied);
    // Everything that people see edits the card.
    assert!(changes.is_empty() || after.changed_at == event.offset, "{changes:?} is not shown");
    let told: Vec<_> = after.notices.iter().filter(|notice| notice.cause == event.id).collect();
    for (place, notice) in told.iter().enumerate() {
        assert!(
            told[..place].iter().all(|other| other.recipient != notice.recipient),
            "two for {:?}",
            notice.recipient
        );
    }
    assert_eq!(after.notices.iter().filter(|notice| !before.notices.contains(notice)).count(), told.len());
    changes.extend(told.into_iter().map(|notice| {
        let whom =
            notice.person(after).map_or_else(|| format!("{:?}", notice.recipient), |who| name_of(who).to_owned());
        format!("{whom}: {}", subject(&notice.about))
    }));
    if changes.is_empty() { "nothing".to_owned() } else { changes.join(", ") }
}

fn changes(before: &AlertState, after: &AlertState) -> Vec<String> {
    let backup = |state: &AlertState| state.holding().and_then(|holding| holding.standby.clone());
    let offer = |state: &AlertState| state.holding().and_then(|holding| holding.offer.clone());
    let mut changes = Vec::new();
    let mut changed = |differs: bool, what: String| changes.extend(differs.then_some(what));
    changed(phase(before) != phase(after), phase(after));
    changed(before.opening.offset != after.opening.offset, "the clock begins again".to_owned());
    let new_step = after.step.filter(|_| before.step != after.step);
    changed(new_step.is_some(), format!("step {}", new_step.unwrap_or_default()));
    changed(before.words_at() != after.words_at(), "new words".to_owned());
    let is_same_claim = claim_at(before) == claim_at(after) && !after.is_over();
    let new_backup = backup(after).filter(|_| backup(before) != backup(after));
    changed(new_backup.is_some(), format!("backup {}", new_backup.map_or_else(String::new, |person| person.name)));
    let lost = is_same_claim && backup(before).is_some() && backup(after).is_none();
    changed(lost, "no backup".to_owned());
    let new_offer = offer(after).filter(|_| offer(before) != offer(after));
    changed(
        new_offer.is_some(),
        format!("offered to {}", new_offer.map_or_else(String::new, |(person, _)| person.name)),
    );
    changed(after.question().is_some_and(|asked| Some(asked) != before.question()), "a question".to_owned());
    changed(is_same_claim && before.question().is_some() && after.question().is_none(), "no question".to_owned());
    changed(before.redacted != after.redacted, "redacted".to_owned());
    changes
}

fn phase(state: &AlertState) -> String {
    match &state.phase {
        Phase::Open => "open".to_owned(),
        Phase::Claimed { claim, .. } => format!("{} has it", claim.neighbor_name),
        Phase::WithChild { claim, with, .. } if claim.neighbor_id == with.id => format!("{} has the child", with.name),
        Phase::WithChild { claim, with, .. } => format!("{} has it, {} has the child", claim.neighbor_name, with.name),
        Phase::Over { ending, safe, .. } => format!("over: {ending:?}{}", if *safe { ", safe" } else { "" }),
    }
}

fn subject(about: &About) -> String {
    let by = match about {
        About::Released { by, .. } | About::Changed { by, .. } | About::Ended { by: Some(by), .. } => {
            format!(" by {by:?}")
        }
        _ => String::new(),
    };
    format!("{}{by}", variant(about))
}

/// The name of an enum's variant.
fn variant(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}").split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}
