//! Private answers: to the parent about their alert, to neighbors about their press.
//!
//! The first three words of an answer to `/needhelp` say whether the alert was sent.

use crate::alert::{Alert, AlertState, ChannelId, Happened, Millis, Noted, Phase, Refusal, UserId};
use crate::discord::action::Action;
use crate::discord::text::part::{
    Part, after_a_blank, channel, clock, clock_to_the_second, mention, name, place, said,
};
use crate::discord::text::{Language, button, by_if_any, child, how_it_ended, messages as say, parent, time, took};

pub(crate) use say::{
    press_checking as checking, press_early as early, press_early_other as early_other, press_kept as kept,
    press_late as pressed_late, press_late_other as pressed_late_other, press_not_confirmed as not_confirmed,
    press_of_no_alert as claim_of_no_alert, press_one_moment as one_moment, press_saved as saved,
    refused_alert_elsewhere as alert_of_another_server, refused_another_server as press_in_another_server,
    refused_damaged as damaged_button, refused_foreign as foreign_button, refused_later as later_button,
    refused_never_raised as no_such_alert, refused_not_allowed as may_not_take, refused_outside as only_in_a_server,
    refused_own as own_alert, refused_starting as press_while_starting, refused_unknown as unknown,
    reply_not_sent as not_sent, went_wrong,
};

/// How earlier versions began each answer that says [`sent`].
const SENT_BEFORE: &str = "✅ Sent";

/// The broker has the alert.
#[must_use]
pub(crate) fn sent(language: Language, alert: &Alert) -> String {
    say::reply_sent(language, after_a_blank(time::understood(alert, language)))
}

/// Whether this is an answer that says [`sent`], in any language, also of an earlier version.
#[must_use]
pub(crate) fn is_sent(text: &str) -> bool {
    let signs = Language::ALL.into_iter().map(say::reply_sent_sign);
    text.starts_with(SENT_BEFORE) || signs.into_iter().any(|sign| text.starts_with(&sign))
}

/// Whether the helpers' phones rang for a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HelpersPhones {
    /// Discord says that the card notified their role.
    Rang,
    /// Discord says that it did not.
    Silent,
    /// Discord has not said.
    Unknown,
    /// No helper role is set up.
    NoRole,
}

/// The card is in this channel. `sees_it`: the parent can see it there; otherwise they are told by direct message.
#[must_use]
pub(crate) fn posted(
    language: Language,
    channel_id: Option<ChannelId>,
    phones: HelpersPhones,
    sees_it: bool,
) -> String {
    if !sees_it {
        return match phones {
            HelpersPhones::Rang => say::posted_unseen_rang(language),
            HelpersPhones::Silent => say::posted_unseen_silent(language),
            HelpersPhones::Unknown => say::posted_unseen_unknown(language),
            HelpersPhones::NoRole => say::posted_unseen_no_role(language),
        };
    }
    let place = said(match channel_id {
        Some(id) => say::posted_in(language, channel(id)),
        None => say::posted_in_the_channel(language),
    });
    match phones {
        HelpersPhones::Rang => say::posted_rang(language, place),
        HelpersPhones::Silent => say::posted_silent(language, place),
        HelpersPhones::Unknown => say::posted_unknown(language, place),
        HelpersPhones::NoRole => say::posted_no_role(language, place),
    }
}

/// That others can't read where it is, and how to change that. `sees_it`: the parent can see the card, and its button.
#[must_use]
pub(crate) fn no_area(language: Language, sees_it: bool) -> String {
    let how = match sees_it {
        true => say::no_area_change(language, said(Action::Change.label(language))),
        false => say::no_area_next_time(language),
    };
    format!("{} {how}", say::no_area(language))
}

/// The broker has not answered yet; what it means if the parent still reads this at `at`.
#[must_use]
pub(crate) fn sending(language: Language, alert: &Alert, at: Millis) -> String {
    say::reply_sending(language, clock_to_the_second(at), after_a_blank(time::understood(alert, language)))
}

