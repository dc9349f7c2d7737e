//! The table of buttons: one row for each, with its name and its label.
//!
//! The name is part of custom ids (`claim` in `nh:claim:…`) and the label of the metric: it must never change.
//! `gateway/interactions/buttons/` makes the event of a press; [`super::render::card`] places the button on cards.

use strum::{EnumMessage as _, IntoStaticStr};

/// A button. The row's `message` is its label: 20 characters at most.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumString, strum::EnumIter, IntoStaticStr, strum::EnumMessage,
)]
#[strum(serialize_all = "snake_case")]
pub enum Action {
    /// A neighbor takes the alert.
    #[strum(message = "I've got it")]
    Claim,
}

impl Action {
    /// The name in custom ids and metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The label that people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.get_message().unwrap_or_else(|| self.name())
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator as _;

    use super::*;

    #[test]
    fn every_button_has_a_short_label_and_a_name_that_is_read_back() {
        for action in Action::iter() {
            assert!(action.get_message().is_some(), "{action:?} has no label");
            assert!(action.label().chars().count() <= 20, "{}: two labels fit beside each other", action.label());
            assert_eq!(action.name().parse(), Ok(action));
        }
    }
}
