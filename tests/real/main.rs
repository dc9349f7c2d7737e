//! What only real Kafka and real processes show: `kill -9`, freezes, outages, TLS, the limits of a broker.
//!
//! Runs where `KAFKA_BOOTSTRAP_SERVERS` is set (`scripts/kafka start` prints it); else each test says that it did not run.

#![allow(unreachable_pub, reason = "a program of its own: nothing in it is public")]

mod crash_storm;
mod dead_letters;
mod history;
mod kafka;
mod outages;
mod settings;
#[path = "../support/mod.rs"]
mod support;
mod tls;
mod transactions;
mod tutorial;
mod view;
mod watch;
