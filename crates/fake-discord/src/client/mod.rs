//! What people do in their Discord client: type commands, click, choose from selects, submit modals, write messages.
//!
//! A person can do only what Discord's client would offer them.

#![expect(clippy::unused_async, reason = "actions stay async for callers: whether one waits is a detail")]

mod click;
mod command_check;
mod entities;
mod interaction;
mod messages;
mod modal;
mod payload;
mod select;
mod slash;

pub use click::ClickError;
pub use command_check::CommandError;
pub use interaction::{Interaction, Response, ResponseKind};
pub(crate) use messages::{LONGEST, can_be_sent};
pub use slash::SlashCommand;

use std::sync::Arc;

use serde_json::Value;
use twilight_model::guild::Permissions;

use crate::core::ids::{ChannelId, GuildId, InteractionId, MessageId, RoleId, UserId};
use crate::state::guild::Member;
use crate::state::interactions::{InteractionKind, InteractionRecord};
use crate::state::message::Message;
use crate::state::message_create::NewMessage;
use crate::state::shared::Shared;
use crate::validate::AllowedMentions;

/// A person in a guild, controlled by a test.
#[derive(Debug, Clone)]
pub struct Person {
    pub(crate) shared: Arc<Shared>,
    pub(crate) id: UserId,
    pub(crate) guild: GuildId,
    pub(crate) channel: ChannelId,
}

impl Person {
    /// The user id.
    pub fn id(&self) -> UserId {
        self.id
    }

    /// The guild in which the person acts.
    pub fn guild_id(&self) -> GuildId {
        self.guild
    }

    /// The same person in another channel. Commands and messages go there.
    pub fn in_channel(&self, channel: ChannelId) -> Self {
        let guild = self.shared.state().channels.get(&channel).and_then(|channel| channel.guild).unwrap_or(self.guild);
        Self { channel, guild, ..self.clone() }
    }

    /// Joins another guild with these roles, and returns the person there. A person who is a member already gets exactly
    /// these roles.
    pub fn joins(&self, guild: GuildId, roles: &[RoleId]) -> Self {
        let mut state = self.shared.state();
        state.join(guild, self.id, roles.to_vec());
        let channel = state.default_channel(guild).unwrap_or(self.channel);
        drop(state);
        Self { guild, channel, ..self.clone() }
    }

    /// The name.
    pub fn name(&self) -> String {
        self.shared.state().users.get(&self.id).map(|user| user.name.clone()).unwrap_or_default()
    }

    /// Sets the language of the person's client, such as `es-ES`. The default is `en-US`.
    pub fn speaks(&self, locale: &str) -> &Self {
        if let Some(user) = self.shared.state().users.get_mut(&self.id) {
            user.locale = locale.to_owned();
        }
        self
    }

    /// Adds a role of the guild.
    pub fn gets_role(&self, role: RoleId) -> &Self {
        self.changes(|member| {
            if !member.roles.contains(&role) {
                member.roles.push(role);
            }
        })
    }

    /// Removes a role.
    pub fn loses_role(&self, role: RoleId) -> &Self {
        self.changes(|member| member.roles.retain(|held| *held != role))
    }

    /// Sets the nickname in the guild.
    pub fn is_called(&self, nick: &str) -> &Self {
        self.changes(|member| member.nick = Some(nick.to_owned()))
    }

    /// Changes the member, and tells the bot.
    fn changes(&self, change: impl FnOnce(&mut Member)) -> &Self {
        let mut state = self.shared.state();
        if let Some(member) = state.member_mut(self.guild, self.id) {
            change(member);
            state.announce_member("GUILD_MEMBER_UPDATE", self.guild, self.id);
        }
        self
    }

    /// Sets whether the person refuses DMs (50007).
    pub fn closes_dms(&self, closed: bool) -> &Self {
        if let Some(user) = self.shared.state().users.get_mut(&self.id) {
            user.dms_closed = closed;
        }
        self
    }

    /// Begins a command of the bot. The name of a subcommand follows: `card give`.
    pub fn slash(&self, command: &str) -> SlashCommand {
        SlashCommand::new(self.clone(), command)
    }

    /// Sends a message to the channel. `None` if the person lacks the permission, or in a locked thread or a forum.
    pub fn says(&self, text: &str) -> Option<MessageId> {
        let mut state = self.shared.state();
        let channel = state.channels.get(&self.channel)?;
        let held = state.permissions(channel, self.id);
        if !held.contains(channel.needed_to_send()) || channel.check_new_message(held).is_err() {
            return None;
        }
        let pings = state.resolve_mentions(channel, self.id, &[text], &AllowedMentions::default(), None);
        let new = NewMessage { pings, ..NewMessage::text(self.channel, self.id, text) };
        state.create_message(new).map(|message| message.id)
    }

