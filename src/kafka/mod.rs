//! Everything that speaks to Kafka: topics, envelope, producer, consumer with its offset ledger, dead letters.
//!
//! Must not decide anything about an alert, and must not know of Discord.
