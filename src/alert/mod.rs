//! The life of an alert as pure functions: ids, events, the fold, pending effects, deadlines.
//!
//! Must not know of tokio, serenity or rdkafka, read a clock or do any input or output.
//!
//! - [`ids`], [`content`], [`event`], [`recipient`], [`record_id`]: what the records say.
//! - [`state`]: what an alert is. [`fold`], [`transitions`] and [`facts`]: how records change it.
//! - [`notice`], [`pending`]: effects that are still to be carried out. [`noted`]: what a person's record has changed. [`deadlines`]: what becomes due, and when.
//! - [`nonce`]: the key by which a message of the bot is found again. [`hash`]: the hash behind ids and keys.

pub(crate) mod content;
pub(crate) mod deadlines;
pub(crate) mod event;
pub(crate) mod facts;
pub(crate) mod fold;
pub(crate) mod hash;
pub(crate) mod ids;
pub(crate) mod nonce;
pub(crate) mod noted;
pub(crate) mod notice;
pub(crate) mod pending;
pub(crate) mod recipient;
pub(crate) mod record_id;
#[cfg(test)]
pub(crate) mod schema;
pub(crate) mod state;
pub(crate) mod transitions;

#[cfg(test)]
pub(crate) mod tests;

pub use content::{Alert, blocked_hash};
pub use deadlines::Due;
pub use event::{Body, Event, Kind, RedactedBy, Words};
pub use fold::{Outcome, Refusal};
pub use ids::{AlertId, ApplicationId, ChannelId, EventId, GuildId, InteractionId, MessageId, Millis, RoleId, UserId};
pub use nonce::Key;
pub use noted::Noted;
pub use notice::{About, By, Notice};
pub use pending::{Effect, LOOK, Lane};
pub use recipient::{FailedEffect, Recipient};
pub use state::{AlertState, Claim, Ending, Happened, Holding, Opening, Person, Phase, Question, SoFar};

/// The window W in milliseconds (docs/protocol.md#glossary). Older alerts become dead letters, tombstones are kept this
/// long, and a board folds this much of the log before it acts.
pub const WINDOW_MS: i64 = 48 * 60 * 60 * 1000;
