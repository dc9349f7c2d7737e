//! The events of an alert's log: as flat JSON in a record, and as the input of the fold.
//!
//! Kinds are in the past tense. Unknown fields are ignored and unknown kinds are skipped, so that new features do not
//! break old consumers. Must not decide what an event changes.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ids::{AlertId, ChannelId, EventId, GuildId, MessageId, Millis, UserId};

/// The content of an alert: the tutorial's four fields, and those that `/needhelp` adds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
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
    pub raised_at: Option<Timestamp>,
    /// The time at which a neighbor has to be there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
}

impl Alert {
    /// Whether help is needed at once: the time is not later than the sending.
    #[must_use]
    pub fn is_for_now(&self) -> bool {
        self.needed_by.is_some_and(|by| self.raised_at.is_some_and(|raised| by <= raised))
    }
}

/// The person or group that a notice is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// The parent who raised the alert.
    Parent,
    /// The neighbor whose claim the notice is about.
    Neighbor,
    /// Everyone who may claim the alert.
    Helpers,
}

impl Recipient {
    /// All of them, in the order in which they are served.
    pub const ALL: [Recipient; 3] = [Recipient::Parent, Recipient::Neighbor, Recipient::Helpers];

    /// Its name in record ids. It must never change: otherwise a record of an earlier version has another id.
    fn id_name(self) -> &'static str {
        match self {
            Recipient::Parent => "Parent",
            Recipient::Neighbor => "Neighbor",
            Recipient::Helpers => "Helpers",
        }
    }
}

/// An effect that was permanently refused (`failed`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailedEffect {
    /// The card could not be posted: the alert ends.
    Card,
    /// The card could not be edited.
    Edit,
    /// The card could not be pinned or unpinned.
    Pin,
    /// This recipient could not be notified.
    #[serde(untagged)]
    Notice(Recipient),
}

impl FailedEffect {
    /// Its name in record ids, which must never change (see [`Recipient`]).
    fn id_name(self) -> &'static str {
        match self {
            FailedEffect::Card => "Card",
            FailedEffect::Edit => "Edit",
            FailedEffect::Pin => "Pin",
            FailedEffect::Notice(recipient) => recipient.id_name(),
        }
    }
}

/// The kind of an event, with its fields.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// A parent needs help.
    Raised(Alert),
    /// Intake could not raise the alert: its record became a dead letter. What could be read of it, so that its parent is
    /// told.
    Rejected {
        /// The parent's Discord user.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent_id: Option<UserId>,
        /// The server in which `/needhelp` was typed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        guild_id: Option<GuildId>,
        /// The channel in which `/needhelp` was typed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel_id: Option<ChannelId>,
        /// The reason, in words for an admin. It contains nothing that anybody typed.
        reason: String,
    },
    /// A neighbor pressed "I've got it".
    Claimed {
        /// The neighbor.
        neighbor_id: UserId,
        /// The neighbor's name at that time.
        neighbor_name: String,
        /// The neighbor's words, such as "I'll watch Jake".
        #[serde(default)]
        message: String,
        /// The card whose button was pressed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message_id: Option<MessageId>,
        /// That card's channel.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel_id: Option<ChannelId>,
    },
    /// The claim was given back, by its neighbor or by a moderator.
    Released {
        /// The claimer, also where a moderator acts: it names the claim.
        neighbor_id: UserId,
        /// The moderator, where one acted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moderator_id: Option<UserId>,
        /// The offset of the record that the person saw when they acted. Read and kept; nothing is decided by it yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<i64>,
    },
    /// The child is with the neighbor.
    WithChild {
        /// The neighbor.
        neighbor_id: UserId,
        /// The offset of the record that the person saw when they acted. Read and kept; nothing is decided by it yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<i64>,
    },
    /// The child is safe and the alert over.
    Done {
        /// The claimer, also where a moderator acts: it names the claim.
        neighbor_id: UserId,
        /// The moderator, where one acted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moderator_id: Option<UserId>,
        /// The offset of the record that the person saw when they acted. Read and kept; nothing is decided by it yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<i64>,
    },
    /// The parent no longer needs help. The parent or a moderator has said so.
    Cancelled {
        /// The parent.
        parent_id: UserId,
        /// The moderator, where one acted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moderator_id: Option<UserId>,
        /// The offset of the record that the person saw when they acted. Read and kept; nothing is decided by it yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<i64>,
    },
    /// No neighbor has answered for a while, so this step of the escalation was due.
    Escalated {
        /// 1, 2, 3.
        step: u8,
        /// The offset of the record that set this time. Read and kept; nothing is decided by it yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<i64>,
    },
    /// The alert's time has passed.
    Expired {
        /// Whether the time passed before there was a card.
        #[serde(default)]
        missed: bool,
        /// The offset of the record that set this time. Read and kept; nothing is decided by it yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<i64>,
    },
    /// The person read "NOT sent", so the event with this id does not count.
    Withdrawn {
        /// The id of the event that raised the alert, or of a claim.
        event_id: EventId,
    },
    /// The card is in the channel.
    Posted {
        /// The event that raised the alert.
        cause: EventId,
        /// The card's channel.
        channel_id: ChannelId,
        /// The card.
        message_id: MessageId,
        /// The log's offset that the card showed when it was posted.
        as_of: i64,
        /// Whether Discord notified the helper role of the card; `None` where it was not asked to, or has not said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role_notified: Option<bool>,
    },
    /// A notice was delivered.
    Informed {
        /// The event that the notice is about.
        cause: EventId,
        /// The recipient.
        whom: Recipient,
        /// The message; `None` for a private answer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message_id: Option<MessageId>,
    },
    /// The card was edited, pinned or unpinned, or strays were deleted.
    Shown {
        /// The log's offset that the card and its pin reflect now.
        as_of: i64,
        /// Whether the card is pinned now; `None` if that did not change.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pinned: Option<bool>,
        /// Strays that were deleted.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        removed: Vec<MessageId>,
    },
    /// An effect was permanently refused.
    Failed {
        /// The event that made the effect necessary.
        cause: EventId,
        /// The effect.
        what: FailedEffect,
        /// The reason, in words for an admin.
        reason: String,
        /// The log's offset that should have been shown (`edit`, `pin`).
        #[serde(default)]
        as_of: i64,
        /// Whether the card was posted and somebody deleted it before it was recorded. People may have read it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        deleted: bool,
    },
    /// A kind of a later version. It is skipped.
    #[serde(other)]
    Unknown,
}

