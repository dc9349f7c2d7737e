//! Boards that come, go and freeze, signals, and Kafka away, with real processes against real Kafka (docs/reliability.md).

#[path = "../support/mod.rs"]
mod support;

mod boards;
mod broker;
mod ends;
mod node;
mod street;
