//! Checks the components of messages and modals: which component may contain which, and their fields.

mod clickable;
mod interactive;
mod layout;

pub(crate) use clickable::{clickables, links};
pub(super) use interactive::select;

use super::{length, required_text};
use crate::core::api_error::{FieldPath, FormErrors};
use serde_json::Value;
use std::collections::HashSet;
use twilight_model::channel::message::component::Component;

const MAX_ROWS: usize = 5;
/// All components of a message with layout components.
const MAX_V2_COMPONENTS: usize = 40;
/// The characters in all texts of a message with layout components.
const MAX_V2_TEXT: usize = 4000;

const ROW: u64 = 1;
const BUTTON: u64 = 2;
const TEXT: u64 = 10;

/// Checks the list `components` and returns it without null fields. `v2`: the message has the flag `IS_COMPONENTS_V2`,
/// which allows layout components.
pub(super) fn check(items: &[Value], v2: bool, path: &FieldPath, form: &mut FormErrors) -> Vec<Value> {
    let mut seen = HashSet::new();
    let items: Vec<Value> = items.iter().cloned().map(without_nulls).collect();
    if v2 {
        if count(&items) > MAX_V2_COMPONENTS {
            form.too_long(path, MAX_V2_COMPONENTS);
        }
        if text_displays(&items).into_iter().map(length).sum::<usize>() > MAX_V2_TEXT {
            form.add(path, "COMPONENT_TEXT_TOO_LONG", format!("The texts together have more than {MAX_V2_TEXT}."));
        }
    } else if items.len() > MAX_ROWS {
        form.bad_length(path, 1, MAX_ROWS);
    }
    for (index, item) in items.iter().enumerate() {
        let (here, before) = (path.at(index), form.count());
        layout::check(item, if v2 { layout::Parent::Message } else { layout::Parent::Legacy }, &here, &mut seen, form);
        // twilight must be able to read it too, else the component would be missing in every response.
        if form.count() == before
            && let Err(error) = serde_json::from_value::<Component>(item.clone())
        {
            form.add(&here, "MODEL_TYPE_CONVERT", error.to_string());
        }
    }
    items
}

/// The components inside `component`, including an accessory.
fn children(component: &Value) -> impl Iterator<Item = &Value> {
    let listed = component["components"].as_array().map_or(&[][..], Vec::as_slice);
    listed.iter().chain(component.get("accessory"))
}

fn count(items: &[Value]) -> usize {
    items.iter().map(|item| 1 + children(item).map(|one| count(std::slice::from_ref(one))).sum::<usize>()).sum()
}

/// The texts of layout components. They can mention people as the content can.
pub(crate) fn text_displays(components: &[Value]) -> Vec<&str> {
    let mut texts = Vec::new();
    for component in components {
        if component["type"] == TEXT {
            texts.extend(component["content"].as_str());
        }
        children(component).for_each(|one| texts.extend(text_displays(std::slice::from_ref(one))));
    }
    texts
}

/// Discord treats a null field as a field that was not sent.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(key, value)| (key, without_nulls(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

