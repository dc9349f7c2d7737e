//! A database of its own for each test: SQLite, or one on the PostgreSQL that `HISTORY_TEST_URL` names.

use std::path::Path;

use sqlx::any::AnyConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Executor as _};

use super::unique;

/// The address for `HISTORY_URL`. A file is in `directory`.
pub async fn own_database(directory: &Path) -> String {
    let Ok(server) = std::env::var("HISTORY_TEST_URL") else {
        return format!("sqlite:{}/needhelp.db", directory.display());
    };
    sqlx::any::install_default_drivers();
    let name = unique().replace('-', "_");
    let options: AnyConnectOptions = server.parse().expect("HISTORY_TEST_URL is an address");
    let mut connection = options.connect().await.expect("HISTORY_TEST_URL is a PostgreSQL that runs");
    connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("may create databases");
    let (address, _) = server.rsplit_once('/').expect("a name of a database");
    format!("{address}/{name}")
}
