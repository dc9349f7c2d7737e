//! A message with all its versions, as the stand-in stores it and as tests read it.

use std::sync::Arc;

use serde_json::Value;
use twilight_model::channel::message::{Embed, MessageType};

use crate::core::clock::Millis;
use crate::core::ids::{ChannelId, GuildId, InteractionId, MessageId, RoleId, UserId};
use crate::state::files::Attachment;
use crate::validate::{SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS, clickables, links, text_displays};

/// Who was notified by a new message. An edit notifies nobody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pings {
    /// Whether `@everyone` or `@here` was effective.
    pub everyone: bool,
    /// The roles that were mentioned effectively.
    pub roles: Vec<RoleId>,
    /// The users that were mentioned by id.
    pub users: Vec<UserId>,
    /// All people who were notified: those mentioned in one of these ways who can see the channel, except the author.
    pub people: Vec<UserId>,
}

/// The content of a message from the time `at` until the next version.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// When the bot sent it.
    pub at: Millis,
    /// The text.
    pub content: String,
    /// The embeds as Discord returns them.
    pub embeds: Vec<Embed>,
    /// The components as Discord returns them (JSON objects).
    pub components: Vec<Value>,
    /// The attached files.
    pub attachments: Vec<Attachment>,
    /// The mentions in the text that `allowed_mentions` allows. Only the first version notifies people.
    pub mentions: Pings,
    /// Whether it still shows "thinking…" (a response of type 5 without content).
    pub loading: bool,
}

/// A button or select of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// The id that the bot receives with a click.
    pub custom_id: String,
    /// The text on the button, or a select's placeholder.
    pub label: String,
    /// Whether the button is shown but cannot be clicked.
    pub disabled: bool,
}

/// A button that opens an address. The bot does not learn of a press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The text on the button.
    pub label: String,
    /// The address.
    pub url: String,
}

/// One change of a message's pin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PinChange {
    /// The time of the change.
    pub at: Millis,
    /// Whether the message was pinned or unpinned.
    pub pinned: bool,
}

/// A message and its history. A value of this type is a snapshot and does not change.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The message's id.
    pub id: MessageId,
    /// The channel.
    pub channel_id: ChannelId,
    /// `None` in a DM.
    pub guild_id: Option<GuildId>,
    /// The author; for a pin notice, who pinned the message.
    pub author_id: UserId,
    /// The type, such as a regular message, a reply or a pin notice.
    pub kind: MessageType,
    /// When it was created.
    pub created_at: Millis,
    /// When it was last edited.
    pub edited_at: Option<Millis>,
    /// When it was deleted. A deleted message stays in the history.
    pub deleted_at: Option<Millis>,
    /// When it was pinned, if it is pinned.
    pub pinned_at: Option<Millis>,
    /// All changes of the pin, oldest first.
    pub pin_changes: Vec<PinChange>,
    /// The only person who sees it, if it is ephemeral.
    pub ephemeral_to: Option<UserId>,
    /// When the person's app stopped to show it, if it is ephemeral: they dismissed it, or restarted the app.
    pub vanished_at: Option<Millis>,
    /// The nonce it was created with.
    pub nonce: Option<Value>,
    /// The message that this one replies to, or that a pin notice is about.
    pub reply_to: Option<MessageId>,
    /// The interaction that this message responds to.
    pub interaction_id: Option<InteractionId>,
    /// Who was notified when it was created.
    pub pings: Pings,
    /// The message flags.
    pub flags: u64,
    /// All versions, the newest last. Never empty.
    pub versions: Vec<Arc<Version>>,
}

static EMPTY_VERSION: std::sync::LazyLock<Version> = std::sync::LazyLock::new(|| Version {
    at: 0,
    content: String::new(),
    embeds: Vec::new(),
    components: Vec::new(),
    attachments: Vec::new(),
    mentions: Pings::default(),
    loading: false,
});

impl Message {
    /// The newest version.
    pub fn shown(&self) -> &Version {
        self.versions.last().map_or(&EMPTY_VERSION, |version| version)
    }

    /// The current text.
    pub fn content(&self) -> &str {
        &self.shown().content
    }

    /// The current embeds; none if they are suppressed.
    pub fn embeds(&self) -> &[Embed] {
        if self.flags & SUPPRESS_EMBEDS != 0 { &[] } else { &self.shown().embeds }
    }

    /// The current components.
    pub fn components(&self) -> &[Value] {
        &self.shown().components
    }

    /// The current buttons and selects.
    pub fn buttons(&self) -> Vec<Button> {
        clickables(self.components())
            .into_iter()
            .map(|found| Button { custom_id: found.custom_id, label: found.label, disabled: found.disabled })
            .collect()
    }

    /// The current link buttons.
    pub fn links(&self) -> Vec<Link> {
        let links = links(self.components()).into_iter();
        links.map(|(label, url)| Link { label: label.to_owned(), url: url.to_owned() }).collect()
    }

    /// Whether it is pinned now.
    pub fn is_pinned(&self) -> bool {
        self.pinned_at.is_some() && self.deleted_at.is_none()
    }

    /// Whether it was not deleted.
    pub fn exists(&self) -> bool {
        self.deleted_at.is_none()
    }

    /// Whether only one person sees it.
    pub fn is_ephemeral(&self) -> bool {
        self.ephemeral_to.is_some()
    }

    /// Whether it is the system message about a pin.
    pub fn is_pin_notice(&self) -> bool {
        self.kind == MessageType::ChannelMessagePinned
    }

    /// Whether it still shows "thinking…".
    pub fn is_loading(&self) -> bool {
        self.shown().loading
    }

    /// Whether it notifies nobody (`SUPPRESS_NOTIFICATIONS`).
    pub fn is_silent(&self) -> bool {
        self.flags & SUPPRESS_NOTIFICATIONS != 0
    }

    /// Whether `person` can see it, if they can read the channel.
    pub fn is_visible_to(&self, person: UserId) -> bool {
        self.ephemeral_to.is_none_or(|only| only == person && self.vanished_at.is_none())
    }

    /// All text that a person reads: content, embeds, components, the labels of buttons and then of links, one per line.
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
        let labels = self.buttons().into_iter().map(|button| button.label);
        let labels = labels.chain(self.links().into_iter().map(|link| link.label));
        lines.extend(labels.map(|label| format!("[{label}]")));
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }
}
