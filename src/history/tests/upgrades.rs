//! A database of any earlier version becomes one of this version.

use super::support::Books;
use crate::history::database::Dialect;
use crate::history::migrations::{STEPS, run_to};

/// The columns of all tables and views, with their types.
async fn schema(books: &Books) -> Vec<Vec<String>> {
    let question = match books.database.dialect() {
        Dialect::Sqlite => {
            "SELECT m.name, c.name, CAST(c.type AS text) FROM sqlite_master m JOIN pragma_table_info(m.name) c \
             WHERE m.type IN ('table', 'view') ORDER BY 1, 2"
        }
        Dialect::Postgres => {
            "SELECT CAST(table_name AS text), CAST(column_name AS text), CAST(data_type AS text) \
             FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"
        }
    };
    books.rows(question).await
}

#[tokio::test]
async fn every_earlier_version_is_brought_to_this_one() {
    let fresh = schema(&Books::open().await).await;
    let has = |table: &str| fresh.iter().any(|column| column[0] == table);
    assert!(has("alerts") && has("events") && has("helpers"), "{fresh:?}");
    for version in 0..=STEPS.len() {
        let books = Books::empty().await;
        run_to(&books.database, version).await.expect("an earlier version");
        books.database.migrate().await.expect("brought to this one");
        assert_eq!(schema(&books).await, fresh, "from version {version}");
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
