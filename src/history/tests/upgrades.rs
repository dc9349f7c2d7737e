//! A database of any earlier version becomes one of this version.

use super::support::Books;
use crate::history::migrations::{STEPS, run_to};

/// The tables and views with their columns.
async fn schema(books: &Books) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for table in [
        "logs",
        "positions",
        "gaps",
        "events",
        "alerts",
        "claims",
        "forgotten",
        "unnamed",
        "properties",
        "time_to_claim",
        "unanswered",
        "by_weekday_hour",
        "helpers",
    ] {
        all.push(books.rows(&format!("SELECT '{table}', CAST(count(*) AS text) FROM {table}")).await.concat());
    }
    all
}

#[tokio::test]
async fn every_earlier_version_is_brought_to_this_one() {
    let fresh = Books::open().await;
    for version in 0..=STEPS.len() {
        let books = Books::empty().await;
        run_to(&books.database, version).await.expect("an earlier version");
        books.database.migrate().await.expect("brought to this one");
        assert_eq!(schema(&books).await, schema(&fresh).await, "from version {version}");
        books.database.migrate().await.expect("nothing is left to do");
    }
}

#[tokio::test]
async fn a_database_of_a_later_version_is_left_alone() {
    let books = Books::open().await;
    let later = format!("INSERT INTO schema_versions VALUES ({}, '2026-01-01T00:00:00Z')", STEPS.len() + 1);
    sqlx::Executor::execute(books.database.pool(), sqlx::AssertSqlSafe(later)).await.expect("noted");
    let error = books.database.migrate().await.expect_err("it is refused");
    assert!(error.to_string().contains("use a newer program"), "{error}");
}
