//! Checks buttons and selects.

use super::custom_id;
use crate::core::api_error::{FieldPath, FormErrors};
use crate::validate::{list, optional_text, required_text, scheme};
use serde_json::Value;
use std::collections::HashSet;

pub(super) fn button(button: &Value, path: &FieldPath, seen: &mut HashSet<String>, form: &mut FormErrors) {
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
            if let Some(url) = required_text(button, "url", (1, 512), path, form) {
                scheme(url, &["http", "https", "discord"], &path.at("url"), form);
            }
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

pub(in crate::validate) fn select(
    select: &Value,
    kind: u64,
    path: &FieldPath,
    seen: &mut HashSet<String>,
    form: &mut FormErrors,
) {
    custom_id(select, path, seen, form);
    optional_text(select, "placeholder", 150, path, form);
    let min = bound(select, "min_values", 0, path, form);
    let max = bound(select, "max_values", 1, path, form);
    if min > max {
        form.add(&path.at("min_values"), "NUMBER_TYPE_MAX", "min_values must not be more than max_values.");
    }
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

/// The minimum or maximum number of values; 1 if the field is absent.
fn bound(select: &Value, name: &str, lowest: u64, path: &FieldPath, form: &mut FormErrors) -> u64 {
    match select.get(name) {
        None => 1,
        Some(value) => match value.as_u64().filter(|value| (lowest..=25).contains(value)) {
            Some(value) => value,
            None => {
                let message = format!("int value should be between {lowest} and 25.");
                form.add(&path.at(name), "NUMBER_TYPE_RANGE", message);
                1
            }
        },
    }
}
