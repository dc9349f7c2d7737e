//! Checks the commands that a bot registers: names, lengths, options, choices, localizations.

use super::{length, list, optional_text, required_text};
use crate::core::api_error::{ApiError, FieldPath, FormErrors};
use serde_json::Value;
use std::collections::HashSet;

/// The commands of a type that a bot may have, globally and in each guild: slash commands, or those of a user's or a
/// message's menu.
pub(crate) fn max_commands(kind: u64) -> usize {
    if kind == 1 { 100 } else { 15 }
}

const LOCALES: [&str; 34] = [
    "ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-ES", "es-419", "fi", "fr", "he", "hi", "hr", "hu", "id",
    "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN", "zh-TW",
];

/// Checks a list of commands (bulk PUT).
pub(crate) fn commands(body: &Value) -> Result<(), ApiError> {
    let mut form = FormErrors::default();
    let root = FieldPath::root();
    let Some(items) = body.as_array() else {
        form.add(&root, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
        return form.finish();
    };
    for kind in 1..=3 {
        let of_kind = items.iter().filter(|item| item["type"].as_u64().unwrap_or(1) == kind).count();
        if of_kind > max_commands(kind) {
            form.too_long(&root, max_commands(kind));
        }
    }
    let mut names = HashSet::new();
    for (index, item) in items.iter().enumerate() {
        one(item, &root.at(index), &mut form);
        if !names.insert((item["name"].as_str(), item["type"].as_u64().unwrap_or(1))) {
            form.add(
                &root.at(index).at("name"),
                "APPLICATION_COMMANDS_DUPLICATE_NAME",
                "Application command names must be unique",
            );
        }
    }
    form.finish()
}

/// Checks one command (POST).
pub(crate) fn command(body: &Value) -> Result<(), ApiError> {
    let mut form = FormErrors::default();
    one(body, &FieldPath::root(), &mut form);
    form.finish()
}

fn one(command: &Value, path: &FieldPath, form: &mut FormErrors) {
    let chat = command["type"].as_u64().unwrap_or(1) == 1;
    let named = required_text(command, "name", (1, 32), path, form);
    if chat {
        if let Some(text) = named {
            name(text, &path.at("name"), form);
        }
        required_text(command, "description", (1, 100), path, form);
        localized(command, path, form);
        let total = options(command, 0, path, form) + text_size(command);
        if total > 8000 {
            form.add(path, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)");
        }
    }
}

fn text_size(of: &Value) -> usize {
    ["name", "description", "value"].iter().filter_map(|field| of[*field].as_str()).map(length).sum()
}

fn name(text: &str, path: &FieldPath, form: &mut FormErrors) {
    // Devanagari and Thai are allowed with their combining signs, which are no letters.
    let fits = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '-' | '_' | '\'' | '\u{900}'..='\u{97f}' | '\u{a8e0}'..='\u{a8ff}' | '\u{e01}'..='\u{e5b}')
    };
    let fits = text.chars().all(fits);
    if !fits || text.to_lowercase() != text {
        form.add(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
    }
}

fn localized(of: &Value, path: &FieldPath, form: &mut FormErrors) {
    for (field, most) in [("name_localizations", 32), ("description_localizations", 100)] {
        let Some(map) = of[field].as_object() else { continue };
        for (locale, text) in map {
            let here = path.at(field).at(locale);
            if !LOCALES.contains(&locale.as_str()) {
                form.add(&here, "LOCALIZATION_INVALID_LOCALE", format!("Locale \"{locale}\" is not supported"));
            }
            match text.as_str() {
                Some(text) if (1..=most).contains(&length(text)) => {
                    if most == 32 {
                        name(text, &here, form);
                    }
                }
                _ => form.bad_length(&here, 1, most),
            }
        }
    }
}

/// Checks the options of a command or subcommand and returns the total length of their texts.
fn options(of: &Value, depth: usize, path: &FieldPath, form: &mut FormErrors) -> usize {
    let here = path.at("options");
    let items = list(of, "options", path, form).unwrap_or(&[]);
    if items.len() > 25 {
        form.too_long(&here, 25);
    }
    let subcommands = items.iter().filter(|item| matches!(item["type"].as_u64(), Some(1 | 2))).count();
    if subcommands > 0 && subcommands < items.len() {
        form.add(
            &here,
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
            "Sub-command and sub-command group option types are mutually exclusive to all other types",
        );
    }
    let mut names = HashSet::new();
    let mut optional_seen = false;
    let mut size = 0;
    for (index, item) in items.iter().enumerate() {
        let at = here.at(index);
        if let Some(text) = required_text(item, "name", (1, 32), &at, form) {
            name(text, &at.at("name"), form);
            if !names.insert(text) {
                form.add(&at.at("name"), "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE", "Option name must be unique");
            }
        }
        required_text(item, "description", (1, 100), &at, form);
        localized(item, &at, form);
        size += text_size(item);
        match item["type"].as_u64() {
            // A group contains subcommands only.
            Some(2) if depth == 0 => size += options(item, 1, &at, form),
            Some(1) if depth < 2 => size += options(item, 2, &at, form),
            Some(3..=11) => {
                if item["required"].as_bool().unwrap_or(false) {
                    if optional_seen {
                        form.add(
                            &at,
                            "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                            "Required options must be placed before non-required options",
                        );
                    }
                } else {
                    optional_seen = true;
                }
                bounds(item, &at, form);
                size += choices(item, &at, form);
            }
            _ => form.add(
                &at.at("type"),
                "BASE_TYPE_CHOICES",
                "Value must be one of {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}.",
            ),
        }
    }
    size
}

