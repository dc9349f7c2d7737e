//! Messages as JSON, with or without their content.

use serde_json::{Value, json};
use twilight_model::application::interaction::InteractionMetadata;
use twilight_model::channel::message::component::Component;
use twilight_model::channel::message::{Mention, MessageFlags, MessageReference, MessageReferenceType, MessageType};
use twilight_model::gateway::Intents;
use twilight_model::id::AnonymizableId;
use twilight_model::oauth::ApplicationIntegrationMap;
use twilight_model::user::UserFlags;

use super::DiscordState;
use super::files::show_in_embeds;
use super::guild::User;
use super::json::{user_model, username};
use super::message::Message;
use crate::core::clock::timestamp;
use crate::core::ids::InteractionId;
use crate::state::sessions::without_content;

impl DiscordState {
    /// A message as the bot receives it. `with_nonce`: only the response to its creation and `MESSAGE_CREATE` have the
    /// nonce.
    pub(crate) fn message_json(&self, message: &Message, with_nonce: bool) -> Value {
        let shown = message.shown();
        let Some(author) = self.users.get(&message.author_id).map(user_model) else { return Value::Null };
        let mentions = shown.mentions.users.iter().filter_map(|id| self.users.get(id)).map(mention).collect();
        let components = shown.components.iter().map(|item| serde_json::from_value::<Component>(item.clone()));
        let by_bot = message.author_id == self.bot;
        #[expect(deprecated, reason = "the struct still has the old field")]
        let model = twilight_model::channel::Message {
            activity: None,
            application: None,
            application_id: message.interaction_id.map(|_| self.application),
            attachments: Vec::new(),
            author,
            call: None,
            channel_id: message.channel_id,
            components: components.filter_map(Result::ok).collect(),
            content: shown.content.clone(),
            edited_timestamp: message.edited_at.map(timestamp),
            embeds: message.embeds().to_vec(),
            flags: Some(MessageFlags::from_bits_retain(message.flags | if shown.loading { 1 << 7 } else { 0 })),
            guild_id: None,
            id: message.id,
            interaction: None,
            interaction_metadata: message
                .interaction_id
                .and_then(|id| self.interaction_metadata(id, message))
                .map(Box::new),
            kind: message.kind,
            member: None,
            mention_channels: Vec::new(),
            mention_everyone: shown.mentions.everyone,
            mention_roles: shown.mentions.roles.clone(),
            mentions,
            message_snapshots: Vec::new(),
            pinned: message.is_pinned(),
            poll: None,
            reactions: Vec::new(),
            reference: message.reply_to.map(|reply_to| MessageReference {
                channel_id: Some(message.channel_id),
                guild_id: message.guild_id,
                kind: MessageReferenceType::Default,
                message_id: Some(reply_to),
                fail_if_not_exists: None,
            }),
            referenced_message: None,
            role_subscription_data: None,
            sticker_items: Vec::new(),
            timestamp: timestamp(message.created_at),
            thread: None,
            tts: false,
            webhook_id: (message.interaction_id.is_some() && by_bot).then(|| self.application.cast()),
        };
        let mut value = serde_json::to_value(model).unwrap_or(Value::Null);
        if let Some(map) = value.as_object_mut() {
            map.retain(|key, value| !value.is_null() || key == "edited_timestamp");
        }
        // twilight omits empty lists; Discord sends them.
        if value.get("components").is_none() {
            value["components"] = json!([]);
        }
        if !shown.attachments.is_empty() {
            let ephemeral = message.is_ephemeral();
            let one = |attachment| self.attachment_json(message.channel_id, attachment, ephemeral);
            value["attachments"] = shown.attachments.iter().map(one).collect();
        }
        show_in_embeds(&mut value);
        // Fields that twilight's types lack.
        let mentioned = shown.mentions.users.iter().filter_map(|id| self.users.get(id));
        for (index, user) in mentioned.enumerate() {
            value["mentions"][index]["global_name"] = json!(user_model(user).global_name);
        }
        if message.kind == MessageType::Reply {
            value["referenced_message"] = self.referenced(message);
        }
        if with_nonce && let Some(nonce) = &message.nonce {
            value["nonce"] = nonce.clone();
        }
        value
    }

    /// The message that a reply is about, without the message that this one replies to. Null if it was deleted.
    fn referenced(&self, reply: &Message) -> Value {
        let found = self.channels.get(&reply.channel_id).zip(reply.reply_to);
        let Some(found) = found.and_then(|(channel, id)| channel.existing(id)) else { return Value::Null };
        let mut value = self.read_json(found);
        if let Some(map) = value.as_object_mut() {
            map.remove("referenced_message");
        }
        value
    }

    /// Whether the bot can read a message's content without `MESSAGE_CONTENT`: its own, in a DM, or if it is mentioned.
    pub(crate) fn content_needs_no_intent(&self, message: &Message) -> bool {
        message.author_id == self.bot
            || message.guild_id.is_none()
            || message.shown().mentions.users.contains(&self.bot)
    }

    /// A message as GET returns it: without its content if the application must not read it.
    pub(crate) fn read_json(&self, message: &Message) -> Value {
        let value = self.message_json(message, false);
        let readable = self.privileged.contains(Intents::MESSAGE_CONTENT) || self.content_needs_no_intent(message);
        if readable { value } else { without_content(value) }
    }

    fn interaction_metadata(&self, id: InteractionId, message: &Message) -> Option<InteractionMetadata> {
        let record = self.interactions.get(&id)?;
        Some(InteractionMetadata {
            authorizing_integration_owners: ApplicationIntegrationMap {
                guild: record.guild.map(AnonymizableId::Id),
                user: None,
            },
            id,
            interacted_message_id: record.source,
            kind: record.kind.model(),
            original_response_message_id: record.original.filter(|original| *original != message.id),
            target_message_id: None,
            target_user: None,
            triggering_interaction_metadata: record
                .trigger
                .and_then(|trigger| self.interaction_metadata(trigger, message))
                .map(Box::new),
            user: user_model(self.users.get(&record.user)?),
        })
    }
}

fn mention(user: &User) -> Mention {
    Mention {
        avatar: None,
        bot: user.bot,
        discriminator: 0,
        id: user.id,
        member: None,
        name: username(user),
        public_flags: UserFlags::empty(),
    }
}
