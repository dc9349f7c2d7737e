//! Messages that mention somebody. Each begins with the mention, which the caller puts before it.

use crate::alert::{AlertState, Claim, Ending, Phase, UserId};
use crate::discord::text::{mention, name, place};

fn alert(state: &AlertState) -> Option<&crate::alert::Alert> {
    state.raised.as_ref().map(|raised| &raised.alert)
}

fn child(state: &AlertState) -> String {
    alert(state).map_or_else(|| "your child".to_owned(), |alert| name(&alert.child_name))
}

fn parent(state: &AlertState) -> String {
    alert(state).map_or_else(|| "the parent".to_owned(), |alert| name(&alert.parent_name))
}

/// To the parent: a neighbor has it.
#[must_use]
pub(crate) fn has_it(state: &AlertState, claim: &Claim) -> String {
    let at = alert(state).map(|alert| format!(" at {}", place(&alert.location))).unwrap_or_default();
    format!("{} has it and will meet {}{at}.", name(&claim.neighbor_name), child(state))
}

/// To the parent: the neighbor gave it back.
#[must_use]
pub(crate) fn gave_back(claim: &Claim) -> String {
    format!("{} can't do it any more. Your alert is open again.", name(&claim.neighbor_name))
}

/// To the parent: the neighbor's click did not count after all.
#[must_use]
pub(crate) fn did_not_count(claim: &Claim) -> String {
    format!(
        "the answer of {} did not arrive in time and does not count. Your alert is open again.",
        name(&claim.neighbor_name)
    )
}

/// To the parent: there is no card.
pub(crate) const NOT_SHOWN: &str = "your alert was NOT shown to the neighbors: phone someone. The bot can't write into the \
     channel; an admin can find out why with `needhelp check`.";

/// To the parent: there was a card, and somebody deleted it at once.
pub(crate) const DELETED: &str =
    "somebody deleted the card of your alert. If nobody has answered you, phone someone, or send it again.";

/// To the parent: its time had passed before there was a card.
pub(crate) const MISSED: &str = "your alert came too late to ask anybody: its time had passed before it could be shown, and nobody \
     has it. Phone someone.";

/// To the parent: it is over, for one who had it.
#[must_use]
pub(crate) fn over(claim: &Claim, ending: Ending) -> String {
    format!("your alert is over. {} {} had it.", crate::discord::text::ended(ending), name(&claim.neighbor_name))
}

/// To the neighbor: they have it.
#[must_use]
pub(crate) fn you_have_it(state: &AlertState) -> String {
    format!("you have it. {} is being told. This is what you need to know:", parent(state))
}

/// To the neighbor: a moderator gave it back for them.
#[must_use]
pub(crate) fn taken_from_you(state: &AlertState) -> String {
    format!(
        "a moderator has opened the alert for {} again: you do not have it any more. {} is being told.",
        child(state),
        parent(state)
    )
}

/// To the neighbor: their click did not count.
pub(crate) const YOURS_DID_NOT_COUNT: &str = "your \"I've got it\" did not arrive in time and does not count: you do not have it. \
     Press the card's button again if you can be there.";

/// To the neighbor: they can stand down.
#[must_use]
pub(crate) fn stand_down(state: &AlertState, ending: Ending) -> String {
    let parent = parent(state);
    match ending {
        Ending::Cancelled => format!("you can stand down: {parent} needs no help any more. Thank you."),
        Ending::Withdrawn => format!(
            "you can stand down: {parent} was told that this alert was not sent, and to phone someone. If in doubt, ask {}.",
            whom_to_ask(state)
        ),
        Ending::NotShown => format!(
            "you can stand down: this alert could not be shown, and {parent} was told to phone someone. If in doubt, ask {}.",
            whom_to_ask(state)
        ),
        Ending::Done | Ending::Expired | Ending::Missed => {
            format!("you can stand down: it is over. {}", crate::discord::text::ended(ending))
        }
    }
}

fn whom_to_ask(state: &AlertState) -> String {
    alert(state).and_then(|alert| alert.parent_id).map_or_else(|| parent(state), mention)
}

/// To the helpers: it is open again, because this neighbor does not have it any more.
#[must_use]
pub(crate) fn open_again(state: &AlertState, claim: &Claim) -> String {
    let neighbor = name(&claim.neighbor_name);
    match (&state.phase, alert(state)) {
        (Phase::Open, Some(alert)) => {
            format!("open again, {neighbor} can't do it. {}", crate::discord::text::card::call(alert))
        }
        (Phase::Open, None) => format!("open again, {neighbor} can't do it."),
        _ => format!("{neighbor} gave an alert back; nothing is left to do."),
    }
}

/// To the helpers: it is open again, because this neighbor's click did not count.
#[must_use]
pub(crate) fn still_open(state: &AlertState, claim: &Claim) -> String {
    let neighbor = name(&claim.neighbor_name);
    match (&state.phase, alert(state)) {
        (Phase::Open, Some(alert)) => {
            format!(
                "still open: {neighbor}'s answer did not arrive in time. {}",
                crate::discord::text::card::call(alert)
            )
        }
        (Phase::Open, None) => format!("still open: {neighbor}'s answer did not arrive in time."),
        _ => format!("{neighbor}'s answer did not arrive in time; nothing is left to do."),
    }
}

/// To the helpers, for want of anything more exact.
#[must_use]
pub(crate) fn look_at_the_card(state: &AlertState) -> String {
    alert(state).map_or_else(
        || "there is news on an alert.".to_owned(),
        |alert| format!("there is news on the alert of {}.", name(&alert.parent_name)),
    )
}

/// Who asked, for the neighbor: their name, and as Discord shows them.
#[must_use]
pub(crate) fn asked(parent_name: &str, parent_id: Option<UserId>) -> String {
    match parent_id {
        Some(id) => format!("{} ({})", name(parent_name), mention(id)),
        None => name(parent_name),
    }
}