    /// Deletes a message, as its author or with `MANAGE_MESSAGES`. Returns whether it was deleted.
    pub fn deletes(&self, message: MessageId) -> bool {
        let mut state = self.shared.state();
        let Some(found) = state.find_message(message).filter(|message| message.exists()) else { return false };
        let Some(channel) = state.channels.get(&found.channel_id) else { return false };
        let moderator = state.permissions(channel, self.id).contains(Permissions::MANAGE_MESSAGES);
        (found.author_id == self.id || moderator) && state.delete_message(found.channel_id, message).is_some()
    }

    /// Dismisses an ephemeral message: the person sees it no more, also if the bot edits it. Returns whether they saw it.
    pub fn dismisses(&self, message: MessageId) -> bool {
        self.shared.state().vanish(self.id, Some(message)) > 0
    }

    /// Closes and opens the app: the ephemeral messages so far are gone. Returns their number.
    pub fn restarts_app(&self) -> usize {
        self.shared.state().vanish(self.id, None)
    }

    /// Unpins a message. Returns whether it was pinned. Checks no permission.
    pub fn unpins(&self, message: MessageId) -> bool {
        let mut state = self.shared.state();
        let Some(found) = state.find_message(message) else { return false };
        state.unpin(found.channel_id, message)
    }

    /// The messages that the person sees in a channel, oldest first, including their own ephemeral ones. Empty without
    /// the permissions.
    pub fn sees(&self, channel: ChannelId) -> Vec<Arc<Message>> {
        self.shared.state().visible_messages(channel, self.id)
    }

    /// The person's DM channel with the bot. Creates it if there is none.
    pub fn dm(&self) -> ChannelId {
        self.shared.state().dm(self.id)
    }

    /// The messages that notified the person ("rang their phone"), oldest first.
    pub fn rung_by(&self) -> Vec<Arc<Message>> {
        let state = self.shared.state();
        let all = state.channels.values().flat_map(|channel| channel.messages.values());
        let dm = state.dms.get(&self.id).copied();
        let notifies = |message: &&Arc<Message>| {
            let by_dm = Some(message.channel_id) == dm && message.author_id != self.id && !message.is_silent();
            by_dm || message.pings.people.contains(&self.id)
        };
        let mut found: Vec<_> = all.filter(notifies).cloned().collect();
        found.sort_by_key(|message| message.id);
        found
    }

    /// Creates an interaction and sends it to the gateway's sessions. `None` if the channel does not exist.
    pub(crate) fn interact(&self, action: Action) -> Option<Interaction> {
        let mut state = self.shared.state();
        let id: InteractionId = state.next_id();
        let token =
            format!("{}{:016x}{:016x}{:016x}", "aW50ZXJhY3Rpb246", id.get(), state.rng.u64(..), state.rng.u64(..));
        let guild = state.channels.get(&action.channel)?.guild;
        let record = InteractionRecord {
            id,
            token,
            kind: action.kind,
            user: self.id,
            channel: action.channel,
            guild,
            created_at: state.now(),
            source: action.source.as_ref().map(|message| message.id),
            trigger: action.trigger,
            response: None,
            modal_submitted: false,
            original: None,
            followups: Vec::new(),
            deliveries: 0,
            name: action.name,
            changed: tokio::sync::watch::Sender::new(()),
        };
        let payload = payload::interaction(&state, &record, action.data, action.source.as_deref())?;
        let changed = record.changed.subscribe();
        state.add_interaction(record);
        let deliveries = state.gateway.dispatch_interaction(guild, &payload);
        if let Some(record) = state.interactions.get_mut(&id) {
            record.deliveries = deliveries;
        }
        drop(state);
        Some(Interaction::new(Arc::clone(&self.shared), self.clone(), id, action.channel, changed))
    }
}

/// What a person does to start an interaction.
pub(crate) struct Action {
    pub kind: InteractionKind,
    pub channel: ChannelId,
    pub data: Value,
    /// The clicked message, as the person saw it.
    pub source: Option<Arc<Message>>,
    /// The interaction that opened the modal.
    pub trigger: Option<InteractionId>,
    /// The command; empty for the other types.
    pub name: String,
}

/// The text that mentions a user.
pub fn mention(user: UserId) -> String {
    format!("<@{user}>")
}
