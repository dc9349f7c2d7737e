//! Opens an archived thread, which is the only change of a channel that a bot can request here.

use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::OperationResult;
use super::outcome::Success;
use crate::core::api_error::ApiError;
use crate::core::ids::ChannelId;
use crate::state::DiscordState;

/// `PATCH /channels/{thread}` with `{"archived": false}`. Whoever may post in the thread may open it, unless it is locked.
pub(super) fn open(state: &mut DiscordState, id: ChannelId, body: &Value) -> OperationResult {
    let channel = state.channel(id)?;
    let held = state.check_bot_permissions(channel, channel.needed_to_send())?;
    let Some(thread) = channel.thread.as_ref().filter(|_| *body == json!({"archived": false})) else {
        return Err(ApiError::new(
            400,
            50035,
            "fake-discord changes nothing of a channel but \"archived\" of a thread",
        ));
    };
    let locked = thread.locked;
    if locked && !held.contains(Permissions::MANAGE_THREADS) {
        return Err(ApiError::missing_permissions());
    }
    state.set_thread(id, false, locked);
    state.channel_json(id).map(Success::Ok).ok_or_else(ApiError::unknown_channel)
}
