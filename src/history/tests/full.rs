//! A disk that is full: nothing is lost, and nothing is half written.

use sqlx::{AssertSqlSafe, Executor as _};

use super::support::{Books, raised};
use crate::history::database::Dialect;
use crate::history::ingest::IngestError;

/// As many connections as the pool has.
const CONNECTIONS: usize = 3;

/// Bounds the file, as a full disk would.
async fn room(books: &Books, pages: u32) {
    let mut all = Vec::new();
    for _ in 0..CONNECTIONS {
        let mut connection = books.database.pool().acquire().await.expect("a connection");
        let pragma = format!("PRAGMA max_page_count = {pages}");
        connection.execute(AssertSqlSafe(pragma)).await.expect("bounded");
        all.push(connection);
    }
}

#[tokio::test]
async fn a_full_disk_loses_nothing_and_leaves_nothing_half_written() {
    let books = Books::open().await;
    if books.database.dialect() == Dialect::Postgres {
        eprintln!("NOT RUN on PostgreSQL: a full disk is tried with SQLite");
        return;
    }
    let found = books.write_all(&[raised("a", 0)]).await.expect("written");
    let before = books.dump().await;
    let records: Vec<_> = (1..2_000).map(|offset| raised(&format!("a{offset}"), offset)).collect();
    room(&books, 1).await;
    let mut writer = books.writer();
    let written = writer.write(found.log, 0, books.position(found.log).await, &records).await;
    assert!(matches!(&written, Err(IngestError::Away(error)) if error.to_string().contains("full")), "{written:?}");
    assert_eq!(books.dump().await, before);
    room(&books, 1_000_000).await;
    let written = writer.write(found.log, 0, books.position(found.log).await, &records).await.expect("written");
    assert_eq!(written.next, 2_000);
    assert_eq!(books.rows("SELECT CAST(count(*) AS text) FROM alerts").await, [["2000"]]);
}
