//! What can happen to an alert: the records of its log, as they travel (flat JSON) and as the fold takes them.
//!
//! Kinds are past tense. Unknown fields are ignored and unknown kinds skipped, so that new features never break old
//! consumers. Nothing here decides anything.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ids::{AlertId, ChannelId, EventId, GuildId, MessageId, Millis, UserId};

/// What a parent asks for: the tutorial's four fields and what Discord adds to them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Alert {
    /// Who needs help, in words.
    pub parent_name: String,
    /// Who has to be met.
    pub child_name: String,
    /// Where.
    pub location: String,
    /// What else there is to say.
    pub message: String,
    /// The parent on Discord; without one nobody can be mentioned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<UserId>,
    /// The server in which it was typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The channel in which it was typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<ChannelId>,
    /// When the parent typed it, by their own program's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised_at: Option<Timestamp>,
    /// By when somebody has to be there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needed_by: Option<Timestamp>,
    /// The parent's language as Discord names it (`es-ES`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
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

    /// Its name in record ids. It must never change: a record written by an earlier version would count as another one.
    fn id_name(self) -> &'static str {
        match self {
            Recipient::Parent => "Parent",
            Recipient::Neighbor => "Neighbor",
            Recipient::Helpers => "Helpers",
        }
    }
}

/// An effect that failed for good (`failed`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailedEffect {
    /// The card could not be shown: the alert is over.
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

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// A parent needs help.
    Raised(Alert),
    /// A neighbor pressed "I've got it".
    Claimed {
        /// Who.
        neighbor_id: UserId,
        /// Their name when they pressed it.
        neighbor_name: String,
        /// What they say with it: "I'll watch Jake".
        #[serde(default)]
        message: String,
        /// The card that they pressed it on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message_id: Option<MessageId>,
        /// That card's channel.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel_id: Option<ChannelId>,
    },
    /// The claim was given back, by its claimer or for them by a moderator.
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
    /// The child is with the claimer.
    WithChild {
        /// The claimer.
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
    /// The parent (or a moderator for them) needs no help any more.
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
    /// Nobody answered for a while: the step that was due.
    Escalated {
        /// 1, 2, 3.
        step: u8,
        /// The offset of the record that set this time. Read and kept; nothing is decided by it yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<i64>,
    },
    /// The alert's time is over.
    Expired {
        /// Its time passed before there was a card.
        #[serde(default)]
        missed: bool,
        /// The offset of the record that set this time. Read and kept; nothing is decided by it yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<i64>,
    },
    /// The person was told "NOT sent": the event of this id does not count.
    Withdrawn {
        /// The alert's event or the claim's.
        event_id: EventId,
    },
    /// The card is in the channel.
    Posted {
        /// The event that it was posted for.
        cause: EventId,
        /// Where.
        channel_id: ChannelId,
        /// The card.
        message_id: MessageId,
        /// The log's offset that the card showed when it was posted.
        as_of: i64,
    },
    /// A notice was delivered.
    Informed {
        /// The event that the notice is about.
        cause: EventId,
        /// The recipient.
        whom: Recipient,
        /// The message, where it was one (a private answer is none).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message_id: Option<MessageId>,
    },
    /// The card was brought up to date.
    Shown {
        /// The log's offset that the card and its pin reflect now.
        as_of: i64,
        /// Whether the card is pinned, where that was what was done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pinned: Option<bool>,
        /// Strays that were deleted.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        removed: Vec<MessageId>,
    },
    /// An effect failed for good.
    Failed {
        /// The event whose effect it was.
        cause: EventId,
        /// The effect.
        what: FailedEffect,
        /// Why, in words for an admin.
        reason: String,
        /// The log's offset that should have been shown (`edit`, `pin`).
        #[serde(default)]
        as_of: i64,
        /// The card was made, and somebody deleted it before it was recorded: it may have been read.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        deleted: bool,
    },
    /// A kind of a later version: skipped.
    #[serde(other)]
    Unknown,
}

impl Kind {
    /// The kind as it stands in the record.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Kind::Raised(_) => "raised",
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

    /// Whether it records what the board did, and not what happened to the alert.
    #[must_use]
    pub fn is_fact(&self) -> bool {
        matches!(self, Kind::Posted { .. } | Kind::Informed { .. } | Kind::Shown { .. } | Kind::Failed { .. })
    }

    /// The id of a record that a service writes of its own accord, made from what it is about, so that a repetition is
    /// known as one (docs/protocol.md#rule-3). What people did has its interaction's id instead.
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

/// Whether `value` is a record of a known kind that a later version has given a value which this one doesn't know
/// (`whom`, `what`). It is skipped like an unknown kind: neither version's records may stop the other.
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
    /// Whose log.
    pub alert_id: AlertId,
    /// When it happened, by the writer's clock. For people to read; decisions go by the append time.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub kind: Kind,
}

/// A record of an alert's log as the fold takes it: the body and what only the record knows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Event {
    /// What makes a repetition known as one.
    pub id: EventId,
    /// Where in the home partition it stands.
    pub offset: i64,
    /// Append time at the broker.
    pub ts: Millis,
    /// Append time of the record in the alerts topic that intake took it from.
    pub source_ts: Option<Millis>,
    /// When its producer gave up and told the person "NOT sent": void where it was appended later.
    pub give_up_at: Option<Millis>,
    /// What happened.
    pub kind: Kind,
}

impl Event {
    /// Whether it was appended after its producer had given up, so that nobody may act on it (docs/protocol.md#rule-1).
    #[must_use]
    pub fn is_void(&self) -> bool {
        self.give_up_at.is_some_and(|give_up| self.source_ts.unwrap_or(self.ts) > give_up)
    }
}
