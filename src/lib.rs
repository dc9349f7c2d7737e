//! needhelp: a parent types `/needhelp`, a neighbor presses "I've got it", Kafka carries both.
//!
//! # Layout
//!
//! Imports point one way: services → [`kafka`], [`discord`] → [`alert`].
//!
//! - [`alert`]: pure. Ids, events, the fold, what is wanted, the schedule. No tokio, serenity or rdkafka.
//! - [`kafka`]: topics, envelope, producer, consumer with its offset ledger, dead letters.
//! - [`discord`]: the outbound REST client, the slash command, custom ids, cards and every sentence that a person reads.
//! - [`gateway`], [`intake`], [`board`]: the services. They share nothing but Kafka.
//! - [`commands`]: the command line; [`run`]: which services run in this process, and how they end.
//! - [`http`], [`telemetry`], [`metric`], [`signals`], [`exit`]: health, logs, metrics, being asked to stop, and the end.
//! - `demo` (a feature): the tutorial's afternoon in a terminal.
//! - [`config`]: the environment, read once.

pub mod alert;
pub mod board;
pub mod commands;
pub mod config;
#[cfg(feature = "demo")]
pub mod demo;
pub mod discord;
pub mod exit;
pub mod gateway;
pub mod http;
pub mod intake;
pub mod kafka;
pub mod metric;
pub mod run;
pub mod signals;
pub mod telemetry;

#[cfg(test)]
mod wire_format;
