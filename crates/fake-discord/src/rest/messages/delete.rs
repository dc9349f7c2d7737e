//! Deletes one message, or many at once.

use std::collections::BTreeSet;

use serde_json::Value;
use twilight_model::guild::Permissions;

use super::read::visible;
use crate::core::api_error::{ApiError, FieldPath, FormErrors};
use crate::core::ids::{ChannelId, MessageId};
use crate::created_at;
use crate::rest::OperationResult;
use crate::rest::outcome::Success;
use crate::state::DiscordState;

/// The maximum age of a message for a bulk delete, in milliseconds.
const TWO_WEEKS: i64 = 14 * 24 * 3_600_000;

pub(in crate::rest) fn delete(state: &mut DiscordState, id: ChannelId, message: MessageId) -> OperationResult {
    let channel = state.channel(id)?;
    let held = state.check_bot_permissions(channel, Permissions::VIEW_CHANNEL)?;
    channel.check_deletion(held)?;
    let found = visible(state, id, message)?;
    // Its own pin notices count as the bot's own.
    if found.author_id != state.bot && !held.contains(Permissions::MANAGE_MESSAGES) {
        return Err(state.lacks(channel, Permissions::MANAGE_MESSAGES));
    }
    state.delete_message(id, message);
    Ok(Success::NoContent)
}

/// Deletes 2 to 100 messages, none of them older than two weeks. Deleted ones count but are ignored.
pub(in crate::rest) fn delete_many(state: &mut DiscordState, id: ChannelId, body: &Value) -> OperationResult {
    let channel = state.channel(id)?;
    let held = state.check_bot_permissions(channel, Permissions::VIEW_CHANNEL)?;
    channel.check_deletion(held)?;
    if !held.contains(Permissions::MANAGE_MESSAGES) {
        return Err(state.lacks(channel, Permissions::MANAGE_MESSAGES));
    }
    let ids: Vec<MessageId> = serde_json::from_value(body["messages"].clone()).map_err(|_| {
        let mut form = FormErrors::default();
        form.add(&FieldPath::root().at("messages"), "BASE_TYPE_BAD_TYPE", "Must be a list of snowflakes.");
        form.finish().err().unwrap_or_else(ApiError::bulk_delete_count)
    })?;
    let distinct: BTreeSet<MessageId> = ids.iter().copied().collect();
    if !(2..=100).contains(&ids.len()) || distinct.len() < ids.len() {
        return Err(ApiError::bulk_delete_count());
    }
    let oldest = state.now() - TWO_WEEKS;
    if distinct.iter().any(|message| created_at(message.get()) < oldest) {
        return Err(ApiError::bulk_delete_too_old());
    }
    let channel = state.channel(id)?;
    let existing = |message: &MessageId| channel.existing(*message).is_some_and(|message| !message.is_ephemeral());
    let existing: Vec<MessageId> = distinct.into_iter().filter(existing).collect();
    state.delete_messages(id, &existing);
    Ok(Success::NoContent)
}
