//! An alert's log in Kafka: the only code that knows both the domain and Kafka.
//!
//! Must not decide what an event means; that is [`crate::alert`]'s.
//!
//! - [`codec`]: records to events and back.
//! - [`partitioner`]: the partition that holds an alert's log (its home).

pub mod codec;
pub mod partitioner;
