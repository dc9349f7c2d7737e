//! Topics: created, verified, read whole, and tried with a round trip.

pub mod read_topic;
pub mod round_trip;
pub mod topics;
