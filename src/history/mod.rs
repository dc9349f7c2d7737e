//! The history: the log as rows in a database, for people who ask questions (docs/history.md).
//!
//! One more reader of the log, without which the bot works the same. Must not write to Kafka or Discord, and must never
//! store a return address.
//!
//! - [`database`]: SQLite or PostgreSQL. [`explain`]: why it cannot be used. [`migrations`]: its tables. [`sql`]: rows and values.
//! - [`stored`]: a record as a row. [`story`]: an alert's rows, folded from its records. [`erase`], [`erasing`]: what is erased. [`people`]: who wants that.
//! - [`positions`]: how far each partition was read. [`ingest`]: writes batches, exactly once.
//! - [`rebuild`]: makes the rows again. [`verify`]: compares them with the log.
//! - [`statistics`]: how alerts went. [`chart`]: as pictures. [`page`]: as a page. [`export`]: rows as a file. [`since`]: from when on.
//! - [`reader`]: reads Kafka. [`service`]: from the one to the other, for as long as the process runs. [`state`]: how that goes.

#[doc(hidden)]
pub mod backlog;
pub(crate) mod chart;
pub mod database;
pub(crate) mod erase;
pub(crate) mod erasing;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod ingest;
pub(crate) mod migrations;
pub(crate) mod page;
pub(crate) mod people;
pub(crate) mod positions;
pub(crate) mod reader;
pub mod rebuild;
pub(crate) mod service;
pub(crate) mod since;
pub(crate) mod sql;
pub(crate) mod state;
pub(crate) mod statistics;
pub(crate) mod stored;
pub(crate) mod story;
#[cfg(test)]
mod tests;
pub mod verify;

pub use database::{Database, Dialect};
pub use service::History;
pub use state::HistoryState;
