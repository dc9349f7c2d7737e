//! Logs and cards of released versions: today's code must read them, and must not post, ring or delete anything again.
//!
//! [`record`] writes the files of `tests/fixtures/<version>`, and is run once for each version. [`fold`], [`board`] and [`restore`] read them.

mod board;
mod fold;
mod raw_log;
mod record;
pub mod restore;
mod story;
