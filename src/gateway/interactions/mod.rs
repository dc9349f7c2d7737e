//! From one interaction to one record and its answers.
//!
//! Must not decide about an alert: the log does that. What the gateway refuses, it refuses as a courtesy
//! (docs/protocol.md#rule-6).

pub(crate) mod alerts;
pub(crate) mod asker;
pub(crate) mod block;
pub(crate) mod buttons;
pub(crate) mod dedup;
pub(crate) mod dispatch;
pub(crate) mod drill;
pub(crate) mod forget;
pub(crate) mod needhelp;
pub(crate) mod other_program;
pub(crate) mod panel;
pub(crate) mod phones;
pub(crate) mod place;
pub(crate) mod privacy;
pub(crate) mod response;
pub(crate) mod setup;
pub(crate) mod statistics;
pub(crate) mod status;
pub(crate) mod submit;
pub(crate) mod unsent;
