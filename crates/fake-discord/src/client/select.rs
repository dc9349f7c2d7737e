//! Checks a choice from a select, in a message or a modal, and resolves the chosen ids.

use std::collections::HashSet;

use serde_json::Value;

use super::entities::{Entity, Picker};

/// Checks the values as Discord's client does. The error is the reason. `required`: a select of a modal may be
/// optional.
pub(super) fn check(picker: Picker<'_>, select: &Value, values: &[&str], required: bool) -> Result<(), String> {
    let bound = |name: &str| select[name].as_u64().unwrap_or(1);
    let (min, max) = (bound("min_values"), bound("max_values"));
    let left_empty = values.is_empty() && !required;
    if !left_empty && !(min..=max).contains(&(values.len() as u64)) {
        return Err(format!("takes {min} to {max} values, not {}", values.len()));
    }
    if values.iter().collect::<HashSet<_>>().len() < values.len() {
        return Err("takes each value only once".to_owned());
    }
    let entity = entity(select);
    let offers = |value: &str| match entity {
        Some(entity) => picker.offers(entity, value),
        None => select["options"].as_array().is_some_and(|all| all.iter().any(|option| option["value"] == value)),
    };
    match values.iter().find(|value| !offers(value)) {
        Some(value) => Err(format!("does not offer {value:?}")),
        None => Ok(()),
    }
}

/// The users, roles and channels that Discord sends with the values.
pub(super) fn resolved(picker: Picker<'_>, select: &Value, values: &[&str]) -> Option<Value> {
    let entity = entity(select)?;
    picker.resolved(values.iter().map(|value| (entity, *value)))
}

fn entity(select: &Value) -> Option<Entity> {
    select["type"].as_u64().and_then(|kind| u8::try_from(kind).ok()).and_then(Entity::of_select)
}
