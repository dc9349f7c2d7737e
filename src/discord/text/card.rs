//! What the card says.

use crate::alert::{Alert, Claim, Ending, Millis};
use crate::discord::text::{ended, has_it, name, place};

/// The button by which a neighbor claims.
pub(crate) const CLAIM: &str = "I've got it";

/// The line above the card, which is also what a phone's notification shows.
#[must_use]
pub(crate) fn call(alert: &Alert) -> String {
    let by =
        alert.needed_by.map(|at| format!(" by {}", crate::discord::text::clock(Millis::from(at)))).unwrap_or_default();
    format!(
        "{} needs help: meet {} at {}{by}.",
        name(&alert.parent_name),
        name(&alert.child_name),
        place(&alert.location)
    )
}

/// The same once somebody has it.
#[must_use]
pub(crate) fn taken(alert: &Alert, claim: &Claim) -> String {
    format!("{} has it: {} at {}.", name(&claim.neighbor_name), name(&alert.child_name), place(&alert.location))
}

/// The same when it is over.
#[must_use]
pub(crate) fn over(alert: &Alert) -> String {
    format!("Over: {}, {} at {}.", name(&alert.parent_name), name(&alert.child_name), place(&alert.location))
}

/// The same where it came too late.
#[must_use]
pub(crate) fn too_late(alert: &Alert) -> String {
    format!(
        "Too late: {} asked for help for {} at {}.",
        name(&alert.parent_name),
        name(&alert.child_name),
        place(&alert.location)
    )
}

/// All that is left to say when the words are gone.
pub(crate) const OVER: &str = "This alert is over.";

/// Titles.
pub(crate) mod title {
    use super::name;
    use crate::alert::Alert;

    /// Nobody has it.
    #[must_use]
    pub(crate) fn open(alert: &Alert) -> String {
        format!("{} needs help", name(&alert.parent_name))
    }

    /// Somebody has it.
    #[must_use]
    pub(crate) fn taken(alert: &Alert) -> String {
        format!("{} is being helped", name(&alert.parent_name))
    }

    /// It is over.
    #[must_use]
    pub(crate) fn over(alert: &Alert) -> String {
        format!("Over: {} needed help", name(&alert.parent_name))
    }

    /// It came too late.
    #[must_use]
    pub(crate) fn too_late(alert: &Alert) -> String {
        format!("Too late: {} needed help", name(&alert.parent_name))
    }

    /// The words are gone.
    pub(crate) const GONE: &str = "Over";
}

/// Nobody has it.
#[must_use]
pub(crate) fn open_status() -> String {
    format!("Nobody has it yet. Press \"{CLAIM}\" if you can be there.")
}

/// Somebody has it.
#[must_use]
pub(crate) fn taken_status(alert: &Alert, claim: &Claim, with_child: bool) -> String {
    if with_child { format!("{} {} is with them.", has_it(claim), name(&alert.child_name)) } else { has_it(claim) }
}

/// It is over: how, when and who had it.
#[must_use]
pub(crate) fn over_status(ending: Ending, at: Millis, claim: Option<&Claim>) -> String {
    let had = claim.map(|claim| format!(" {} had it.", name(&claim.neighbor_name))).unwrap_or_default();
    format!("Over since {}. {}{had}", crate::discord::text::clock(at), ended(ending))
}

/// It came too late.
pub(crate) const MISSED_STATUS: &str = "This came too late: the time had passed before it could be shown. Nobody was called. \
     Please ask whether help is still needed.";
