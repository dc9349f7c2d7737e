//! The initial response to an interaction: once, within 3 s, with a type that the interaction allows.

use serde_json::{Value, json};
use twilight_model::channel::message::MessageType;

use super::OperationResult;
use super::messages::create::ALLOWED_FLAGS as CHANNEL_FLAGS;
use super::messages::edit::apply_edit;
use super::outcome::Success;
use super::query::Query;
use crate::core::api_error::{ApiError, FieldPath, FormErrors};
use crate::core::clock::millis;
use crate::core::ids::{InteractionId, MessageId};
use crate::state::DiscordState;
use crate::state::interactions::{INITIAL_RESPONSE_DEADLINE, InitialResponse, InteractionKind};
use crate::state::message::Message;
use crate::state::message_create::NewMessage;
use crate::validate::{self, EPHEMERAL, Endpoint, MessageBody};

/// The flags that an interaction's message may set.
pub(super) const ALLOWED_FLAGS: u64 = CHANNEL_FLAGS | EPHEMERAL;

pub(super) fn callback(
    state: &mut DiscordState,
    id: InteractionId,
    token: &str,
    body: &Value,
    query: &Query,
) -> OperationResult {
    let now = state.now();
    let record = state.interactions.get(&id).filter(|record| record.token == token);
    let record = record.ok_or_else(ApiError::unknown_interaction)?;
    if record.response.is_some() {
        return Err(ApiError::already_acknowledged());
    }
    if now - record.created_at > millis(INITIAL_RESPONSE_DEADLINE) {
        return Err(ApiError::unknown_interaction());
    }
    let (interaction_kind, source) = (record.kind, record.source);
    let kind = body["type"].as_u64().and_then(|kind| u8::try_from(kind).ok()).unwrap_or(0);
    if !allows(interaction_kind, kind, source.is_some()) {
        let mut form = FormErrors::default();
        if body["type"].is_null() {
            form.required(&FieldPath::root().at("type"));
        } else {
            form.add(
                &FieldPath::root().at("type"),
                "INTERACTION_TYPE_INVALID",
                format!("A response of type {} does not fit this interaction", body["type"]),
            );
        }
        form.finish()?;
    }
    let data = &body["data"];
    let mut response_data = Value::Null;
    let original = match kind {
        4 => Some(create_message(state, id, &nested(validate::message(data, Endpoint::Interaction))?)?),
        5 => Some(thinking(state, id, data)?),
        6 => source,
        7 => {
            update(state, id, data)?;
            source
        }
        9 => {
            validate::modal(data)?;
            response_data = data.clone();
            None
        }
        _ => {
            choices(data)?;
            response_data = data.clone();
            None
        }
    };
    let Some(record) = state.interactions.get_mut(&id) else { return Err(ApiError::unknown_interaction()) };
    record.response = Some(InitialResponse { kind, at: now, data: response_data });
    record.original = original;
    state.signal_interaction(id);
    state.note("interaction_answered", json!({"interaction": id, "type": kind}));
    if query.is_true("with_response") {
        Ok(Success::Ok(with_response(state, id, kind)))
    } else {
        Ok(Success::NoContent)
    }
}

/// Whether an interaction allows a response of type `kind`.
fn allows(interaction: InteractionKind, kind: u8, has_message: bool) -> bool {
    match interaction {
        InteractionKind::Autocomplete => kind == 8,
        InteractionKind::Command => matches!(kind, 4 | 5 | 9),
        InteractionKind::Component => matches!(kind, 4..=7 | 9),
        InteractionKind::Modal => matches!(kind, 4 | 5) || (has_message && matches!(kind, 6 | 7)),
    }
}

/// Moves form errors below `data`, where the message is.
fn nested<T>(result: Result<T, ApiError>) -> Result<T, ApiError> {
    result.map_err(|mut error| {
        if let Some(errors) = error.errors.take() {
            error.errors = Some(json!({"data": errors}));
        }
        error
    })
}

fn choices(data: &Value) -> Result<(), ApiError> {
    let path = FieldPath::root().at("data").at("choices");
    let mut form = FormErrors::default();
    match data["choices"].as_array() {
        None => form.required(&path),
        Some(items) if items.len() > 25 => form.too_long(&path, 25),
        Some(items) => {
            for (index, item) in items.iter().enumerate() {
                let has_name =
                    item["name"].as_str().map(validate::length).is_some_and(|length| (1..=100).contains(&length));
                if !has_name {
                    form.bad_length(&path.at(index).at("name"), 1, 100);
                }
                match &item["value"] {
                    Value::Number(_) => {}
                    Value::String(text) if validate::length(text) <= 100 => {}
                    Value::String(_) => form.too_long(&path.at(index).at("value"), 100),
                    _ => form.required(&path.at(index).at("value")),
                }
            }
        }
    }
    form.finish()
}

