//! Messages that mention somebody. The mention stands last, where the caller puts it: a phone shows the news first.

use crate::alert::{Alert, AlertState, Claim, Ending, Millis, Phase};
use crate::discord::text::part::{Part, clock, mention, name, place};
use crate::discord::text::{Language, alert, by_if_any, child, how_it_ended, messages as say, parent, reply, time};

pub(crate) use say::{notice_nobody_rung as nobody_rung, notice_yours_did_not_count as yours_did_not_count};

/// To the parent: a neighbor has taken it.
#[must_use]
pub(crate) fn has_it(language: Language, state: &AlertState, claim: &Claim) -> String {
    let (neighbor, child) = (name(&claim.neighbor_name), child(language, alert(state)));
    match alert(state) {
        Some(alert) => say::notice_has_it(language, neighbor, child, place(&alert.location)),
        None => say::notice_has_it_somewhere(language, neighbor, child),
    }
}

/// To the parent: the neighbor gave it back.
#[must_use]
pub(crate) fn gave_back(language: Language, claim: &Claim) -> String {
    say::notice_gave_back(language, name(&claim.neighbor_name))
}

/// To the parent: the neighbor's press does not count.
#[must_use]
pub(crate) fn did_not_count(language: Language, claim: &Claim) -> String {
    say::notice_did_not_count(language, name(&claim.neighbor_name))
}

/// To the parent: there is no card, or there was one that somebody deleted at once.
#[must_use]
pub(crate) fn not_shown(language: Language, deleted: bool) -> String {
    if deleted { say::reply_deleted(language) } else { say::reply_not_shown(language) }
}

/// To the parent: the bot could not make an alert of what they sent.
pub(crate) use say::reply_rejected as rejected;

/// To the parent: its time had passed before there was a card.
#[must_use]
pub(crate) fn missed(language: Language, state: &AlertState) -> String {
    reply::missed_without_sign(language, alert(state))
}

/// To the parent: it is posted, although Discord told them that the command failed.
#[must_use]
pub(crate) fn late(language: Language, state: &AlertState) -> String {
    match alert(state).and_then(|alert| alert.raised_at) {
        Some(at) => say::notice_late(language, clock(Millis::from(at))),
        None => say::notice_late_no_time(language),
    }
}

/// To the parent: it has ended after this neighbor took it.
#[must_use]
pub(crate) fn over(language: Language, state: &AlertState, claim: &Claim, ending: Ending) -> String {
    match ending {
        Ending::Done => say::notice_done(language, child(language, alert(state)), name(&claim.neighbor_name)),
        _ => say::notice_over(language, how_it_ended(language, ending, alert(state))),
    }
}

/// To the neighbor: they have it.
#[must_use]
pub(crate) fn you_have_it(language: Language, state: &AlertState) -> String {
    let Some(alert) = alert(state) else { return say::notice_you_have_it_somewhere(language) };
    let by = by_if_any(language, alert);
    say::notice_you_have_it(language, name(&alert.child_name), by, place(&alert.location))
}

/// To the neighbor: a moderator gave it back for them.
#[must_use]
pub(crate) fn taken_from_you(language: Language, state: &AlertState) -> String {
    say::notice_taken_from_you(language, child(language, alert(state)))
}

/// To the neighbor: they don't need to go.
#[must_use]
pub(crate) fn stand_down(language: Language, state: &AlertState, ending: Ending) -> String {
    let parent = parent(language, alert(state));
    match ending {
        Ending::Cancelled => say::notice_stand_down_cancelled(language, parent),
        Ending::Withdrawn | Ending::NotShown => {
            say::notice_stand_down_not_sent(language, parent, whom_to_ask(language, state))
        }
        Ending::Done | Ending::Expired | Ending::Missed => {
            say::notice_stand_down(language, how_it_ended(language, ending, alert(state)))
        }
    }
}

fn whom_to_ask(language: Language, state: &AlertState) -> Part {
    alert(state).and_then(|alert| alert.parent_id).map_or_else(|| parent(language, alert(state)), mention)
}

/// To the helpers: it is open again.
#[must_use]
pub(crate) fn open_again(language: Language, state: &AlertState) -> String {
    let Some(needed) = still_needed(language, state) else { return say::notice_no_one_else(language) };
    match &state.opening.given_back_by {
        Some(neighbor) => format!("{needed} {}", say::notice_cannot(language, name(neighbor))),
        None => needed,
    }
}

/// The question once more; `None` where it is not open.
fn still_needed(language: Language, state: &AlertState) -> Option<String> {
    let alert = alert(state).filter(|_| state.phase == Phase::Open)?;
    let (child, place) = (name(&alert.child_name), place(&alert.location));
    Some(match time::by(alert, language) {
        Some(by) => say::notice_still_needed(language, child, by, place),
        None => say::notice_still_needed_now(language, child, place),
    })
}

/// To the helpers, where nothing more exact is known.
#[must_use]
pub(crate) fn look_at_the_card(language: Language, state: &AlertState) -> String {
    say::notice_look_at_the_card(language, child(language, alert(state)))
}

/// Who asked, for the neighbor: their name, and as Discord shows them.
#[must_use]
pub(crate) fn asked(alert: &Alert) -> String {
    let parent = name(&alert.parent_name).into_text();
    match alert.parent_id {
        Some(id) => format!("{parent} ({})", mention(id).into_text()),
        None => parent,
    }
}
