//! The first answer to an interaction: within 3 s, once, of a type that fits.

use serde_json::{Value, json};
use twilight_model::channel::message::MessageType;

use super::Answer;
use super::messages::create::SETTABLE as SETTABLE_EVERYWHERE;
use super::messages::edit::apply_edit;
use super::outcome::Reply;
use super::query::Query;
use crate::core::api_error::{ApiError, FormErrors, Path};
use crate::core::clock::millis;
use crate::core::ids::InteractionId;
use crate::state::World;
use crate::state::interactions::{FIRST_ANSWER, FirstAnswer, InteractionKind};
use crate::state::message_create::NewMessage;
use crate::validate::{self, Draft, EPHEMERAL, Origin};

/// The flags that an interaction's message may set.
pub(super) const SETTABLE: u64 = SETTABLE_EVERYWHERE | EPHEMERAL;

pub(super) fn callback(world: &mut World, id: InteractionId, token: &str, body: &Value, query: &Query) -> Answer {
    let now = world.now();
    let record = world.interactions.get(&id).filter(|record| record.token == token);
    let record = record.ok_or_else(ApiError::unknown_interaction)?;
    if record.first.is_some() {
        return Err(ApiError::already_acknowledged());
    }
    if now - record.created_at > millis(FIRST_ANSWER) {
        return Err(ApiError::unknown_interaction());
    }
    let (of, source) = (record.kind, record.source);
    let kind = body["type"].as_u64().and_then(|kind| u8::try_from(kind).ok()).unwrap_or(0);
    if !fits(of, kind, source.is_some()) {
        let mut form = FormErrors::default();
        if body["type"].is_null() {
            form.required(&Path::root().at("type"));
        } else {
            form.add(
                &Path::root().at("type"),
                "INTERACTION_TYPE_INVALID",
                format!("A response of type {} does not fit this interaction", body["type"]),
            );
        }
        form.finish()?;
    }
    let data = &body["data"];
    let mut kept = Value::Null;
    let original = match kind {
        4 => Some(answer(world, id, &nested(validate::draft(data, Origin::Interaction))?)?),
        5 => Some(thinking(world, id, data)?),
        6 => source,
        7 => {
            update(world, id, data)?;
            source
        }
        9 => {
            validate::modal(data)?;
            kept = data.clone();
            None
        }
        _ => {
            choices(data)?;
            kept = data.clone();
            None
        }
    };
    let Some(record) = world.interactions.get_mut(&id) else { return Err(ApiError::unknown_interaction()) };
    record.first = Some(FirstAnswer { kind, at: now, data: kept });
    record.original = original;
    world.touch_interaction(id);
    if query.is_true("with_response") { Ok(Reply::Json(with_response(world, id, kind))) } else { Ok(Reply::Nothing) }
}

/// Which answers an interaction takes.
fn fits(of: InteractionKind, kind: u8, has_message: bool) -> bool {
    match of {
        InteractionKind::Autocomplete => kind == 8,
        InteractionKind::Command => matches!(kind, 4 | 5 | 9),
        InteractionKind::Component => matches!(kind, 4..=7 | 9),
        InteractionKind::Modal => matches!(kind, 4 | 5) || (has_message && matches!(kind, 6 | 7)),
    }
}

/// Errors of an answer's message are below `data`.
fn nested<T>(result: Result<T, ApiError>) -> Result<T, ApiError> {
    result.map_err(|mut error| {
        if let Some(errors) = error.errors.take() {
            error.errors = Some(json!({"data": errors}));
        }
        error
    })
}

fn choices(data: &Value) -> Result<(), ApiError> {
    let path = Path::root().at("data").at("choices");
    let mut form = FormErrors::default();
    match data["choices"].as_array() {
        None => form.required(&path),
        Some(items) if items.len() > 25 => form.too_long(&path, 25),
        Some(items) => {
            for (index, item) in items.iter().enumerate() {
                let named = item["name"].as_str().map(validate::length).is_some_and(|long| (1..=100).contains(&long));
                if !named {
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

/// A message that answers an interaction; also a follow-up.
pub(super) fn answer(
    world: &mut World,
    id: InteractionId,
    draft: &Draft,
) -> Result<crate::core::ids::MessageId, ApiError> {
    if draft.shows_nothing() {
        return Err(ApiError::empty_message());
    }
    let Some(record) = world.interactions.get(&id) else { return Err(ApiError::unknown_interaction()) };
    let (channel_id, user, of) = (record.channel, record.user, record.kind);
    let first = record.first.is_none();
    let content = draft.content.clone().unwrap_or_default();
    let components = draft.components.clone().unwrap_or_default();
    let channel = world.channel(channel_id)?;
    let mut texts = vec![content.as_str()];
    texts.extend(validate::text_displays(&components));
    let pings = world.pings(channel, world.bot, &texts, &draft.allowed, None);
    let ephemeral = draft.ephemeral();
    let kind =
        if of == InteractionKind::Command && first { MessageType::ChatInputCommand } else { MessageType::Regular };
    let new = NewMessage {
        kind,
        embeds: draft.embeds.clone().unwrap_or_default(),
        pings,
        flags: draft.flags.unwrap_or(0) & SETTABLE,
        interaction: Some(id),
        ephemeral_to: ephemeral.then_some(user),
        components: components.clone(),
        ..NewMessage::text(channel_id, world.bot, &content)
    };
    world.post(new).map(|message| message.id).ok_or_else(ApiError::unknown_channel)
}

fn thinking(world: &mut World, id: InteractionId, data: &Value) -> Result<crate::core::ids::MessageId, ApiError> {
    let Some(record) = world.interactions.get(&id) else { return Err(ApiError::unknown_interaction()) };
    // Only this one flag counts in a deferred answer.
    let ephemeral = data["flags"].as_u64().unwrap_or(0) & EPHEMERAL != 0;
    let kind =
        if record.kind == InteractionKind::Command { MessageType::ChatInputCommand } else { MessageType::Regular };
    let new = NewMessage {
        kind,
        flags: if ephemeral { EPHEMERAL } else { 0 },
        interaction: Some(id),
        ephemeral_to: ephemeral.then_some(record.user),
        loading: true,
        ..NewMessage::text(record.channel, world.bot, "")
    };
    world.post(new).map(|message| message.id).ok_or_else(ApiError::unknown_channel)
}

fn update(world: &mut World, id: InteractionId, data: &Value) -> Result<(), ApiError> {
    let Some(record) = world.interactions.get(&id) else { return Err(ApiError::unknown_interaction()) };
    let source = record.source.ok_or_else(ApiError::unknown_message)?;
    let message = world.channel(record.channel)?.existing(source).cloned().ok_or_else(ApiError::unknown_message)?;
    let draft = nested(validate::draft(data, Origin::Edit { flags: message.flags }))?;
    nested(apply_edit(world, &message, draft, true)).map(|_| ())
}

fn with_response(world: &World, id: InteractionId, kind: u8) -> Value {
    let Some(record) = world.interactions.get(&id) else { return Value::Null };
    let channel = world.channels.get(&record.channel);
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
            value["resource"]["message"] = world.message_json(message, false);
        }
    }
    value
}
