//! Writes records as the service does, without Kafka, and exports them: for `benches/history`, which measures both.

use std::io::Write;

use clap::ValueEnum as _;

use crate::config::KafkaConfig;
use crate::history::database::Database;
use crate::history::export::file::{Format, sink};
use crate::history::export::{Export, Privacy, Rows};
use crate::history::ingest::Ingest;
use crate::history::positions::{self, Position};
use crate::kafka::record::Record;
use crate::kafka::standalone::{Start, TopicId};

/// A log of one partition that is being written.
#[doc(hidden)]
pub struct Backlog {
    ingest: Ingest,
    log: i64,
    position: Position,
}

impl Backlog {
    /// Makes the tables, and begins a log.
    ///
    /// # Errors
    /// Where the database is away.
    pub async fn open(database: &Database, config: &KafkaConfig) -> anyhow::Result<Self> {
        database.migrate().await?;
        let start = Start { partition: 0, begin: 0, end: i64::MAX };
        let found = positions::begin(database, &config.confirmations_topic, &TopicId::HasNone, &[start]).await?;
        let position = found.partitions.get(&0).copied().unwrap_or(Position { next: 0, revision: 0 });
        Ok(Backlog { ingest: Ingest::new(database.clone(), config.clone()), log: found.log, position })
    }

    /// Writes the next records in one transaction.
    ///
    /// # Errors
    /// Where the database is away, or another program writes.
    pub async fn write(&mut self, records: &[Record]) -> anyhow::Result<()> {
        self.position = self.ingest.write(self.log, 0, self.position, records).await?;
        Ok(())
    }
}

/// Exports all events in this format. Returns how many they are.
///
/// # Errors
/// Where the database is away, or this build leaves the format out.
#[doc(hidden)]
pub async fn export(database: &Database, format: &str, out: impl Write + Send + 'static) -> anyhow::Result<u64> {
    let format = Format::from_str(format, true).map_err(anyhow::Error::msg)?;
    let mut sink = sink(format, out).map_err(anyhow::Error::msg)?;
    let mut rows = 0;
    let export = Export { rows: Rows::Events, since: None, privacy: Privacy::AsStored };
    export.write(database, &mut *sink, || rows += 1).await?;
    Ok(rows)
}
