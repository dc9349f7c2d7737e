//! The history as a service: from Kafka to the database, for as long as the process runs.
//!
//! Where the database is away, it waits, and everything else of the process goes on. Must not end because of the database.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use jiff::Timestamp;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::alert::Millis;
use crate::backoff;
use crate::config::{Config, KafkaConfig};
use crate::history::database::Database;
use crate::history::erasing;
use crate::history::ingest::{Ingest, IngestError};
use crate::history::people::People;
use crate::history::positions::{self, LogPositions, Position};
use crate::history::reader::{LogReader, Read};
use crate::history::state::{FIRST_WAIT, HistoryState, LONGEST_WAIT, is_away, is_back};
use crate::kafka::client;
use crate::kafka::record::Record;
use crate::kafka::standalone::StandaloneConsumer;

/// Records that wait to be written. More wait in Kafka.
const ROOM: usize = 4_096;

/// Records in a transaction, at most.
const BATCH: usize = 1_024;

/// The whole log counts, however old.
const ALL: Duration = Duration::MAX;

/// How often old names, places and messages are looked for.
const ERASE_EVERY: Duration = Duration::from_secs(3_600);
const DAY_MS: i64 = 24 * 3_600_000;

/// The history's part of a process.
pub struct History {
    kafka: KafkaConfig,
    database: Database,
    keep_days: u16,
    state: watch::Sender<HistoryState>,
}

impl History {
    /// Takes the settings. Waits for neither Kafka nor the database.
    ///
    /// # Errors
    /// Where `HISTORY_URL` is not set or wrong, or its file cannot be created.
    pub fn start(config: &Config) -> anyhow::Result<Self> {
        let database = Database::open(config.history.url()?)?;
        Ok(History {
            kafka: config.kafka.clone(),
            database,
            keep_days: config.history.keep_days,
            state: watch::Sender::default(),
        })
    }

    /// How it is doing.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<HistoryState> {
        self.state.subscribe()
    }

    /// Works until `stop`.
    ///
    /// # Errors
    /// Where no client for Kafka can be made, or the database is of a later version.
    pub async fn run(self, stop: CancellationToken) -> anyhow::Result<()> {
        let database = self.database.clone();
        let outcome = tokio::select! {
            outcome = self.work() => outcome,
            // What is half written is rolled back, and read again by the next process.
            () = stop.cancelled() => Ok(()),
        };
        database.close().await;
        outcome
    }

    async fn work(self) -> anyhow::Result<()> {
        let mut failures = 0;
        while let Err(error) = self.database.migrate().await {
            // A database of a later version stays one.
            if !error.chain().any(<dyn std::error::Error>::is::<sqlx::Error>) {
                return Err(error);
            }
            is_away(&self.state, format!("{:#}", self.database.explained(error)));
            tokio::time::sleep(backoff::after(failures, FIRST_WAIT, LONGEST_WAIT)).await;
            failures += 1;
        }
        is_back(&self.state);
        let people = People::follow(&self.kafka).context("the reader of the settings")?;
        let (database, state, keep_days) = (self.database.clone(), self.state.clone(), self.keep_days);
        tokio::select! {
            outcome = self.write() => outcome,
            () = people.carry_out(&database, &state) => anyhow::bail!("the reader of the settings ended by itself"),
            () = erase(&database, keep_days) => Ok(()),
        }
    }

    /// Writes what is read, for as long as that goes on.
    async fn write(self) -> anyhow::Result<()> {
        let (to, mut from) = mpsc::channel(ROOM);
        let begin_again = Arc::new(AtomicBool::new(false));
        let topic = &self.kafka.confirmations_topic;
        let reader = LogReader::new(self.database.clone(), topic, to, Arc::clone(&begin_again), self.state.clone());
        let client = client::history(&self.kafka);
        let _consumer = StandaloneConsumer::start_as(client, "history", topic, ALL, reader).context("its consumer")?;
        let mut writer = Writer {
            ingest: Ingest::new(self.database.clone(), self.kafka.clone()),
            database: self.database,
            positions: None,
            begin_again,
            state: self.state,
        };
        let mut batch = Vec::with_capacity(BATCH);
        while from.recv_many(&mut batch, BATCH).await > 0 {
            writer.take(batch.drain(..)).await;
        }
        anyhow::bail!("its consumer ended by itself")
    }
}

