//! An interaction as Discord's gateway sends it: only the fields that this bot needs.
//!
//! Not read by a library's models, because those refuse a whole dispatch if any field is missing, and then nobody
//! answers. Must not log: an interaction holds its token.

use std::fmt;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};

use crate::alert::{ApplicationId, ChannelId, GuildId, InteractionId, MessageId, RoleId, UserId};
use crate::discord::escape;
use crate::discord::input::data::Data;
use crate::discord::text::Language;
use crate::discord::text::place::Permission;

/// An interaction.
#[derive(Clone, Deserialize)]
pub(crate) struct Interaction {
    /// Its id: unique, and created when the person acted.
    pub id: InteractionId,
    /// The bot's application.
    pub application_id: ApplicationId,
    /// What allows to answer it, for 15 min. Never shown anywhere.
    pub token: String,
    /// Discord's number of its kind; see [`kind`].
    #[serde(rename = "type")]
    pub kind: u8,
    /// What was typed or pressed.
    #[serde(default)]
    pub data: Data,
    /// The server; `None` in a direct message.
    #[serde(default)]
    pub guild_id: Option<GuildId>,
    /// The channel.
    #[serde(default)]
    pub channel_id: Option<ChannelId>,
    /// What kind of channel it is. `None` where Discord does not say, or says it in a form that this version does not know.
    #[serde(default, deserialize_with = "readable")]
    pub channel: Option<Channel>,
    /// What the bot may do in the channel. `None` as above.
    #[serde(default, deserialize_with = "readable")]
    pub app_permissions: Option<Held>,
    /// Who, in a server.
    #[serde(default)]
    pub member: Option<Member>,
    /// Who, in a direct message.
    #[serde(default, deserialize_with = "readable")]
    pub user: Option<User>,
    /// Their language.
    #[serde(default)]
    pub locale: Option<String>,
    /// The language that the server has on Discord.
    #[serde(default)]
    pub guild_locale: Option<String>,
    /// The message that the button is on.
    #[serde(default)]
    pub message: Option<Message>,
}

impl Interaction {
    /// The language of the person.
    pub(crate) fn language(&self) -> Language {
        Language::of(self.locale.as_deref())
    }

    /// Who acted in a direct message, where nobody has a role or may do anything for others.
    pub(crate) fn in_direct_message(&self) -> Option<Member> {
        let user = self.user.clone().filter(|_| self.guild_id.is_none())?;
        Some(Member { user, nick: None, roles: Vec::new(), permissions: Permissions::default() })
    }
}

/// Discord's numbers of interactions.
pub(crate) mod kind {
    /// A command was typed.
    pub(crate) const COMMAND: u8 = 2;
    /// A button was pressed.
    pub(crate) const COMPONENT: u8 = 3;
    /// Somebody types, and wants suggestions.
    pub(crate) const AUTOCOMPLETE: u8 = 4;
    /// A form was submitted.
    pub(crate) const FORM: u8 = 5;
}

/// Reads an optional field: one that can't be read counts as absent.
pub(super) fn readable<'de, T: DeserializeOwned, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).ok())
}

/// The same for a field that has a value without Discord's.
pub(super) fn readable_or_default<'de, T: DeserializeOwned + Default, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    readable(deserializer).map(Option::unwrap_or_default)
}

/// The channel in which somebody typed or pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) struct Channel {
    /// Discord's number of its type; see [`channel`].
    #[serde(rename = "type")]
    pub kind: u8,
    /// The channel of a thread, the category of another channel.
    #[serde(default, deserialize_with = "readable")]
    pub parent_id: Option<ChannelId>,
}

/// Discord's numbers of channels:
/// <https://discord.com/developers/docs/resources/channel#channel-object-channel-types>.
pub(crate) mod channel {
    /// The chat of a voice channel.
    pub(crate) const VOICE: u8 = 2;
    /// A thread in a channel for announcements.
    pub(crate) const ANNOUNCEMENT_THREAD: u8 = 10;
    /// A thread that everybody sees who sees its channel; also a post of a forum.
    pub(crate) const PUBLIC_THREAD: u8 = 11;
    /// A thread for those who are invited to it.
    pub(crate) const PRIVATE_THREAD: u8 = 12;
    /// The chat of a stage.
    pub(crate) const STAGE: u8 = 13;
    /// A forum: it has posts, which are threads, and no messages of its own.
    pub(crate) const FORUM: u8 = 15;
    /// The same for pictures.
    pub(crate) const MEDIA: u8 = 16;
}

/// The bot's permissions in a channel, as Discord writes them: the bits as decimal text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held(u64);

impl<'de> Deserialize<'de> for Held {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map(Held).map_err(D::Error::custom)
    }
}

