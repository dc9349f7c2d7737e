//! What the card says. No emoji: a screen reader reads each one aloud.

use crate::alert::{Alert, AlertState, Claim, Ending, Happened, Millis, Person, SoFar};
use crate::discord::action::Action;
use crate::discord::text::part::{clock, name, place, said};
use crate::discord::text::{Language, button, by_if_any, child, how_it_ended, messages as say, parent, time, took};

pub(crate) use say::card_ended as ended;

/// The line above the card while it is open, which is also what a phone's notification shows.
#[must_use]
pub(crate) fn call(language: Language, alert: &Alert) -> String {
    let question = match time::by(alert, language) {
        Some(by) => say::card_question(language, name(&alert.child_name), by, place(&alert.location)),
        None => say::card_question_now(language, name(&alert.child_name), place(&alert.location)),
    };
    say::card_call(language, said(question), name(&alert.parent_name))
}

/// The same line for a drill, as long as nobody has taken it.
#[must_use]
pub(crate) fn drill_call(language: Language) -> String {
    say::drill_call(language, button(language, Action::Claim))
}

/// The same line where details are private: the initial, the area and the time. `alert` is already
/// [masked](crate::discord::text::masked::masked).
#[must_use]
pub(crate) fn private_call(language: Language, alert: &Alert) -> String {
    let child = name(&alert.child_name);
    let area = (!alert.location.is_empty()).then(|| place(&alert.location));
    match (time::by(alert, language), area) {
        (Some(by), Some(area)) => say::card_private(language, child, by, area),
        (None, Some(area)) => say::card_private_now(language, child, area),
        (Some(by), None) => say::card_private_nowhere(language, child, by),
        (None, None) => say::card_private_nowhere_now(language, child),
    }
}

/// The same once the time has come and nobody has taken it: the title says when that was.
#[must_use]
pub(crate) fn private_past_time(language: Language, alert: &Alert) -> String {
    private_call(language, &Alert { needed_by: None, ..alert.clone() })
}

/// The same line once the time has come and nobody has taken it.
#[must_use]
pub(crate) fn past_time(language: Language, alert: &Alert) -> String {
    let Some(by) = time::by(alert, language) else { return call(language, alert) };
    say::card_past_time(language, name(&alert.child_name), place(&alert.location), by)
}

/// The same line once somebody has taken it.
#[must_use]
pub(crate) fn taken(language: Language, alert: &Alert, claim: &Claim, private: bool) -> String {
    let (neighbor, child) = (name(&claim.neighbor_name), name(&alert.child_name));
    if private {
        say::card_private_taken(language, neighbor, child)
    } else {
        say::card_taken(language, neighbor, child, place(&alert.location))
    }
}

/// The same line once the child is with this neighbor.
#[must_use]
pub(crate) fn with_child(language: Language, alert: &Alert, with: &Person) -> String {
    say::card_with_child(language, name(&with.name), name(&alert.child_name))
}

/// The same line once it has ended.
#[must_use]
pub(crate) fn over(language: Language, alert: &Alert, ending: Ending, claim: Option<&Claim>, safe: bool) -> String {
    let (child, parent) = (name(&alert.child_name), name(&alert.parent_name));
    match (ending, claim) {
        (Ending::Done, Some(claim)) if safe => say::card_done(language, child, name(&claim.neighbor_name)),
        (Ending::Done, _) => ended(language),
        (Ending::Cancelled, _) => say::card_cancelled(language, parent, child),
        (Ending::Expired, None) => say::card_expired(language, child, by_if_any(language, alert)),
        (Ending::Expired, Some(_)) => say::card_expired_taken(language, parent, child),
        (Ending::Missed, _) => too_late(language, alert),
        (Ending::Withdrawn, _) => say::card_withdrawn(language, parent, child),
        (Ending::NotShown, _) => say::card_not_shown(language, parent, child),
    }
}

/// The same line where it came too late.
#[must_use]
pub(crate) fn too_late(language: Language, alert: &Alert) -> String {
    let (child, parent) = (name(&alert.child_name), name(&alert.parent_name));
    say::card_too_late(language, parent, child, by_if_any(language, alert))
}

/// Titles: how it stands, in a few words.
pub(crate) mod title {
    use super::{Language, child, name, say, time};
    use crate::alert::{Alert, Claim, Ending, Person};

    pub(crate) use say::{title_ended as ended, title_too_late as too_late};

    /// Nobody has taken it.
    #[must_use]
    pub(crate) fn open(language: Language, alert: &Alert) -> String {
        say::title_open(language, name(&alert.child_name))
    }

    /// The time has come, and nobody has taken it.
    #[must_use]
    pub(crate) fn past_time(language: Language, alert: &Alert) -> String {
        time::by(alert, language).map_or_else(|| say::title_expired(language), |by| say::title_past_time(language, by))
    }

