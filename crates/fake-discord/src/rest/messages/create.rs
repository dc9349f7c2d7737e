//! Messages that the bot writes into a channel.

use std::sync::Arc;

use serde_json::Value;
use twilight_model::channel::message::MessageType;
use twilight_model::guild::Permissions;

use crate::core::api_error::{ApiError, FormErrors, Path};
use crate::core::ids::ChannelId;
use crate::rest::Answer;
use crate::rest::outcome::Reply;
use crate::state::World;
use crate::state::message::Message;
use crate::state::message_create::NewMessage;
use crate::validate::{self, Draft, Origin, SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS, V2};

/// The flags that a bot may set itself; only what answers an interaction may be ephemeral.
pub(in crate::rest) const SETTABLE: u64 = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | V2;

pub(in crate::rest) fn create(world: &mut World, id: ChannelId, body: &Value) -> Answer {
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
    texts.extend(validate::text_displays(&components));
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

impl World {
    /// Whether a DM reaches the person: not closed, and a guild in common.
    fn takes_dms(&self, user: crate::core::ids::UserId) -> bool {
        let open = self.users.get(&user).is_some_and(|user| !user.dms_closed);
        open && self.guilds.values().any(|guild| guild.members.contains_key(&user))
    }
}
