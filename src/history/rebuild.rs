//! Makes the rows of alerts and claims again, from the events and from what the log still has.
//!
//! Must never remove an event: Kafka may not have it any more. A history that runs meanwhile goes on with the new rows.

use anyhow::Context as _;
use sqlx::{AnyConnection, Executor as _};
use tokio::sync::mpsc;

use crate::config::KafkaConfig;
use crate::history::database::Database;
use crate::history::ingest::{Ingest, IngestError, events_from};
use crate::history::positions::{self, LogPositions, Position};
use crate::history::stored::{EVENTS, StoredRecord};
use crate::kafka::admin::scan::Scan;
use crate::kafka::record::Record;
use crate::kafka::standalone::{Found, Start};

/// Records that are read or written at once.
const PAGE: usize = 1_024;

/// What a rebuild has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Events that were folded again.
    pub folded: u64,
    /// Events of the log that were missing in the database.
    pub added: u64,
}

/// Adds what is missing of the log, then folds all events again.
///
/// # Errors
/// Where the database or Kafka cannot be reached.
pub async fn rebuild(database: &Database, config: &KafkaConfig) -> anyhow::Result<Rebuilt> {
    database.migrate().await?;
    let topic = config.confirmations_topic.clone();
    let scan = open(config).await?;
    let Found { topic_id, starts, .. } = &scan.found;
    let found = positions::begin(database, &topic, topic_id, starts).await?;
    let mut rebuilt = Rebuilt { added: add_missing(database, config, scan, &found).await?, ..Rebuilt::default() };
    let mut connection = database.pool().acquire().await?;
    let logs = positions::all_logs(&mut connection, &topic).await?;
    drop(connection);
    for log in logs {
        for partition in log.partitions.keys() {
            rebuilt.folded += fold_again(database, config, log.log, *partition).await?;
        }
    }
    Ok(rebuilt)
}

/// Folds all events of a partition again, in one transaction.
pub(crate) async fn fold_again(
    database: &Database,
    config: &KafkaConfig,
    log: i64,
    partition: i32,
) -> anyhow::Result<u64> {
    let mut ingest = Ingest::new(database.clone(), config.clone());
    let mut transaction = database.begin().await?;
    // A writer that has alerts in memory sees that they are void, and waits until this is done.
    positions::revise(&mut transaction, log, partition).await?;
    for table in ["DELETE FROM alerts", "DELETE FROM claims"] {
        let statement = sqlx::AssertSqlSafe(format!("{table} WHERE log_id = $1 AND partition = $2"));
        transaction.execute(sqlx::query(statement).bind(log).bind(i64::from(partition))).await?;
    }
    let (mut next, mut count) = (0, 0);
    loop {
        let before = events_from(&mut transaction, log, partition, next, i64::try_from(PAGE)?).await?;
        let Some(last) = before.last() else { break };
        next = last.offset + 1;
        count += u64::try_from(before.len())?;
        let mut page = before.clone();
        ingest.fold(&mut transaction, log, partition, &mut page).await?;
        for (before, now) in before.iter().zip(&page) {
            // Of what is erased, the fold of before knew more.
            if before.outcome != now.outcome && !before.is_erased() {
                set_outcome(&mut transaction, log, before, &now.outcome).await?;
            }
        }
    }
    transaction.commit().await?;
    Ok(count)
}

async fn set_outcome(
    connection: &mut AnyConnection,
    log: i64,
    record: &StoredRecord,
    outcome: &str,
) -> sqlx::Result<()> {
    let query = "UPDATE events SET outcome = $1 WHERE log_id = $2 AND partition = $3 AND record_offset = $4";
    let query = sqlx::query(query).bind(outcome.to_owned()).bind(log);
    connection.execute(query.bind(i64::from(record.partition)).bind(record.offset)).await?;
    Ok(())
}

