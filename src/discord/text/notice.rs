//! Messages that mention somebody. The mention stands last, where the caller puts it: a phone shows the news first.

use crate::alert::{Alert, AlertState, Claim, Ending, Millis, Phase, UserId};
use crate::discord::text::card::question;
use crate::discord::text::{alert, child, clock, how_it_ended, meet, mention, name, parent, place, reply};

/// To the parent: a neighbor has taken it.
#[must_use]
pub(crate) fn has_it(state: &AlertState, claim: &Claim) -> String {
    let at = alert(state).map(|alert| format!(" at {}", place(&alert.location))).unwrap_or_default();
    format!("{} will meet {}{at}.", name(&claim.neighbor_name), child(alert(state)))
}

/// To the parent: the neighbor gave it back.
#[must_use]
pub(crate) fn gave_back(claim: &Claim) -> String {
    format!("{} can't make it. The neighbors are being asked again.", name(&claim.neighbor_name))
}

/// To the parent: the neighbor's press does not count.
#[must_use]
pub(crate) fn did_not_count(claim: &Claim) -> String {
    format!(
        "Correction: {} does NOT have it (the press came through too late). The neighbors are being asked again.",
        name(&claim.neighbor_name)
    )
}

/// To the parent: there is no card, or there was one that somebody deleted at once.
#[must_use]
pub(crate) fn not_shown(deleted: bool) -> String {
    without_sign(if deleted { reply::DELETED } else { reply::NOT_SHOWN })
}

/// To the parent: the bot could not make an alert of what they sent.
#[must_use]
pub(crate) fn rejected() -> String {
    without_sign(reply::REJECTED)
}

/// To the parent: its time had passed before there was a card.
#[must_use]
pub(crate) fn missed(state: &AlertState) -> String {
    without_sign(&reply::missed(alert(state)))
}

/// To the parent: it is posted, although Discord told them that the command failed.
#[must_use]
pub(crate) fn late(state: &AlertState) -> String {
    let typed = alert(state).and_then(|alert| alert.raised_at);
    let of = typed.map(|at| format!(" of {}", clock(Millis::from(at)))).unwrap_or_default();
    format!("Your alert{of} arrived late. It IS posted now.")
}

/// To the parent: the card is there, and no helper's phone rang.
pub(crate) const NOBODY_RUNG: &str =
    "Your alert is posted, but the helpers' phones did not ring. Phone someone, too. (Please tell an admin.)";

/// The sentence without the sign of a private answer, which a mention does not have.
fn without_sign(text: &str) -> String {
    text.trim_start_matches("❌ ").to_owned()
}

/// To the parent: it has ended after this neighbor took it.
#[must_use]
pub(crate) fn over(state: &AlertState, claim: &Claim, ending: Ending) -> String {
    match ending {
        Ending::Done => format!("{} is safe, says {}.", child(alert(state)), name(&claim.neighbor_name)),
        _ => format!("Your alert has ended: {}.", how_it_ended(ending, alert(state))),
    }
}

/// To the neighbor: they have it.
#[must_use]
pub(crate) fn you_have_it(state: &AlertState) -> String {
    match alert(state) {
        Some(alert) => format!("You have it: please {}.", meet(alert)),
        None => "You have it: please look at the card.".to_owned(),
    }
}

/// To the neighbor: a moderator gave it back for them.
#[must_use]
pub(crate) fn taken_from_you(state: &AlertState) -> String {
    format!("A moderator opened the alert for {} again: you no longer have it, please don't go.", child(alert(state)))
}

/// To the neighbor: their press does not count.
pub(crate) const YOURS_DID_NOT_COUNT: &str =
    "Correction: you do NOT have it, your press came through too late. If you can still go, press the button again.";

/// To the neighbor: they don't need to go.
#[must_use]
pub(crate) fn stand_down(state: &AlertState, ending: Ending) -> String {
    let parent = parent(alert(state));
    match ending {
        Ending::Cancelled => format!("You don't need to go: {parent} no longer needs help. Thank you!"),
        Ending::Withdrawn | Ending::NotShown => format!(
            "You don't need to go: this alert was not sent properly and {parent} was told to phone someone. Not sure? \
             Ask {}.",
            whom_to_ask(state)
        ),
        Ending::Done | Ending::Expired | Ending::Missed => {
            format!("You don't need to go: {}. Thank you!", how_it_ended(ending, alert(state)))
        }
    }
}

fn whom_to_ask(state: &AlertState) -> String {
    alert(state).and_then(|alert| alert.parent_id).map_or_else(|| parent(alert(state)), mention)
}

/// To the helpers: it is open again.
#[must_use]
pub(crate) fn open_again(state: &AlertState) -> String {
    let given_back = state.opening.given_back_by.as_ref().map(|name_| format!(" {} can't make it.", name(name_)));
    match still_needed(state) {
        Some(needed) => format!("{needed}{}", given_back.unwrap_or_default()),
        None => "No one else needs to go.".to_owned(),
    }
}

/// The question once more; `None` where it is not open.
fn still_needed(state: &AlertState) -> Option<String> {
    let alert = alert(state).filter(|_| state.phase == Phase::Open)?;
    let question = question(alert);
    Some(format!("Still needed: {}", question.replacen('W', "w", 1)))
}

/// To the helpers, where nothing more exact is known.
#[must_use]
pub(crate) fn look_at_the_card(state: &AlertState) -> String {
    format!("Something changed for {}. Please look at the card.", child(alert(state)))
}

/// Who asked, for the neighbor: their name, and as Discord shows them.
#[must_use]
pub(crate) fn asked(alert: &Alert) -> String {
    let parent = name(&alert.parent_name);
    alert.parent_id.map_or_else(|| parent.clone(), |id: UserId| format!("{parent} ({})", mention(id)))
}
