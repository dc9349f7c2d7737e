//! Boards that come, go and freeze, signals, and Kafka away, with real processes against real Kafka (docs/reliability.md).

mod boards;
mod broker;
mod ends;
mod load;
