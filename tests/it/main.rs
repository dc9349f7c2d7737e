//! The program on the embedded broker: no Kafka, no Docker, nothing but cargo.
//!
//! [`e2e`] runs on real Kafka where `KAFKA_BOOTSTRAP_SERVERS` names one. Nothing here may depend on the state of this
//! process (its environment, its panic hook, its log): all of these tests share it.

#![allow(unreachable_pub, reason = "a program of its own: nothing in it is public")]

mod authorities;
mod board_freeze;
mod commands;
mod compat;
mod compression;
mod discord_away;
mod e2e;
mod export;
mod health;
mod history;
mod history_tls;
mod hostile_input;
mod kafka;
mod kafka_freeze;
mod panics;
mod secrets;
mod statistics;
#[path = "../support/mod.rs"]
mod support;
mod view;
