//! Messages of channels: what the bot may write, change and read.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;
use twilight_model::channel::message::MessageType;
use twilight_model::guild::Permissions;

use super::Answer;
use super::outcome::Reply;
use super::query::{Query, limit, snowflake};
use crate::clock::millis;
use crate::created_at;
use crate::ids::{ChannelId, MessageId};
use crate::rest::errors::{ApiError, FormErrors, Path};
use crate::validate::{self, Draft, Origin};
use crate::world::World;
use crate::world::message::Message;
use crate::world::posting::NewMessage;

const HOUR: i64 = 3_600_000;
/// Older messages are deleted one by one alone.
const TWO_WEEKS: i64 = 14 * 24 * HOUR;

/// SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS and IS_COMPONENTS_V2: the flags a bot may set itself.
const SETTABLE: u64 = (1 << 2) | (1 << 12) | (1 << 15);

pub(super) fn create(world: &mut World, id: ChannelId, body: &Value) -> Answer {
    let channel = world.channel(id)?;
    let held = world.bot_may(channel, Permissions::SEND_MESSAGES)?;
    if let Some(recipient) = channel.recipient
        && !world.takes_dms(recipient)
    {
        return Err(ApiError::cannot_dm());
    }
    let draft = validate::draft(body, Origin::Create)?;
    if draft.embeds.as_deref().is_some_and(|embeds| !embeds.is_empty()) && !held.contains(Permissions::EMBED_LINKS) {
        return Err(ApiError::missing_permissions());
    }
    if draft.shows_nothing() {
        return Err(ApiError::empty_message());
    }
    let replied = reply(world, id, held, &draft)?;
    if let Some(nonce) = &draft.nonce
        && draft.enforce_nonce
        && let Some((channel, message)) = world.made_before(nonce)
    {
        let first = world.channels.get(&channel).and_then(|channel| channel.existing(message));
        return first.map(|first| Reply::Json(world.message_json(first, true))).ok_or_else(ApiError::unknown_message);
    }
    let nonce = draft.nonce.clone();
    let new = new_message(world, id, draft, replied)?;
    let message = world.post(new).ok_or_else(ApiError::unknown_channel)?;
    if let Some(nonce) = nonce {
        world.remember_nonce(&nonce, &message);
    }
    Ok(Reply::Json(world.message_json(&message, true)))
}

fn reply(world: &World, id: ChannelId, held: Permissions, draft: &Draft) -> Result<Option<Arc<Message>>, ApiError> {
    let Some(wanted) = draft.reply_to else { return Ok(None) };
    if !held.contains(Permissions::READ_MESSAGE_HISTORY) {
        return Err(ApiError::reply_needs_history());
    }
    match world.channel(id)?.existing(wanted).filter(|message| !message.is_ephemeral()) {
        Some(message) => Ok(Some(Arc::clone(message))),
        None if draft.reply_may_fail => Ok(None),
        None => {
            let mut form = FormErrors::default();
            let path = Path::root().at("message_reference");
            form.add(&path, "REPLIES_UNKNOWN_MESSAGE", "Unknown message");
            form.finish().map(|()| None)
        }
    }
}

fn new_message(
    world: &World,
    id: ChannelId,
    draft: Draft,
    replied: Option<Arc<Message>>,
) -> Result<NewMessage, ApiError> {
    let channel = world.channel(id)?;
    let replied_user = replied.as_ref().map(|message| message.author_id);
    let content = draft.content.unwrap_or_default();
    let components = draft.components.unwrap_or_default();
    let mut texts = vec![content.as_str()];
    texts.extend(text_displays(&components));
    let pings = world.pings(channel, world.bot, &texts, &draft.allowed, replied_user);
    let kind = if replied.is_some() { MessageType::Reply } else { MessageType::Regular };
    Ok(NewMessage {
        kind,
        embeds: draft.embeds.unwrap_or_default(),
        pings,
        nonce: draft.nonce,
        flags: draft.flags.unwrap_or(0) & SETTABLE,
        reply_to: replied.map(|message| message.id),
        components: components.clone(),
        ..NewMessage::text(id, world.bot, &content)
    })
}

/// Texts of components count for mentions as the content does.
pub(super) fn text_displays(components: &[Value]) -> Vec<&str> {
    let mut texts = Vec::new();
    for component in components {
        if component["type"] == 10 {
            texts.extend(component["content"].as_str());
        }
        texts.extend(text_displays(component["components"].as_array().map_or(&[], Vec::as_slice)));
    }
    texts
}

/// A message that the bot can see through the channel: there, and not ephemeral.
pub(super) fn visible(world: &World, id: ChannelId, message: MessageId) -> Result<Arc<Message>, ApiError> {
    let found = world.channel(id)?.existing(message).filter(|message| !message.is_ephemeral());
    found.cloned().ok_or_else(ApiError::unknown_message)
}

