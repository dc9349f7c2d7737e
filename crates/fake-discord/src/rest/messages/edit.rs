//! Edits a message, for the channel's routes and for interactions. An edit notifies nobody.

use serde_json::Value;
use twilight_model::guild::Permissions;

use super::create::drop_embeds;
use super::read::visible;
use crate::core::api_error::{ApiError, FormErrors};
use crate::core::clock::millis;
use crate::core::ids::{ChannelId, MessageId};
use crate::rest::OperationResult;
use crate::rest::outcome::Success;
use crate::state::DiscordState;
use crate::state::message::{Message, Pings, Version};
use crate::validate::{self, Endpoint, MessageBody, SUPPRESS_EMBEDS, V2};

const HOUR: i64 = 3_600_000;

pub(in crate::rest) fn edit(
    state: &mut DiscordState,
    id: ChannelId,
    message: MessageId,
    body: &Value,
) -> OperationResult {
    let channel = state.channel(id)?;
    let held = state.check_bot_permissions(channel, Permissions::VIEW_CHANNEL)?;
    channel.check_change(held)?;
    let found = visible(state, id, message)?;
    if found.is_pin_notice() {
        return Err(ApiError::system_message());
    }
    if found.author_id != state.bot {
        return Err(ApiError::other_author());
    }
    let mut body = validate::message(body, Endpoint::Edit { flags: found.flags })?;
    drop_embeds(&mut body, held);
    if state.now() - found.created_at > HOUR && !state.count_old_edit(id) {
        return Err(ApiError::too_many_old_edits());
    }
    apply_edit(state, &found, body, true).map(Success::Ok)
}

/// Replaces the fields that the body has.
pub(in crate::rest) fn apply_edit(
    state: &mut DiscordState,
    message: &Message,
    body: MessageBody,
    counts_as_edit: bool,
) -> Result<Value, ApiError> {
    // SUPPRESS_EMBEDS can change in both directions, IS_COMPONENTS_V2 can only be added.
    let flags = match body.flags {
        None => message.flags,
        Some(sent) => (message.flags & !SUPPRESS_EMBEDS) | (sent & (SUPPRESS_EMBEDS | V2)),
    };
    let shown = message.shown();
    let next = Version {
        content: body.content.clone().unwrap_or_else(|| shown.content.clone()),
        embeds: body.embeds.clone().unwrap_or_else(|| shown.embeds.clone()),
        components: body.components.clone().unwrap_or_else(|| shown.components.clone()),
        attachments: state.attachments(&shown.attachments, body.attachments.as_deref()),
        loading: false,
        ..shown.clone()
    };
    if flags & V2 != 0 {
        let mut form = FormErrors::default();
        for (name, used) in [("content", !next.content.is_empty()), ("embeds", !next.embeds.is_empty())] {
            if used {
                validate::legacy_field(name, &mut form);
            }
        }
        form.finish()?;
    }
    if next.content.is_empty() && next.embeds.is_empty() && next.components.is_empty() && next.attachments.is_empty() {
        return Err(ApiError::empty_message());
    }
    let mentions = edited_mentions(state, message, &body, &next, flags)?;
    let next = Version { mentions, ..next };
    let edited = state.edit_message(message.channel_id, message.id, next, flags, counts_as_edit);
    let edited = edited.ok_or_else(ApiError::unknown_message)?;
    Ok(state.message_json(&edited, false))
}

/// The mentions after the edit. If the text changes, they are parsed again, with the `allowed_mentions` of the edit.
fn edited_mentions(
    state: &DiscordState,
    message: &Message,
    body: &MessageBody,
    next: &Version,
    flags: u64,
) -> Result<Pings, ApiError> {
    let layout = flags & V2 != 0;
    if body.content.is_none() && (body.components.is_none() || !layout) {
        return Ok(next.mentions.clone());
    }
    let mut texts = vec![next.content.as_str()];
    if layout {
        texts.extend(validate::text_displays(&next.components));
    }
    let channel = state.channel(message.channel_id)?;
    Ok(state.resolve_mentions(channel, message.author_id, &texts, &body.allowed, None))
}

impl DiscordState {
    /// Counts an edit of an old message. Returns whether the limit allows it.
    fn count_old_edit(&mut self, channel: ChannelId) -> bool {
        let Some(rate) = self.buckets.limits.old_edits else { return true };
        let now = self.now();
        let window = self.old_edits.entry(channel).or_insert((now, 0));
        if now - window.0 >= millis(rate.window) {
            *window = (now, 0);
        }
        window.1 += 1;
        window.1 <= rate.limit
    }
}
