//! How fast the history writes a backlog, beside its floor: the same rows in bare batched inserts into the same kind of
//! database. Printed when the table has 10⁴, 10⁵, … alerts, so that a cost that grows with the table would be seen. Then
//! all events are exported, which may not take more memory than a few.
//!
//! `cargo bench --bench history` takes a few minutes. `HISTORY_ALERTS` (100000) says how many alerts; `HISTORY_URL` names a
//! PostgreSQL, which has to be empty. Without it, it is SQLite in a temporary directory.

#![allow(unreachable_pub, reason = "a program of its own: nothing in it is public")]

use std::time::{Duration, Instant};

use anyhow::Context as _;
use futures_util::TryStreamExt as _;
use needhelp::alert::{AlertId, Body, Kind};
use needhelp::config::{Config, HistoryUrl, KafkaConfig};
use needhelp::history::Database;
use needhelp::history::backlog::{Backlog, export};
use needhelp::kafka::record::{Envelope, Record};
use sqlx::{AssertSqlSafe, Executor as _};

/// Records in a transaction, as in the service.
const BATCH: usize = 1_024;
/// Of each alert, as a quiet afternoon has them.
const KINDS: [&str; 5] = ["raised", "posted", "claimed", "with_child", "done"];
/// Rows in a statement of the floor.
const ROWS: usize = 64;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    let alerts: usize = std::env::var("HISTORY_ALERTS").ok().and_then(|value| value.parse().ok()).unwrap_or(100_000);
    let dir = tempfile::tempdir()?;
    let url = |name: &str| {
        let url = std::env::var("HISTORY_URL").unwrap_or_else(|_| format!("sqlite:{}/{name}.db", dir.path().display()));
        HistoryUrl::parse(&url).map_err(anyhow::Error::msg)
    };
    let config = Config::read(&|name| (name == "KAFKA_PARTITIONS").then(|| "1".to_owned()))?.kafka;
    let floor = floor(&url("floor")?, &config, alerts.min(20_000)).await?;
    println!("floor: {floor:.0} events/s in bare inserts of {ROWS} rows, {BATCH} in a transaction");
    let database = Database::open(&url("history")?)?;
    let mut backlog = Backlog::open(&database, &config).await?;
    let (mut written, mut batch) = (0, Vec::with_capacity(BATCH));
    let (mut begun, mut since) = (Instant::now(), 0);
    let mut next_mark = 1_000;
    for number in 0..alerts {
        for record in records(number) {
            batch.push(record);
            if batch.len() == BATCH {
                backlog.write(&batch).await?;
                written += batch.len();
                batch.clear();
            }
        }
        if number + 1 == next_mark || number + 1 == alerts {
            let speed = per_second(written - since, begun.elapsed());
            println!(
                "up to {:>8} alerts: {speed:>7.0} events/s, {:.0} % of the floor, {} MiB of memory",
                number + 1,
                speed / floor * 100.0,
                memory_mib("VmRSS:")
            );
            (begun, since) = (Instant::now(), written);
            next_mark *= 10;
        }
    }
    backlog.write(&batch).await?;
    // The floor reads the same rows, and writes nothing.
    let begun = Instant::now();
    let mut rows = database.pool().fetch("SELECT record_offset, CAST(record AS text) FROM events");
    let mut count = 0_usize;
    while rows.try_next().await?.is_some() {
        count += 1;
    }
    drop(rows);
    println!("floor: {:.0} events/s read and dropped", per_second(count, begun.elapsed()));
    for format in
        ["csv", "jsonl", "parquet"].into_iter().filter(|format| *format != "parquet" || cfg!(feature = "parquet"))
    {
        forget_peak();
        let (before, begun) = (memory_mib("VmRSS:"), Instant::now());
        let count = export(&database, format, std::io::sink()).await?;
        let speed = per_second(usize::try_from(count)?, begun.elapsed());
        let peak = memory_mib("VmHWM:").saturating_sub(before);
        println!("export of {count} events as {format}: {speed:.0} events/s, {peak} MiB more memory at most");
    }
    Ok(())
}

