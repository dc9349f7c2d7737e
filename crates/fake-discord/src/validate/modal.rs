//! The modal of an interaction's answer.

use super::{list, optional_text, required_text};
use crate::rest::errors::{ApiError, FormErrors, Path};
use serde_json::Value;

/// Checks the `data` of a type 9 answer.
pub(crate) fn modal(data: &Value) -> Result<(), ApiError> {
    let mut form = FormErrors::default();
    let path = Path::root().at("data");
    required_text(data, "custom_id", (1, 100), &path, &mut form);
    required_text(data, "title", (1, 45), &path, &mut form);
    let here = path.at("components");
    let items = list(data, "components", &path, &mut form).unwrap_or(&[]);
    if items.is_empty() || items.len() > 5 {
        form.bad_length(&here, 1, 5);
    }
    for (index, item) in items.iter().enumerate() {
        let at = here.at(index);
        match item["type"].as_u64() {
            Some(1) => match item["components"].as_array().map(Vec::as_slice) {
                Some([input]) => text_input(input, true, &at.at("components").at(0), &mut form),
                _ => form.bad_length(&at.at("components"), 1, 1),
            },
            Some(18) => {
                required_text(item, "label", (1, 45), &at, &mut form);
                if item["component"]["type"] == 4 {
                    text_input(&item["component"], false, &at.at("component"), &mut form);
                }
            }
            Some(10) => {}
            _ => form.add(&at.at("type"), "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1, 10, 18)."),
        }
    }
    form.finish()
}

fn text_input(input: &Value, labelled: bool, path: &Path, form: &mut FormErrors) {
    required_text(input, "custom_id", (1, 100), path, form);
    if labelled {
        required_text(input, "label", (1, 45), path, form);
    }
    optional_text(input, "placeholder", 100, path, form);
    optional_text(input, "value", 4000, path, form);
    if input["type"] != 4 {
        form.add(&path.at("type"), "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (4,).");
    }
    if !matches!(input["style"].as_u64(), Some(1 | 2)) {
        form.add(&path.at("style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2}.");
    }
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
}
