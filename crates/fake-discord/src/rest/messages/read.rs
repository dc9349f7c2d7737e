//! Reading messages: one, or a page of them.

use std::sync::Arc;

use serde_json::Value;
use twilight_model::guild::Permissions;

use crate::core::api_error::ApiError;
use crate::core::ids::{ChannelId, MessageId};
use crate::rest::Answer;
use crate::rest::outcome::Reply;
use crate::rest::query::{Query, limit, snowflake};
use crate::state::World;
use crate::state::message::Message;

/// A message that the bot can see through the channel: there, and not ephemeral.
pub(in crate::rest) fn visible(world: &World, id: ChannelId, message: MessageId) -> Result<Arc<Message>, ApiError> {
    let found = world.channel(id)?.existing(message).filter(|message| !message.is_ephemeral());
    found.cloned().ok_or_else(ApiError::unknown_message)
}

pub(in crate::rest) fn get(world: &World, id: ChannelId, message: MessageId) -> Answer {
    world.bot_may(world.channel(id)?, Permissions::READ_MESSAGE_HISTORY)?;
    let found = visible(world, id, message)?;
    Ok(Reply::Json(world.read_json(&found)))
}

/// Newest first, whatever the direction. Without READ_MESSAGE_HISTORY nothing, and no error.
pub(in crate::rest) fn list(world: &World, id: ChannelId, query: &Query) -> Answer {
    let channel = world.channel(id)?;
    let held = world.bot_may(channel, Permissions::VIEW_CHANNEL)?;
    let limit = limit(query, 100)?;
    if !held.contains(Permissions::READ_MESSAGE_HISTORY) {
        return Ok(Reply::Json(Value::Array(Vec::new())));
    }
    let bound = |name: &str| snowflake(query, name);
    let (after, before, around) = (bound("after")?, bound("before")?, bound("around")?);
    let there = |message: &&Arc<Message>| message.exists() && !message.is_ephemeral();
    let older = |end: u64, most: usize| {
        let range = channel.messages.range(..MessageId::new(end.max(1)));
        range.rev().map(|(_, message)| message).filter(there).take(most)
    };
    let newer = |start: u64, most: usize| {
        let range = channel.messages.range(MessageId::new(start.saturating_add(1).max(1))..);
        range.map(|(_, message)| message).filter(there).take(most)
    };
    let mut found: Vec<&Arc<Message>> = match (around, after, before) {
        (Some(middle), _, _) => {
            older(middle, limit / 2).chain(newer(middle.saturating_sub(1), limit - limit / 2)).collect()
        }
        (None, Some(after), _) => newer(after, limit).collect(),
        (None, None, Some(before)) => older(before, limit).collect(),
        (None, None, None) => older(u64::MAX, limit).collect(),
    };
    found.sort_by_key(|message| std::cmp::Reverse(message.id));
    Ok(Reply::Json(found.into_iter().map(|message| world.read_json(message)).collect()))
}
