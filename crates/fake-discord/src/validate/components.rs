//! Components of a message: rows of buttons, selects; custom ids of 1 to 100 that are unique in the message.

use super::{length, list, optional_text, required_text};
use crate::rest::errors::{FormErrors, Path};
use serde_json::Value;
use std::collections::HashSet;

const ROWS: usize = 5;
const BUTTONS: usize = 5;
const ALL_OF_V2: usize = 40;

const ROW: u64 = 1;
const BUTTON: u64 = 2;

/// Checks the list under `components`. `v2` is the flag IS_COMPONENTS_V2, which allows layout components.
pub(super) fn check(items: &[Value], v2: bool, path: &Path, form: &mut FormErrors) {
    let mut seen = HashSet::new();
    if v2 {
        if count(items) > ALL_OF_V2 {
            form.too_long(path, ALL_OF_V2);
        }
    } else if items.len() > ROWS {
        form.bad_length(path, 1, ROWS);
    }
    for (index, item) in items.iter().enumerate() {
        top_level(item, v2, &path.at(index), &mut seen, form);
    }
}

fn count(items: &[Value]) -> usize {
    items.iter().map(|item| 1 + item["components"].as_array().map_or(0, |inner| count(inner))).sum()
}

fn top_level(item: &Value, v2: bool, path: &Path, seen: &mut HashSet<String>, form: &mut FormErrors) {
    match item["type"].as_u64() {
        Some(ROW) => row(item, path, seen, form),
        // Section: texts beside one accessory that may be a button.
        Some(9) if v2 => {
            if item["accessory"]["type"] == BUTTON {
                button(&item["accessory"], &path.at("accessory"), seen, form);
            }
        }
        Some(10) if v2 => {
            required_text(item, "content", (1, 4000), path, form);
        }
        Some(12..=14) if v2 => {}
        Some(17) if v2 => {
            for (index, inner) in list(item, "components", path, form).unwrap_or(&[]).iter().enumerate() {
                top_level(inner, v2, &path.at("components").at(index), seen, form);
            }
        }
        Some(_) => {
            let allowed = if v2 { "(1, 9, 10, 12, 13, 14, 17)" } else { "(1,)" };
            form.add(
                &path.at("type"),
                "UNION_TYPE_CHOICES",
                format!("Value of field \"type\" must be one of {allowed}."),
            );
        }
        None => form.required(&path.at("type")),
    }
}

fn row(row: &Value, path: &Path, seen: &mut HashSet<String>, form: &mut FormErrors) {
    let here = path.at("components");
    let items = list(row, "components", path, form).unwrap_or(&[]);
    if items.is_empty() || items.len() > BUTTONS {
        form.bad_length(&here, 1, BUTTONS);
    }
    for (index, item) in items.iter().enumerate() {
        let at = here.at(index);
        match item["type"].as_u64() {
            Some(BUTTON) => button(item, &at, seen, form),
            Some(kind @ (3 | 5..=8)) => {
                if items.len() > 1 {
                    form.add(
                        &at,
                        "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                        "The specified component exceeds the maximum width",
                    );
                }
                select(item, kind, &at, seen, form);
            }
            _ => form.add(
                &at.at("type"),
                "UNION_TYPE_CHOICES",
                "Value of field \"type\" must be one of (2, 3, 5, 6, 7, 8).",
            ),
        }
    }
}

