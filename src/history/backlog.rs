//! Writes records as the service does, without Kafka: for `benches/history`, which measures it.

use crate::config::KafkaConfig;
use crate::history::database::Database;
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
