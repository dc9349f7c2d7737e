//! Private questions, before something that others are told at once. "No" changes nothing.

use crate::alert::{Alert, AlertState, Phase};
use crate::discord::text::part::{name, said};
use crate::discord::text::{Language, child, label, messages as say, parent, time};

/// Whether the child is home: a slip would tell a parent that the child is safe. `alert`, as in all of these, where the
/// gateway knows it.
#[must_use]
pub(crate) fn done(language: Language, alert: Option<&Alert>) -> String {
    say::ask_done(language, child(language, alert))
}

/// Whether to end the alert.
#[must_use]
pub(crate) fn cancelled(language: Language, state: Option<&AlertState>) -> String {
    match state.map(|state| &state.phase) {
        Some(Phase::Open | Phase::Over { .. }) => say::ask_cancelled_open(language),
        Some(Phase::Claimed { claim, .. } | Phase::WithChild { claim, .. }) => {
            say::ask_cancelled(language, name(&claim.neighbor_name))
        }
        None => say::ask_cancelled_unknown(language),
    }
}

/// Whether to give the alert back.
#[must_use]
pub(crate) fn released(language: Language, alert: Option<&Alert>) -> String {
    say::ask_released(language, parent(language, alert))
}

/// To the parent or a moderator: whether to end the claim of this neighbor.
#[must_use]
pub(crate) fn released_for(language: Language, neighbor: &str) -> String {
    say::ask_released_for(language, name(neighbor))
}

/// A label of "yes" or "no" that is not the action's own.
pub(crate) mod answer {
    use super::{Language, label};

    /// The child is not home yet.
    #[must_use]
    pub(crate) fn not_yet(language: Language) -> String {
        label(language, "done_keep")
    }

    /// The neighbor does not give it back.
    #[must_use]
    pub(crate) fn still_going(language: Language) -> String {
        label(language, "released_keep")
    }

    /// The claim of another person ends.
    #[must_use]
    pub(crate) fn ask_the_others(language: Language) -> String {
        label(language, "ask_again_yes")
    }
}

/// What the form *Change* shows in the field of the time, while that is empty: the present time, which stays. `None` where
/// there is none, or only Discord could write it.
#[must_use]
pub(crate) fn time_now(language: Language, alert: &Alert) -> Option<String> {
    let written = time::of(alert, language)?.into_text();
    // A form does not show Discord's timestamps.
    Some(written).filter(|written| !written.starts_with('<')).map(|written| say::form_when_now(language, said(written)))
}
