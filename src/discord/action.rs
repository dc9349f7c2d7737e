//! The table of buttons: one row for each, with its name and its label.
//!
//! The name is part of custom ids (`claim` in `nh:claim:…`) and the label of the metric: it must never change.
//! `gateway/interactions/buttons/` makes the event of a press; [`super::render::card`] places the button on cards. The
//! menu and the form that a button opens have its name, too.

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
    /// The claimer: the child is with them.
    #[strum(message = "Child is with me")]
    WithChild,
    /// The child is safe. Asks first.
    #[strum(message = "Done, all safe")]
    Done,
    /// The claimer gives the alert back. Asks first, except right after the claim.
    #[strum(message = "I can't make it")]
    Released,
    /// A neighbor becomes the backup.
    #[strum(message = "I can be backup")]
    Standby,
    /// The claimer offers the alert to another neighbor: a menu of people.
    #[strum(message = "Hand over")]
    HandOver,
    /// The other neighbor accepts.
    #[strum(message = "I take it over")]
    TakeOver,
    /// The claimer reads what the card does not say.
    #[strum(message = "Details")]
    Details,
    /// The parent or a moderator changes the alert: a form.
    #[strum(message = "Change")]
    Change,
    /// The parent or a moderator ends the alert. Asks first.
    #[strum(message = "No longer needed")]
    Cancelled,
    /// The claimer still goes, after a change or a question.
    #[strum(message = "Yes, I'm going")]
    Confirmed,
    /// The parent has the claimer's silence end the claim.
    #[strum(message = "Ask the others again")]
    AskAgain,
    /// "Is the child at home?": yes.
    #[strum(message = "Yes, all safe")]
    DoneYes,
    /// "Stop this alert?": yes.
    #[strum(message = "Yes, stop it")]
    CancelledYes,
    /// "Give it back?": yes.
    #[strum(message = "Yes, I can't make it")]
    ReleasedYes,
    /// "Take both alerts?": yes.
    #[strum(message = "Yes, both")]
    ClaimAnyway,
    /// Any question: no. Closes it; each question has its own label.
    #[strum(message = "No, keep it")]
    Keep,
}

impl Action {
    /// The name in custom ids and metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Whether this answers a private question. The answer to such a press replaces the question.
    #[must_use]
    pub fn is_answer(self) -> bool {
        matches!(
            self,
            Action::DoneYes | Action::CancelledYes | Action::ReleasedYes | Action::ClaimAnyway | Action::Keep
        )
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
