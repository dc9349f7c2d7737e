//! Channels and DMs.

use serde_json::Value;

use super::OperationResult;
use super::outcome::Success;
use crate::core::api_error::{ApiError, FieldPath, FormErrors};
use crate::core::ids::{ChannelId, UserId};
use crate::state::DiscordState;
use twilight_model::guild::Permissions;

pub(super) fn channel(state: &DiscordState, id: ChannelId) -> OperationResult {
    let channel = state.channel(id)?;
    state.check_bot_permissions(channel, Permissions::VIEW_CHANNEL)?;
    state.channel_json(id).map(Success::Ok).ok_or_else(ApiError::unknown_channel)
}

/// Creating a DM channel succeeds even if the person refuses DMs. Sending a message then fails (50007).
pub(super) fn open_dm(state: &mut DiscordState, body: &Value) -> OperationResult {
    let recipient: Option<UserId> = serde_json::from_value(body["recipient_id"].clone()).ok();
    let Some(recipient) = recipient else {
        let mut form = FormErrors::default();
        form.required(&FieldPath::root().at("recipient_id"));
        form.finish()?;
        return Err(ApiError::unknown_user());
    };
    match state.users.get(&recipient) {
        None => return Err(ApiError::unknown_user()),
        Some(user) if user.bot => return Err(ApiError::cannot_dm()),
        Some(_) => {}
    }
    let id = state.dm(recipient);
    state.channel_json(id).map(Success::Ok).ok_or_else(ApiError::unknown_channel)
}
