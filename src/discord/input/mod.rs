//! Reads the input of people: interactions, the slash command, custom ids, times.
//!
//! Must not trust any of it, because anybody can forge it.

pub(crate) mod command;
pub mod custom_id;
pub(crate) mod interaction;
pub mod time;
