//! Reads and checks the body of a message that a bot creates or edits.

use super::{AllowedMentions, attachments, components, embeds, length, list, mentions};
use crate::core::api_error::{ApiError, FieldPath, FormErrors};
use crate::core::ids::MessageId;
use crate::state::files::SentAttachment;
use serde_json::Value;
use twilight_model::channel::message::Embed;

/// `SUPPRESS_EMBEDS`: the embeds are not shown.
pub(crate) const SUPPRESS_EMBEDS: u64 = 1 << 2;
/// EPHEMERAL: only one person sees the message.
pub(crate) const EPHEMERAL: u64 = 1 << 6;
/// `SUPPRESS_NOTIFICATIONS`: the message notifies nobody.
pub(crate) const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;
/// `IS_COMPONENTS_V2`: the message has layout components instead of content and embeds. The flag cannot be removed.
pub(crate) const V2: u64 = 1 << 15;

/// The endpoint that received the body. Their rules differ a little.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Endpoint {
    /// POST to a channel.
    Create,
    /// PATCH of any message.
    Edit {
        /// The message's flags before the edit.
        flags: u64,
    },
    /// An interaction response or a follow-up: it has no nonce and may be ephemeral.
    Interaction,
}

/// A body without errors. `None`: the field was not sent, so an edit does not change it.
#[derive(Debug, Clone, Default)]
pub(crate) struct MessageBody {
    pub content: Option<String>,
    pub embeds: Option<Vec<Embed>>,
    pub components: Option<Vec<Value>>,
    pub attachments: Option<Vec<SentAttachment>>,
    pub allowed: AllowedMentions,
    pub flags: Option<u64>,
    pub nonce: Option<Value>,
    pub enforce_nonce: bool,
    pub reply_to: Option<MessageId>,
    pub reply_is_optional: bool,
}

impl MessageBody {
    pub(crate) fn is_ephemeral(&self) -> bool {
        self.flags.is_some_and(|flags| flags & EPHEMERAL != 0)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.content.as_deref().unwrap_or("").is_empty()
            && self.embeds.as_deref().unwrap_or(&[]).is_empty()
            && self.components.as_deref().unwrap_or(&[]).is_empty()
            && self.attachments.as_deref().unwrap_or(&[]).is_empty()
    }
}

/// Reads and checks a body.
pub(crate) fn message(body: &Value, endpoint: Endpoint) -> Result<MessageBody, ApiError> {
    let mut form = FormErrors::default();
    let root = FieldPath::root();
    if !body.is_object() {
        form.add(&root, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
        form.finish()?;
        return Ok(MessageBody::default());
    }
    check_supported(body)?;
    let content = match body.get("content") {
        None => None,
        Some(Value::Null) => Some(String::new()),
        Some(Value::String(text)) => {
            if length(text) > 2000 {
                form.too_long(&root.at("content"), 2000);
            }
            // Discord removes white space around the text.
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
    let embeds =
        list(body, "embeds", &root, &mut form).map(|items| embeds::embeds(items, &root.at("embeds"), &mut form));
    let known = if let Endpoint::Edit { flags } = endpoint { flags } else { 0 };
    let v2 = (flags.unwrap_or(0) | known) & V2 != 0;
    let components = list(body, "components", &root, &mut form)
        .map(|items| components::check(items, v2, &root.at("components"), &mut form));
    if v2 {
        for (name, used) in [
            ("content", content.as_deref().is_some_and(|text| !text.is_empty())),
            ("embeds", embeds.as_deref().is_some_and(|embeds| !embeds.is_empty())),
        ] {
            if used {
                legacy_field(name, &mut form);
            }
        }
    }
    let attachments = attachments::attachments(body, matches!(endpoint, Endpoint::Edit { .. }), &mut form);
    let allowed = mentions::allowed(body, &mut form);
    let nonce = if endpoint == Endpoint::Create { nonce(body, &mut form) } else { None };
    let reply_to = body["message_reference"]["message_id"].as_str().and_then(|id| id.parse().ok());
    if body["message_reference"].is_object() && reply_to.is_none() {
        form.required(&root.at("message_reference").at("message_id"));
    }
    form.finish()?;
    Ok(MessageBody {
        content,
        embeds,
        components,
        attachments,
        allowed,
        flags,
        nonce,
        enforce_nonce: body["enforce_nonce"].as_bool().unwrap_or(false),
        reply_to,
        reply_is_optional: body["message_reference"]["fail_if_not_exists"].as_bool() == Some(false),
    })
}

/// Refuses features that Discord has and the stand-in lacks, so that no part of a message is lost silently.
fn check_supported(body: &Value) -> Result<(), ApiError> {
    let used = |value: &Value| !value.is_null() && value.as_array().is_none_or(|items| !items.is_empty());
    for (field, what) in [("poll", "polls"), ("sticker_ids", "stickers"), ("shared_client_theme", "shared themes")] {
        if used(&body[field]) {
            return Err(ApiError::unsupported(what));
        }
    }
    if body["message_reference"]["type"] == 1 { Err(ApiError::unsupported("forwarded messages")) } else { Ok(()) }
}

/// Adds the error for a field that a message with layout components must not have.
pub(crate) fn legacy_field(name: &str, form: &mut FormErrors) {
    form.add(
        &FieldPath::root().at(name),
        "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
        format!("The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"),
    );
}

fn nonce(body: &Value, form: &mut FormErrors) -> Option<Value> {
    let path = FieldPath::root().at("nonce");
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
        assert!(message(&json!({"content": "é".repeat(2000), "nonce": "x".repeat(25)}), Endpoint::Create).is_ok());
        let error = message(&json!({"content": "é".repeat(2001), "nonce": "x".repeat(26)}), Endpoint::Create)
            .expect_err("both are too long");
        let errors = error.errors.expect("nested");
        assert!(errors["content"]["_errors"].is_array() && errors["nonce"]["_errors"].is_array());
    }

    #[test]
    fn a_field_that_was_not_sent_differs_from_an_empty_one() {
        let body = message(&json!({"content": null}), Endpoint::Edit { flags: 0 }).expect("a valid body");
        assert_eq!(body.content.as_deref(), Some(""));
        assert!(body.embeds.is_none());
    }

    #[test]
    fn a_body_that_is_not_an_object_is_refused() {
        assert_eq!(message(&json!([1]), Endpoint::Create).expect_err("refused").code, 50035);
    }
}
