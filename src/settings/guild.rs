//! The settings of one server as the topic has them, and what they are together with the environment's.
//!
//! A variable that an admin of the bot has set counts in every server, above what a server says
//! (docs/protocol.md#rule-36). Must not read a topic.

use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::alert::{ChannelId, RoleId};
use crate::config::GuildSettings;
use crate::discord::Language;
use crate::discord::input::setup::Change;

/// The value of `guild/<guild>`: what this server's admins have set. What is missing is not set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default)]
pub struct GuildRecord {
    /// The channel for cards.
    #[serde(deserialize_with = "readable", skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<ChannelId>,
    /// The role that is pinged and may claim.
    #[serde(deserialize_with = "readable", skip_serializing_if = "Option::is_none")]
    pub helper_role_id: Option<RoleId>,
    /// The role whose members may act on the alerts of others.
    #[serde(deserialize_with = "readable", skip_serializing_if = "Option::is_none")]
    pub moderator_role_id: Option<RoleId>,
    /// The channel in which the moderators read what the bot has to tell them.
    #[serde(deserialize_with = "readable", skip_serializing_if = "Option::is_none")]
    pub moderator_channel_id: Option<ChannelId>,
    /// The wider role that is pinged, too, when no helper has answered for a while.
    #[serde(deserialize_with = "readable", skip_serializing_if = "Option::is_none")]
    pub escalation_role_id: Option<RoleId>,
    /// A name of the IANA database, as `America/New_York`.
    #[serde(deserialize_with = "readable", skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// `en`, `es`, `fr` or `de`.
    #[serde(deserialize_with = "readable", skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Whom a parent can phone.
    #[serde(deserialize_with = "readable", skip_serializing_if = "Option::is_none")]
    pub fallback_contact: Option<String>,
    /// Whether only the claimer reads who the child is and where exactly.
    #[serde(deserialize_with = "readable", skip_serializing_if = "Option::is_none")]
    pub private_details: Option<bool>,
    /// The fields of later versions: they are written again with each change.
    #[serde(flatten)]
    #[cfg_attr(test, schemars(skip))]
    pub later: Map<String, Value>,
}

impl GuildRecord {
    /// Changes one setting.
    pub(crate) fn set(&mut self, change: &Change) {
        match change {
            Change::Channel(channel) => self.channel_id = *channel,
            Change::Helpers(role) => self.helper_role_id = *role,
            Change::Moderators(role) => self.moderator_role_id = *role,
            Change::ModeratorChannel(channel) => self.moderator_channel_id = Some(*channel),
            Change::Wider(role) => self.escalation_role_id = *role,
            Change::Timezone(zone) => self.timezone = Some(zone.clone()),
            Change::Language(language) => self.language = Some(language.id().to_owned()),
            Change::Contact(contact) => self.fallback_contact.clone_from(contact),
            Change::Private(private) => self.private_details = Some(*private),
        }
    }

    /// The server's settings: the environment's, and where it says nothing, these.
    pub(crate) fn under(&self, environment: &GuildSettings) -> GuildSettings {
        let zone = || self.timezone.as_deref().and_then(|name| TimeZone::get(name).ok());
        let language = || self.language.as_deref().and_then(Language::named);
        GuildSettings {
            channel: environment.channel.or(self.channel_id),
            helper_role: environment.helper_role.or(self.helper_role_id),
            moderator_role: environment.moderator_role.or(self.moderator_role_id),
            moderator_channel: environment.moderator_channel.or(self.moderator_channel_id),
            escalation_role: environment.escalation_role.or(self.escalation_role_id),
            timezone: environment.timezone.clone().or_else(zone),
            // Passwords follow the environment's alone, which does not change between the parent and the neighbor.
            language: environment.language,
            servers_language: language(),
            fallback_contact: environment.fallback_contact.clone().or_else(|| self.fallback_contact.clone()),
            private_details: environment.private_details.or(self.private_details),
        }
    }
}

/// A field that cannot be read counts as not set: it does not take the others with it.
fn readable<'de, D: Deserializer<'de>, T: for<'a> Deserialize<'a>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(deserializer)?).ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_variable_stands_above_the_servers_setting_and_what_neither_says_is_not_set() {
        let record = GuildRecord {
            channel_id: Some(ChannelId(5)),
            timezone: Some("Europe/Berlin".to_owned()),
            language: Some("de".to_owned()),
            private_details: Some(true),
            ..GuildRecord::default()
        };
        let both = record.under(&GuildSettings {
            channel: Some(ChannelId(9)),
            private_details: Some(false),
            ..GuildSettings::default()
        });
        assert_eq!((both.channel, both.private_details, both.helper_role), (Some(ChannelId(9)), Some(false), None));
        assert_eq!(both.timezone.as_ref().and_then(|zone| zone.iana_name()), Some("Europe/Berlin"));
        assert_eq!((both.language(), both.password_language()), (Language::German, Language::English));
    }

    #[test]
    fn what_cannot_be_read_counts_as_not_set_and_later_fields_are_kept() {
        let value = json!({"channel_id": 5, "helper_role_id": "9", "timezone": "Oak/Street", "private_details": "yes", "panel": {"at": "3"}});
        let record: GuildRecord = serde_json::from_value(value).expect("an object");
        let settings = record.under(&GuildSettings::default());
        assert_eq!((settings.channel, settings.helper_role), (None, Some(RoleId(9))));
        assert!(settings.timezone.is_none() && settings.private_details.is_none());
        assert_eq!(
            serde_json::to_value(&record).expect("an object"),
            json!({"helper_role_id": "9", "timezone": "Oak/Street", "panel": {"at": "3"}})
        );
    }
}
