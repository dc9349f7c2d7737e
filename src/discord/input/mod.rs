//! Reads the input of people: interactions, slash commands, custom ids, times.
//!
//! Must not trust any of it, because anybody can forge it.

pub(crate) mod ask;
pub(crate) mod change;
pub(crate) mod command;
pub(crate) mod commands;
pub mod custom_id;
pub(crate) mod data;
pub(crate) mod interaction;
pub(crate) mod panel;
pub(crate) mod phones;
pub(crate) mod setup;
pub mod time;
