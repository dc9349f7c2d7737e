//! What everybody may read of an alert whose details are private: the child's initial, the area and the time
//! (docs/protocol.md#rule-25).

use unicode_segmentation::UnicodeSegmentation as _;

use crate::alert::Alert;
use crate::discord::text::{Language, messages as say};

/// The alert without the child's name, the place beyond its area, the parent and what they wrote. The area is what stands
/// before the first comma of the place; a place without a comma is left out. A drill has nothing to hide, and its words say
/// TEST.
#[must_use]
pub(crate) fn masked(alert: &Alert, language: Language) -> Alert {
    if alert.drill {
        return alert.clone();
    }
    Alert {
        child_name: initial(&alert.child_name),
        location: alert.area.clone().unwrap_or_else(|| area(&alert.location)),
        message: String::new(),
        parent_name: say::the_parent(language),
        parent_id: None,
        needed_by: alert.needed_by,
        raised_at: alert.raised_at,
        timezone: alert.timezone.clone(),
        ..Alert::default()
    }
}

/// The area of a place; empty where it names none.
#[must_use]
pub(crate) fn area(location: &str) -> String {
    location.split_once(',').map(|(area, _)| area.trim().to_owned()).unwrap_or_default()
}

/// "J."; empty where the name is.
#[must_use]
pub(crate) fn initial(name: &str) -> String {
    name.trim().graphemes(true).next().map(|initial| format!("{initial}.")).unwrap_or_default()
}
