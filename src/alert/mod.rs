//! The life of an alert as pure functions: ids, events, the fold, what is wanted, the schedule.
//!
//! Must not know of tokio, serenity or rdkafka, read a clock or do any input or output.
//!
//! - [`ids`], [`event`]: what the records say.
//! - [`state`]: what an alert is; [`fold`] and `facts`: how records make it; [`wanted`]: what is left to do; [`schedule`]: what is due.
//! - [`key`]: how a message that the bot made is found again; [`hash`]: what names it.

pub mod event;
mod facts;
pub mod fold;
pub mod hash;
pub mod ids;
pub mod key;
pub mod schedule;
pub mod state;
pub mod wanted;

#[cfg(test)]
mod tests;

pub use event::{Alert, Body, Event, Kind, Undone, Whom};
pub use fold::{Outcome, Refusal};
pub use ids::{AlertId, ChannelId, EventId, GuildId, MessageId, Millis, UserId};
pub use key::{Key, Purpose};
pub use state::{About, AlertState, Claim, Ending, Notice, Phase};
pub use wanted::{Effect, Lane};

/// How far back events matter, in milliseconds (L in the protocol): what is older when it is raised becomes a dead
/// letter, a finished alert is remembered this long, and a board folds this much of the log before it acts.
pub const WINDOW_MS: i64 = 48 * 60 * 60 * 1000;
