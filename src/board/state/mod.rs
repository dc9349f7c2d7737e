//! What the board holds in memory of its partitions, their alerts and the people who wait for an answer.
//!
//! Must not do any input or output, and must not hold anything that the log could not give back.

mod alert_entry;
mod assignment;
pub(crate) mod decision;
mod partition;
mod private_reply;
mod refusals;
mod reply_address;
mod retention;
mod staleness;

pub(crate) use alert_entry::{AlertEntry, PARKED_WHEN_FULL};
pub(crate) use assignment::AlertPlace;
pub(crate) use partition::Partition;
pub(crate) use private_reply::{PrivateReply, ReplyText};
pub(crate) use refusals::Refusals;
pub(crate) use reply_address::ReplyAddress;
pub(crate) use staleness::{Current, Newest};
