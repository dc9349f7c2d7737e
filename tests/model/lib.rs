//! The bot's decisions as a crate of their own: the very files of the bot, which need nothing else of it.
//!
//! The model calls them many million times. Here they are compiled optimized (the workspace's `Cargo.toml`), while the bot
//! stays quick to build, and without Kafka and Discord.

#![allow(dead_code, reason = "the bot uses what the model does not")]

#[path = "../../src/alert/mod.rs"]
pub mod alert;
#[path = "../../src/board/state/decision.rs"]
pub mod decision;
#[path = "../../src/kafka/consumer/lease.rs"]
pub mod lease;
#[path = "../../src/kafka/consumer/offset_tracker.rs"]
pub mod offset_tracker;
