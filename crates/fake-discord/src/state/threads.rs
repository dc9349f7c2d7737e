//! Kinds of channels, and threads: who may post in an archived or locked one, and what opens it again.

use std::collections::BTreeSet;

use twilight_model::guild::Permissions;

use super::DiscordState;
use super::guild::Channel;
use crate::core::api_error::ApiError;
use crate::core::clock::Millis;
use crate::core::ids::{ChannelId, UserId};

/// The kind of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChannelKind {
    /// 0: a text channel.
    Text,
    /// 1: the direct messages of a person and the bot.
    Dm,
    /// 2: a voice channel. It has a text chat.
    Voice,
    /// 5: an announcement channel.
    Announcement,
    /// 10: a thread in an announcement channel.
    AnnouncementThread,
    /// 11: a thread that everybody sees who sees its parent, or a post in a forum.
    PublicThread,
    /// 12: a thread that its members see, and people with `MANAGE_THREADS`.
    PrivateThread,
    /// 13: a stage channel. It has a text chat.
    Stage,
    /// 15: a forum. It has posts, which are threads, and no messages of its own.
    Forum,
}

impl ChannelKind {
    /// Discord's number of the kind.
    pub fn code(self) -> u8 {
        match self {
            Self::Text => 0,
            Self::Dm => 1,
            Self::Voice => 2,
            Self::Announcement => 5,
            Self::AnnouncementThread => 10,
            Self::PublicThread => 11,
            Self::PrivateThread => 12,
            Self::Stage => 13,
            Self::Forum => 15,
        }
    }

    /// Whether a guild's list of channels has this kind.
    pub(crate) fn is_guild_channel(self) -> bool {
        !matches!(self, Self::Dm | Self::AnnouncementThread | Self::PublicThread | Self::PrivateThread)
    }

    /// The kind of a guild channel by its name in the control API.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "text" => Self::Text,
            "voice" => Self::Voice,
            "announcement" => Self::Announcement,
            "stage" => Self::Stage,
            "forum" => Self::Forum,
            _ => return None,
        })
    }

    pub(crate) fn has_messages(self) -> bool {
        self != Self::Forum
    }

    pub(crate) fn has_voice(self) -> bool {
        matches!(self, Self::Voice | Self::Stage)
    }
}

/// The properties that only threads have.
#[derive(Debug, Clone)]
pub(crate) struct Thread {
    pub parent: ChannelId,
    /// Who began it.
    pub owner: UserId,
    pub members: BTreeSet<UserId>,
    pub archived: bool,
    pub locked: bool,
    pub created_at: Millis,
    /// When `archived` last changed.
    pub changed_at: Millis,
}

impl Channel {
    /// The permission that a message here needs: in a thread, `SEND_MESSAGES` has no effect.
    pub(crate) fn needed_to_send(&self) -> Permissions {
        if self.thread.is_some() { Permissions::SEND_MESSAGES_IN_THREADS } else { Permissions::SEND_MESSAGES }
    }

    /// Whether a member who holds `held` may post now. A message opens an archived thread, but not a locked one.
    pub(crate) fn check_new_message(&self, held: Permissions) -> Result<(), ApiError> {
        if !self.kind.has_messages() {
            return Err(ApiError::no_text_channel());
        }
        match &self.thread {
            Some(thread) if thread.locked && !held.contains(Permissions::MANAGE_THREADS) => Err(thread.refusal()),
            _ => Ok(()),
        }
    }

    /// Whether messages can be edited, pinned and unpinned now: never in an archived thread.
    pub(crate) fn check_change(&self, held: Permissions) -> Result<(), ApiError> {
        match &self.thread {
            Some(thread) if thread.archived => Err(ApiError::archived_thread()),
            Some(thread) if thread.locked && !held.contains(Permissions::MANAGE_THREADS) => {
                Err(ApiError::locked_thread())
            }
            _ => Ok(()),
        }
    }

    /// Whether messages can be deleted now: in an archived thread, if it is not locked too.
    pub(crate) fn check_deletion(&self, held: Permissions) -> Result<(), ApiError> {
        match &self.thread {
            Some(thread) if thread.archived && thread.locked && !held.contains(Permissions::MANAGE_THREADS) => {
                Err(ApiError::archived_thread())
            }
            _ => Ok(()),
        }
    }
}

impl Thread {
    /// The error for a message in a locked thread.
    fn refusal(&self) -> ApiError {
        if self.archived { ApiError::archived_thread() } else { ApiError::locked_thread() }
    }
}

impl DiscordState {
    /// Begins a thread, or a post in a forum. `members`: only for a private thread. `None` if the channel does not exist
    /// or cannot have threads.
    pub(crate) fn add_thread(
        &mut self,
        parent: ChannelId,
        name: &str,
        members: Option<BTreeSet<UserId>>,
    ) -> Option<ChannelId> {
        let found = self.channels.get(&parent)?;
        let guild = found.guild?;
        let kind = match (found.kind, members.is_some()) {
            (ChannelKind::Text, true) => ChannelKind::PrivateThread,
            (ChannelKind::Text | ChannelKind::Forum, false) => ChannelKind::PublicThread,
            (ChannelKind::Announcement, false) => ChannelKind::AnnouncementThread,
            _ => return None,
        };
        let owner = self.guilds.get(&guild)?.owner;
        let mut members = members.unwrap_or_default();
        members.insert(owner);
        let now = self.now();
        let id = self.next_id();
        let thread =
            Thread { parent, owner, members, archived: false, locked: false, created_at: now, changed_at: now };
        let channel = Channel { thread: Some(thread), ..Channel::new(kind, Some(guild), name) };
        self.channels.insert(id, channel);
        self.guilds.get_mut(&guild)?.threads.push(id);
        self.announce_channel("CHANNEL_CREATE", id);
        Some(id)
    }

    /// Archives a thread or opens it, and locks it or not. `false` if there is no such thread.
    pub(crate) fn set_thread(&mut self, id: ChannelId, archived: bool, locked: bool) -> bool {
        let now = self.now();
        let Some(thread) = self.channels.get_mut(&id).and_then(|channel| channel.thread.as_mut()) else {
            return false;
        };
        if thread.archived != archived {
            thread.changed_at = now;
        }
        (thread.archived, thread.locked) = (archived, locked);
        self.announce_channel("CHANNEL_UPDATE", id);
        true
    }

    /// A new message opens an archived thread.
    pub(super) fn open_thread(&mut self, id: ChannelId) {
        let thread = self.channels.get(&id).and_then(|channel| channel.thread.as_ref());
        if let Some(locked) = thread.filter(|thread| thread.archived).map(|thread| thread.locked) {
            self.set_thread(id, false, locked);
        }
    }
}
