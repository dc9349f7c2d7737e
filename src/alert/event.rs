//! The events of an alert's log: as flat JSON in a record, and as the input of the fold.
//!
//! Kinds are in the past tense. Unknown fields are ignored and unknown kinds are skipped, so that new features do not
//! break old consumers. Must not decide what an event changes.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::content::Alert;
use super::ids::{AlertId, ChannelId, EventId, GuildId, MessageId, Millis, UserId};
use super::recipient::{FailedEffect, Recipient};

/// The words of an alert that were changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Words {
    /// The child's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub child_name: Option<String>,
    /// The place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The area around the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<super::schema::Time>"))]
    pub needed_by: Option<Timestamp>,
}

/// Who had an alert's words removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RedactedBy {
    /// The clock: it had been over for long enough.
    Clock,
    /// A person who wants to be forgotten.
    Forgotten,
}

/// serde passes a reference.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_zero(look: &u8) -> bool {
    *look == 0
}

/// The kind of an event, with its fields.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
        /// The neighbor's language as Discord names it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        locale: Option<String>,
    },
    /// The claim was given back by its neighbor, or ended by the parent or a moderator.
    Released {
        /// The claimer, also where a moderator acts: it names the claim.
        neighbor_id: UserId,
        /// The moderator, where one acted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moderator_id: Option<UserId>,
        /// The parent, where they acted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent_id: Option<UserId>,
        /// The offset of the record that the person saw when they acted (docs/protocol.md#rule-15).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<i64>,
    },
    /// The child is with the neighbor.
    WithChild {
        /// The neighbor.
        neighbor_id: UserId,
        /// The offset of the record that the person saw when they acted (docs/protocol.md#rule-15).
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
        /// The parent, where they acted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent_id: Option<UserId>,
        /// The offset of the record that the person saw when they acted (docs/protocol.md#rule-15).
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
        /// The offset of the record that the person saw when they acted (docs/protocol.md#rule-15).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<i64>,
    },
    /// The parent or a moderator changed the alert. Holds only what differs.
    Changed {
        /// The parent.
        parent_id: UserId,
        /// The moderator, where one acted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moderator_id: Option<UserId>,
        /// The offset of the record whose words the person saw.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<i64>,
        /// The new words.
        #[serde(flatten)]
        words: Words,
    },
    /// The neighbor answers a question: they are still going.
    Confirmed {
        /// The neighbor.
        neighbor_id: UserId,
        /// The offset of the record that asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<i64>,
    },
    /// A neighbor offers to be backup.
    Standby {
        /// The neighbor.
        neighbor_id: UserId,
        /// The neighbor's name at that time.
        neighbor_name: String,
        /// The claim's offset.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<i64>,
    },
    /// The neighbor who has the alert asks another to take it over.
    Offered {
        /// The neighbor who has it.
        neighbor_id: UserId,
        /// The neighbor who is asked.
        to_id: UserId,
        /// Their name at that time.
        to_name: String,
        /// The claim's offset.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<i64>,
    },
    /// The neighbor who was asked takes the alert over.
    TakenOver {
        /// The neighbor who takes it.
        neighbor_id: UserId,
        /// Their name at that time.
        neighbor_name: String,
        /// The neighbor's words.
        #[serde(default)]
        message: String,
        /// The neighbor's language as Discord names it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        locale: Option<String>,
        /// The offset of the claim that ends.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<i64>,
    },
    /// The parent thanks the neighbor who had the alert when it was done.
    Thanked {
        /// The parent.
        parent_id: UserId,
        /// The parent's name at that time: the alert's own words may be dropped by then.
        #[serde(default)]
        parent_name: String,
        /// The offset of that neighbor's claim.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<i64>,
    },
    /// A step of the clock was due ([`super::deadlines`]).
    Escalated {
        /// 0 to 4 while nobody has the alert; 5 and 6 ask about the neighbor who has it.
        step: u8,
        /// The offset of the record that set this time (docs/protocol.md#rule-16).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<i64>,
    },
    /// The alert's time has passed.
    Expired {
        /// Whether the time passed before there was a card.
        #[serde(default)]
        missed: bool,
        /// The offset of the record that set this time (docs/protocol.md#rule-16).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<i64>,
    },
    /// The neighbor was due to be reminded.
    Reminded {
        /// The offset of the claim or of the words, whichever is later.
        since: i64,
    },
    /// The alert's words are removed from Discord.
    Redacted {
        /// Who asked for it.
        by: RedactedBy,
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
        /// The version of the card's look ([`super::pending::LOOK`]).
        #[serde(default, skip_serializing_if = "is_zero")]
        look: u8,
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
        /// The message's channel; `None` for that of the card.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel_id: Option<ChannelId>,
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
        /// The version of the card's look.
        #[serde(default, skip_serializing_if = "is_zero")]
        look: u8,
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
    #[cfg_attr(test, schemars(skip))]
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
            Kind::Changed { .. } => "changed",
            Kind::Confirmed { .. } => "confirmed",
            Kind::Standby { .. } => "standby",
            Kind::Offered { .. } => "offered",
            Kind::TakenOver { .. } => "taken_over",
            Kind::Thanked { .. } => "thanked",
            Kind::Escalated { .. } => "escalated",
            Kind::Reminded { .. } => "reminded",
            Kind::Redacted { .. } => "redacted",
            Kind::Expired { .. } => "expired",
            Kind::Withdrawn { .. } => "withdrawn",
            Kind::Posted { .. } => "posted",
            Kind::Informed { .. } => "informed",
            Kind::Shown { .. } => "shown",
            Kind::Failed { .. } => "failed",
            Kind::Unknown => "unknown",
        }
    }

    /// Whether a person made this record, and not the board.
    #[must_use]
    pub fn is_of_a_person(&self) -> bool {
        matches!(
            self,
            Kind::Claimed { .. }
                | Kind::Released { .. }
                | Kind::WithChild { .. }
                | Kind::Done { .. }
                | Kind::Cancelled { .. }
                | Kind::Changed { .. }
                | Kind::Confirmed { .. }
                | Kind::Standby { .. }
                | Kind::Offered { .. }
                | Kind::TakenOver { .. }
                | Kind::Thanked { .. }
        )
    }

    /// Whether this is a fact: a record by which the board states what it did.
    #[must_use]
    pub fn is_fact(&self) -> bool {
        matches!(self, Kind::Posted { .. } | Kind::Informed { .. } | Kind::Shown { .. } | Kind::Failed { .. })
    }
}

