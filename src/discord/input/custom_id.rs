//! The custom id of a button, a menu or a form: `nh:<action>:<home>:<alert id>:<last part>`.
//!
//! The last part is the parent's id for `claim`, which keeps this form for ever, and `since` for all other actions; `-`
//! where there is none. A custom id holds all data that the gateway needs to refuse a press and to find the alert's log
//! (docs/protocol.md#rule-4), so a button works after every restart. Only the bot can set it, but it is checked like any
//! other input.

use std::fmt;

use crate::alert::{AlertId, UserId};
use crate::discord::action::Action;

/// Discord's bound, in characters.
pub const MAX: usize = 100;

/// A button of an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomId {
    /// The button's action.
    pub action: Action,
    /// The alert's home partition.
    pub home: i32,
    /// The alert of the card.
    pub alert_id: AlertId,
    /// The alert's parent, if known. Only [`Action::Claim`] has it.
    pub parent_id: Option<UserId>,
    /// The offset of the record that the button is about, such as a claim. [`Action::Claim`] has none.
    pub since: Option<i64>,
}

/// The error of reading a [`CustomId`]: one variant for each answer to the person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CustomIdError {
    /// It belongs to another program, or is forged.
    #[error("not a button of this bot")]
    Foreign,
    /// It is one of this bot's, but damaged.
    #[error("a damaged button")]
    Damaged,
    /// It is one of a later version of this bot.
    #[error("a button of a later version")]
    Later,
}

impl CustomId {
    /// The button that claims.
    #[must_use]
    pub fn of_claim(home: i32, alert_id: AlertId, parent_id: Option<UserId>) -> Self {
        CustomId { action: Action::Claim, home, alert_id, parent_id, since: None }
    }

    /// The same alert's custom id for another action about the same record.
    #[must_use]
    pub fn with(&self, action: Action) -> Self {
        let parent_id = self.parent_id.filter(|_| action == Action::Claim);
        CustomId { action, parent_id, ..self.clone() }
    }

    /// Reads the custom id of a pressed button. Accepts only the exact form that [`fmt::Display`] writes.
    ///
    /// # Errors
    /// See [`CustomIdError`].
    pub fn parse(text: &str) -> Result<Self, CustomIdError> {
        let rest = text.strip_prefix("nh:").ok_or(CustomIdError::Foreign)?;
        if text.len() > MAX {
            return Err(CustomIdError::Damaged);
        }
        let (action, rest) = rest.split_once(':').ok_or(CustomIdError::Damaged)?;
        let action = match action.parse() {
            Ok(action) => action,
            Err(_) if !action.is_empty() && action.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') => {
                return Err(CustomIdError::Later);
            }
            Err(_) => return Err(CustomIdError::Damaged),
        };
        let parsed = Self::parse_rest(action, rest).ok_or(CustomIdError::Damaged)?;
        // "+1" and "01" can be parsed as numbers, but this bot does not write them.
        if parsed.to_string() == text { Ok(parsed) } else { Err(CustomIdError::Damaged) }
    }

    fn parse_rest(action: Action, rest: &str) -> Option<Self> {
        let mut parts = rest.split(':');
        let (home, alert_id, last) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let (parent_id, since) = match (action, last) {
            (_, "-") => (None, None),
            (Action::Claim, id) => (Some(UserId(id.parse().ok().filter(|id| *id > 0)?)), None),
            (_, offset) => (None, Some(offset.parse().ok().filter(|offset| *offset >= 0)?)),
        };
        Some(CustomId {
            action,
            home: home.parse().ok().filter(|home| *home >= 0)?,
            alert_id: AlertId::new(alert_id).ok()?,
            parent_id,
            since,
        })
    }
}

impl fmt::Display for CustomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nh:{}:{}:{}:", self.action.name(), self.home, self.alert_id)?;
        let last = match self.action {
            Action::Claim => self.parent_id.map(|parent_id| parent_id.to_string()),
            _ => self.since.map(|since| since.to_string()),
        };
        f.write_str(last.as_deref().unwrap_or("-"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use strum::IntoEnumIterator as _;

    use super::*;

    #[test]
    fn what_is_not_ours_is_told_from_what_is_damaged_or_newer() {
        assert_eq!(CustomId::parse("ticket:1"), Err(CustomIdError::Foreign));
        assert_eq!(CustomId::parse(""), Err(CustomIdError::Foreign));
        for damaged in [
            "nh:",
            "nh:claim",
            "nh:claim:1:a",
            "nh:claim:x:a:-",
            "nh:claim:1:a:0",
            "nh:claim:1:a:-:b",
            "nh:claim:-1:a:-",
            "nh:claim:01:a:-",
            "nh:claim:1::-",
            "nh:done:1:a:-1",
            "nh:done:1:a:07",
            "nh:done:1:a:9223372036854775808",
            "nh::1:a:-",
        ] {
            assert_eq!(CustomId::parse(damaged), Err(CustomIdError::Damaged), "{damaged}");
        }
        assert_eq!(CustomId::parse("nh:dance:1:a:-"), Err(CustomIdError::Later));
    }

    proptest! {
        #[test]
        fn it_comes_back_as_it_went_and_fits(
            home in 0..=i32::MAX, id in "[A-Za-z0-9._-]{1,48}", parent in prop::option::of(1..=u64::MAX),
            offset in prop::option::of(0..=i64::MAX)
        ) {
            let alert_id = AlertId::new(id).expect("of these characters");
            for action in Action::iter() {
                let (parent_id, since) = match action {
                    Action::Claim => (parent.map(UserId), None),
                    _ => (None, offset),
                };
                let button = CustomId { action, home, alert_id: alert_id.clone(), parent_id, since };
                let text = button.to_string();
                prop_assert!(text.len() <= MAX);
                prop_assert_eq!(CustomId::parse(&text), Ok(button));
            }
        }

        #[test]
        fn no_text_panics(text in prop_oneof![any::<String>(), "nh:[a-z_:0-9.-]{0,60}", "nh:(claim|done):[0-9-]{1,3}:[a-z]:[0-9-]{1,20}"]) {
            if let Ok(read) = CustomId::parse(&text) {
                prop_assert_eq!(read.to_string(), text);
            }
        }
    }
}
