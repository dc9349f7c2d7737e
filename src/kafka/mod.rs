//! Everything that speaks to Kafka: topics, envelope, producer, consumer with its offset ledger, dead letters.
//!
//! Must not decide anything about an alert, and must not know of Discord.

pub mod append;
pub mod client;
pub mod consumer;
pub mod dead_letters;
pub mod delivery;
#[cfg(any(test, feature = "demo"))]
pub mod embedded;
pub mod envelope;
pub mod heard;
pub mod home;
pub mod keeper;
pub mod lease;
pub mod ledger;
mod link;
pub mod log;
mod lookup;
mod member;
mod outbox;
mod polling;
pub mod probe;
pub mod producer;
mod raw;
pub mod reader;
mod rebalance;
pub mod record;
mod replay;
pub mod send_error;
pub mod topics;
pub mod watcher;
