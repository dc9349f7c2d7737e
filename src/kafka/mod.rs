//! Everything that speaks to Kafka: topics, envelope, producer, consumer with its offset ledger, dead letters.
//!
//! Must not decide anything about an alert, and must not know of Discord.

pub mod append;
pub mod client;
pub mod embedded;
pub mod envelope;
pub mod home;
pub mod ledger;
mod link;
pub mod producer;
mod raw;
pub mod record;
pub mod send_error;
