//! A message with all its versions, as the stand-in keeps it and as tests read it.

use std::sync::Arc;

use serde_json::Value;
use twilight_model::channel::message::{Embed, MessageType};

use crate::core::clock::Millis;
use crate::core::ids::{ChannelId, GuildId, InteractionId, MessageId, RoleId, UserId};
use crate::validate::{SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS, clickables, text_displays};

/// Whom a message really notified when it was made. An edit never adds to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pings {
    /// `@everyone` or `@here` took effect.
    pub everyone: bool,
    /// Roles that took effect.
    pub roles: Vec<RoleId>,
    /// Users mentioned one by one.
    pub users: Vec<UserId>,
    /// Everybody whose phone rang, through whichever of the above, who can see the channel. The author is not among them.
    pub people: Vec<UserId>,
}

/// What a message showed from `at` on.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// When it was written.
    pub at: Millis,
    /// The text.
    pub content: String,
    /// The embeds as Discord returns them.
    pub embeds: Vec<Embed>,
    /// The components as Discord returns them (JSON objects).
    pub components: Vec<Value>,
    /// Whom its text names after `allowed_mentions`. Only the first version notifies them.
    pub mentions: Pings,
    /// Still "thinking…" (an answer of type 5 that has not been filled).
    pub loading: bool,
}

/// A button of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What the bot gets at a click.
    pub custom_id: String,
    /// What a person reads.
    pub label: String,
    /// Shown, but cannot be clicked.
    pub disabled: bool,
}

/// One change of a message's pin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PinChange {
    /// When.
    pub at: Millis,
    /// Pinned or unpinned.
    pub pinned: bool,
}

/// A message and its history. A copy is a snapshot: it does not change any more.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The message's id.
    pub id: MessageId,
    /// Where it is.
    pub channel_id: ChannelId,
    /// `None` in a DM.
    pub guild_id: Option<GuildId>,
    /// Who wrote it (who pinned, for a pin notice).
    pub author_id: UserId,
    /// Regular, reply, command answer, pin notice.
    pub kind: MessageType,
    /// When it was made.
    pub created_at: Millis,
    /// When it was edited last.
    pub edited_at: Option<Millis>,
    /// When it was deleted; a deleted message stays in the history.
    pub deleted_at: Option<Millis>,
    /// Since when it is pinned.
    pub pinned_at: Option<Millis>,
    /// Every change of the pin, oldest first.
    pub pin_changes: Vec<PinChange>,
    /// For an ephemeral message the only person who sees it.
    pub ephemeral_to: Option<UserId>,
    /// The nonce it was created with.
    pub nonce: Option<Value>,
    /// The message that this one answers (or whose pin it tells of).
    pub reply_to: Option<MessageId>,
    /// The interaction that this message answers.
    pub interaction_id: Option<InteractionId>,
    /// Whom it notified.
    pub pings: Pings,
    /// Message flags.
    pub flags: u64,
    /// Every version, the newest last; never empty.
    pub versions: Vec<Arc<Version>>,
}

static NOTHING: std::sync::LazyLock<Version> = std::sync::LazyLock::new(|| Version {
    at: 0,
    content: String::new(),
    embeds: Vec::new(),
    components: Vec::new(),
    mentions: Pings::default(),
    loading: false,
});

impl Message {
    /// The newest version.
    pub fn shown(&self) -> &Version {
        self.versions.last().map_or(&NOTHING, |version| version)
    }

    /// The text as it is now.
    pub fn content(&self) -> &str {
        &self.shown().content
    }

    /// The embeds as they are shown now; none where they are suppressed.
    pub fn embeds(&self) -> &[Embed] {
        if self.flags & SUPPRESS_EMBEDS != 0 { &[] } else { &self.shown().embeds }
    }

    /// The components as they are now.
    pub fn components(&self) -> &[Value] {
        &self.shown().components
    }

    /// The buttons and selects as they are now.
    pub fn buttons(&self) -> Vec<Button> {
        clickables(self.components())
            .into_iter()
            .map(|found| Button { custom_id: found.custom_id, label: found.label, disabled: found.disabled })
            .collect()
    }

    /// Whether it is pinned now.
    pub fn is_pinned(&self) -> bool {
        self.pinned_at.is_some() && self.deleted_at.is_none()
    }

    /// Whether it is still there.
    pub fn exists(&self) -> bool {
        self.deleted_at.is_none()
    }

    /// Whether only one person sees it.
    pub fn is_ephemeral(&self) -> bool {
        self.ephemeral_to.is_some()
    }

    /// Whether it is the system message that tells of a pin.
    pub fn is_pin_notice(&self) -> bool {
        self.kind == MessageType::ChannelMessagePinned
    }

    /// Whether it still says "thinking…".
    pub fn is_loading(&self) -> bool {
        self.shown().loading
    }

    /// Whether it rings no phone (SUPPRESS_NOTIFICATIONS).
    pub fn is_silent(&self) -> bool {
        self.flags & SUPPRESS_NOTIFICATIONS != 0
    }

    /// Whether `person` sees it where they can read the channel.
    pub fn is_for(&self, person: UserId) -> bool {
        self.ephemeral_to.is_none_or(|only| only == person)
    }

    /// All that a person reads in it: content, texts of embeds and components, labels, a line each.
    pub fn text(&self) -> String {
        let mut lines = vec![self.content().to_owned()];
        for embed in self.embeds() {
            lines.extend(embed.author.iter().map(|author| author.name.clone()));
            lines.extend(embed.title.clone());
            lines.extend(embed.description.clone());
            for field in &embed.fields {
                lines.push(format!("{}: {}", field.name, field.value));
            }
            lines.extend(embed.footer.iter().map(|footer| footer.text.clone()));
        }
        lines.extend(text_displays(self.components()).into_iter().map(str::to_owned));
        lines.extend(self.buttons().into_iter().map(|button| format!("[{}]", button.label)));
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }
}
