//! Checks the modal in an interaction response.

use super::components::{custom_id, select};
use super::{length, list, optional_text, required_text};
use crate::core::api_error::{ApiError, FieldPath, FormErrors};
use serde_json::Value;
use std::collections::HashSet;

/// The characters in a text input.
const LONGEST: usize = 4000;

/// Checks the `data` of a response of type 9.
pub(crate) fn modal(data: &Value) -> Result<(), ApiError> {
    let mut form = FormErrors::default();
    let path = FieldPath::root().at("data");
    required_text(data, "custom_id", (1, 100), &path, &mut form);
    required_text(data, "title", (1, 45), &path, &mut form);
    let here = path.at("components");
    let items = list(data, "components", &path, &mut form).unwrap_or(&[]);
    if items.is_empty() || items.len() > 5 {
        form.bad_length(&here, 1, 5);
    }
    let mut seen = HashSet::new();
    for (index, item) in items.iter().enumerate() {
        let at = here.at(index);
        match item["type"].as_u64() {
            Some(1) => match item["components"].as_array().map(Vec::as_slice) {
                Some([input]) => text_input(input, true, &at.at("components").at(0), &mut seen, &mut form),
                _ => form.bad_length(&at.at("components"), 1, 1),
            },
            Some(18) => label(item, &at, &mut seen, &mut form),
            Some(10) => {
                required_text(item, "content", (1, 4000), &at, &mut form);
            }
            _ => form.add(&at.at("type"), "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1, 10, 18)."),
        }
    }
    form.finish()
}

/// A Label component: a label text with one field, which is a text input or a select.
fn label(label: &Value, path: &FieldPath, seen: &mut HashSet<String>, form: &mut FormErrors) {
    required_text(label, "label", (1, 45), path, form);
    optional_text(label, "description", 100, path, form);
    let (field, here) = (&label["component"], path.at("component"));
    match field["type"].as_u64() {
        Some(4) => text_input(field, false, &here, seen, form),
        Some(kind @ (3 | 5..=8)) => select(field, kind, &here, seen, form),
        Some(_) => form.add(
            &here.at("type"),
            "UNION_TYPE_CHOICES",
            "Value of field \"type\" must be one of (3, 4, 5, 6, 7, 8).",
        ),
        None => form.required(&here),
    }
}

/// `has_label`: whether the input has its own label. Inside a Label component it has none.
fn text_input(input: &Value, has_label: bool, path: &FieldPath, seen: &mut HashSet<String>, form: &mut FormErrors) {
    custom_id(input, path, seen, form);
    if has_label {
        required_text(input, "label", (1, 45), path, form);
    }
    optional_text(input, "placeholder", 100, path, form);
    let least = bound(input, "min_length", 0, path, form).unwrap_or(0);
    let most = bound(input, "max_length", 1, path, form).unwrap_or(LONGEST);
    if least > most {
        form.add(&path.at("min_length"), "NUMBER_TYPE_MAX", "min_length must not be more than max_length.");
    }
    // An empty value is none.
    if let Some(value) = optional_text(input, "value", LONGEST, path, form).filter(|value| !value.is_empty())
        && !(least..=most).contains(&length(value))
    {
        form.bad_length(&path.at("value"), least, most);
    }
    if input["type"] != 4 {
        form.add(&path.at("type"), "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (4,).");
    }
    if !matches!(input["style"].as_u64(), Some(1 | 2)) {
        form.add(&path.at("style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2}.");
    }
}

/// A length that the text must have at least or at most.
fn bound(input: &Value, name: &str, lowest: usize, path: &FieldPath, form: &mut FormErrors) -> Option<usize> {
    let bound = input.get(name).filter(|value| !value.is_null())?;
    let allowed = bound.as_u64().and_then(|bound| usize::try_from(bound).ok());
    let allowed = allowed.filter(|bound| (lowest..=LONGEST).contains(bound));
    if allowed.is_none() {
        let message = format!("int value should be between {lowest} and {LONGEST}.");
        form.add(&path.at(name), "NUMBER_TYPE_RANGE", message);
    }
    allowed
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_modal_has_a_title_of_45_and_one_to_five_rows() {
        let row = json!({"type": 1, "components": [{"type": 4, "custom_id": "a", "label": "Why", "style": 1}]});
        assert!(modal(&json!({"custom_id": "m", "title": "Give back", "components": [row]})).is_ok());
        assert!(modal(&json!({"custom_id": "m", "title": "x".repeat(46), "components": [row]})).is_err());
        assert!(modal(&json!({"custom_id": "m", "title": "x", "components": []})).is_err());
    }

    #[test]
    fn a_prefilled_value_fits_the_lengths_of_its_field() {
        let input = |value: &str, least: u64, most: u64| {
            let input = json!({"type": 4, "custom_id": "a", "label": "Where", "style": 1, "value": value,
                "min_length": least, "max_length": most});
            modal(&json!({"custom_id": "m", "title": "Change", "components": [{"type": 1, "components": [input]}]}))
        };
        assert!(input("Elm Road", 1, 8).is_ok() && input("", 1, 8).is_ok());
        let faults = input("Elm Road", 1, 7).expect_err("too long").errors.expect("nested");
        let fault = &faults["data"]["components"]["0"]["components"]["0"]["value"]["_errors"][0]["code"];
        assert_eq!(fault, "BASE_TYPE_BAD_LENGTH");
        assert!(input("", 9, 8).is_err() && input("", 0, 4001).is_err() && input("", 0, 0).is_err());
    }

    #[test]
    fn a_label_has_one_field_and_each_custom_id_is_unique() {
        let label = |field: Value| json!({"type": 18, "label": "When?", "component": field});
        let modal_of = |items: Value| modal(&json!({"custom_id": "m", "title": "Give back", "components": items}));
        let text = json!({"type": 4, "custom_id": "a", "style": 1});
        let select = json!({"type": 3, "custom_id": "b", "options": [{"label": "Now", "value": "now"}]});
        assert!(modal_of(json!([label(text.clone()), label(select)])).is_ok());
        assert!(modal_of(json!([label(text.clone()), label(text)])).is_err());
        assert!(modal_of(json!([label(json!({"type": 3, "custom_id": "b", "options": []}))])).is_err());
        assert!(modal_of(json!([label(json!({"type": 2, "custom_id": "b"}))])).is_err());
        assert!(modal_of(json!([label(Value::Null)])).is_err());
    }
}
