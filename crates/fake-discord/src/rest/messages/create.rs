//! Creates a message in a channel.

use std::sync::Arc;

use serde_json::Value;
use twilight_model::channel::message::MessageType;
use twilight_model::guild::Permissions;

use crate::core::api_error::{ApiError, FieldPath, FormErrors};
use crate::core::ids::{ChannelId, UserId};
use crate::rest::OperationResult;
use crate::rest::outcome::Success;
use crate::state::DiscordState;
use crate::state::guild::Guild;
use crate::state::message::Message;
use crate::state::message_create::NewMessage;
use crate::validate::{self, Endpoint, MessageBody, SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS, V2};

/// The flags that a bot may set. Only the messages of an interaction may be ephemeral.
pub(in crate::rest) const ALLOWED_FLAGS: u64 = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | V2;

pub(in crate::rest) fn create(state: &mut DiscordState, id: ChannelId, body: &Value) -> OperationResult {
    let channel = state.channel(id)?;
    let held = state.check_bot_permissions(channel, channel.needed_to_send())?;
    channel.check_new_message(held)?;
    if let Some(recipient) = channel.recipient
        && !state.accepts_dms(recipient)
    {
        return Err(ApiError::cannot_dm());
    }
    let mut body = validate::message(body, Endpoint::Create)?;
    if drop_embeds(&mut body, held) && body.is_empty() {
        return Err(ApiError::missing_permissions());
    }
    if body.is_empty() {
        return Err(ApiError::empty_message());
    }
    let replied = reply(state, id, held, &body)?;
    if let Some(nonce) = &body.nonce
        && body.enforce_nonce
        && let Some((channel, message)) = state.message_with_nonce(nonce)
    {
        let first = state.channels.get(&channel).and_then(|channel| channel.existing(message));
        return first.map(|first| Success::Ok(state.message_json(first, true))).ok_or_else(ApiError::unknown_message);
    }
    let nonce = body.nonce.clone();
    let new = new_message(state, id, body, replied)?;
    let message = state.create_message(new).ok_or_else(ApiError::unknown_channel)?;
    if let Some(nonce) = nonce {
        state.remember_nonce(&nonce, &message);
    }
    Ok(Success::Ok(state.message_json(&message, true)))
}

/// Without `EMBED_LINKS`, Discord accepts the message and drops its embeds. Returns whether it had any.
pub(super) fn drop_embeds(body: &mut MessageBody, held: Permissions) -> bool {
    let has_embeds = body.embeds.as_deref().is_some_and(|embeds| !embeds.is_empty());
    let dropped = has_embeds && !held.contains(Permissions::EMBED_LINKS);
    if dropped {
        body.embeds = Some(Vec::new());
    }
    dropped
}

fn reply(
    state: &DiscordState,
    id: ChannelId,
    held: Permissions,
    body: &MessageBody,
) -> Result<Option<Arc<Message>>, ApiError> {
    let Some(wanted) = body.reply_to else { return Ok(None) };
    if !held.contains(Permissions::READ_MESSAGE_HISTORY) {
        return Err(ApiError::reply_needs_history());
    }
    match state.channel(id)?.existing(wanted).filter(|message| !message.is_ephemeral()) {
        Some(message) => Ok(Some(Arc::clone(message))),
        None if body.reply_is_optional => Ok(None),
        None => {
            let mut form = FormErrors::default();
            let path = FieldPath::root().at("message_reference");
            form.add(&path, "REPLIES_UNKNOWN_MESSAGE", "Unknown message");
            form.finish().map(|()| None)
        }
    }
}

fn new_message(
    state: &DiscordState,
    id: ChannelId,
    body: MessageBody,
    replied: Option<Arc<Message>>,
) -> Result<NewMessage, ApiError> {
    let channel = state.channel(id)?;
    let replied_user = replied.as_ref().map(|message| message.author_id);
    let content = body.content.unwrap_or_default();
    let components = body.components.unwrap_or_default();
    let mut texts = vec![content.as_str()];
    texts.extend(validate::text_displays(&components));
    let pings = state.resolve_mentions(channel, state.bot, &texts, &body.allowed, replied_user);
    let kind = if replied.is_some() { MessageType::Reply } else { MessageType::Regular };
    Ok(NewMessage {
        kind,
        embeds: body.embeds.unwrap_or_default(),
        pings,
        nonce: body.nonce,
        flags: body.flags.unwrap_or(0) & ALLOWED_FLAGS,
        reply_to: replied.map(|message| message.id),
        components: components.clone(),
        attachments: state.attachments(&[], body.attachments.as_deref()),
        ..NewMessage::text(id, state.bot, &content)
    })
}

impl DiscordState {
    /// Whether the bot can send DMs to the person: they accept DMs and share a guild with the bot.
    fn accepts_dms(&self, user: UserId) -> bool {
        let open = self.users.get(&user).is_some_and(|user| !user.dms_closed);
        let shared = |guild: &Guild| guild.members.contains_key(&user) && guild.members.contains_key(&self.bot);
        open && self.guilds.values().any(shared)
    }
}
