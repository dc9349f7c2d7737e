//! The buttons, selects and links of a message, in the order shown.

use super::children;
use serde_json::Value;

/// A button or select.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Clickable {
    /// Its component type.
    pub kind: u8,
    pub custom_id: String,
    /// A select has its placeholder here.
    pub label: String,
    pub disabled: bool,
    /// The component as the bot sent it, with a select's options.
    pub component: Value,
}

/// All buttons and selects that have a custom id, in the order shown.
pub(crate) fn clickables(components: &[Value]) -> Vec<Clickable> {
    let mut found = Vec::new();
    for component in components {
        if let Some(custom_id) = component["custom_id"].as_str() {
            found.push(Clickable {
                kind: component["type"].as_u64().and_then(|kind| u8::try_from(kind).ok()).unwrap_or(0),
                custom_id: custom_id.to_owned(),
                label: component["label"].as_str().or(component["placeholder"].as_str()).unwrap_or_default().to_owned(),
                disabled: component["disabled"].as_bool().unwrap_or(false),
                component: component.clone(),
            });
        }
        children(component).for_each(|one| found.extend(clickables(std::slice::from_ref(one))));
    }
    found
}

/// The label and the address of each link button, in the order shown.
pub(crate) fn links(components: &[Value]) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for component in components {
        if let Some(url) = component["url"].as_str().filter(|_| component["type"] == super::BUTTON) {
            found.push((component["label"].as_str().unwrap_or_default(), url));
        }
        children(component).for_each(|one| found.extend(links(std::slice::from_ref(one))));
    }
    found
}
