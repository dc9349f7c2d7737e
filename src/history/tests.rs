//! The history's writer on a database: what it makes of a log, whatever is cut, repeated, lost or forgotten.

mod batches;
mod charts;
mod forgetting;
mod full;
mod gaps;
mod statistics;
mod support;
mod upgrades;
