//! What Kafka no longer has is a row, and another log is another log.

use super::support::{Books, raised};
use crate::history::ingest::IngestError;
use crate::history::positions::Position;

const GAPS: &str = "SELECT CAST(log_id AS text), CAST(from_offset AS text), CAST(to_offset AS text), reason FROM gaps \
                    ORDER BY log_id, from_offset";

#[tokio::test]
async fn records_that_kafka_deleted_before_they_were_read_are_a_gap() {
    let books = Books::open().await;
    let found = books.begin("one", 4, 9).await;
    assert_eq!(found.partitions[&0], Position { next: 4, revision: 0 });
    let next = books.writer().write(found.log, 0, found.partitions[&0], &[raised("a", 4)]).await.expect("written");
    assert_eq!(next.next, 5);
    let found = books.begin("one", 7, 12).await;
    assert_eq!(found.partitions[&0].next, 7);
    assert_eq!(books.rows(GAPS).await, [["1", "0", "4", "retention"], ["1", "5", "7", "retention"]]);
}

#[tokio::test]
async fn a_topic_that_was_created_again_is_another_log() {
    let books = Books::open().await;
    books.write_all(&[raised("a", 0)]).await.expect("written");
    let found = books.begin("two", 0, 5).await;
    assert_eq!((found.log, found.partitions[&0].next), (2, 0));
    books.writer().write(found.log, 0, found.partitions[&0], &[raised("a", 0)]).await.expect("written");
    assert_eq!(books.rows(GAPS).await, [["1", "1", "1", "recreated"]]);
    assert_eq!(books.rows("SELECT CAST(log_id AS text) FROM alerts ORDER BY log_id").await, [["1"], ["2"]]);
    assert_eq!(books.begin("two", 0, 5).await.log, 2, "it is known from now on");
}

#[tokio::test]
async fn a_log_that_is_shorter_than_what_was_read_is_another_log() {
    let books = Books::open().await;
    books.write_all(&[raised("a", 0), raised("b", 1)]).await.expect("written");
    // Kafka was restored from a backup.
    let found = books.begin("one", 0, 1).await;
    assert_eq!((found.log, found.partitions[&0].next), (2, 0));
    assert_eq!(books.rows(GAPS).await, [["1", "1", "2", "shorter"]]);
}

#[tokio::test]
async fn of_two_writers_the_second_is_overtaken_and_writes_nothing() {
    let books = Books::open().await;
    let found = books.write_all(&[raised("a", 0)]).await.expect("written");
    let late = books.writer().write(found.log, 0, found.partitions[&0], &[raised("a", 0), raised("b", 1)]).await;
    assert!(matches!(late, Err(IngestError::Overtaken)), "{late:?}");
    assert_eq!(books.rows("SELECT alert_id FROM events").await, [["a"]]);
    assert_eq!(books.position(found.log).await.next, 1);
}

#[tokio::test]
async fn an_alert_that_is_raised_again_after_days_is_a_second_row() {
    let books = Books::open().await;
    let mut cancelled = raised("a", 1);
    let body = r#"{"alert_id":"a","kind":"cancelled","at":"2026-01-01T15:15:00Z","parent_id":"5","moderator_id":"6"}"#;
    cancelled.value = Some(body.as_bytes().to_vec());
    cancelled.envelope.event_id = Some("c".into());
    let later = 49 * 3_600;
    books.write_all(&[raised("a", 0), cancelled, raised("a", later)]).await.expect("written");
    let rows = books.rows("SELECT CAST(raised_offset AS text), phase FROM alerts ORDER BY raised_offset").await;
    assert_eq!(rows, [["0", "over"], [&later.to_string(), "open"]]);
}
