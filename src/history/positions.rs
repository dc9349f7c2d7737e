//! How far each partition of each log was read, and what is missing (docs/protocol.md#rule-30, docs/protocol.md#rule-31).
//!
//! Kafka's committed offsets mean nothing here: the next offset is in the same transaction as the rows.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::{AnyConnection, Executor as _, Row as _};

use crate::alert::Millis;
use crate::history::database::{Database, Dialect};
use crate::history::sql::{Known, Table, Value};
use crate::kafka::standalone::{Start, TopicId};

const LOGS: Table = Table {
    name: "logs",
    columns: &["log_id", "topic", "topic_id", "generation", "first_seen_at"],
    key: 1,
    known: Known::Stays,
};

const POSITIONS: Table = Table {
    name: "positions",
    columns: &["log_id", "partition", "next_offset", "revision"],
    key: 2,
    known: Known::Stays,
};

const GAPS: Table = Table {
    name: "gaps",
    columns: &["log_id", "partition", "from_offset", "to_offset", "reason", "noticed_at"],
    key: 5,
    known: Known::Stays,
};

/// Kafka had deleted the records before they were read.
const RETENTION: &str = "retention";
/// The log ends before what was read of it: Kafka has lost records, or was restored from a backup.
const SHORTER: &str = "shorter";
/// The topic was created again.
const RECREATED: &str = "recreated";

/// The id of a log whose broker has no topic ids, as the embedded one.
const NO_TOPIC_ID: &str = "unknown";

/// Where a partition's next batch begins. It is written only where the database still says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) next: i64,
    /// A rebuild counts it up: what a writer has in memory is void then.
    pub(crate) revision: i64,
}

/// A log, and how far it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogPositions {
    pub(crate) log: i64,
    pub(crate) partitions: BTreeMap<i32, Position>,
}

/// Finds the log that Kafka has now, and where to go on in it. Gaps become rows.
pub(crate) async fn begin(
    database: &Database,
    topic: &str,
    topic_id: &TopicId,
    starts: &[Start],
) -> anyhow::Result<LogPositions> {
    let topic_id = match topic_id {
        TopicId::Is(id) => id,
        TopicId::HasNone => NO_TOPIC_ID,
        // Without an answer it would seem to be another log.
        TopicId::Missing | TopicId::Unknown => anyhow::bail!("Kafka does not say which id the topic {topic} has"),
    };
    let dialect = database.dialect();
    let mut transaction = database.begin().await?;
    // Of two programs that start at once, one waits for the other. In SQLite, the transaction itself does that.
    if dialect == Dialect::Postgres {
        transaction.execute("LOCK TABLE logs IN SHARE ROW EXCLUSIVE MODE").await?;
    }
    let newest = newest(&mut transaction, topic).await?;
    let found = match &newest {
        Some((log, known, generation)) if known == topic_id => {
            let positions = of_log(&mut transaction, *log).await?;
            let shorter =
                starts.iter().filter(|start| positions.get(&start.partition).is_some_and(|at| at.next > start.end));
            let shorter: Vec<_> = shorter.collect();
            for start in &shorter {
                let next = positions.get(&start.partition).map_or(start.end, |at| at.next);
                gap(&mut transaction, dialect, *log, start.partition, (start.end, next), SHORTER).await?;
            }
            if shorter.is_empty() { Ok((*log, positions)) } else { Err(generation + 1) }
        }
        Some((log, ..)) => {
            for (partition, at) in of_log(&mut transaction, *log).await? {
                gap(&mut transaction, dialect, *log, partition, (at.next, at.next), RECREATED).await?;
            }
            Err(0)
        }
        None => Err(0),
    };
    let (log, mut partitions) = match found {
        Ok(found) => found,
        Err(generation) => (new_log(&mut transaction, dialect, topic, topic_id, generation).await?, BTreeMap::new()),
    };
    for start in starts {
        let low = start.begin;
        match partitions.get_mut(&start.partition) {
            None => {
                let row = [log, start.partition.into(), low, 0].map(|number| Value::Int(Some(number)));
                POSITIONS.insert(&mut transaction, dialect, vec![row.to_vec()]).await?;
                if low > 0 {
                    gap(&mut transaction, dialect, log, start.partition, (0, low), RETENTION).await?;
                }
                partitions.insert(start.partition, Position { next: low, revision: 0 });
            }
            Some(position) if position.next < low => {
                gap(&mut transaction, dialect, log, start.partition, (position.next, low), RETENTION).await?;
                advance(&mut transaction, log, start.partition, *position, low).await?;
                position.next = low;
            }
            Some(_) => {}
        }
    }
    transaction.commit().await?;
    Ok(LogPositions { log, partitions })
}

