//! Pins: PIN_MESSAGES, 250 a channel, the notice that each pin writes.

use serde_json::{Value, json};
use twilight_model::channel::message::MessageType;
use twilight_model::guild::Permissions;

use super::Answer;
use super::messages::read::visible;
use super::outcome::Reply;
use super::query::{Query, bad_query, limit};
use crate::core::api_error::ApiError;
use crate::core::clock::{Millis, parse_time, timestamp};
use crate::core::ids::{ChannelId, MessageId};
use crate::state::World;
use crate::state::message_create::NewMessage;

/// Pins a channel can have.
const MOST: usize = 250;

pub(super) fn pin(world: &mut World, id: ChannelId, message: MessageId) -> Answer {
    world.bot_may(world.channel(id)?, Permissions::PIN_MESSAGES)?;
    let found = visible(world, id, message)?;
    if !matches!(found.kind, MessageType::Regular | MessageType::Reply | MessageType::ChatInputCommand) {
        return Err(ApiError::system_message());
    }
    if found.is_pinned() {
        return Ok(Reply::Nothing);
    }
    if world.channel(id)?.pins.len() >= MOST {
        return Err(ApiError::pins_full());
    }
    world.pin(id, message);
    let notice = NewMessage {
        kind: MessageType::ChannelMessagePinned,
        reply_to: Some(message),
        ..NewMessage::text(id, world.bot, "")
    };
    world.post(notice);
    Ok(Reply::Nothing)
}

pub(super) fn unpin(world: &mut World, id: ChannelId, message: MessageId) -> Answer {
    world.bot_may(world.channel(id)?, Permissions::PIN_MESSAGES)?;
    visible(world, id, message)?;
    world.unpin(id, message);
    Ok(Reply::Nothing)
}

/// Newest first, 50 at most; without READ_MESSAGE_HISTORY nothing, and no error.
pub(super) fn list(world: &World, id: ChannelId, query: &Query) -> Answer {
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
    let mut items = pinned(world, id)?;
    items.retain(|(at, _)| *at < before);
    let has_more = items.len() > limit;
    let items: Vec<Value> = items
        .into_iter()
        .take(limit)
        .map(|(at, message)| json!({"pinned_at": timestamp(at), "message": message}))
        .collect();
    Ok(Reply::Json(json!({"items": items, "has_more": has_more})))
}

/// The deprecated list: messages alone, 50 at most.
pub(super) fn old_list(world: &World, id: ChannelId) -> Answer {
    Ok(Reply::Json(pinned(world, id)?.into_iter().take(50).map(|(_, message)| message).collect()))
}

fn pinned(world: &World, id: ChannelId) -> Result<Vec<(Millis, Value)>, ApiError> {
    let channel = world.channel(id)?;
    let held = world.bot_may(channel, Permissions::VIEW_CHANNEL)?;
    if !held.contains(Permissions::READ_MESSAGE_HISTORY) {
        return Ok(Vec::new());
    }
    let there = channel.pins.iter().rev().filter_map(|id| channel.existing(*id));
    Ok(there.filter_map(|message| Some((message.pinned_at?, world.read_json(message)))).collect())
}
