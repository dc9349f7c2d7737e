//! What the card says. No emoji: a screen reader reads each one aloud.

use crate::alert::{Alert, Claim, Ending, Millis};
use crate::discord::action::Action;
use crate::discord::text::{by, child, clock, how_it_ended, name, parent, place, time, took};

/// The line above the card while it is open, which is also what a phone's notification shows.
#[must_use]
pub(crate) fn call(alert: &Alert) -> String {
    format!("{} {} needs help.", question(alert), name(&alert.parent_name))
}

/// "Who can meet Jake by 3:15 PM at Oak Street Bus Stop?", or "Who can meet Jake NOW at …?"
#[must_use]
pub(crate) fn question(alert: &Alert) -> String {
    let when = time(alert).map_or_else(|| "NOW".to_owned(), |time| format!("by {time}"));
    format!("Who can meet {} {when} at {}?", name(&alert.child_name), place(&alert.location))
}

/// The same line once somebody has taken it.
#[must_use]
pub(crate) fn taken(alert: &Alert, claim: &Claim, with_child: bool) -> String {
    let (neighbor, child) = (name(&claim.neighbor_name), name(&alert.child_name));
    if with_child {
        format!("{neighbor} is with {child}. No one else needs to go.")
    } else {
        format!("{neighbor} will meet {child} at {}. No one else needs to go.", place(&alert.location))
    }
}

/// The same line once it has ended.
#[must_use]
pub(crate) fn over(alert: &Alert, ending: Ending, claim: Option<&Claim>) -> String {
    let (child, parent) = (name(&alert.child_name), name(&alert.parent_name));
    match (ending, claim) {
        (Ending::Done, Some(claim)) => format!("{child} is safe. Thank you, {}!", name(&claim.neighbor_name)),
        (Ending::Done, None) => format!("{child} is safe."),
        (Ending::Cancelled, _) => format!("No longer needed: {parent}'s alert for {child} has ended."),
        (Ending::Expired, None) => format!("No one came forward for {child}{}.", by(alert)),
        (Ending::Expired, Some(_)) => format!("The time has passed: {parent}'s alert for {child} has ended."),
        (Ending::Missed, _) => too_late(alert),
        (Ending::Withdrawn, _) => format!("Not sent: {parent} was told to phone someone for {child}."),
        (Ending::NotShown, _) => format!("Not posted: {parent} was told to phone someone for {child}."),
    }
}

/// The same line where it came too late.
#[must_use]
pub(crate) fn too_late(alert: &Alert) -> String {
    let parent = name(&alert.parent_name);
    format!(
        "Arrived too late: {parent} asked for help with {}{}. Please check with {parent}.",
        name(&alert.child_name),
        by(alert)
    )
}

/// All that is left to say when the texts are deleted.
pub(crate) const ENDED: &str = "This alert has ended.";

/// Titles: how it stands, in a few words.
pub(crate) mod title {
    use super::{child, name};
    use crate::alert::{Alert, Claim, Ending};

    /// Nobody has taken it.
    #[must_use]
    pub(crate) fn open(alert: &Alert) -> String {
        format!("No one yet: {} needs someone", name(&alert.child_name))
    }

    /// Somebody has taken it.
    #[must_use]
    pub(crate) fn taken(alert: &Alert, claim: &Claim, with_child: bool) -> String {
        let verb = if with_child { "is with" } else { "will meet" };
        format!("{} {verb} {}", name(&claim.neighbor_name), name(&alert.child_name))
    }

    /// It has ended.
    #[must_use]
    pub(crate) fn over(alert: &Alert, ending: Ending, claim: Option<&Claim>) -> String {
        match ending {
            Ending::Done => format!("{} is safe", child(Some(alert))),
            Ending::Cancelled => "No longer needed".to_owned(),
            Ending::Expired if claim.is_some() => "The time has passed".to_owned(),
            Ending::Expired => "No one came forward".to_owned(),
            Ending::Missed => TOO_LATE.to_owned(),
            Ending::Withdrawn => "Not sent".to_owned(),
            Ending::NotShown => "Not posted".to_owned(),
        }
    }

    /// It came too late.
    pub(crate) const TOO_LATE: &str = "Arrived too late";

    /// The texts are deleted.
    pub(crate) const ENDED: &str = "Ended";
}

/// Nobody has taken it: what to do.
#[must_use]
pub(crate) fn open_status() -> String {
    format!("If you can be there, press **{}**. The first press counts.", Action::Claim.label())
}

/// Somebody has taken it: who and when.
#[must_use]
pub(crate) fn taken_status(claim: &Claim) -> String {
    format!("{}.", took(claim))
}

/// It has ended: when, and who took it.
#[must_use]
pub(crate) fn over_status(alert: &Alert, ending: Ending, at: Millis, claim: Option<&Claim>) -> String {
    let ended = format!("Ended at {}.", clock(at));
    match (ending, claim) {
        (Ending::Done, Some(claim)) => {
            format!("{ended} {} took care of {}.", name(&claim.neighbor_name), name(&alert.child_name))
        }
        (_, Some(claim)) => format!("{ended} {}.", took(claim)),
        (_, None) => ended,
    }
}

/// It came too late.
#[must_use]
pub(crate) fn too_late_status(alert: &Alert) -> String {
    let time = alert.needed_by.filter(|_| !alert.is_for_now());
    let after = time.map_or_else(|| "the time".to_owned(), |at| clock(Millis::from(at)));
    format!(
        "This reached the channel after {after}, so no phones rang. Please ask {} if help is still needed.",
        parent(Some(alert))
    )
}

/// The texts are deleted: how it ended, without names.
#[must_use]
pub(crate) fn ended_status(ending: Option<Ending>) -> String {
    let Some(ending) = ending else { return ENDED.to_owned() };
    format!("This has ended: {}.", how_it_ended(ending, None))
}
