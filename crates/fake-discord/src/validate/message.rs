//! The body of a message that a bot creates or edits, read and checked as a whole.

use super::{Allowed, components, embeds, length, list, mentions};
use crate::core::api_error::{ApiError, FormErrors, Path};
use crate::core::ids::MessageId;
use serde_json::Value;
use twilight_model::channel::message::Embed;

/// SUPPRESS_EMBEDS: the embeds are not shown.
pub(crate) const SUPPRESS_EMBEDS: u64 = 1 << 2;
/// EPHEMERAL: one person alone sees it.
pub(crate) const EPHEMERAL: u64 = 1 << 6;
/// SUPPRESS_NOTIFICATIONS: nobody's phone rings.
pub(crate) const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;
/// IS_COMPONENTS_V2: layout components in place of content and embeds, for good.
pub(crate) const V2: u64 = 1 << 15;

/// Which endpoint the body came to; their rules differ a little.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// POST to a channel.
    Create,
    /// PATCH of anything.
    Edit {
        /// The flags that the message has.
        flags: u64,
    },
    /// An interaction's answer or a follow-up: no nonce, may be ephemeral.
    Interaction,
}

/// A body that passed. `None` in the outer option: the field was not sent, so an edit leaves it alone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    pub content: Option<String>,
    pub embeds: Option<Vec<Embed>>,
    pub components: Option<Vec<Value>>,
    pub allowed: Allowed,
    pub flags: Option<u64>,
    pub nonce: Option<Value>,
    pub enforce_nonce: bool,
    pub reply_to: Option<MessageId>,
    pub reply_may_fail: bool,
}

impl Draft {
    pub fn ephemeral(&self) -> bool {
        self.flags.is_some_and(|flags| flags & EPHEMERAL != 0)
    }

    pub fn shows_nothing(&self) -> bool {
        self.content.as_deref().unwrap_or("").is_empty()
            && self.embeds.as_deref().unwrap_or(&[]).is_empty()
            && self.components.as_deref().unwrap_or(&[]).is_empty()
    }
}

/// Reads and checks a body.
pub(crate) fn draft(body: &Value, origin: Origin) -> Result<Draft, ApiError> {
    let mut form = FormErrors::default();
    let root = Path::root();
    if !body.is_object() {
        form.add(&root, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
        form.finish()?;
        return Ok(Draft::default());
    }
    let content = match body.get("content") {
        None => None,
        Some(Value::Null) => Some(String::new()),
        Some(Value::String(text)) => {
            if length(text) > 2000 {
                form.too_long(&root.at("content"), 2000);
            }
            // Discord stores the text without blanks around it.
            Some(text.trim().to_owned())
        }
        Some(_) => {
            form.add(&root.at("content"), "STRING_TYPE_CONVERT", "Could not interpret value as string.");
            None
        }
    };
    let flags = match body.get("flags") {
        None | Some(Value::Null) => None,
        Some(value) => value.as_u64().or_else(|| {
            form.add(&root.at("flags"), "NUMBER_TYPE_COERCE", format!("Value {value} is not int."));
            None
        }),
    };
    let read_embeds =
        list(body, "embeds", &root, &mut form).map(|items| embeds::embeds(items, &root.at("embeds"), &mut form));
    let known = if let Origin::Edit { flags } = origin { flags } else { 0 };
    let v2 = (flags.unwrap_or(0) | known) & V2 != 0;
    let read_components = list(body, "components", &root, &mut form)
        .map(|items| components::check(items, v2, &root.at("components"), &mut form));
    if v2 {
        for (name, used) in [
            ("content", content.as_deref().is_some_and(|text| !text.is_empty())),
            ("embeds", read_embeds.as_deref().is_some_and(|embeds| !embeds.is_empty())),
        ] {
            if used {
                legacy_field(name, &mut form);
            }
        }
    }
    let allowed = mentions::allowed(body, &mut form);
    let nonce = if origin == Origin::Create { nonce(body, &mut form) } else { None };
    let reply_to = body["message_reference"]["message_id"].as_str().and_then(|id| id.parse().ok());
    if body["message_reference"].is_object() && reply_to.is_none() {
        form.required(&root.at("message_reference").at("message_id"));
    }
    form.finish()?;
    Ok(Draft {
        content,
        embeds: read_embeds,
        components: read_components,
        allowed,
        flags,
        nonce,
        enforce_nonce: body["enforce_nonce"].as_bool().unwrap_or(false),
        reply_to,
        reply_may_fail: body["message_reference"]["fail_if_not_exists"].as_bool() == Some(false),
    })
}

/// `name` says something in a message of layout components.
pub(crate) fn legacy_field(name: &str, form: &mut FormErrors) {
    form.add(
        &Path::root().at(name),
        "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
        format!("The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"),
    );
}

fn nonce(body: &Value, form: &mut FormErrors) -> Option<Value> {
    let path = Path::root().at("nonce");
    match body.get("nonce") {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => {
            if length(text) > 25 {
                form.too_long(&path, 25);
            }
            Some(Value::String(text.clone()))
        }
        Some(number) if number.is_i64() || number.is_u64() => Some(number.clone()),
        Some(_) => {
            form.add(&path, "NONCE_TYPE_INVALID", "A nonce is a string or an integer.");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn content_has_2000_characters_and_a_nonce_25() {
        assert!(draft(&json!({"content": "é".repeat(2000), "nonce": "x".repeat(25)}), Origin::Create).is_ok());
        let error = draft(&json!({"content": "é".repeat(2001), "nonce": "x".repeat(26)}), Origin::Create)
            .expect_err("both too long");
        let errors = error.errors.expect("nested");
        assert!(errors["content"]["_errors"].is_array() && errors["nonce"]["_errors"].is_array());
    }

    #[test]
    fn a_field_that_was_not_sent_is_told_from_an_empty_one() {
        let read = draft(&json!({"content": null}), Origin::Edit { flags: 0 }).expect("fine");
        assert_eq!(read.content.as_deref(), Some(""));
        assert!(read.embeds.is_none());
    }

    #[test]
    fn a_body_that_is_no_object_is_refused() {
        assert_eq!(draft(&json!([1]), Origin::Create).expect_err("refused").code, 50035);
    }
}
