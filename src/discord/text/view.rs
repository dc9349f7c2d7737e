//! What the gateway says of the alerts that it sees: the list of them, and other alerts beside a new one or a press.

use std::sync::Arc;

use crate::alert::{Alert, AlertState, Millis, Phase};
use crate::discord::escape;
use crate::discord::text::masked::initial;
use crate::discord::text::part::{clock, name, number, place, said};
use crate::discord::text::{Language, by_if_any, child, messages as say, parent, time};

pub(crate) use say::{reply_question_gone as question_is_gone, view_starting as starting};

/// Discord's bound of a message, in UTF-16 units.
const MESSAGE_MAX: usize = 2_000;

/// UTF-16 units for the last line, which counts what is left out.
const REST: usize = 60;

/// The parent has sent as many alerts as they may within an hour.
#[must_use]
pub(crate) fn too_many(language: Language, per_hour: u16, again_at: Millis) -> String {
    // Rounded up to the minute, because the clock shows no seconds.
    say::reply_limit(language, number(per_hour.into()), clock(again_at.plus(59_999)))
}

/// Beside "Sent": the parent has another open alert for this child.
#[must_use]
pub(crate) fn another_open(language: Language, other: Option<&Alert>) -> String {
    say::reply_another_open(language, child(language, other))
}

/// The question before an alert is sent: another parent has asked for a child of this name, at this place and time. With
/// `private` it is not said who and when.
#[must_use]
pub(crate) fn same_child(language: Language, other: &Alert, private: bool) -> String {
    let child = name(&other.child_name);
    match time::of(other, language) {
        _ if private => say::reply_same_child_private(language, child),
        Some(time) => say::reply_same_child(language, name(&other.parent_name), child, time),
        None => say::reply_same_child_no_time(language, name(&other.parent_name), child),
    }
}

/// The parent's answer: it is.
#[must_use]
pub(crate) fn not_sent_twice(language: Language, other: Option<&Alert>, private: bool) -> String {
    match other {
        Some(_) if !private => say::reply_not_sent_same_child(language, parent(language, other)),
        _ => say::reply_not_sent_same_child_private(language),
    }
}

/// The question before a claim: the neighbor has another alert at about that time. With `private` it is not said who the
/// child is.
#[must_use]
pub(crate) fn both(language: Language, held: &Alert, this: &Alert, private: bool) -> String {
    let this_child = if private { name(&initial(&this.child_name)) } else { name(&this.child_name) };
    let other = name(&held.child_name);
    match (time::of(held, language), time::of(this, language)) {
        (Some(other_time), Some(time)) => say::ask_both(language, other, other_time, this_child, time),
        _ => say::ask_both_no_time(language, other, this_child),
    }
}

/// A section of the list.
pub(crate) struct Section {
    pub(crate) heading: String,
    /// Each with the link to its card.
    pub(crate) alerts: Vec<(Arc<AlertState>, Option<String>)>,
    /// Which of them show only the initial and the time.
    pub(crate) masked: Masked,
}

/// Which alerts of a list are shown without their words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Masked {
    /// None: the reader's own.
    None,
    /// Those that were raised with private details.
    Private,
    /// All, because their server hides the details now.
    All,
}

/// The headings of the list: the person's own alerts, those that they have taken, and those of others.
pub(crate) mod heading {
    pub(crate) use super::say::{view_held as held, view_others as others, view_own as own};
}

/// The list of open alerts, within the length of a message.
#[must_use]
pub(crate) fn list(language: Language, sections: &[Section], is_behind: bool) -> String {
    let mut text = if is_behind { format!("{}\n", say::view_behind(language)) } else { String::new() };
    let mut left = 0;
    for section in sections {
        let mut heading = format!("**{}**\n", section.heading);
        for (state, link) in &section.alerts {
            let line = format!("{heading}- {}\n", line(language, state, link.as_deref(), section.masked));
            if left > 0 || escape::units(&text) + escape::units(&line) > MESSAGE_MAX - REST {
                left += 1;
            } else {
                text.push_str(&line);
                heading.clear();
            }
        }
    }
    if sections.iter().all(|section| section.alerts.is_empty()) {
        text.push_str(&say::view_none(language));
    }
    if left > 0 {
        text.push_str(&say::view_more(language, number(left)));
    }
    text.trim_end().to_owned()
}

/// "Jake · Oak Street Bus Stop by 3:15 PM · no one yet <link>"
fn line(language: Language, state: &AlertState, link: Option<&str>, masked: Masked) -> String {
    let Some(alert) = state.alert() else { return String::new() };
    let private = masked == Masked::All || (masked == Masked::Private && alert.private);
    let (by, how) = (by_if_any(language, alert), said(how(language, state)));
    let line = if private {
        say::view_line_private(language, name(&initial(&alert.child_name)), by, how)
    } else {
        say::view_line(language, name(&alert.child_name), place(&alert.location), by, how)
    };
    link.map_or(line.clone(), |link| format!("{line} {link}"))
}

fn how(language: Language, state: &AlertState) -> String {
    match &state.phase {
        Phase::Claimed { claim, .. } => say::view_taken(language, name(&claim.neighbor_name)),
        Phase::WithChild { with, .. } => say::view_with_child(language, name(&with.name)),
        Phase::Open | Phase::Over { .. } => say::view_open(language),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::{AlertId, Event, Kind};

    fn section(alerts: usize) -> Section {
        section_of(Masked::None, false, alerts)
    }

    fn section_of(masked: Masked, private: bool, alerts: usize) -> Section {
        let id = AlertId::new("a").unwrap();
        let location = "Oak Street ".repeat(20);
        let alert = Alert { child_name: "Jake".into(), location, private, ..Alert::default() };
        let (ts, source_ts, give_up_at) = (Millis(0), None, None);
        let raised = Event { id: id.event(), offset: 0, ts, source_ts, give_up_at, kind: Kind::Raised(alert) };
        let mut state = AlertState::new(id);
        state.fold(&raised);
        let state = Arc::new(state);
        let alerts = (0..alerts).map(|_| (Arc::clone(&state), Some("https://discord.com/channels/1/2/3".to_owned())));
        Section { heading: heading::others(Language::English), alerts: alerts.collect(), masked }
    }

    #[test]
    fn a_list_is_as_long_as_a_message_may_be_and_counts_the_rest() {
        for language in Language::ALL {
            let text = list(language, &[section(100), section(30)], true);
            assert!(escape::units(&text) <= MESSAGE_MAX, "{}", escape::units(&text));
            let shown = text.lines().filter(|line| line.starts_with("- ")).count();
            let last = text.lines().last().unwrap_or_default();
            assert!(shown > 5 && last.contains(&(130 - shown).to_string()) && escape::units(last) < REST, "{text}");
        }
        assert_eq!(list(Language::English, &[section(0)], false), "No open alerts.");
    }

    #[test]
    fn with_private_details_a_list_says_neither_who_nor_where() {
        for (masked, private, hidden) in [
            (Masked::All, false, true),
            (Masked::Private, true, true),
            (Masked::Private, false, false),
            (Masked::None, true, false),
        ] {
            let text = list(Language::English, &[section_of(masked, private, 1)], false);
            let shows = text.contains("Jake") || text.contains("Oak");
            assert_eq!((text.contains("- J."), shows), (hidden, !hidden), "{masked:?} {private}: {text}");
        }
    }
}
