//! Reads one message, or a page of messages.

use std::sync::Arc;

use serde_json::Value;
use twilight_model::guild::Permissions;

use crate::core::api_error::ApiError;
use crate::core::ids::{ChannelId, MessageId};
use crate::rest::OperationResult;
use crate::rest::outcome::Success;
use crate::rest::query::{Query, limit, snowflake};
use crate::state::DiscordState;
use crate::state::message::Message;

/// A message that is neither deleted nor ephemeral.
pub(in crate::rest) fn visible(
    state: &DiscordState,
    id: ChannelId,
    message: MessageId,
) -> Result<Arc<Message>, ApiError> {
    let found = state.channel(id)?.existing(message).filter(|message| !message.is_ephemeral());
    found.cloned().ok_or_else(ApiError::unknown_message)
}

pub(in crate::rest) fn get(state: &DiscordState, id: ChannelId, message: MessageId) -> OperationResult {
    state.check_bot_permissions(state.channel(id)?, Permissions::READ_MESSAGE_HISTORY)?;
    let found = visible(state, id, message)?;
    Ok(Success::Ok(state.read_json(&found)))
}

/// A page of messages, always newest first. Without `READ_MESSAGE_HISTORY` the list is empty.
pub(in crate::rest) fn list(state: &DiscordState, id: ChannelId, query: &Query) -> OperationResult {
    let channel = state.channel(id)?;
    let held = state.check_bot_permissions(channel, Permissions::VIEW_CHANNEL)?;
    let limit = limit(query, 100)?;
    if !held.contains(Permissions::READ_MESSAGE_HISTORY) {
        return Ok(Success::Ok(Value::Array(Vec::new())));
    }
    let bound = |name: &str| snowflake(query, name);
    let (after, before, around) = (bound("after")?, bound("before")?, bound("around")?);
    let existing = |message: &&Arc<Message>| message.exists() && !message.is_ephemeral();
    let older = |end: u64, most: usize| {
        let range = channel.messages.range(..MessageId::new(end.max(1)));
        range.rev().map(|(_, message)| message).filter(existing).take(most)
    };
    let newer = |start: u64, most: usize| {
        let range = channel.messages.range(MessageId::new(start.saturating_add(1).max(1))..);
        range.map(|(_, message)| message).filter(existing).take(most)
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
    Ok(Success::Ok(found.into_iter().map(|message| state.read_json(message)).collect()))
}