    /// Somebody has taken it.
    #[must_use]
    pub(crate) fn taken(language: Language, alert: &Alert, claim: &Claim) -> String {
        say::title_taken(language, name(&claim.neighbor_name), name(&alert.child_name))
    }

    /// The child is with this neighbor.
    #[must_use]
    pub(crate) fn with_child(language: Language, alert: &Alert, with: &Person) -> String {
        say::title_with_child(language, name(&with.name), name(&alert.child_name))
    }

    /// It has ended.
    #[must_use]
    pub(crate) fn over(language: Language, alert: &Alert, ending: Ending, claim: Option<&Claim>, safe: bool) -> String {
        match ending {
            Ending::Done if !safe => ended(language),
            Ending::Done => say::title_done(language, child(language, Some(alert))),
            Ending::Cancelled => say::title_cancelled(language),
            Ending::Expired if claim.is_some() => say::title_expired_taken(language),
            Ending::Expired => say::title_expired(language),
            Ending::Missed => too_late(language),
            Ending::Withdrawn => say::title_withdrawn(language),
            Ending::NotShown => say::title_not_shown(language),
        }
    }
}

/// Nobody has taken it: what to do.
#[must_use]
pub(crate) fn open_status(language: Language, private: bool) -> String {
    let claim = button(language, Action::Claim);
    if private { say::status_private(language, claim) } else { say::status_open(language, claim) }
}

/// The time has come, and nobody has taken it: what to do.
#[must_use]
pub(crate) fn past_time_status(language: Language) -> String {
    say::status_past_time(language, button(language, Action::Claim))
}

/// The child is with this neighbor: since when.
#[must_use]
pub(crate) fn with_child_status(language: Language, alert: &Alert, with: &Person, since: Millis) -> String {
    say::status_with_child(language, name(&alert.child_name), name(&with.name), clock(since))
}

/// What has happened, a line each; `None` before the first press. `alert` gives the names.
#[must_use]
pub(crate) fn so_far(language: Language, state: &AlertState, alert: &Alert) -> Option<String> {
    /// Lines, so that the field stays small on a phone.
    const LINES: usize = 4;
    let raised = state.raised.as_ref().filter(|_| !state.so_far.is_empty())?;
    let asked = say::sofar_asked(language, clock(raised.ts));
    let lines: Vec<_> =
        std::iter::once(asked).chain(state.so_far.iter().map(|line| so_far_line(language, line, alert))).collect();
    Some(lines[lines.len().saturating_sub(LINES)..].join("\n"))
}

fn so_far_line(language: Language, line: &SoFar, alert: &Alert) -> String {
    let (at, who) = (clock(line.ts), name(&line.who));
    match line.what {
        Happened::Claimed => say::sofar_claimed(language, at, who),
        Happened::TakenOver => say::sofar_taken_over(language, at, who),
        Happened::GivenBack => say::sofar_given_back(language, at, who),
        Happened::Reopened => say::sofar_reopened(language, at),
        Happened::DidNotCount => say::sofar_did_not_count(language, at, who),
        Happened::WithChild => say::sofar_with_child(language, at, name(&alert.child_name), who),
        Happened::Standby => say::sofar_standby(language, at, who),
        Happened::Changed => say::sofar_changed(language, at),
        Happened::Confirmed => say::sofar_confirmed(language, at, who),
        Happened::AskedAgain => say::sofar_asked_again(language, at),
        Happened::ParentTold => say::sofar_parent_told(language, at, name(&alert.parent_name)),
    }
}

/// Somebody has taken it: who and when.
#[must_use]
pub(crate) fn taken_status(language: Language, claim: &Claim) -> String {
    say::status_taken(language, took(language, claim))
}

/// It has ended: when, and who took it.
#[must_use]
pub(crate) fn over_status(language: Language, alert: &Alert, at: Millis, claim: Option<&Claim>, safe: bool) -> String {
    let at = clock(at);
    match (safe, claim) {
        (true, Some(claim)) => say::status_over_done(language, at, name(&claim.neighbor_name), name(&alert.child_name)),
        (_, Some(claim)) => say::status_over_taken(language, at, name(&claim.neighbor_name), clock(claim.ts)),
        (_, None) => say::status_over(language, at),
    }
}

/// It came too late.
#[must_use]
pub(crate) fn too_late_status(language: Language, alert: &Alert) -> String {
    let parent = parent(language, Some(alert));
    match alert.needed_by.filter(|_| !alert.is_for_now()) {
        Some(at) => say::status_too_late(language, clock(Millis::from(at)), parent),
        None => say::status_too_late_no_time(language, parent),
    }
}

/// The texts are deleted: how it ended, without names.
#[must_use]
pub(crate) fn ended_status(language: Language, ending: Option<Ending>, safe: bool) -> String {
    match ending {
        Some(ending) => say::status_ended(language, how_it_ended(language, ending, None, safe)),
        None => ended(language),
    }
}
