//! Pins and unpins messages and lists pins. A channel has at most 250 pins, and each pin creates a notice.

use serde_json::{Value, json};
use twilight_model::channel::message::MessageType;
use twilight_model::guild::Permissions;

use super::OperationResult;
use super::messages::read::visible;
use super::outcome::Success;
use super::query::{Query, bad_query, limit};
use crate::core::api_error::ApiError;
use crate::core::clock::{Millis, parse_time, timestamp};
use crate::core::ids::{ChannelId, MessageId};
use crate::state::DiscordState;
use crate::state::message_create::NewMessage;

/// The number of pins that a channel can have.
const MAX_PINS: usize = 250;

pub(super) fn pin(state: &mut DiscordState, id: ChannelId, message: MessageId) -> OperationResult {
    let channel = state.channel(id)?;
    channel.check_change(state.check_bot_permissions(channel, Permissions::PIN_MESSAGES)?)?;
    let found = visible(state, id, message)?;
    if !matches!(found.kind, MessageType::Regular | MessageType::Reply | MessageType::ChatInputCommand) {
        return Err(ApiError::system_message());
    }
    if found.is_pinned() {
        return Ok(Success::NoContent);
    }
    if state.channel(id)?.pins.len() >= MAX_PINS {
        return Err(ApiError::pins_full());
    }
    state.pin(id, message);
    let notice = NewMessage {
        kind: MessageType::ChannelMessagePinned,
        reply_to: Some(message),
        ..NewMessage::text(id, state.bot, "")
    };
    state.create_message(notice);
    Ok(Success::NoContent)
}

pub(super) fn unpin(state: &mut DiscordState, id: ChannelId, message: MessageId) -> OperationResult {
    let channel = state.channel(id)?;
    channel.check_change(state.check_bot_permissions(channel, Permissions::PIN_MESSAGES)?)?;
    visible(state, id, message)?;
    state.unpin(id, message);
    Ok(Success::NoContent)
}

/// At most 50 pins, newest first. Without `READ_MESSAGE_HISTORY` the list is empty.
pub(super) fn list(state: &DiscordState, id: ChannelId, query: &Query) -> OperationResult {
    let limit = limit(query, 50)?;
    let before = match query.get("before") {
        None => Millis::MAX,
        Some(text) => match parse_time(&text) {
            Some(at) => at.as_micros() / 1000,
            None => {
                let message = format!("Could not parse {text}. Should be ISO8601.");
                return Err(bad_query("before", "DATE_TIME_TYPE_PARSE", message));
            }
        },
    };
    let mut items = pinned(state, id)?;
    items.retain(|(at, _)| *at < before);
    let has_more = items.len() > limit;
    let items: Vec<Value> = items
        .into_iter()
        .take(limit)
        .map(|(at, message)| json!({"pinned_at": timestamp(at), "message": message}))
        .collect();
    Ok(Success::Ok(json!({"items": items, "has_more": has_more})))
}

/// The deprecated list: the messages of at most 50 pins.
pub(super) fn deprecated_list(state: &DiscordState, id: ChannelId) -> OperationResult {
    Ok(Success::Ok(pinned(state, id)?.into_iter().take(50).map(|(_, message)| message).collect()))
}

fn pinned(state: &DiscordState, id: ChannelId) -> Result<Vec<(Millis, Value)>, ApiError> {
    let channel = state.channel(id)?;
    let held = state.check_bot_permissions(channel, Permissions::VIEW_CHANNEL)?;
    if !held.contains(Permissions::READ_MESSAGE_HISTORY) {
        return Ok(Vec::new());
    }
    let existing = channel.pins.iter().rev().filter_map(|id| channel.existing(*id));
    Ok(existing.filter_map(|message| Some((message.pinned_at?, state.read_json(message)))).collect())
}
