//! Deleting messages: one, or many at once.

use std::collections::BTreeSet;

use serde_json::Value;
use twilight_model::guild::Permissions;

use super::read::visible;
use crate::core::api_error::{ApiError, FormErrors, Path};
use crate::core::ids::{ChannelId, MessageId};
use crate::created_at;
use crate::rest::Answer;
use crate::rest::outcome::Reply;
use crate::state::World;

/// Older messages are deleted one by one alone.
const TWO_WEEKS: i64 = 14 * 24 * 3_600_000;

pub(in crate::rest) fn delete(world: &mut World, id: ChannelId, message: MessageId) -> Answer {
    let held = world.bot_may(world.channel(id)?, Permissions::VIEW_CHANNEL)?;
    let found = visible(world, id, message)?;
    // The notice of a pin is the system's, though it bears the bot's name.
    let own = found.author_id == world.bot && !found.is_pin_notice();
    if !own && !held.contains(Permissions::MANAGE_MESSAGES) {
        return Err(ApiError::missing_permissions());
    }
    world.erase(id, message);
    Ok(Reply::Nothing)
}

/// Two to a hundred at once, none of them older than two weeks. Those that are gone already count and are passed over.
pub(in crate::rest) fn delete_many(world: &mut World, id: ChannelId, body: &Value) -> Answer {
    let held = world.bot_may(world.channel(id)?, Permissions::VIEW_CHANNEL)?;
    if !held.contains(Permissions::MANAGE_MESSAGES) {
        return Err(ApiError::missing_permissions());
    }
    let ids: Vec<MessageId> = serde_json::from_value(body["messages"].clone()).map_err(|_| {
        let mut form = FormErrors::default();
        form.add(&Path::root().at("messages"), "BASE_TYPE_BAD_TYPE", "Must be a list of snowflakes.");
        form.finish().err().unwrap_or_else(ApiError::bulk_delete_count)
    })?;
    let distinct: BTreeSet<MessageId> = ids.iter().copied().collect();
    if !(2..=100).contains(&ids.len()) || distinct.len() < ids.len() {
        return Err(ApiError::bulk_delete_count());
    }
    let oldest = world.now() - TWO_WEEKS;
    if distinct.iter().any(|message| created_at(message.get()) < oldest) {
        return Err(ApiError::bulk_delete_too_old());
    }
    let channel = world.channel(id)?;
    let there = |message: &MessageId| channel.existing(*message).is_some_and(|message| !message.is_ephemeral());
    let there: Vec<MessageId> = distinct.into_iter().filter(there).collect();
    world.erase_many(id, &there);
    Ok(Reply::Nothing)
}
