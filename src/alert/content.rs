//! The content of an alert: what a parent asks for. Must not decide anything.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::hash::hash;
use super::ids::{AlertId, ChannelId, GuildId, UserId};

/// The content of an alert: the tutorial's four fields, and those that `/needhelp` adds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Alert {
    /// The parent's name.
    pub parent_name: String,
    /// The name of the child who has to be met.
    pub child_name: String,
    /// The place where the child has to be met.
    pub location: String,
    /// Anything else that the neighbors should know.
    pub message: String,
    /// The parent's Discord user. Without one, the parent cannot be mentioned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<UserId>,
    /// The server in which `/needhelp` was typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The channel in which `/needhelp` was typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<ChannelId>,
    /// The time of sending, by the sender's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<super::schema::Time>"))]
    pub raised_at: Option<Timestamp>,
    /// The time at which a neighbor has to be there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<super::schema::Time>"))]
    pub needed_by: Option<Timestamp>,
    /// The parent's language as Discord names it (`es-ES`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Discord had told the parent that `/needhelp` failed before it arrived: they have to be notified that it is posted all the
    /// same. Not part of the content: two gateways may differ about it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// The time zone in which people read its times (`America/New_York`), where one is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// The area around the place, which is all that others read of the place before a claim where details are private.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// A drill: no child is waiting. Its texts say TEST, for programs that do not know this field.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub drill: bool,
    /// Whether a drill notifies the helper role. Without a drill it says nothing: a real alert always does.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ring: bool,
    /// Who may not take the alert, because its parent has blocked them: [`blocked_hash`] of each. Intake adds them, so that
    /// every fold decides alike (docs/protocol.md#rule-23). Not part of the content.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocked: Vec<String>,
    /// Whether only the claimer reads who the child is and where exactly. Intake adds it where the server's settings say so,
    /// so that a later change of the settings shows nothing of this alert (docs/protocol.md#rule-36). Not part of the content.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub private: bool,
}

impl Alert {
    /// Whether help is needed at once: the time is not later than the sending.
    #[must_use]
    pub fn is_for_now(&self) -> bool {
        self.needed_by.is_some_and(|by| self.raised_at.is_some_and(|raised| by <= raised))
    }

    /// Whether it may notify the helper role.
    #[must_use]
    pub fn rings_helpers(&self) -> bool {
        !self.drill || self.ring
    }

    /// Whether its parent had blocked this person when it was raised. `id` is the alert's id.
    #[must_use]
    pub fn is_blocked(&self, id: &AlertId, person: UserId) -> bool {
        !self.blocked.is_empty() && self.blocked.contains(&blocked_hash(id, person))
    }
}

/// How a person whom the parent has blocked appears in [`Alert::blocked`]: the log does not say who it is.
#[must_use]
pub fn blocked_hash(alert: &AlertId, person: UserId) -> String {
    hash([alert.as_str().as_bytes(), person.to_string().as_bytes()])
}
