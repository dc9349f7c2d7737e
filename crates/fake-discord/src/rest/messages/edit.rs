//! Changing a message, through the channel or an interaction's token. An edit notifies nobody.

use serde_json::Value;
use twilight_model::guild::Permissions;

use super::read::visible;
use crate::core::api_error::{ApiError, FormErrors};
use crate::core::clock::millis;
use crate::core::ids::{ChannelId, MessageId};
use crate::rest::Answer;
use crate::rest::outcome::Reply;
use crate::state::World;
use crate::state::message::{Message, Pings, Version};
use crate::validate::{self, Draft, Origin, SUPPRESS_EMBEDS, V2};

const HOUR: i64 = 3_600_000;

pub(in crate::rest) fn edit(world: &mut World, id: ChannelId, message: MessageId, body: &Value) -> Answer {
    let held = world.bot_may(world.channel(id)?, Permissions::VIEW_CHANNEL)?;
    let found = visible(world, id, message)?;
    if found.is_pin_notice() {
        return Err(ApiError::system_message());
    }
    if found.author_id != world.bot {
        return Err(ApiError::other_author());
    }
    let draft = validate::draft(body, Origin::Edit { flags: found.flags })?;
    if draft.embeds.as_deref().is_some_and(|embeds| !embeds.is_empty()) && !held.contains(Permissions::EMBED_LINKS) {
        return Err(ApiError::missing_permissions());
    }
    if world.now() - found.created_at > HOUR && !world.may_edit_old(id) {
        return Err(ApiError::too_many_old_edits());
    }
    apply_edit(world, &found, draft, true).map(Reply::Json)
}

/// Writes the fields that were sent over the message.
pub(in crate::rest) fn apply_edit(
    world: &mut World,
    message: &Message,
    draft: Draft,
    counts_as_edit: bool,
) -> Result<Value, ApiError> {
    // Embeds are hidden and shown again; what has layout components keeps them.
    let flags = match draft.flags {
        None => message.flags,
        Some(sent) => (message.flags & !SUPPRESS_EMBEDS) | (sent & (SUPPRESS_EMBEDS | V2)),
    };
    let shown = message.shown();
    let next = Version {
        content: draft.content.clone().unwrap_or_else(|| shown.content.clone()),
        embeds: draft.embeds.clone().unwrap_or_else(|| shown.embeds.clone()),
        components: draft.components.clone().unwrap_or_else(|| shown.components.clone()),
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
    if next.content.is_empty() && next.embeds.is_empty() && next.components.is_empty() {
        return Err(ApiError::empty_message());
    }
    let mentions = edited_mentions(world, message, &draft, &next, flags)?;
    let next = Version { mentions, ..next };
    let edited = world.revise(message.channel_id, message.id, next, flags, counts_as_edit);
    let edited = edited.ok_or_else(ApiError::unknown_message)?;
    Ok(world.message_json(&edited, false))
}

/// Where the text changes it is parsed again, with the defaults where the edit says nothing of mentions.
fn edited_mentions(
    world: &World,
    message: &Message,
    draft: &Draft,
    next: &Version,
    flags: u64,
) -> Result<Pings, ApiError> {
    let layout = flags & V2 != 0;
    if draft.content.is_none() && (draft.components.is_none() || !layout) {
        return Ok(next.mentions.clone());
    }
    let mut texts = vec![next.content.as_str()];
    if layout {
        texts.extend(validate::text_displays(&next.components));
    }
    let channel = world.channel(message.channel_id)?;
    Ok(world.pings(channel, message.author_id, &texts, &draft.allowed, None))
}

impl World {
    /// Counts an edit of an old message.
    fn may_edit_old(&mut self, channel: ChannelId) -> bool {
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