/// Adds the log's records that the database does not have: those below its position as events that are folded later, the
/// others as the service does.
async fn add_missing(
    database: &Database,
    config: &KafkaConfig,
    scan: Scan,
    found: &LogPositions,
) -> anyhow::Result<u64> {
    let starts = scan.found.starts.clone();
    let mut pages = read(scan, starts);
    let mut ingest = Ingest::new(database.clone(), config.clone());
    let mut positions = found.partitions.clone();
    let mut added = 0;
    while let Some(page) = pages.recv().await {
        let page = page?;
        let Some(partition) = page.first().map(|record| record.partition) else { continue };
        let Some(position) = positions.get(&partition).copied() else { continue };
        let (known, new): (Vec<_>, Vec<_>) = page.into_iter().partition(|record| record.offset < position.next);
        let stored: Vec<_> = known.iter().map(|record| StoredRecord::of(config, record)).collect();
        added += insert(database, found.log, &stored).await?;
        if !new.is_empty() {
            let (next, count) = write(database, &mut ingest, found.log, partition, position, new).await?;
            positions.insert(partition, next);
            added += count;
        }
    }
    Ok(added)
}

/// Inserts events that are missing. Returns how many.
async fn insert(database: &Database, log: i64, records: &[StoredRecord]) -> anyhow::Result<u64> {
    let (Some(first), Some(last)) = (records.first(), records.last()) else { return Ok(0) };
    let mut transaction = database.begin().await?;
    let count = i64::try_from(records.len())?;
    let known = events_from(&mut transaction, log, first.partition, first.offset, count).await?;
    let known: std::collections::BTreeSet<i64> = known.iter().map(|record| record.offset).collect();
    let missing: Vec<_> = records.iter().filter(|record| !known.contains(&record.offset)).collect();
    if missing.is_empty() {
        return Ok(0);
    }
    tracing::info!(first = first.offset, last = last.offset, count = missing.len(), "records were missing");
    let rows = missing.iter().map(|record| record.row(log)).collect();
    EVENTS.insert(&mut transaction, database.dialect(), rows).await?;
    transaction.commit().await?;
    Ok(u64::try_from(missing.len())?)
}

/// Writes records above the position, beside a history that may run. Returns the position, and how many were written.
async fn write(
    database: &Database,
    ingest: &mut Ingest,
    log: i64,
    partition: i32,
    mut position: Position,
    mut records: Vec<Record>,
) -> anyhow::Result<(Position, u64)> {
    loop {
        records.retain(|record| record.offset >= position.next);
        if records.is_empty() {
            return Ok((position, 0));
        }
        match ingest.write(log, partition, position, &records).await {
            Ok(next) => return Ok((next, u64::try_from(records.len())?)),
            Err(IngestError::Overtaken) => {
                let mut connection = database.pool().acquire().await?;
                let now = positions::of_log(&mut connection, log).await?.get(&partition).copied();
                position = now.context("the history's database has lost its positions")?;
            }
            Err(IngestError::Away(error)) => return Err(error.into()),
        }
    }
}

/// Looks at the log of all alerts.
pub(crate) async fn open(config: &KafkaConfig) -> anyhow::Result<Scan> {
    let config = config.clone();
    let scan = tokio::task::spawn_blocking(move || Scan::open(&config, &config.confirmations_topic)).await?;
    scan.context("the log can't be read")
}

/// Reads these parts of the log, page by page.
pub(crate) fn read(scan: Scan, starts: Vec<Start>) -> mpsc::Receiver<anyhow::Result<Vec<Record>>> {
    let (to, pages) = mpsc::channel(4);
    tokio::task::spawn_blocking(move || {
        for start in starts {
            let mut page = Vec::new();
            let read = scan.read(start, |record| {
                page.push(record);
                page.len() < PAGE || to.blocking_send(confirmed(&scan, std::mem::take(&mut page))).is_ok()
            });
            let last = read.context("the log can't be read").and_then(|()| confirmed(&scan, page));
            if to.blocking_send(last).is_err() {
                return;
            }
        }
    });
    pages
}

/// The same records, if they are of the topic that the scan began with (docs/protocol.md#rule-31).
fn confirmed(scan: &Scan, page: Vec<Record>) -> anyhow::Result<Vec<Record>> {
    anyhow::ensure!(scan.is_the_same(), "the topic was created again while it was read, or Kafka is silent: try again");
    Ok(page)
}
