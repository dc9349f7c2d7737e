//! Numbers the components of a message, as Discord does.

use serde_json::{Value, json};

/// Gives each component an `id` if the bot sent none.
pub(super) fn with_component_ids(mut components: Vec<Value>) -> Vec<Value> {
    fn walk(items: &mut [Value], next: &mut i64) {
        for item in items {
            if let Some(map) = item.as_object_mut() {
                map.entry("id").or_insert_with(|| {
                    *next += 1;
                    json!(*next)
                });
            }
            if let Some(inner) = item.get_mut("components").and_then(Value::as_array_mut) {
                walk(inner, next);
            }
            if let Some(accessory) = item.get_mut("accessory") {
                walk(std::slice::from_mut(accessory), next);
            }
        }
    }
    walk(&mut components, &mut 0);
    components
}