pub(super) fn custom_id(of: &Value, path: &FieldPath, seen: &mut HashSet<String>, form: &mut FormErrors) {
    let Some(id) = required_text(of, "custom_id", (1, 100), path, form) else { return };
    if length(id) > 0 && !seen.insert(id.to_owned()) {
        form.add(&path.at("custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn errors(components: Value) -> Option<Value> {
        let mut form = FormErrors::default();
        let items = components.as_array().cloned().unwrap_or_default();
        check(&items, false, &FieldPath::root().at("components"), &mut form);
        form.finish().err().and_then(|error| error.errors)
    }

    fn button(custom_id: &str) -> Value {
        json!({"type": 2, "style": 1, "label": "I've got it", "custom_id": custom_id})
    }

    #[test]
    fn a_custom_id_has_1_to_100_characters() {
        assert_eq!(errors(json!([{"type": 1, "components": [button(&"x".repeat(100))]}])), None);
        for bad in ["", &"x".repeat(101)] {
            let error = errors(json!([{"type": 1, "components": [button(bad)]}])).expect("refused");
            assert!(error["components"]["0"]["components"]["0"]["custom_id"]["_errors"].is_array());
        }
    }

    #[test]
    fn a_custom_id_is_unique_in_a_message() {
        let error = errors(json!([{"type": 1, "components": [button("a")]}, {"type": 1, "components": [button("a")]}]))
            .expect("duplicate");
        assert_eq!(
            error["components"]["1"]["components"]["0"]["custom_id"]["_errors"][0]["code"],
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
        let link = |url: Value, custom_id: Value| {
            let link = json!({"type": 2, "style": 5, "label": "x", "url": url, "custom_id": custom_id});
            errors(json!([{"type": 1, "components": [link]}]))
        };
        for url in ["https://a.example", "discord://-/channels/1"] {
            assert_eq!(link(json!(url), Value::Null), None);
        }
        assert!(link(Value::Null, Value::Null).is_some());
        assert!(link(json!("https://a.example"), json!("c")).is_some());
        let faults = link(json!("javascript:alert()"), Value::Null).expect("no address");
        let fault = &faults["components"]["0"]["components"]["0"]["url"]["_errors"][0]["code"];
        assert_eq!(fault, "URL_TYPE_INVALID_SCHEME");
    }

    #[test]
    fn a_label_has_at_most_80_characters() {
        let mut long = button("a");
        long["label"] = json!("x".repeat(81));
        assert!(errors(json!([{"type": 1, "components": [long]}])).is_some());
    }

    fn v2(components: Value) -> Option<Value> {
        let mut form = FormErrors::default();
        let items = components.as_array().cloned().unwrap_or_default();
        check(&items, true, &FieldPath::root().at("components"), &mut form);
        form.finish().err().and_then(|error| error.errors)
    }

    #[test]
    fn a_section_has_one_to_three_texts_and_an_accessory() {
        let text = json!({"type": 10, "content": "Jake"});
        let section =
            |texts: Vec<&Value>, accessory: Value| json!([{"type": 9, "components": texts, "accessory": accessory}]);
        assert_eq!(v2(section(vec![&text], button("a"))), None);
        assert_eq!(v2(section(vec![&text], json!({"type": 11, "media": {"url": "https://a.example/b.png"}}))), None);
        let errors = v2(section(vec![], button("a"))).expect("no text");
        assert!(errors["components"]["0"]["components"]["_errors"].is_array(), "{errors}");
        let errors = v2(section(vec![&button("b")], button("a"))).expect("a button among the texts");
        assert!(errors["components"]["0"]["components"]["0"]["type"]["_errors"].is_array(), "{errors}");
        let errors = v2(section(vec![&text], Value::Null)).expect("no accessory");
        assert!(errors["components"]["0"]["accessory"]["_errors"].is_array(), "{errors}");
    }

    #[test]
    fn a_container_in_a_container_is_refused_and_errors_have_a_path() {
        let text = json!({"type": 10, "content": ""});
        let container = json!({"type": 17, "components": [{"type": 17, "components": []}, text]});
        let errors = v2(json!([container])).expect("two errors");
        assert!(errors["components"]["0"]["components"]["0"]["type"]["_errors"].is_array(), "{errors}");
        assert!(errors["components"]["0"]["components"]["1"]["content"]["_errors"].is_array(), "{errors}");
    }

    #[test]
    fn a_component_that_twilight_cannot_read_is_refused_at_its_path() {
        let gallery = json!({"type": 12, "items": [{"media": {"url": "https://a.example/b.png"}}]});
        assert_eq!(v2(json!([gallery, {"type": 14, "spacing": 2}])), None);
        let errors = v2(json!([{"type": 12, "items": [{"media": {}}]}])).expect("no url");
        assert!(errors["components"]["0"]["items"]["0"]["media"]["url"]["_errors"].is_array(), "{errors}");
        let mut odd = button("a");
        odd["emoji"] = json!({"id": "no number"});
        let errors = v2(json!([{"type": 1, "components": [odd]}])).expect("no emoji");
        assert_eq!(errors["components"]["0"]["_errors"][0]["code"], "MODEL_TYPE_CONVERT");
    }

    #[test]
    fn a_v2_message_has_at_most_40_components_and_4000_characters() {
        let text = |long: usize| json!({"type": 10, "content": "x".repeat(long)});
        assert_eq!(v2(json!([text(2000), text(2000)])), None);
        assert!(v2(json!([text(2000), text(2001)])).is_some());
        assert_eq!(v2(Value::Array(vec![text(1); 40])), None);
        assert!(v2(Value::Array(vec![text(1); 41])).is_some());
    }

    #[test]
    fn a_select_takes_at_most_25_values_and_min_is_not_above_max() {
        let select = |least: u64, most: u64| {
            let options = json!([{"label": "One", "value": "1"}, {"label": "Two", "value": "2"}]);
            let select =
                json!({"type": 3, "custom_id": "s", "options": options, "min_values": least, "max_values": most});
            errors(json!([{"type": 1, "components": [select]}]))
        };
        assert_eq!(select(0, 2), None);
        assert!(select(2, 1).is_some() && select(1, 26).is_some() && select(1, 0).is_some());
    }
}
