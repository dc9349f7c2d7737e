//! What people type and press: interactions, the slash command, custom ids, times.
//!
//! Must not trust anything: every text is read like a stranger's.

pub(crate) mod command;
pub mod custom_id;
pub(crate) mod interaction;
pub mod time;