/// Erases names, places and messages when they are old. Never ends.
async fn erase(database: &Database, keep_days: u16) {
    let mut hours = tokio::time::interval(ERASE_EVERY);
    loop {
        hours.tick().await;
        let before = Millis::from(Timestamp::now()).plus(-DAY_MS * i64::from(keep_days));
        match erasing::erase_older(database, before).await {
            Ok(0) => {}
            Ok(alerts) => tracing::info!(alerts, keep_days, "old names, places and messages were erased"),
            Err(error) => tracing::warn!(%error, "old names could not be erased: it is tried again in an hour"),
        }
    }
}

/// Writes what is read.
struct Writer {
    ingest: Ingest,
    database: Database,
    /// `None` until the reading begins, or begins again.
    positions: Option<LogPositions>,
    begin_again: Arc<AtomicBool>,
    state: watch::Sender<HistoryState>,
}

impl Writer {
    async fn take(&mut self, all: impl Iterator<Item = Read>) {
        let mut records: BTreeMap<i32, Vec<Record>> = BTreeMap::new();
        for read in all {
            match read {
                Read::Begins(positions) => {
                    // What was read before is of another reading: it comes again, if it counts.
                    records.clear();
                    self.ingest.forget();
                    let written = positions.partitions.iter().map(|(partition, at)| (*partition, at.next)).collect();
                    self.positions = Some(positions);
                    self.state.send_modify(|state| {
                        state.has_begun = true;
                        state.written = written;
                    });
                }
                Read::Record(record) => records.entry(record.partition).or_default().push(record),
            }
        }
        for (partition, records) in records {
            self.write(partition, records).await;
        }
    }

    /// Writes records of a partition, for as long as that takes.
    async fn write(&mut self, partition: i32, mut records: Vec<Record>) {
        let mut failures = 0;
        loop {
            let Some(LogPositions { log, partitions }) = &self.positions else { return };
            let (log, Some(position)) = (*log, partitions.get(&partition).copied()) else { return };
            records.retain(|record| record.offset >= position.next);
            if records.is_empty() {
                return;
            }
            let written = self.ingest.write(log, partition, position, &records).await;
            let outcome = match written {
                Ok(next) => {
                    self.moved(partition, next);
                    is_back(&self.state);
                    return;
                }
                Err(IngestError::Overtaken) => self.follow(log, partition, position).await,
                Err(IngestError::Away(error)) => Err(error),
            };
            if let Err(error) = outcome {
                is_away(&self.state, self.database.explain(&error));
                tokio::time::sleep(backoff::after(failures, FIRST_WAIT, LONGEST_WAIT)).await;
                failures += 1;
            }
        }
    }

    /// Another writer was there: goes on where the database is now.
    async fn follow(&mut self, log: i64, partition: i32, was: Position) -> sqlx::Result<()> {
        let mut connection = self.database.pool().acquire().await?;
        let found = positions::of_log(&mut connection, log).await?.get(&partition).copied();
        match found {
            Some(now) if now.next >= was.next => self.moved(partition, now),
            // The database was restored from a backup, or is another one: Kafka has to be read again.
            _ => {
                tracing::warn!(partition, "the history's database is behind what was written: reading the log again");
                self.positions = None;
                self.begin_again.store(true, Ordering::Relaxed);
            }
        }
        Ok(())
    }

    fn moved(&mut self, partition: i32, to: Position) {
        if let Some(positions) = &mut self.positions {
            positions.partitions.insert(partition, to);
        }
        self.state.send_modify(|state| {
            state.written.insert(partition, to.next);
        });
    }
}
