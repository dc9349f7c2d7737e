//! The value of `panel/<guild>`: where the server's panel is (docs/protocol.md#rule-36).
//!
//! A record of its own beside the server's settings: a gateway that posts the panel again must not undo what an admin saves
//! at that moment (`docs/decisions/0130-a-panel-has-a-record-of-its-own.md`). Must never change: records are kept for ever.

use serde::{Deserialize, Serialize};

use crate::alert::{ChannelId, MessageId};

/// The message with the button *Ask for help*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PanelRecord {
    /// Its channel.
    pub channel_id: ChannelId,
    /// The message.
    pub message_id: MessageId,
    /// Whether it stands in for one that somebody had deleted.
    #[serde(default)]
    pub again: bool,
}
