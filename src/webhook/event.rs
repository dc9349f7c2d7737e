//! What a call says: a `CloudEvent` in structured mode, so that the signature covers all of it (docs/webhook.md).
//!
//! Must not say more than the caller gave: what is private is left out before.

use jiff::Timestamp;
use serde::Serialize;

use crate::alert::{AlertId, Key};

/// One event. All attempts to send it have the same id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WebhookEvent {
    /// Its id: the key of the notice that it delivers.
    pub(crate) key: Key,
    /// When it became necessary.
    pub(crate) time: Timestamp,
    /// What it says.
    pub(crate) data: Data,
}

/// What an event says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Data {
    /// The alert.
    pub(crate) alert_id: AlertId,
    /// The language of the server, as `en`.
    pub(crate) language: String,
    /// The link to the card, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) card: Option<String>,
    /// Whether it is a test, and no child is waiting.
    pub(crate) drill: bool,
    /// What it is about.
    #[serde(flatten)]
    pub(crate) occasion: Occasion,
}

/// What an event is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Occasion {
    /// Nobody has taken the alert, and little time is left.
    Escalated {
        /// Who has to be met, and where.
        #[serde(flatten)]
        words: Words,
        /// By when.
        #[serde(skip_serializing_if = "Option::is_none")]
        needed_by: Option<Timestamp>,
        /// Whole minutes until then, at the time of this attempt; negative afterwards.
        #[serde(skip_serializing_if = "Option::is_none")]
        minutes_left: Option<i64>,
        /// `FALLBACK_CONTACT`
        #[serde(skip_serializing_if = "Option::is_none")]
        fallback_contact: Option<String>,
    },
    /// Nobody needs to be called any more.
    Over {
        /// Why.
        because: Because,
    },
}

/// What an event says of the child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Words {
    /// Everything.
    All {
        /// The parent's name.
        parent: String,
        /// The child's name.
        child: String,
        /// The place.
        place: String,
        /// Anything else that the parent wrote.
        message: String,
    },
    /// With `PRIVATE_DETAILS`.
    Private {
        /// The child's initial.
        initial: String,
        /// The area.
        #[serde(skip_serializing_if = "Option::is_none")]
        area: Option<String>,
    },
}

/// Why nobody needs to be called any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Because {
    /// A neighbor has taken the alert.
    Claimed,
    /// The alert has ended.
    Ended,
}

/// A `CloudEvent` 1.0.
#[derive(Serialize)]
struct CloudEvent<'a> {
    specversion: &'static str,
    id: &'a str,
    source: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    subject: &'a AlertId,
    time: Timestamp,
    datacontenttype: &'static str,
    data: &'a Data,
}

impl WebhookEvent {
    /// Its id in the header and in the body.
    pub(crate) fn id(&self) -> &str {
        self.key.as_str()
    }

    /// The body.
    pub(crate) fn to_json(&self) -> Vec<u8> {
        let kind = match self.data.occasion {
            Occasion::Escalated { .. } => "needhelp.escalated",
            Occasion::Over { .. } => "needhelp.over",
        };
        let event = CloudEvent {
            specversion: "1.0",
            id: self.id(),
            source: "needhelp/board",
            kind,
            subject: &self.data.alert_id,
            time: self.time,
            datacontenttype: "application/json",
            data: &self.data,
        };
        // Text keys and plain values, which JSON can always represent.
        serde_json::to_vec(&event).expect("an event is plain JSON")
    }
}
