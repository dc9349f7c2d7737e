//! needhelp: a parent types `/needhelp`, a neighbor presses "I've got it", Kafka carries both.
//!
//! # Layout
//!
//! Imports point one way: services → [`alert_log`] → [`kafka`]; services → [`discord`]; all → [`alert`].
//!
//! - [`alert`]: pure. Ids, events, the fold, pending effects, deadlines. No tokio, serenity or rdkafka.
//! - [`alert_log`]: an alert's log in Kafka. The only code that knows both the domain and Kafka.
//! - [`kafka`]: transport. Topics, headers, producer, consumer with its offset tracker, dead letters.
//! - [`discord`]: the REST client, what people type and press, the messages, and every sentence that a person reads.
//! - [`gateway`], [`intake`], [`board`]: the services. They share nothing but Kafka.
//! - [`history`]: the log as rows in a database.
//! - [`process`]: which services run in this process, and how they end; health, logs, signals.
//! - [`commands`]: the command line. `demo` (a feature): the tutorial's afternoon in a terminal.
//! - `check`: what an admin should know about the bot and one server at Discord, with how to fix it.
//! - [`settings`]: what differs between servers and people; everybody else asks it.
//! - [`config`]: the environment, read once. `backoff`: the waits between attempts. `metric_names`: the names of all metrics.
//! - [`clocks`]: which of three clocks is off.
//! - `webhook`: calls another program when nobody has taken an alert in time.
//!
//! The map with its reasons is in `docs/architecture.md`, the rules are in `docs/protocol.md`.

pub mod alert;
pub mod alert_log;
pub(crate) mod backoff;
pub mod board;
pub(crate) mod check;
pub mod clocks;
pub mod commands;
pub mod config;
#[cfg(feature = "demo")]
pub mod demo;
pub mod discord;
pub mod gateway;
pub mod history;
pub mod intake;
pub mod kafka;
pub(crate) mod metric_names;
pub mod process;
pub mod settings;
pub(crate) mod webhook;

#[cfg(test)]
mod contract;
#[cfg(test)]
mod wire_format;
