//! The bot end to end: real Kafka protocol on one side, real HTTP and WebSocket on the other.
//!
//! On the embedded broker, or on the one that `KAFKA_BOOTSTRAP_SERVERS` names.

mod board;
mod buttons;
mod cards;
mod clicks;
mod clock;
mod commands;
mod gateway;
mod input;
mod language;
mod late;
mod me_admin;
mod not_sent;
mod other_alerts;
mod other_program;
mod panel;
mod phone;
mod phones;
mod places;
mod privacy;
mod private;
mod redaction;
mod ringing;
mod servers;
mod settings;
mod setup;
mod shards;
mod statistics;
mod status;
mod steps;
mod thanks;
mod two_servers;
mod waiting;
mod weekly;
