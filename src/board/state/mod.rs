//! What the board holds in memory of its partitions, their alerts and the people who wait for an answer.
//!
//! Must not do any input or output, and must not hold anything that the log could not give back.

pub(crate) mod alert_entry;
pub(crate) mod assignment;
pub(crate) mod decision;
pub(crate) mod partition;
pub(crate) mod reply_address;
pub(crate) mod retention;
pub(crate) mod staleness;