pub(super) fn edit(world: &mut World, id: ChannelId, message: MessageId, body: &Value) -> Answer {
    let held = world.bot_may(world.channel(id)?, Permissions::VIEW_CHANNEL)?;
    let found = visible(world, id, message)?;
    if found.is_pin_notice() {
        return Err(ApiError::system_message());
    }
    if found.author_id != world.bot {
        return Err(ApiError::other_author());
    }
    let draft = validate::draft(body, Origin::Edit)?;
    if draft.embeds.as_deref().is_some_and(|embeds| !embeds.is_empty()) && !held.contains(Permissions::EMBED_LINKS) {
        return Err(ApiError::missing_permissions());
    }
    if world.now() - found.created_at > HOUR && !world.may_edit_old(id) {
        return Err(ApiError::too_many_old_edits());
    }
    apply_edit(world, &found, draft, true).map(Reply::Json)
}

/// Writes the fields that were sent over the message. Notifies nobody.
pub(super) fn apply_edit(
    world: &mut World,
    message: &Message,
    draft: Draft,
    counts_as_edit: bool,
) -> Result<Value, ApiError> {
    let shown = message.shown();
    let empty = draft.content.as_deref().unwrap_or(&shown.content).is_empty()
        && draft.embeds.as_deref().unwrap_or(&shown.embeds).is_empty()
        && draft.components.as_deref().unwrap_or(&shown.components).is_empty();
    if empty {
        return Err(ApiError::empty_message());
    }
    // The text is parsed again, with the defaults where the edit says nothing of mentions.
    let mentions = match &draft.content {
        Some(content) => {
            let channel = world.channel(message.channel_id)?;
            world.pings(channel, message.author_id, &[content], &draft.allowed, None)
        }
        None => shown.mentions.clone(),
    };
    let change = |version: &mut crate::world::message::Version| {
        version.mentions = mentions;
        if let Some(content) = draft.content {
            version.content = content;
        }
        if let Some(embeds) = draft.embeds {
            version.embeds = embeds;
        }
        if let Some(components) = draft.components {
            version.components = components;
        }
    };
    let edited = world.revise(message.channel_id, message.id, change, counts_as_edit);
    let edited = edited.ok_or_else(ApiError::unknown_message)?;
    Ok(world.message_json(&edited, false))
}

pub(super) fn delete(world: &mut World, id: ChannelId, message: MessageId) -> Answer {
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
pub(super) fn delete_many(world: &mut World, id: ChannelId, body: &Value) -> Answer {
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
    for message in distinct {
        if world.channel(id)?.existing(message).is_some() {
            world.erase(id, message);
        }
    }
    Ok(Reply::Nothing)
}

pub(super) fn get(world: &World, id: ChannelId, message: MessageId) -> Answer {
    world.bot_may(world.channel(id)?, Permissions::READ_MESSAGE_HISTORY)?;
    let found = visible(world, id, message)?;
    Ok(Reply::Json(world.read_json(&found)))
}

/// Newest first, whatever the direction. Without READ_MESSAGE_HISTORY nothing, and no error.
pub(super) fn list(world: &World, id: ChannelId, query: &Query) -> Answer {
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

impl World {
    /// Whether a DM reaches the person: not closed, and a guild in common.
    fn takes_dms(&self, user: crate::ids::UserId) -> bool {
        let open = self.users.get(&user).is_some_and(|user| !user.dms_closed);
        open && self.guilds.values().any(|guild| guild.members.contains_key(&user))
    }

    /// The message that the bot made with this nonce within the window.
    fn made_before(&mut self, nonce: &Value) -> Option<(ChannelId, MessageId)> {
        let oldest = self.now() - millis(self.nonce_window);
        while self.nonce_order.front().is_some_and(|(at, _)| *at < oldest) {
            if let Some((at, key)) = self.nonce_order.pop_front()
                && self.nonces.get(&key).is_some_and(|(_, _, known)| *known == at)
            {
                self.nonces.remove(&key);
            }
        }
        self.nonces.get(&key(nonce)).map(|(channel, message, _)| (*channel, *message))
    }

    fn remember_nonce(&mut self, nonce: &Value, message: &Message) {
        self.made_before(nonce);
        self.nonces.insert(key(nonce), (message.channel_id, message.id, message.created_at));
        self.nonce_order.push_back((message.created_at, key(nonce)));
    }

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

/// `5` and `"5"` are the same nonce.
fn key(nonce: &Value) -> String {
    nonce.as_str().map_or_else(|| nonce.to_string(), str::to_owned)
}
