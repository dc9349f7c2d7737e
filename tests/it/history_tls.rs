//! TLS to PostgreSQL: `scripts/postgres` has a certificate for 127.0.0.1 from an authority of its own.

use std::process::Command;

use needhelp::config::HistoryUrl;
use needhelp::history::Database;
use sqlx::{Executor as _, Row as _};
use tempfile::TempDir;

use crate::support::command_line::{bare, run, text};
use crate::support::history::own_database;
use crate::support::say;

const PASSWORD: &str = "needhelp";

/// A database on a server with TLS.
struct Server {
    url: String,
    authority: String,
    _dir: TempDir,
}

impl Server {
    /// `None` where the tests run on SQLite.
    async fn find(test: &str) -> Option<Self> {
        if std::env::var_os("HISTORY_TEST_URL").is_none() {
            say(&format!("NOT RUN: {test} (needs PostgreSQL: HISTORY_TEST_URL=$(scripts/postgres start))"));
            return None;
        }
        let dir = tempfile::tempdir().expect("a directory");
        let url = own_database(dir.path()).await;
        let database = Database::open(&HistoryUrl::parse(&url).expect("an address")).expect("a database");
        let row = database.pool().fetch_one("SHOW data_directory").await.expect("an answer");
        let data: String = row.try_get(0).expect("a text");
        Some(Server { url, authority: format!("{data}/tls/authority.pem"), _dir: dir })
    }

    /// What `needhelp stats` says with these options of the address.
    fn stats(&self, options: &str) -> (Option<i32>, String) {
        Self::ask(&format!("{}?{options}", self.url))
    }

    fn ask(url: &str) -> (Option<i32>, String) {
        let mut command = bare(&["stats"]);
        command.env("HISTORY_URL", url);
        let output = run(command);
        let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
        assert!(!said.contains(&format!(":{PASSWORD}@")) && !said.contains("s3cret"), "the password is shown: {said}");
        (output.status.code(), said)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_its_authority_the_server_is_believed() {
    let Some(server) = Server::find("with_its_authority_the_server_is_believed").await else { return };
    let url = format!("{}?sslmode=verify-full&sslrootcert={}", server.url, server.authority);
    let database = Database::open(&HistoryUrl::parse(&url).expect("an address")).expect("a database");
    database.migrate().await.expect("migrated");
    let row = database.pool().fetch_one("SELECT CAST(ssl AS integer) FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
    assert_eq!(row.await.expect("an answer").try_get::<i32, _>(0).expect("a number"), 1, "it is encrypted");
    let (code, said) = Server::ask(&url);
    assert!(code == Some(0) && said.starts_with("No alerts"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_believed_is_named_with_what_to_do() {
    let Some(server) = Server::find("a_server_that_is_not_believed_is_named_with_what_to_do").await else { return };
    let host = server.url.rsplit_once('@').and_then(|(_, rest)| rest.split_once('/')).expect("a host").0.to_owned();
    let stranger = another_authority();
    let stranger = stranger.path().join("authority.pem").display().to_string();
    let of_another = format!("sslmode=verify-full&sslrootcert={stranger}");
    for (options, expected) in [
        (
            of_another.as_str(),
            format!("the certificate of {host} is not from the authority in sslrootcert={stranger}: "),
        ),
        (
            "sslmode=verify-full",
            format!("the certificate of {host} is from an authority that this machine does not know: "),
        ),
        ("sslmode=verify-full&sslrootcert=/nowhere.pem", "sslrootcert=/nowhere.pem cannot be read (".to_owned()),
        ("sslmode=bogus", "unknown value \"bogus\" for `ssl_mode`: ".to_owned()),
    ] {
        let (code, said) = server.stats(options);
        let expected = format!("needhelp: HISTORY_URL: {expected}");
        assert!(code == Some(1) && said.lines().any(|line| line.starts_with(&expected)), "{options}: {said}");
    }
    let elsewhere = server.url.replace("@127.0.0.1:", "@localhost:");
    let url = format!("{elsewhere}?sslmode=verify-full&sslrootcert={}", server.authority);
    let (code, said) = Server::ask(&url);
    assert!(code == Some(1) && said.contains("is for another name, which sslmode=verify-full refuses"), "{said}");
    let (code, said) = Server::ask(&server.url.replace(&format!(":{PASSWORD}@"), ":s3cret@"));
    assert!(
        code == Some(1) && said.contains(&format!("{host} refuses the user needhelp with this password")),
        "{said}"
    );
    let (code, said) = Server::ask(&format!("{}_nowhere", server.url));
    assert!(code == Some(1) && said.contains("_nowhere`, or correct the name"), "{said}");
}

fn another_authority() -> TempDir {
    let dir = tempfile::tempdir().expect("a directory");
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=another authority"])
        .args(["-keyout", "/dev/null", "-out"])
        .arg(dir.path().join("authority.pem"))
        .output()
        .expect("openssl runs, as scripts/postgres needs it");
    assert!(made.status.success(), "{}", text(&made.stderr));
    dir
}