/// The same for a person who pressed a button.
#[must_use]
pub(crate) fn press_sending(language: Language, at: Millis) -> String {
    say::press_sending(language, clock_to_the_second(at))
}

/// The same for a press that is not withdrawn: it may have gone through, and the card shows it then.
#[must_use]
pub(crate) fn press_sending_other(language: Language, at: Millis) -> String {
    say::press_sending_other(language, clock_to_the_second(at))
}

fn no(language: Language, sentence: String) -> String {
    say::reply_no(language, said(sentence))
}

/// The card can't be shown, for good.
#[must_use]
pub(crate) fn not_shown(language: Language) -> String {
    no(language, say::reply_not_shown(language))
}

/// The bot has the record, and can't make an alert of it.
#[must_use]
pub(crate) fn rejected(language: Language) -> String {
    no(language, say::reply_rejected(language))
}

/// The card was there, and somebody deleted it at once.
#[must_use]
pub(crate) fn deleted(language: Language) -> String {
    no(language, say::reply_deleted(language))
}

/// Its time had passed before there was a card.
#[must_use]
pub(crate) fn missed(language: Language, alert: Option<&Alert>) -> String {
    no(language, missed_without_sign(language, alert))
}

/// The same, to mention the parent with.
#[must_use]
pub(super) fn missed_without_sign(language: Language, alert: Option<&Alert>) -> String {
    match alert.and_then(|alert| time::of(alert, language)) {
        Some(time) => say::reply_missed(language, time),
        None => say::reply_missed_no_time(language),
    }
}

/// A claim that did not get through; the gateway knows of the parent at most who they are.
#[must_use]
pub(crate) fn claim_not_sent(language: Language, parent_id: Option<UserId>) -> String {
    did_not_go_through(language, parent_id.map_or_else(|| parent(language, None), mention))
}

fn did_not_go_through(language: Language, parent: Part) -> String {
    say::press_not_sent(language, parent)
}

/// They won, or have taken it over.
#[must_use]
pub(crate) fn you_have_it(language: Language, state: &AlertState, password: Option<Part>) -> String {
    let Some(alert) = crate::discord::text::alert(state) else { return say::press_you_have_it_somewhere(language) };
    let told = alert.parent_id.map(|_| said(say::press_parent_is_told(language, name(&alert.parent_name))));
    let (place, told) = (place(&alert.location), after_a_blank(told));
    let sentence = match &state.phase {
        Phase::WithChild { claim, with, .. } if with.id != claim.neighbor_id => {
            say::press_you_have_it_with(language, name(&alert.child_name), name(&with.name), told)
        }
        _ if alert.is_for_now() || state.was_taken_late() => say::press_you_have_it_now(language, place, told),
        _ => say::press_you_have_it(language, place, by_if_any(language, alert), told),
    };
    with_password(language, alert, sentence, password)
}

/// What their press has changed. `called`: the helpers' phones ring for an alert that is open again.
#[must_use]
pub(crate) fn noted(language: Language, noted: Noted, state: &AlertState, called: bool) -> String {
    let alert = crate::discord::text::alert(state);
    let (parent, child) = (parent(language, alert), child(language, alert));
    let neighbor = || match state.claim() {
        Some(claim) => name(&claim.neighbor_name),
        None => said(say::the_neighbor(language)),
    };
    match noted {
        Noted::Released { yours: true } if called => say::press_released(language, parent),
        Noted::Released { yours: true } => say::press_released_open(language, parent),
        Noted::Released { yours: false } => {
            let who = state.so_far.iter().rev().find(|line| line.what == Happened::Reopened);
            let who = who.map_or_else(|| said(say::the_neighbor(language)), |line| name(&line.who));
            match called {
                true => say::press_released_by_another(language, who),
                false => say::press_released_by_another_open(language, who),
            }
        }
        Noted::WithChild => say::press_with_child(language, parent, child, button(language, Action::Done)),
        Noted::PassedOn => say::press_passed_on(language, parent),
        Noted::Done { yours: true } => say::press_done(language, parent, child),
        Noted::Done { yours: false } => say::press_done_by_another(language, neighbor()),
        Noted::Cancelled { claimed: true } => say::press_cancelled(language, neighbor()),
        Noted::Cancelled { claimed: false } => say::press_cancelled_open(language),
        Noted::Changed { asks: true } => say::press_changed_asks(language, neighbor()),
        Noted::Changed { asks: false } => say::press_changed(language),
        Noted::Confirmed => say::press_confirmed(language, parent),
        Noted::Standby => say::press_standby(language, neighbor()),
        Noted::Offered => match state.holding().and_then(|holding| holding.offer.as_ref()) {
            Some((to, _)) => say::press_offered(language, name(&to.name)),
            None => saved(language),
        },
        Noted::Thanked => say::press_thanked(language),
    }
}

