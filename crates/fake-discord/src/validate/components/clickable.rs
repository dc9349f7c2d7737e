//! What of a message can be clicked or chosen from, as a person's screen shows it.

use super::inner;
use serde_json::Value;

/// A button or select.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Clickable {
    /// Its component type.
    pub kind: u8,
    pub custom_id: String,
    pub label: String,
    pub disabled: bool,
    /// The component as it was sent: a select's options and bounds.
    pub component: Value,
}

/// Every button and select with a custom id, in the order shown.
pub(crate) fn clickables(components: &[Value]) -> Vec<Clickable> {
    let mut found = Vec::new();
    for component in components {
        if let Some(custom_id) = component["custom_id"].as_str() {
            found.push(Clickable {
                kind: component["type"].as_u64().and_then(|kind| u8::try_from(kind).ok()).unwrap_or(0),
                custom_id: custom_id.to_owned(),
                label: component["label"].as_str().unwrap_or_default().to_owned(),
                disabled: component["disabled"].as_bool().unwrap_or(false),
                component: component.clone(),
            });
        }
        inner(component).for_each(|one| found.extend(clickables(std::slice::from_ref(one))));
    }
    found
}
