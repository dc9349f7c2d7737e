//! Everything that Discord sees: the outbound REST client, the slash command, custom ids, cards and words.
//!
//! Must not know of Kafka.

pub mod rest;
