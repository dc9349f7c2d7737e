//! The table of buttons: one row for each, with its name.
//!
//! The name is part of custom ids (`claim` in `nh:claim:…`) and the label of the metric: it must never change. What
//! people read is in the catalogue, by the same name (`button_claim`). `gateway/interactions/buttons/` makes the event of a press;
//! [`super::render::card`] places the button on cards. The menu and the form that a button opens have its name, too.

use strum::IntoStaticStr;

use crate::discord::text;
use crate::discord::text::Language;

/// A button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumString, strum::EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Action {
    /// A neighbor takes the alert.
    Claim,
    /// The claimer: the child is with them.
    WithChild,
    /// The child is safe. Asks first.
    Done,
    /// The claimer gives the alert back. Asks first, except right after the claim.
    Released,
    /// A neighbor becomes the backup.
    Standby,
    /// The claimer offers the alert to another neighbor: a menu of people.
    HandOver,
    /// The other neighbor accepts.
    TakeOver,
    /// The claimer reads what the card does not say.
    Details,
    /// The parent or a moderator changes the alert: a form.
    Change,
    /// The parent or a moderator ends the alert. Asks first.
    Cancelled,
    /// The claimer still goes, after a change or a question.
    Confirmed,
    /// The parent has the claimer's silence end the claim.
    AskAgain,
    /// The parent thanks the neighbor, when it is done. On a message to the parent, which may be a direct one.
    Thanks,
    /// "Is the child at home?": yes.
    DoneYes,
    /// "Stop this alert?": yes.
    CancelledYes,
    /// "Give it back?": yes.
    ReleasedYes,
    /// "Take both alerts?": yes.
    ClaimAnyway,
    /// "The same child?": yes. The alert is not sent.
    #[strum(message = "Yes, don't send")]
    SameChild,
    /// "The same child?": no. The alert is sent.
    #[strum(message = "No, another child")]
    AnotherChild,
    /// The parent corrects an alert that was not sent: a form.
    FixAndSend,
    /// Any question: no. Closes it; each question has its own label.
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
            Action::DoneYes
                | Action::CancelledYes
                | Action::ReleasedYes
                | Action::ClaimAnyway
                | Action::SameChild
                | Action::AnotherChild
                | Action::FixAndSend
                | Action::Keep
        )
    }

    /// Whether its button may be on a direct message, where a press comes from no server.
    #[must_use]
    pub fn is_in_direct_messages(self) -> bool {
        self == Action::Thanks
    }

    /// The label that people read.
    #[must_use]
    pub fn label(self, language: Language) -> String {
        text::label(language, self.name())
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator as _;

    use super::*;

    #[test]
    fn every_button_has_a_short_label_and_a_name_that_is_read_back() {
        for action in Action::iter() {
            for language in Language::ALL {
                let label = action.label(language);
                assert!(!label.starts_with("button_"), "{action:?} has no label in {language:?}");
                assert!(label.chars().count() <= 20, "{label}: two labels fit beside each other");
            }
            assert_eq!(action.name().parse(), Ok(action));
        }
    }
}
