//! Checks embeds: the length of each part, and 6,000 characters for all embeds of a message.

use super::{length, list, optional_text, required_text, scheme};
use crate::core::api_error::{FieldPath, FormErrors};
use crate::core::clock::parse_time;
use serde_json::{Value, json};
use twilight_model::channel::message::Embed;

const MAX_EMBEDS: usize = 10;
const MAX_FIELDS: usize = 25;
const MAX_TOTAL: usize = 6000;

/// Checks and reads the list `embeds`. Errors go into `form`.
pub(super) fn embeds(items: &[Value], path: &FieldPath, form: &mut FormErrors) -> Vec<Embed> {
    if items.len() > MAX_EMBEDS {
        form.too_long(path, MAX_EMBEDS);
    }
    let mut total = 0;
    let mut embeds = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let here = path.at(index);
        if !item.is_object() {
            form.add(&here, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
            continue;
        }
        let mut typed = trimmed(item.clone());
        total += check(&typed, &here, form);
        // Discord ignores the type that a bot sends: its embeds are of type `rich`.
        typed["type"] = json!("rich");
        if let Some(map) = typed.as_object_mut() {
            map.retain(|_, value| !value.is_null());
        }
        if let Some(text) = typed["timestamp"].as_str().map(str::to_owned) {
            match parse_time(&text) {
                Some(time) => typed["timestamp"] = json!(time),
                None => form.add(
                    &here.at("timestamp"),
                    "DATE_TIME_TYPE_PARSE",
                    format!("Could not parse {text}. Should be ISO8601."),
                ),
            }
        }
        match serde_json::from_value::<Embed>(typed) {
            Ok(embed) => embeds.push(embed),
            Err(error) if form.is_empty() => form.add(&here, "MODEL_TYPE_CONVERT", error.to_string()),
            Err(_) => {}
        }
    }
    if total > MAX_TOTAL {
        form.add(path, "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
    }
    embeds
}

/// Returns the embed's length, which counts for the limit of 6,000.
fn check(embed: &Value, path: &FieldPath, form: &mut FormErrors) -> usize {
    let mut total = optional_text(embed, "title", 256, path, form).map_or(0, length);
    total += optional_text(embed, "description", 4096, path, form).map_or(0, length);
    url(embed, "url", path, form);
    match embed.get("color") {
        None | Some(Value::Null) => {}
        Some(color) if color.as_u64().is_some_and(|color| color <= 0xFF_FFFF) => {}
        Some(_) => {
            form.add(&path.at("color"), "NUMBER_TYPE_MAX", "int value should be less than or equal to 16777215.");
        }
    }
    if let Some(footer) = embed.get("footer").filter(|part| !part.is_null()) {
        total += required_text(footer, "text", (1, 2048), &path.at("footer"), form).map_or(0, length);
        url(footer, "icon_url", &path.at("footer"), form);
    }
    if let Some(author) = embed.get("author").filter(|part| !part.is_null()) {
        total += required_text(author, "name", (1, 256), &path.at("author"), form).map_or(0, length);
        url(author, "url", &path.at("author"), form);
    }
    for name in ["image", "thumbnail"] {
        if let Some(media) = embed.get(name).filter(|part| !part.is_null()) {
            url(media, "url", &path.at(name), form);
        }
    }
    let fields = list(embed, "fields", path, form).unwrap_or(&[]);
    if fields.len() > MAX_FIELDS {
        form.too_long(&path.at("fields"), MAX_FIELDS);
    }
    for (index, field) in fields.iter().enumerate() {
        let here = path.at("fields").at(index);
        for (name, most) in [("name", 256), ("value", 1024)] {
            let text = required_text(field, name, (1, most), &here, form);
            total += text.map_or(0, length);
        }
    }
    let shown = |name: &str| embed.get(name).is_some_and(|part| !part.is_null());
    let no_text_or_image = !["title", "description", "footer", "author", "image", "thumbnail"].into_iter().any(shown);
    if no_text_or_image && fields.is_empty() {
        form.required(&path.at("description"));
    }
    total
}

/// Discord removes white space around each text before it counts. A title or description of white space only is
/// removed.
fn trimmed(mut embed: Value) -> Value {
    fn trim(of: &mut Value, names: &[&str]) {
        for name in names {
            if let Some(Value::String(text)) = of.get_mut(*name) {
                *text = text.trim().to_owned();
            }
        }
    }
    trim(&mut embed, &["title", "description"]);
    for (part, name) in [("footer", "text"), ("author", "name")] {
        if let Some(part) = embed.get_mut(part) {
            trim(part, &[name]);
        }
    }
    if let Some(Value::Array(fields)) = embed.get_mut("fields") {
        fields.iter_mut().for_each(|field| trim(field, &["name", "value"]));
    }
    if let Some(map) = embed.as_object_mut() {
        map.retain(|name, value| !(matches!(name.as_str(), "title" | "description") && *value == ""));
    }
    embed
}

fn url(of: &Value, name: &str, path: &FieldPath, form: &mut FormErrors) {
    if let Some(text) = optional_text(of, name, 2048, path, form).filter(|text| !text.starts_with("attachment://")) {
        scheme(text, &["http", "https"], &path.at(name), form);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(embeds_json: Value) -> Option<Value> {
        let mut form = FormErrors::default();
        let items = embeds_json.as_array().cloned().unwrap_or_default();
        embeds(&items, &FieldPath::root().at("embeds"), &mut form);
        form.finish().err().and_then(|error| error.errors)
    }

    #[test]
    fn a_title_of_256_code_points_is_accepted_and_one_more_is_not() {
        assert_eq!(errors(json!([{"title": "ß".repeat(256)}])), None);
        let fault = errors(json!([{"title": "ß".repeat(257)}])).expect("too long");
        assert_eq!(fault["embeds"]["0"]["title"]["_errors"][0]["code"], "BASE_TYPE_MAX_LENGTH");
    }

    #[test]
    fn all_embeds_of_a_message_have_at_most_6000_characters() {
        let half = json!({"description": "x".repeat(3001)});
        let fault = errors(json!([half, half])).expect("too long");
        assert_eq!(fault["embeds"]["_errors"][0]["code"], "MAX_EMBED_SIZE_EXCEEDED");
    }

    #[test]
    fn a_timestamp_may_end_in_z_and_a_word_is_not_a_timestamp() {
        assert_eq!(errors(json!([{"title": "t", "timestamp": "2026-01-01T00:00:00Z"}])), None);
        let fault = errors(json!([{"title": "t", "timestamp": "tomorrow"}])).expect("not a timestamp");
        assert_eq!(fault["embeds"]["0"]["timestamp"]["_errors"][0]["code"], "DATE_TIME_TYPE_PARSE");
    }

    #[test]
    fn white_space_around_a_text_is_not_counted() {
        let mut form = FormErrors::default();
        let title = format!("  {}\n", "x".repeat(256));
        let read = embeds(&[json!({"title": title, "description": " "})], &FieldPath::root(), &mut form);
        assert!(form.is_empty());
        assert_eq!((read[0].title.as_deref().map(length), read[0].description.as_deref()), (Some(256), None));
    }

    #[test]
    fn an_embed_without_content_is_refused() {
        for empty in [json!({}), json!({"title": " "}), json!({"color": 5, "fields": []})] {
            let fault = errors(json!([empty])).expect("an error");
            assert_eq!(fault["embeds"]["0"]["description"]["_errors"][0]["code"], "BASE_TYPE_REQUIRED");
        }
        assert_eq!(errors(json!([{"image": {"url": "https://a.example/b.png"}}])), None);
    }

    #[test]
    fn a_field_of_white_space_only_is_refused() {
        let fault = errors(json!([{"fields": [{"name": " ", "value": "here"}]}])).expect("blank");
        assert_eq!(fault["embeds"]["0"]["fields"]["0"]["name"]["_errors"][0]["code"], "BASE_TYPE_REQUIRED");
    }

    #[test]
    fn a_26th_field_a_long_footer_and_an_unknown_scheme_are_refused() {
        let fields: Vec<Value> = (0..26).map(|_| json!({"name": "n", "value": "v"})).collect();
        let fault = errors(json!([{"fields": fields, "footer": {"text": "x".repeat(2049)}, "url": "javascript:1"}]))
            .expect("three errors");
        assert!(fault["embeds"]["0"]["fields"]["_errors"].is_array());
        assert!(fault["embeds"]["0"]["footer"]["text"]["_errors"].is_array());
        assert_eq!(fault["embeds"]["0"]["url"]["_errors"][0]["code"], "URL_TYPE_INVALID_SCHEME");
    }
}