/// Whether `value` is a record of a known kind with a `whom`, `what` or `by` that only a later version knows. It is skipped
/// like an unknown kind, so that two versions can read each other's records.
#[must_use]
pub(crate) fn is_of_a_later_version(value: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Values {
        kind: String,
        whom: Option<String>,
        what: Option<String>,
        by: Option<String>,
    }
    let is_known = |value: &str, known: &[&str]| known.contains(&value);
    let recipients = Recipient::ALL.map(Recipient::name);
    let Ok(values) = serde_json::from_slice::<Values>(value) else { return false };
    match (values.kind.as_str(), values.whom.clone(), values.what.clone()) {
        ("informed", Some(whom), _) => !is_known(&whom, &recipients),
        ("failed", _, Some(what)) => !is_known(&what, &recipients) && !is_known(&what, &["card", "edit", "pin"]),
        ("redacted", ..) => values.by.is_some_and(|by| !is_known(&by, &["clock", "forgotten"])),
        _ => false,
    }
}

/// A record's value in `bus-stop-confirmations`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Body {
    /// The id of the alert that the record belongs to.
    pub alert_id: AlertId,
    /// The time of the event by the writer's clock, for people. Decisions use the append time.
    #[cfg_attr(test, schemars(with = "super::schema::Time"))]
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
