//! Channels and DMs.

use serde_json::Value;

use super::Answer;
use super::outcome::Reply;
use crate::core::api_error::{ApiError, FormErrors, Path};
use crate::core::ids::{ChannelId, UserId};
use crate::state::World;
use twilight_model::guild::Permissions;

pub(super) fn channel(world: &World, id: ChannelId) -> Answer {
    let channel = world.channel(id)?;
    world.bot_may(channel, Permissions::VIEW_CHANNEL)?;
    world.channel_json(id).map(Reply::Json).ok_or_else(ApiError::unknown_channel)
}

/// Opening succeeds even where the person takes no DMs; sending then fails (50007).
pub(super) fn open_dm(world: &mut World, body: &Value) -> Answer {
    let recipient: Option<UserId> = serde_json::from_value(body["recipient_id"].clone()).ok();
    let Some(recipient) = recipient else {
        let mut form = FormErrors::default();
        form.required(&Path::root().at("recipient_id"));
        form.finish()?;
        return Err(ApiError::unknown_user());
    };
    match world.users.get(&recipient) {
        None => return Err(ApiError::unknown_user()),
        Some(user) if user.bot => return Err(ApiError::cannot_dm()),
        Some(_) => {}
    }
    let id = world.dm(recipient);
    world.channel_json(id).map(Reply::Json).ok_or_else(ApiError::unknown_channel)
}