/// Creates the message of a response or a follow-up.
pub(super) fn create_message(
    state: &mut DiscordState,
    id: InteractionId,
    body: &MessageBody,
) -> Result<MessageId, ApiError> {
    if body.is_empty() {
        return Err(ApiError::empty_message());
    }
    let Some(record) = state.interactions.get(&id) else { return Err(ApiError::unknown_interaction()) };
    let (channel_id, user, interaction_kind) = (record.channel, record.user, record.kind);
    let is_initial = record.response.is_none();
    let content = body.content.clone().unwrap_or_default();
    let components = body.components.clone().unwrap_or_default();
    let channel = state.channel(channel_id)?;
    if !body.is_ephemeral() {
        channel.check_new_message(state.permissions(channel, state.bot))?;
    }
    let mut texts = vec![content.as_str()];
    texts.extend(validate::text_displays(&components));
    let pings = state.resolve_mentions(channel, state.bot, &texts, &body.allowed, None);
    let ephemeral = body.is_ephemeral();
    let kind = if interaction_kind == InteractionKind::Command && is_initial {
        MessageType::ChatInputCommand
    } else {
        MessageType::Regular
    };
    let new = NewMessage {
        kind,
        embeds: body.embeds.clone().unwrap_or_default(),
        pings,
        flags: body.flags.unwrap_or(0) & ALLOWED_FLAGS,
        interaction: Some(id),
        ephemeral_to: ephemeral.then_some(user),
        components: components.clone(),
        attachments: state.attachments(&[], body.attachments.as_deref()),
        ..NewMessage::text(channel_id, state.bot, &content)
    };
    state.create_message(new).map(|message| message.id).ok_or_else(ApiError::unknown_channel)
}

fn thinking(state: &mut DiscordState, id: InteractionId, data: &Value) -> Result<MessageId, ApiError> {
    let Some(record) = state.interactions.get(&id) else { return Err(ApiError::unknown_interaction()) };
    // In a deferred response only this flag has an effect.
    let ephemeral = data["flags"].as_u64().unwrap_or(0) & EPHEMERAL != 0;
    if !ephemeral {
        let channel = state.channel(record.channel)?;
        channel.check_new_message(state.permissions(channel, state.bot))?;
    }
    let kind =
        if record.kind == InteractionKind::Command { MessageType::ChatInputCommand } else { MessageType::Regular };
    let new = NewMessage {
        kind,
        flags: if ephemeral { EPHEMERAL } else { 0 },
        interaction: Some(id),
        ephemeral_to: ephemeral.then_some(record.user),
        loading: true,
        ..NewMessage::text(record.channel, state.bot, "")
    };
    state.create_message(new).map(|message| message.id).ok_or_else(ApiError::unknown_channel)
}

fn update(state: &mut DiscordState, id: InteractionId, data: &Value) -> Result<(), ApiError> {
    let Some(record) = state.interactions.get(&id) else { return Err(ApiError::unknown_interaction()) };
    let source = record.source.ok_or_else(ApiError::unknown_message)?;
    let message = state.channel(record.channel)?.existing(source).cloned().ok_or_else(ApiError::unknown_message)?;
    check_change(state, &message)?;
    let body = nested(validate::message(data, Endpoint::Edit { flags: message.flags }))?;
    nested(apply_edit(state, &message, body, true)).map(|_| ())
}

/// Whether an interaction may edit this message now: in an archived thread, an ephemeral one only.
pub(super) fn check_change(state: &DiscordState, message: &Message) -> Result<(), ApiError> {
    if message.is_ephemeral() {
        return Ok(());
    }
    let channel = state.channel(message.channel_id)?;
    channel.check_change(state.permissions(channel, state.bot))
}

fn with_response(state: &DiscordState, id: InteractionId, kind: u8) -> Value {
    let Some(record) = state.interactions.get(&id) else { return Value::Null };
    let channel = state.channels.get(&record.channel);
    let message = record.original.and_then(|original| channel.and_then(|channel| channel.existing(original)));
    let mut value = json!({
        "interaction": {"id": id, "type": record.kind.code()},
        "resource": {"type": kind},
    });
    if let Some(message) = message {
        value["interaction"]["response_message_id"] = json!(message.id);
        value["interaction"]["response_message_loading"] = json!(message.is_loading());
        value["interaction"]["response_message_ephemeral"] = json!(message.is_ephemeral());
        if matches!(kind, 4 | 7) {
            value["resource"]["message"] = state.message_json(message, false);
        }
    }
    value
}
