//! Users, guilds, roles, members and channels.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use tokio::sync::watch;
use twilight_model::guild::Permissions;

use super::message::Message;
use super::threads::{ChannelKind, Thread};
use crate::core::clock::Millis;
use crate::core::ids::{ChannelId, GuildId, MessageId, RoleId, UserId};

#[derive(Debug, Clone)]
pub(crate) struct User {
    pub id: UserId,
    pub name: String,
    pub bot: bool,
    pub locale: String,
    /// The person accepts no DMs (50007).
    pub dms_closed: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Role {
    pub id: RoleId,
    pub name: String,
    pub permissions: Permissions,
    pub mentionable: bool,
    /// The role belongs to an integration, such as a bot.
    pub managed: bool,
    pub position: i64,
}

#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub roles: Vec<RoleId>,
    pub nick: Option<String>,
    pub joined_at: Millis,
}

#[derive(Debug)]
pub(crate) struct Guild {
    pub id: GuildId,
    pub name: String,
    pub owner: UserId,
    pub locale: String,
    pub roles: BTreeMap<RoleId, Role>,
    pub members: HashMap<UserId, Member>,
    pub channels: Vec<ChannelId>,
    /// The threads of all channels, archived ones too.
    pub threads: Vec<ChannelId>,
    /// The bot's own role. It ends when the bot is kicked.
    pub bot_role: RoleId,
    /// Moderators need two-factor authentication (`mfa_level` 1). For a bot, its owner's counts.
    pub two_factor: bool,
    /// An outage of the guild: Discord's servers do not have it at the moment.
    pub unavailable: bool,
}

impl Guild {
    /// The role `@everyone`, which has the id of the guild.
    pub(crate) fn everyone(&self) -> RoleId {
        self.id.cast()
    }
}

/// The role or member of a permission overwrite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OverwriteTarget {
    /// All members with this role.
    Role(RoleId),
    /// One member.
    Member(UserId),
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Overwrite {
    pub target: OverwriteTarget,
    pub allow: Permissions,
    pub deny: Permissions,
}

#[derive(Debug)]
pub(crate) struct Channel {
    pub kind: ChannelKind,
    /// `None` in a DM.
    pub guild: Option<GuildId>,
    pub name: String,
    /// The person in a DM with the bot.
    pub recipient: Option<UserId>,
    /// Empty in a thread, which has the overwrites of its parent.
    pub overwrites: Vec<Overwrite>,
    pub thread: Option<Thread>,
    pub messages: BTreeMap<MessageId, Arc<Message>>,
    /// Pinned messages in the order in which they were pinned.
    pub pins: Vec<MessageId>,
    /// Signals each change of the messages.
    pub changed: watch::Sender<()>,
}

impl Channel {
    pub(crate) fn new(kind: ChannelKind, guild: Option<GuildId>, name: &str) -> Self {
        Self {
            kind,
            guild,
            name: name.to_owned(),
            recipient: None,
            overwrites: Vec::new(),
            thread: None,
            messages: BTreeMap::new(),
            pins: Vec::new(),
            changed: watch::Sender::new(()),
        }
    }

    /// A message that was not deleted. It may be ephemeral.
    pub(crate) fn existing(&self, id: MessageId) -> Option<&Arc<Message>> {
        self.messages.get(&id).filter(|message| message.exists())
    }
}
