//! The life of an alert as pure functions: ids, events, the fold, what is wanted, the schedule.
//!
//! Must not know of tokio, serenity or rdkafka, read a clock or do any input or output.
