//! What the gateway knows of servers: which one it serves, in which ones the bot is, and whether the helper role exists.
//!
//! Learned from the gateway's events and one request. Holds ids alone, because a server may have any number of channels,
//! roles and people. Must not decide about an alert.
//!
//! - [`served`]: the one server whose people may use the bot.
//! - [`joined`]: the servers that the bot is in. [`roles`]: the roles of each.
//! - [`helper_role`]: whether the environment's helper role still exists.
//! - [`removed`]: ends the alerts of servers that have removed the bot. [`events`]: reads the events.

pub(crate) mod events;
pub(crate) mod helper_role;
pub(crate) mod joined;
pub(crate) mod removed;
pub(crate) mod roles;
pub(crate) mod served;