impl Held {
    /// The permissions that the bot needs to post a card and lacks.
    pub(crate) fn lacks_for_a_card(self) -> Vec<Permission> {
        let needed = [
            (1 << 10, Permission::ViewChannel),
            (1 << 11, Permission::SendMessages),
            (1 << 14, Permission::EmbedLinks),
        ];
        let lacks = |bit: u64| self.0 & (bit | Permissions::ADMINISTRATOR) == 0;
        needed.into_iter().filter(|(bit, _)| lacks(*bit)).map(|(_, permission)| permission).collect()
    }
}

/// Somebody in a server.
#[derive(Clone, Deserialize)]
pub(crate) struct Member {
    /// Who.
    pub user: User,
    /// Their name there.
    #[serde(default)]
    pub nick: Option<String>,
    /// Their roles there.
    #[serde(default)]
    pub roles: Vec<RoleId>,
    /// What they may do in this channel, all overwrites counted.
    #[serde(default)]
    pub permissions: Permissions,
}

/// Permissions as Discord writes them: the bits as decimal text. What can't be read is none.
///
/// <https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags>
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "serde_json::Value")]
pub(crate) struct Permissions(u64);

impl From<serde_json::Value> for Permissions {
    fn from(value: serde_json::Value) -> Self {
        Permissions(value.as_str().and_then(|bits| bits.parse().ok()).unwrap_or_default())
    }
}

impl Permissions {
    const ADMINISTRATOR: u64 = 1 << 3;
    const MANAGE_GUILD: u64 = 1 << 5;
    const MANAGE_MESSAGES: u64 = 1 << 13;

    /// Whether these include `bit`; an administrator may do everything.
    fn include(self, bit: u64) -> bool {
        self.0 & (bit | Self::ADMINISTRATOR) != 0
    }
}

/// Somebody.
#[derive(Clone, Deserialize)]
pub(crate) struct User {
    /// Who.
    pub id: UserId,
    /// Their account's name.
    #[serde(default)]
    pub username: String,
    /// The name that they chose to be shown.
    #[serde(default)]
    pub global_name: Option<String>,
    /// Whether this is a bot, which can't take an alert.
    #[serde(default, deserialize_with = "readable_or_default")]
    pub bot: bool,
}

/// The message that a button is on.
#[derive(Clone, Deserialize)]
pub(crate) struct Message {
    /// Which.
    pub id: MessageId,
    /// Who wrote it: the bot's own user.
    #[serde(default)]
    pub author: Option<Author>,
    /// Its text.
    #[serde(default, deserialize_with = "readable_or_default")]
    pub content: String,
    /// Discord's flags.
    #[serde(default, deserialize_with = "readable_or_default")]
    flags: u64,
}

impl Message {
    /// Only the person sees it.
    const EPHEMERAL: u64 = 1 << 6;

    /// Whether only the person who pressed sees it.
    #[must_use]
    pub(crate) fn is_private(&self) -> bool {
        self.flags & Self::EPHEMERAL != 0
    }
}

/// Who wrote a message.
#[derive(Clone, Deserialize)]
pub(crate) struct Author {
    /// Who.
    pub id: UserId,
}

/// All that an interaction needs to have to be answered.
#[derive(Clone, Deserialize)]
pub(crate) struct Answerable {
    /// Its id.
    pub id: InteractionId,
    /// What allows to answer it.
    pub token: String,
    /// The person's language.
    #[serde(default, deserialize_with = "readable")]
    pub locale: Option<String>,
}

impl Answerable {
    /// The same of an interaction that could be read.
    pub(crate) fn to(interaction: &Interaction) -> Self {
        let Interaction { id, token, locale, .. } = interaction;
        Answerable { id: *id, token: token.clone(), locale: locale.clone() }
    }

    /// The language of the person.
    pub(crate) fn language(&self) -> Language {
        Language::of(self.locale.as_deref())
    }
}

impl Member {
    /// Whether they have this role.
    #[must_use]
    pub(crate) fn has_role(&self, role: RoleId) -> bool {
        self.roles.contains(&role)
    }

    /// Whether they may remove other people's messages here, as moderators and administrators may.
    #[must_use]
    pub(crate) fn may_manage_messages(&self) -> bool {
        self.permissions.include(Permissions::MANAGE_MESSAGES)
    }

    /// Whether they may manage the server.
    #[must_use]
    pub(crate) fn may_manage_the_server(&self) -> bool {
        self.permissions.include(Permissions::MANAGE_GUILD)
    }

    /// Whether they are an administrator of the server.
    #[must_use]
    pub(crate) fn is_administrator(&self) -> bool {
        self.permissions.include(Permissions::ADMINISTRATOR)
    }