/// Why their press changed nothing.
#[must_use]
pub(crate) fn refused(language: Language, refusal: &Refusal, alert: Option<&Alert>, safe: bool) -> String {
    match refusal {
        Refusal::OwnAlert => own_alert(language),
        Refusal::Taken(claim) => say::refused_taken(language, took(language, claim)),
        Refusal::Yours(claim) => say::refused_yours(language, clock(claim.ts)),
        Refusal::Over(ending) => say::refused_over(language, how_it_ended(language, *ending, alert, safe)),
        Refusal::NotClaimed => say::refused_not_claimed(language),
        Refusal::NothingToClose => say::refused_no_end(language, button(language, Action::Cancelled)),
        Refusal::WithYou => {
            let (child, parent) = (child(language, alert), parent(language, alert));
            say::refused_with_you(language, child, button(language, Action::HandOver), parent)
        }
        Refusal::NotYours(claim) => say::refused_not_yours(language, name(&claim.neighbor_name), took(language, claim)),
        Refusal::NotTheParent => say::refused_not_the_parent(language, parent(language, alert)),
        Refusal::OnlyTheParent => say::refused_only_the_parent(language, parent(language, alert)),
        Refusal::NotDone => say::refused_not_done(language),
        Refusal::Thanked => say::refused_thanked(language),
        Refusal::WithNeighbor(claim) => {
            let (neighbor, done) = (name(&claim.neighbor_name), button(language, Action::Done));
            say::refused_with_neighbor(language, child(language, alert), neighbor, done)
        }
        Refusal::Changed => say::refused_changed(language),
        Refusal::Blocked => say::refused_not_allowed(language),
        Refusal::TooOften => say::refused_too_often(language),
        Refusal::NoBackupNeeded { open: true } => {
            say::refused_no_backup_open(language, button(language, Action::Claim))
        }
        Refusal::NoBackupNeeded { open: false } => say::refused_no_backup_needed(language),
        Refusal::HasBackup { yours: true } => say::refused_backup_twice(language),
        Refusal::HasBackup { yours: false } => say::refused_has_backup(language),
        Refusal::NotOffered => say::refused_not_offered(language),
        Refusal::NotToThem => say::refused_not_to_them(language),
        Refusal::TooFar => say::refused_too_far(language),
        Refusal::TooMany => say::refused_too_many(language, parent(language, alert)),
        Refusal::Withdrawn => did_not_go_through(language, parent(language, alert)),
        Refusal::NeverRaised => say::refused_never_raised(language),
    }
}

/// The whole alert in one line, for the neighbor who has it.
#[must_use]
pub(crate) fn details(language: Language, alert: &Alert, password: Option<Part>) -> String {
    let (child, place) = (name(&alert.child_name), place(&alert.location));
    let details = say::details(language, child, place, by_if_any(language, alert));
    with_password(language, alert, details, password)
}

/// A sentence with the two words by which the child knows the neighbor.
fn with_password(language: Language, alert: &Alert, sentence: String, password: Option<Part>) -> String {
    match password {
        Some(password) => {
            let (child, parent) = (name(&alert.child_name), parent(language, Some(alert)));
            format!("{sentence} {}", say::details_password(language, password, child, parent))
        }
        None => sentence,
    }
}

/// Only helpers claim.
#[must_use]
pub(crate) fn not_a_helper(language: Language, role: Part) -> String {
    say::refused_not_a_helper(language, role)
}
