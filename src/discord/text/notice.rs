//! Messages that mention somebody. The mention stands last, where the caller puts it: a phone shows the news first.

use crate::alert::{About, Alert, AlertState, By, Claim, Ending, Millis, Notice, Person, Phase, Recipient};
use crate::discord::text::part::{Part, clock, mention, name, number, place, said};
use crate::discord::text::{
    Language, alert, by_if_any, called, child, how_it_ended, messages as say, parent, reply, time,
};

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

/// To the parent: the neighbor's press does not count. `called`: the helpers' phones ring again for it.
#[must_use]
pub(crate) fn did_not_count(language: Language, claim: &Claim, called: bool) -> String {
    open_again(language, &say::notice_did_not_count(language, name(&claim.neighbor_name)), called)
}

/// That the alert is open again, and whether the helpers are called.
fn open_again(language: Language, why: &str, called: bool) -> String {
    let now = if called { say::notice_are_asked_again(language) } else { say::notice_open_again(language) };
    format!("{why} {now}")
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

/// To the parent: the claim has ended by its neighbor or a moderator, and the alert is open again. `called`: the helpers'
/// phones ring again for it.
#[must_use]
pub(crate) fn released(
    language: Language,
    state: &AlertState,
    notice: &Notice,
    claim: &Claim,
    by: By,
    called: bool,
) -> String {
    let neighbor = name(&claim.neighbor_name);
    if by == By::Moderator {
        return open_again(language, &say::notice_reopened_by_moderator(language, neighbor), called);
    }
    if let Some(now) = state.claim().filter(|now| now.event != claim.event && !state.is_over()) {
        let child = child(language, alert(state));
        return say::notice_instead(language, neighbor, name(&now.neighbor_name), child);
    }
    let backup = state.notices.iter().find_map(|other| match &other.about {
        About::YourTurn { backup, .. } if other.cause == notice.cause => Some(backup),
        _ => None,
    });
    match (backup, minutes_left(state, notice)) {
        (Some(backup), _) => say::notice_gave_back_backup(language, neighbor, name(&backup.name)),
        (None, Some(minutes)) if called => say::notice_gave_back_minutes(language, neighbor, number(minutes)),
        (None, None) if called => say::notice_gave_back(language, neighbor),
        (None, minutes) => {
            let open = open_again(language, &say::notice_cannot(language, neighbor), called);
            match minutes {
                Some(minutes) => format!("{open} {}", say::notice_minutes_left(language, number(minutes))),
                None => open,
            }
        }
    }
}

/// The minutes from the notice's cause to the alert's time, rounded up; `None` where it has passed or was not given.
fn minutes_left(state: &AlertState, notice: &Notice) -> Option<u64> {
    let left = state.needed_by()?.since(notice.ts);
    u64::try_from(left).ok().filter(|left| *left > 0).map(|left| left.div_ceil(60_000))
}

/// To the parent: nobody has taken it yet. `called`: the helpers' phones can ring.
#[must_use]
pub(crate) fn nobody(
    language: Language,
    state: &AlertState,
    notice: &Notice,
    fallback: Option<&str>,
    called: bool,
) -> String {
    let child = child(language, alert(state));
    let nobody = match fallback {
        Some(contact) => say::notice_nobody_fallback(language, child, place(contact)),
        None => say::notice_nobody(language, child),
    };
    let asks_again = |other: &Notice| other.cause == notice.cause && other.recipient == Recipient::Helpers;
    if called && state.notices.iter().any(asks_again) {
        format!("{nobody} {}", say::notice_are_asked_again(language))
    } else {
        nobody
    }
}

/// To the parent: the neighbor has not answered a question.
#[must_use]
pub(crate) fn no_news(language: Language, claim: &Claim) -> String {
    let no_news = say::notice_no_news(language, name(&claim.neighbor_name), clock(claim.ts));
    format!("{no_news} {}", say::notice_no_news_card(language))
}

/// To the parent: it has ended.
#[must_use]
pub(crate) fn over(
    language: Language,
    state: &AlertState,
    claim: Option<&Claim>,
    ending: Ending,
    by: Option<By>,
) -> String {
    let child = child(language, alert(state));
    match (ending, by, claim) {
        (_, Some(By::Server), _) => say::notice_removed(language, child),
        (Ending::Done, Some(By::Moderator), _) => say::notice_done_by_moderator(language, child),
        (Ending::Done, _, Some(claim)) if state.is_safe() => {
            say::notice_done(language, child, name(&claim.neighbor_name))
        }
        (Ending::Done, Some(By::Neighbor), Some(claim)) => {
            say::notice_done_unmet(language, name(&claim.neighbor_name), child)
        }
        (Ending::Cancelled, Some(By::Moderator), _) => say::notice_cancelled_by_moderator(language, child),
        (Ending::Expired, _, None) => say::notice_expired(language, child),
        _ => say::notice_over(language, how_it_ended(language, ending, alert(state), state.is_safe())),
    }
}

/// To the neighbor: they have it.
#[must_use]
pub(crate) fn you_have_it(language: Language, state: &AlertState) -> String {
    let Some(alert) = alert(state) else { return say::notice_you_have_it_somewhere(language) };
    let (child, by, place) = (name(&alert.child_name), by_if_any(language, alert), place(&alert.location));
    if state.was_taken_late() {
        say::notice_you_have_it_now(language, child, place)
    } else {
        say::notice_you_have_it(language, child, by, place)
    }
}

/// To the neighbor: a moderator gave it back for them.
#[must_use]
pub(crate) fn taken_from_you(language: Language, state: &AlertState) -> String {
    say::notice_taken_from_you(language, child(language, alert(state)))
}

/// To the neighbor: they don't need to go; or, where a moderator says that it is done, only that.
#[must_use]
pub(crate) fn stand_down(language: Language, state: &AlertState, ending: Ending, by: Option<By>) -> String {
    let parent = parent(language, alert(state));
    match ending {
        _ if by == Some(By::Server) => say::notice_removed_neighbor(language, child(language, alert(state)), parent),
        Ending::Done if by == Some(By::Moderator) => {
            say::notice_done_by_moderator(language, child(language, alert(state)))
        }
        Ending::Cancelled if by == Some(By::Moderator) => {
            say::notice_stand_down_by_moderator(language, child(language, alert(state)))
        }
        Ending::Cancelled => say::notice_stand_down_cancelled(language, parent),
        Ending::Withdrawn | Ending::NotShown => {
            say::notice_stand_down_not_sent(language, parent, whom_to_ask(language, state))
        }
        Ending::Done | Ending::Expired | Ending::Missed => {
            say::notice_stand_down(language, how_it_ended(language, ending, alert(state), state.is_safe()))
        }
    }
}

fn whom_to_ask(language: Language, state: &AlertState) -> Part {
    alert(state).and_then(|alert| alert.parent_id).map_or_else(|| parent(language, alert(state)), mention)
}

/// To the neighbor: the words have changed.
#[must_use]
pub(crate) fn changed(language: Language, state: &AlertState, by: By) -> String {
    let Some(alert) = alert(state) else { return say::notice_look_at_the_card(language, child(language, None)) };
    let who = match by {
        By::Moderator | By::Server => said(say::a_moderator(language)),
        By::Parent | By::Neighbor => name(&alert.parent_name),
    };
    let (child, place) = (name(&alert.child_name), place(&alert.location));
    match time::by(alert, language) {
        Some(by) => say::notice_changed(language, who, child, place, by),
        None => say::notice_changed_no_time(language, who, child, place),
    }
}

/// To the neighbor: their time comes soon.
#[must_use]
pub(crate) fn reminder(language: Language, state: &AlertState, notice: &Notice) -> String {
    let Some((alert, minutes)) = alert(state).zip(minutes_left(state, notice)) else {
        return you_have_it(language, state);
    };
    say::notice_reminder(language, number(minutes), name(&alert.child_name), place(&alert.location))
}

/// To the neighbor who has taken it over: whom the child is with.
#[must_use]
pub(crate) fn taken_over(language: Language, state: &AlertState, from: &Person) -> String {
    match (alert(state), &state.phase) {
        (Some(alert), Phase::WithChild { .. }) => {
            say::notice_handed_over_to_you(language, name(&alert.child_name), name(&from.name))
        }
        _ => you_have_it(language, state),
    }
}

/// To the parent: another neighbor has taken it over.
#[must_use]
pub(crate) fn taken_over_from(language: Language, state: &AlertState, claim: &Claim, from: &Person) -> String {
    let (neighbor, former, child) = (name(&claim.neighbor_name), name(&from.name), child(language, alert(state)));
    if is_with(state, from) {
        say::notice_taken_over_with_child(language, neighbor, former, child)
    } else {
        say::notice_taken_over(language, neighbor, former, child)
    }
}

/// To the neighbor who had it: another one has taken it over. As long as the child is with them, they must not leave.
#[must_use]
pub(crate) fn relieved(language: Language, state: &AlertState, claim: &Claim, from: &Person) -> String {
    let (neighbor, child) = (name(&claim.neighbor_name), child(language, alert(state)));
    if is_with(state, from) {
        say::notice_relieved_with_child(language, neighbor, child)
    } else {
        say::notice_relieved(language, neighbor, child)
    }
}

fn is_with(state: &AlertState, person: &Person) -> bool {
    matches!(&state.phase, Phase::WithChild { with, .. } if with.id == person.id)
}

/// To the backup: the neighbor can't make it.
#[must_use]
pub(crate) fn your_turn(language: Language, state: &AlertState, claim: &Claim) -> String {
    let (neighbor, child) = (name(&claim.neighbor_name), child(language, alert(state)));
    match alert(state).and_then(|alert| time::by(&called(state, alert), language)) {
        Some(by) => say::notice_your_turn(language, neighbor, child, by),
        None => say::notice_your_turn_now(language, neighbor, child),
    }
}

/// To a neighbor: the one who has it asks them to take it over.
#[must_use]
pub(crate) fn offered(language: Language, state: &AlertState, claim: &Claim) -> String {
    let Some(alert) = alert(state) else { return say::notice_look_at_the_card(language, child(language, None)) };
    let (neighbor, child) = (name(&claim.neighbor_name), name(&alert.child_name));
    // Where details are private, a place may have no area.
    match &*alert.location {
        "" => say::notice_offered_no_place(language, neighbor, child),
        location => say::notice_offered(language, neighbor, child, place(location)),
    }
}

/// To the helpers: a step of the clock, or it is open again.
#[must_use]
pub(crate) fn helpers(language: Language, state: &AlertState, notice: &Notice, step: u8) -> String {
    let Some(needed) = still_needed(language, state) else { return say::notice_no_one_else(language) };
    if step == 0 {
        return match &state.opening.given_back_by {
            Some(neighbor) => format!("{needed} {}", say::notice_cannot(language, name(neighbor))),
            None => needed,
        };
    }
    match (alert(state), minutes_left(state, notice)) {
        (Some(alert), Some(minutes)) => {
            say::notice_still_needed_minutes(language, number(minutes), name(&alert.child_name), place(&alert.location))
        }
        _ => needed,
    }
}

/// To the wider group: no helper has answered.
#[must_use]
pub(crate) fn wider(language: Language, state: &AlertState) -> String {
    let Some(alert) = alert(state).filter(|_| state.phase == Phase::Open) else {
        return say::notice_no_one_else(language);
    };
    let alert = called(state, alert);
    let (child, place) = (name(&alert.child_name), place(&alert.location));
    match time::by(&alert, language) {
        Some(by) => say::notice_wider(language, child, by, place),
        None => say::notice_wider_now(language, child, place),
    }
}

/// The question once more; `None` where it is not open.
fn still_needed(language: Language, state: &AlertState) -> Option<String> {
    let alert = called(state, alert(state).filter(|_| state.phase == Phase::Open)?);
    let (child, place) = (name(&alert.child_name), place(&alert.location));
    Some(match time::by(&alert, language) {
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