/// The same events as bare rows of the table, without the fold, the alert's row and the compare-and-set.
async fn floor(url: &HistoryUrl, config: &KafkaConfig, alerts: usize) -> anyhow::Result<f64> {
    let database = Database::open(url)?;
    let backlog = Backlog::open(&database, config).await?;
    let row = |first: usize| {
        if url.file().is_some() {
            return "(1, 0, ?, ?, ?, ?, ?, 'applied', true, ?, false, false)".to_owned();
        }
        format!(
            "(1, 0, ${first}, ${}::timestamptz, ${}, ${}, ${}, 'applied', true, ${}::json, false, false)",
            first + 1,
            first + 2,
            first + 3,
            first + 4,
            first + 5
        )
    };
    let values: Vec<String> = (0..ROWS).map(|number| row(number * 6 + 1)).collect();
    let statement = format!(
        "INSERT INTO events (log_id, partition, record_offset, appended_at, alert_id, kind, event_id, outcome, at_home, \
         record, forgotten, erased) VALUES {}",
        values.join(", ")
    );
    let all: Vec<Record> = (0..alerts).flat_map(records).collect();
    let begun = Instant::now();
    for batch in all.chunks_exact(BATCH) {
        let mut transaction = database.begin().await?;
        for rows in batch.chunks_exact(ROWS) {
            let query = rows.iter().fold(sqlx::query(AssertSqlSafe(statement.clone())), |query, record| {
                let text = String::from_utf8(record.value.clone().unwrap_or_default()).unwrap_or_default();
                let id = record.envelope.event_id.clone().unwrap_or_default();
                let at = jiff::Timestamp::from_millisecond(record.timestamp_ms).unwrap_or_default().to_string();
                let alert = String::from_utf8(record.key.clone().unwrap_or_default()).unwrap_or_default();
                let kind = record.envelope.event_type.clone().unwrap_or_default();
                query.bind(record.offset).bind(at).bind(alert).bind(kind).bind(id).bind(text)
            });
            transaction.execute(query).await?;
        }
        transaction.commit().await?;
    }
    let speed = per_second(all.len() / BATCH * BATCH, begun.elapsed());
    drop(backlog);
    database.pool().execute("DELETE FROM events").await.context("the floor's rows")?;
    Ok(speed)
}

fn records(number: usize) -> impl Iterator<Item = Record> {
    KINDS.into_iter().enumerate().map(move |(place, kind)| record(number, place, kind))
}

fn record(number: usize, place: usize, kind: &str) -> Record {
    let id = format!("{}", 1_305_193_870_427_029_504 + number);
    let offset = i64::try_from(number * KINDS.len() + place).expect("few");
    let at = jiff::Timestamp::from_second(1_750_000_000 + offset).expect("in range");
    let fields = serde_json::json!({"kind": kind, "parent_name": "Sarah", "child_name": "Jake", "parent_id": "44",
        "location": "Oak Street Bus Stop", "message": "Meeting ran over, will be 10 mins late", "neighbor_id": "55",
        "neighbor_name": "Mike", "cause": id, "channel_id": "9", "message_id": "100", "as_of": offset});
    let kind: Kind = serde_json::from_value(fields).expect("a kind");
    let body = Body { alert_id: AlertId::new(id.as_str()).expect("an id"), at, kind };
    Record {
        topic: "bus-stop-confirmations".into(),
        partition: 0,
        offset,
        timestamp_ms: at.as_millisecond(),
        key: Some(id.as_bytes().to_vec()),
        value: Some(serde_json::to_vec(&body).expect("JSON")),
        envelope: Envelope::new(format!("{id}{place}"), body.kind.name(), "bench", at),
        unreadable_headers: Vec::new(),
    }
}

// Counts are far below where a float has gaps.
#[allow(clippy::cast_precision_loss)]
fn per_second(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

/// From here on `VmHWM` is of what comes.
fn forget_peak() {
    _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// The memory of this process, now (`VmRSS:`) or at most (`VmHWM:`).
fn memory_mib(which: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(which)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<usize>().ok()).unwrap_or(0) / 1024
}