async fn newest(connection: &mut AnyConnection, topic: &str) -> sqlx::Result<Option<(i64, String, i64)>> {
    let query = "SELECT log_id, topic_id, generation FROM logs WHERE topic = $1 ORDER BY log_id DESC LIMIT 1";
    let row = connection.fetch_optional(sqlx::query(query).bind(topic.to_owned())).await?;
    row.map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))).transpose()
}

async fn new_log(
    connection: &mut AnyConnection,
    dialect: Dialect,
    topic: &str,
    topic_id: &str,
    generation: i64,
) -> sqlx::Result<i64> {
    let row = connection.fetch_one("SELECT CAST(coalesce(max(log_id), 0) + 1 AS bigint) FROM logs").await?;
    let log: i64 = row.try_get(0)?;
    let query = "SELECT CAST(count(*) AS bigint) FROM logs WHERE topic = $1 AND topic_id = $2";
    let query = sqlx::query(query).bind(topic.to_owned()).bind(topic_id.to_owned());
    let known: i64 = connection.fetch_one(query).await?.try_get(0)?;
    let row = vec![
        Value::Int(Some(log)),
        Value::text(topic),
        Value::text(topic_id),
        // A cluster that was restored twice may come back to an id of before.
        Value::Int(Some(generation.max(known))),
        Value::Time(Some(Millis::from(Timestamp::now()))),
    ];
    LOGS.insert(connection, dialect, vec![row]).await?;
    tracing::info!(topic, topic_id, log, "the history begins a new log");
    Ok(log)
}

/// How far a log was read.
pub(crate) async fn of_log(connection: &mut AnyConnection, log: i64) -> sqlx::Result<BTreeMap<i32, Position>> {
    let query = "SELECT CAST(partition AS integer), next_offset, revision FROM positions WHERE log_id = $1";
    let rows = connection.fetch_all(sqlx::query(query).bind(log)).await?;
    rows.into_iter()
        .map(|row| {
            let partition: i64 = row.try_get(0)?;
            let position = Position { next: row.try_get(1)?, revision: row.try_get(2)? };
            Ok((i32::try_from(partition).unwrap_or(i32::MAX), position))
        })
        .collect()
}

/// The newest log of a topic, with how far it was read.
pub(crate) async fn current(connection: &mut AnyConnection, topic: &str) -> sqlx::Result<Option<LogPositions>> {
    let Some((log, ..)) = newest(connection, topic).await? else { return Ok(None) };
    Ok(Some(LogPositions { log, partitions: of_log(connection, log).await? }))
}

/// All logs of a topic, the oldest first.
pub(crate) async fn all_logs(connection: &mut AnyConnection, topic: &str) -> sqlx::Result<Vec<LogPositions>> {
    let query = sqlx::query("SELECT log_id FROM logs WHERE topic = $1 ORDER BY log_id").bind(topic.to_owned());
    let mut logs = Vec::new();
    for row in connection.fetch_all(query).await? {
        let log = row.try_get(0)?;
        logs.push(LogPositions { log, partitions: of_log(connection, log).await? });
    }
    Ok(logs)
}

/// Moves a position on, if the database still says what the batch began at. `false`: another writer was there.
pub(crate) async fn advance(
    connection: &mut AnyConnection,
    log: i64,
    partition: i32,
    from: Position,
    next: i64,
) -> sqlx::Result<bool> {
    let query = "UPDATE positions SET next_offset = $1 \
                 WHERE log_id = $2 AND partition = $3 AND next_offset = $4 AND revision = $5";
    let query = sqlx::query(query).bind(next).bind(log).bind(i64::from(partition)).bind(from.next).bind(from.revision);
    Ok(connection.execute(query).await?.rows_affected() == 1)
}

/// Voids what writers have in memory of a partition.
pub(crate) async fn revise(connection: &mut AnyConnection, log: i64, partition: i32) -> sqlx::Result<()> {
    let query = "UPDATE positions SET revision = revision + 1 WHERE log_id = $1 AND partition = $2";
    connection.execute(sqlx::query(query).bind(log).bind(i64::from(partition))).await?;
    Ok(())
}

/// The same for all partitions of all logs.
pub(crate) async fn revise_all(connection: &mut AnyConnection) -> sqlx::Result<()> {
    connection.execute("UPDATE positions SET revision = revision + 1").await.map(drop)
}

async fn gap(
    connection: &mut AnyConnection,
    dialect: Dialect,
    log: i64,
    partition: i32,
    (from, to): (i64, i64),
    reason: &'static str,
) -> sqlx::Result<()> {
    tracing::warn!(log, partition, from, to, reason, "records are missing in the history");
    let row = vec![
        Value::Int(Some(log)),
        Value::Int(Some(partition.into())),
        Value::Int(Some(from)),
        Value::Int(Some(to)),
        Value::text(reason),
        Value::Time(Some(Millis::from(Timestamp::now()))),
    ];
    GAPS.insert(connection, dialect, vec![row]).await
}