    /// The name that the others in the server see.
    #[must_use]
    pub(crate) fn display_name(&self) -> &str {
        self.user.display_name(self.nick.as_deref())
    }
}

impl User {
    /// The name that the others in the server see, where this person is called `nick`. Discord allows names of invisible
    /// characters: then the next best.
    #[must_use]
    pub(crate) fn display_name<'a>(&'a self, nick: Option<&'a str>) -> &'a str {
        let chosen = [nick, self.global_name.as_deref(), Some(&self.username)];
        chosen.into_iter().flatten().find(|name| escape::is_legible(name)).unwrap_or(escape::NOTHING)
    }
}

impl fmt::Debug for Interaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Interaction").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl fmt::Debug for Answerable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answerable").field("id", &self.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_that_are_new_or_missing_do_not_matter() {
        let click = json!({
            "id": "1305193870427029544", "application_id": "2", "type": 3, "token": "t0ken", "version": 1,
            "data": {"custom_id": "nh:claim:0:5:-", "component_type": 2, "news": {}},
            "guild_id": "4", "channel_id": "5", "entitlements": 7,
            "member": {"user": {"id": "6", "username": "mike", "global_name": null}, "nick": "Mike", "roles": ["9"]},
            "message": {"id": "8", "embeds": "no longer a list"},
        });
        let click: Interaction = serde_json::from_value(click).unwrap();
        assert_eq!(click.member.as_ref().unwrap().display_name(), "Mike");
        assert_eq!(click.data.custom_id, "nh:claim:0:5:-");
        assert!(!format!("{click:?}").contains("t0ken"));
    }

    #[test]
    fn a_channel_that_is_missing_or_of_another_form_refuses_nothing() {
        let typed = |channel: serde_json::Value, held: serde_json::Value| -> Interaction {
            let typed = json!({"id": "1", "application_id": "2", "type": 2, "token": "t", "channel": channel,
                "app_permissions": held});
            serde_json::from_value(typed).unwrap()
        };
        let new = typed(json!({"type": "a form to come"}), json!(["VIEW_CHANNEL"]));
        assert_eq!((new.channel, new.app_permissions), (None, None));
        let thread = typed(json!({"type": 11, "parent_id": "7", "name": 5}), json!("19456"));
        assert_eq!(thread.channel, Some(Channel { kind: channel::PUBLIC_THREAD, parent_id: Some(ChannelId(7)) }));
        let lacks = |bits: &str| typed(json!(null), json!(bits)).app_permissions.unwrap().lacks_for_a_card();
        assert_eq!(lacks("19456"), Vec::<Permission>::new());
        assert_eq!(lacks("8"), Vec::<Permission>::new());
        assert_eq!(lacks("1024"), [Permission::SendMessages, Permission::EmbedLinks]);
    }

    #[test]
    fn a_member_knows_their_roles_and_permissions() {
        let member = |permissions: serde_json::Value| -> Member {
            serde_json::from_value(json!({"user": {"id": "6"}, "roles": ["9"], "permissions": permissions})).unwrap()
        };
        let may = |member: &Member| (member.may_manage_messages(), member.is_administrator());
        assert_eq!(may(&member(json!("8192"))), (true, false));
        assert_eq!(may(&member(json!("8"))), (true, true));
        assert_eq!(may(&member(json!("2048"))), (false, false));
        assert_eq!(may(&member(json!({"a form": "to come"}))), (false, false));
        let manages = |bits: &str| member(json!(bits)).may_manage_the_server();
        assert_eq!(["32", "8", "8192"].map(manages), [true, true, false]);
        let helper = member(json!("0"));
        assert!(helper.has_role(RoleId(9)) && !helper.has_role(RoleId(10)));
    }

    #[test]
    fn a_name_is_the_nickname_else_the_chosen_one_else_the_accounts() {
        let member = |nick: Option<&str>, global: Option<&str>| Member {
            user: User { id: UserId(1), username: "sarah_84".into(), global_name: global.map(Into::into), bot: false },
            nick: nick.map(Into::into),
            roles: vec![],
            permissions: Permissions::default(),
        };
        assert_eq!(member(Some("Sarah"), Some("S.")).display_name(), "Sarah");
        assert_eq!(member(None, Some("S.")).display_name(), "S.");
        assert_eq!(member(None, Some(" ")).display_name(), "sarah_84");
        assert_eq!(member(Some("\u{3164}"), Some("S.")).display_name(), "S.");
        assert_eq!(member(Some("\u{200b}"), Some("\u{3164}")).display_name(), "sarah_84");
    }
}
