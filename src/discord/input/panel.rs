//! The buttons and the form of the panel, by which a parent asks for help without a command.
//!
//! A custom id says everything, so that each works after every restart; those that repeat an alert name it. Not the form
//! of an alert's custom id, because the panel is about no alert. Must not read what an alert said: the gateway does.

use std::fmt;

use crate::alert::AlertId;

/// What begins every custom id here.
const PREFIX: &str = "nh-panel:";

/// A time that needs no keystroke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Soon {
    Now,
    In10,
    In20,
}

impl Soon {
    /// As a parent would type it.
    pub(crate) fn typed(self) -> &'static str {
        match self {
            Soon::Now => "now",
            Soon::In10 => "in 10 min",
            Soon::In20 => "in 20 min",
        }
    }
}

/// What a parent sent before, and may send again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Earlier {
    pub(crate) alert: AlertId,
    pub(crate) child: String,
    pub(crate) location: String,
    pub(crate) message: String,
}

/// What a parent presses or submits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Panel {
    /// The button on the panel.
    Ask,
    /// The form, when it is submitted.
    Form,
    /// "For this child": the words of an earlier alert.
    Of(AlertId),
    /// The same words as in an earlier alert, at this time.
    Again(AlertId, Soon),
    /// A form with these words.
    Change(AlertId),
}

impl Panel {
    /// Whether a custom id is one of the panel's.
    pub(crate) fn is_one(custom_id: &str) -> bool {
        custom_id.starts_with(PREFIX)
    }

    /// Reads a custom id; `None` where it is none of this version.
    pub(crate) fn read(custom_id: &str) -> Option<Self> {
        let rest = custom_id.strip_prefix(PREFIX)?;
        let (name, alert) = rest.split_once(':').unwrap_or((rest, ""));
        Some(match (name, alert) {
            ("ask", "") => Panel::Ask,
            ("form", "") => Panel::Form,
            ("of", alert) => Panel::Of(AlertId::new(alert).ok()?),
            ("change", alert) => Panel::Change(AlertId::new(alert).ok()?),
            (soon, alert) => Panel::Again(AlertId::new(alert).ok()?, soon.parse().ok()?),
        })
    }
}

impl fmt::Display for Panel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Panel::Ask => write!(f, "{PREFIX}ask"),
            Panel::Form => write!(f, "{PREFIX}form"),
            Panel::Of(alert) => write!(f, "{PREFIX}of:{alert}"),
            Panel::Again(alert, soon) => write!(f, "{PREFIX}{}:{alert}", <&str>::from(*soon)),
            Panel::Change(alert) => write!(f, "{PREFIX}change:{alert}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use strum::IntoEnumIterator as _;

    use super::*;
    use crate::discord::input::custom_id::{CustomId, CustomIdError, MAX};
    use crate::discord::input::time;

    #[test]
    fn every_custom_id_is_read_as_it_was_written_and_is_none_of_an_alert() {
        let longest = AlertId::new("x".repeat(48)).expect("an id");
        let again = Soon::iter().map(|soon| Panel::Again(longest.clone(), soon));
        let others = [Panel::Ask, Panel::Form, Panel::Of(longest.clone()), Panel::Change(longest.clone())];
        for one in again.chain(others) {
            let text = one.to_string();
            assert!(Panel::is_one(&text) && text.len() <= MAX, "{text}");
            assert_eq!(Panel::read(&text), Some(one));
            assert_eq!(CustomId::parse(&text), Err(CustomIdError::Foreign));
        }
        for text in ["nh-panel:", "nh-panel:now", "nh-panel:now:", "nh-panel:in30:5", "nh-panel:ask:5", "nh:ask"] {
            assert_eq!(Panel::read(text), None, "{text}");
        }
    }

    #[test]
    fn each_quick_time_is_one_that_a_parent_can_type() {
        for soon in Soon::iter() {
            assert!(time::read(soon.typed(), Timestamp::now(), None).is_ok(), "{soon:?}");
        }
    }
}