fn button(button: &Value, path: &Path, seen: &mut HashSet<String>, form: &mut FormErrors) {
    let label = optional_text(button, "label", 80, path, form);
    let style = button["style"].as_u64();
    match style {
        Some(1..=4) => {
            custom_id(button, path, seen, form);
            if button.get("url").is_some_and(|url| !url.is_null()) {
                form.add(
                    path,
                    "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                    "A custom id and url cannot both be specified",
                );
            }
        }
        Some(5) => {
            required_text(button, "url", (1, 512), path, form);
            if button.get("custom_id").is_some_and(|id| !id.is_null()) {
                form.add(
                    path,
                    "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                    "A custom id and url cannot both be specified",
                );
            }
        }
        Some(6) => {}
        _ => form.add(&path.at("style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}."),
    }
    let has_emoji = button.get("emoji").is_some_and(|emoji| !emoji.is_null());
    if style != Some(6) && label.is_none_or(|label| label.trim().is_empty()) && !has_emoji {
        form.add(path, "BUTTON_COMPONENT_INVALID_LABEL_EMOJI", "A button must have a label or an emoji");
    }
}

fn select(select: &Value, kind: u64, path: &Path, seen: &mut HashSet<String>, form: &mut FormErrors) {
    custom_id(select, path, seen, form);
    optional_text(select, "placeholder", 150, path, form);
    if kind != 3 {
        return;
    }
    let here = path.at("options");
    let options = list(select, "options", path, form).unwrap_or(&[]);
    if options.is_empty() || options.len() > 25 {
        form.bad_length(&here, 1, 25);
    }
    let mut values = HashSet::new();
    for (index, option) in options.iter().enumerate() {
        let at = here.at(index);
        required_text(option, "label", (1, 100), &at, form);
        optional_text(option, "description", 100, &at, form);
        if let Some(value) = required_text(option, "value", (1, 100), &at, form)
            && !values.insert(value)
        {
            form.add(
                &at.at("value"),
                "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                "The specified option value is already used",
            );
        }
    }
}

fn custom_id(of: &Value, path: &Path, seen: &mut HashSet<String>, form: &mut FormErrors) {
    let Some(id) = required_text(of, "custom_id", (1, 100), path, form) else { return };
    if length(id) > 0 && !seen.insert(id.to_owned()) {
        form.add(&path.at("custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
    }
}

/// A clickable thing of a message: its component type, custom id, label and whether it is disabled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clickable {
    pub kind: u8,
    pub custom_id: String,
    pub label: String,
    pub disabled: bool,
}

/// Every button and select with a custom id, in the order shown.
pub(crate) fn customs(components: &[Value]) -> Vec<Clickable> {
    let mut found = Vec::new();
    for component in components {
        if let Some(custom_id) = component["custom_id"].as_str() {
            found.push(Clickable {
                kind: component["type"].as_u64().and_then(|kind| u8::try_from(kind).ok()).unwrap_or(0),
                custom_id: custom_id.to_owned(),
                label: component["label"].as_str().unwrap_or_default().to_owned(),
                disabled: component["disabled"].as_bool().unwrap_or(false),
            });
        }
        found.extend(customs(component["components"].as_array().map_or(&[], Vec::as_slice)));
        if component["accessory"].is_object() {
            found.extend(customs(std::slice::from_ref(&component["accessory"])));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn errors(components: Value) -> Option<Value> {
        let mut form = FormErrors::default();
        let items = components.as_array().cloned().unwrap_or_default();
        check(&items, false, &Path::root().at("components"), &mut form);
        form.finish().err().and_then(|error| error.errors)
    }

    fn button(custom_id: &str) -> Value {
        json!({"type": 2, "style": 1, "label": "I've got it", "custom_id": custom_id})
    }

    #[test]
    fn a_custom_id_has_1_to_100_characters() {
        assert_eq!(errors(json!([{"type": 1, "components": [button(&"x".repeat(100))]}])), None);
        for bad in ["", &"x".repeat(101)] {
            let fault = errors(json!([{"type": 1, "components": [button(bad)]}])).expect("refused");
            assert!(fault["components"]["0"]["components"]["0"]["custom_id"]["_errors"].is_array());
        }
    }

    #[test]
    fn a_custom_id_is_used_once_in_a_message() {
        let fault = errors(json!([{"type": 1, "components": [button("a")]}, {"type": 1, "components": [button("a")]}]))
            .expect("duplicate");
        assert_eq!(
            fault["components"]["1"]["components"]["0"]["custom_id"]["_errors"][0]["code"],
            "COMPONENT_CUSTOM_ID_DUPLICATED"
        );
    }

    #[test]
    fn six_rows_six_buttons_and_an_empty_row_are_refused() {
        let row = |n: usize, m: usize| json!({"type": 1, "components": (0..n).map(|i| button(&format!("{m}-{i}"))).collect::<Vec<_>>()});
        assert!(errors(json!((0..6).map(|m| row(1, m)).collect::<Vec<_>>())).is_some());
        assert!(errors(json!([row(6, 0)])).is_some());
        assert!(errors(json!([row(0, 0)])).is_some());
        assert!(errors(json!((0..5).map(|m| row(5, m)).collect::<Vec<_>>())).is_none());
    }

    #[test]
    fn a_link_needs_a_url_and_has_no_custom_id() {
        assert!(errors(json!([{"type": 1, "components": [{"type": 2, "style": 5, "label": "x"}]}])).is_some());
        assert!(errors(json!([{"type": 1, "components": [{"type": 2, "style": 5, "label": "x", "url": "https://a.example", "custom_id": "c"}]}])).is_some());
    }

    #[test]
    fn a_label_has_at_most_80_characters() {
        let mut long = button("a");
        long["label"] = json!("x".repeat(81));
        assert!(errors(json!([{"type": 1, "components": [long]}])).is_some());
    }
}
