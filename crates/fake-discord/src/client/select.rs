//! What a select lets a person choose, in a message or a modal.

use std::collections::HashSet;

use serde_json::Value;

use super::entities::{Entity, Picker};

/// Why a client does not take these values of a select, or `None`. `required`: of a modal's select, which may be left.
pub(super) fn refusal(picker: Picker<'_>, select: &Value, values: &[&str], required: bool) -> Option<String> {
    let bound = |name: &str| select[name].as_u64().unwrap_or(1);
    let (least, most) = (bound("min_values"), bound("max_values"));
    let left = values.is_empty() && !required;
    if !left && !(least..=most).contains(&(values.len() as u64)) {
        return Some(format!("takes {least} to {most} values, not {}", values.len()));
    }
    if values.iter().collect::<HashSet<_>>().len() < values.len() {
        return Some("takes each value once".to_owned());
    }
    let entity = select["type"].as_u64().and_then(|kind| u8::try_from(kind).ok()).and_then(Entity::of_select);
    let offered = |value: &str| match entity {
        Some(entity) => picker.offers(entity, value),
        None => select["options"].as_array().is_some_and(|all| all.iter().any(|option| option["value"] == value)),
    };
    values.iter().find(|value| !offered(value)).map(|value| format!("does not offer {value:?}"))
}

/// Those whom Discord tells of beside the values.
pub(super) fn resolved(picker: Picker<'_>, select: &Value, values: &[&str]) -> Option<Value> {
    let entity = select["type"].as_u64().and_then(|kind| u8::try_from(kind).ok()).and_then(Entity::of_select)?;
    picker.resolved(values.iter().map(|value| (entity, *value)))
}
