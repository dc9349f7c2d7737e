//! Who is notified, and which effects can fail: names that stand in records. Must not decide anything.

use serde::{Deserialize, Serialize};

/// The person or group that a notice is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// The parent who raised the alert.
    Parent,
    /// The neighbor whose claim the notice is about.
    Neighbor,
    /// Everyone who may claim the alert.
    Helpers,
    /// The neighbor who had the alert until another took it over.
    Former,
    /// The neighbor who is backup.
    Standby,
    /// The neighbor to whom the alert is offered.
    Offered,
    /// The wider group, which is asked when no helper answers.
    Wider,
    /// The phone service behind the escalation webhook.
    Phone,
}

impl Recipient {
    /// All of them, in the order in which they are served.
    pub const ALL: [Recipient; 8] = [
        Recipient::Parent,
        Recipient::Neighbor,
        Recipient::Helpers,
        Recipient::Former,
        Recipient::Standby,
        Recipient::Offered,
        Recipient::Wider,
        Recipient::Phone,
    ];

    /// Its place in [`Recipient::ALL`].
    #[must_use]
    pub(crate) fn index(self) -> usize {
        self as usize
    }

    /// Its name in records and keys of messages. It must never change: messages are found again by it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Recipient::Parent => "parent",
            Recipient::Neighbor => "neighbor",
            Recipient::Helpers => "helpers",
            Recipient::Former => "former",
            Recipient::Standby => "standby",
            Recipient::Offered => "offered",
            Recipient::Wider => "wider",
            Recipient::Phone => "phone",
        }
    }

    /// Its name in record ids. It must never change: otherwise a record of an earlier version has another id.
    pub(crate) fn id_name(self) -> &'static str {
        match self {
            Recipient::Parent => "Parent",
            Recipient::Neighbor => "Neighbor",
            Recipient::Helpers => "Helpers",
            Recipient::Former => "Former",
            Recipient::Standby => "Standby",
            Recipient::Offered => "Offered",
            Recipient::Wider => "Wider",
            Recipient::Phone => "Phone",
        }
    }
}

/// An effect that was permanently refused (`failed`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
    pub(crate) fn id_name(self) -> &'static str {
        match self {
            FailedEffect::Card => "Card",
            FailedEffect::Edit => "Edit",
            FailedEffect::Pin => "Pin",
            FailedEffect::Notice(recipient) => recipient.id_name(),
        }
    }
}
