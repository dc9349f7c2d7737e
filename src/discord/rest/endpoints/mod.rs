//! The calls that this bot makes, one file for each part of Discord's API.
//!
//! Must not repeat a call: one call is one attempt, and its caller decides whether to try again.

pub(crate) mod account;
pub(crate) mod commands;
pub(crate) mod guilds;
pub(crate) mod interactions;
pub(crate) mod messages;
pub(crate) mod observed;
pub(crate) mod permissions;
pub(crate) mod pins;