impl Kind {
    /// The kind's name in the record.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Kind::Raised(_) => "raised",
            Kind::Rejected { .. } => "rejected",
            Kind::Claimed { .. } => "claimed",
            Kind::Released { .. } => "released",
            Kind::WithChild { .. } => "with_child",
            Kind::Done { .. } => "done",
            Kind::Cancelled { .. } => "cancelled",
            Kind::Escalated { .. } => "escalated",
            Kind::Expired { .. } => "expired",
            Kind::Withdrawn { .. } => "withdrawn",
            Kind::Posted { .. } => "posted",
            Kind::Informed { .. } => "informed",
            Kind::Shown { .. } => "shown",
            Kind::Failed { .. } => "failed",
            Kind::Unknown => "unknown",
        }
    }

    /// Whether this is a fact: a record by which the board states what it did.
    #[must_use]
    pub fn is_fact(&self) -> bool {
        matches!(self, Kind::Posted { .. } | Kind::Informed { .. } | Kind::Shown { .. } | Kind::Failed { .. })
    }

    /// The id of a record that no person caused, computed from its content, so that a repetition is recognized
    /// (docs/protocol.md#rule-3). Events of people have the interaction's id instead.
    #[must_use]
    pub fn own_id(&self, alert: &AlertId) -> EventId {
        let name = self.name();
        EventId::of(match self {
            Kind::Posted { message_id, .. } => format!("{alert}/{name}/{message_id}"),
            Kind::Informed { cause, whom, message_id } => {
                let message = message_id.map_or_else(|| "-".to_owned(), |id| id.to_string());
                format!("{alert}/{name}/{cause}/{}/{message}", whom.id_name())
            }
            Kind::Shown { as_of, pinned, removed } => {
                let removed: Vec<_> = removed.iter().map(ToString::to_string).collect();
                let pinned = match pinned {
                    None => "None",
                    Some(true) => "Some(true)",
                    Some(false) => "Some(false)",
                };
                format!("{alert}/{name}/{as_of}/{pinned}/{}", removed.join("+"))
            }
            Kind::Failed { cause, what, as_of, .. } => {
                format!("{alert}/{name}/{cause}/{}/{as_of}", what.id_name())
            }
            Kind::Withdrawn { event_id } => format!("{alert}/{name}/{event_id}"),
            Kind::Escalated { step, .. } => format!("{alert}/{name}/{step}"),
            Kind::Expired { missed, .. } => format!("{alert}/{name}/{missed}"),
            _ => format!("{alert}/{name}"),
        })
    }
}

/// Whether `value` is a record of a known kind with a `whom` or `what` that only a later version knows. It is skipped
/// like an unknown kind, so that two versions can read each other's records.
#[must_use]
pub(crate) fn is_of_a_later_version(value: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Values {
        kind: String,
        whom: Option<String>,
        what: Option<String>,
    }
    let is_known = |value: &str, known: &[&str]| known.contains(&value);
    let recipients = ["parent", "neighbor", "helpers"];
    let Ok(values) = serde_json::from_slice::<Values>(value) else { return false };
    match (values.kind.as_str(), values.whom, values.what) {
        ("informed", Some(whom), _) => !is_known(&whom, &recipients),
        ("failed", _, Some(what)) => !is_known(&what, &recipients) && !is_known(&what, &["card", "edit", "pin"]),
        _ => false,
    }
}

/// A record's value in `bus-stop-confirmations`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// The id of the alert that the record belongs to.
    pub alert_id: AlertId,
    /// The time of the event by the writer's clock, for people. Decisions use the append time.
    pub at: Timestamp,
    /// The kind with its fields.
    #[serde(flatten)]
    pub kind: Kind,
}

/// A record of an alert's log as the input of the fold: the body, the offset, the times and the headers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Event {
    /// Its id, by which a repetition is recognized.
    pub id: EventId,
    /// Its offset in the home partition.
    pub offset: i64,
    /// Its append time.
    pub ts: Millis,
    /// The append time of the record of `bus-stop-alerts` from which intake raised the alert.
    pub source_ts: Option<Millis>,
    /// The time at which its producer gave up. The record is void if it was appended later.
    pub give_up_at: Option<Millis>,
    /// Its kind.
    pub kind: Kind,
}

impl Event {
    /// Whether it was appended after its producer gave up, so that everyone ignores it (docs/protocol.md#rule-1).
    #[must_use]
    pub fn is_void(&self) -> bool {
        self.give_up_at.is_some_and(|give_up| self.source_ts.unwrap_or(self.ts) > give_up)
    }
}