fn bounds(option: &Value, path: &FieldPath, form: &mut FormErrors) {
    for (field, least) in [("min_length", 0), ("max_length", 1)] {
        match &option[field] {
            Value::Null => {}
            value if value.as_u64().is_some_and(|value| (least..=6000).contains(&value)) => {}
            _ => form.add(&path.at(field), "NUMBER_TYPE_MAX", "int value should be less than or equal to 6000."),
        }
    }
}

fn choices(option: &Value, path: &FieldPath, form: &mut FormErrors) -> usize {
    let here = path.at("choices");
    let items = list(option, "choices", path, form).unwrap_or(&[]);
    if items.len() > 25 {
        form.too_long(&here, 25);
    }
    if !items.is_empty() && option["autocomplete"].as_bool().unwrap_or(false) {
        form.add(
            &here,
            "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE",
            "Choices and autocomplete exclude each other",
        );
    }
    for (index, item) in items.iter().enumerate() {
        required_text(item, "name", (1, 100), &here.at(index), form);
        if option["type"] == 3 {
            optional_text(item, "value", 100, &here.at(index), form);
        }
    }
    items.iter().map(text_size).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn with_options(options: Value) -> Result<(), ApiError> {
        commands(&json!([{"name": "needhelp", "description": "Ask", "options": options}]))
    }

    #[test]
    fn required_options_come_first() {
        let optional = json!({"type": 3, "name": "when", "description": "d"});
        let required = json!({"type": 3, "name": "child", "description": "d", "required": true});
        assert!(with_options(json!([required, optional])).is_ok());
        let errors = with_options(json!([optional, required])).expect_err("order").errors.expect("nested");
        assert_eq!(errors["0"]["options"]["1"]["_errors"][0]["code"], "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID");
    }

    #[test]
    fn subcommands_have_no_siblings_of_other_types_and_one_group_level() {
        let one = |kind: u64, name: &str, options: Value| json!({"type": kind, "name": name, "description": "d", "options": options});
        let give = one(1, "give", json!([{"type": 3, "name": "to", "description": "d"}]));
        assert!(with_options(json!([give, one(2, "board", json!([give]))])).is_ok());
        assert!(with_options(json!([give, {"type": 3, "name": "a", "description": "d"}])).is_err());
        assert!(with_options(json!([one(1, "a", json!([give]))])).is_err());
        assert!(with_options(json!([one(2, "a", json!([one(2, "b", json!([give]))]))])).is_err());
    }

    #[test]
    fn a_name_is_lower_case_and_unique() {
        assert!(command(&json!({"name": "Need Help", "description": "Ask"})).is_err());
        for name in ["ayúdame", "ช่วยด้วย", "मदद_चाहिए"] {
            assert!(command(&json!({"name": name, "description": "Ask"})).is_ok(), "{name}");
        }
        let twice = json!([{"name": "a", "description": "d"}, {"name": "a", "description": "d"}]);
        assert!(commands(&twice).is_err());
    }

    #[test]
    fn a_bot_has_100_slash_commands_and_15_of_each_menu() {
        let list = |kind: u64, count: usize| -> Value {
            let one = |index: usize| json!({"type": kind, "name": format!("c{index}"), "description": "d"});
            (0..count).map(one).collect()
        };
        for (kind, most) in [(1, 100), (2, 15), (3, 15)] {
            assert!(commands(&list(kind, most)).is_ok() && commands(&list(kind, most + 1)).is_err(), "{kind}");
        }
    }

    #[test]
    fn an_unknown_locale_and_a_max_length_of_6001_are_refused() {
        assert!(with_options(json!([{"type": 3, "name": "a", "description": "d", "max_length": 6001}])).is_err());
        assert!(command(&json!({"name": "a", "description": "d", "name_localizations": {"es": "b"}})).is_err());
        assert!(
            command(&json!({"name": "a", "description": "d", "name_localizations": {"es-ES": "b", "zh-TW": "b"}}))
                .is_ok()
        );
    }
}
