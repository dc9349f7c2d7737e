//! `needhelp stats` and `/stats`, on a history that was written over the wire.

use std::process::Output;

use tempfile::TempDir;

use crate::support::bot::{AlertId, Kind, UserId};
use crate::support::command_line::{bare, run, text};
use crate::support::history::own_database;
use crate::support::{Neighborhood, eventually, free_address};

/// A neighborhood whose history is written into a file, and what has happened there: Mike brought Jake home, and nobody came
/// for the second alert.
pub struct Told {
    pub here: Neighborhood,
    url: String,
    pub dir: TempDir,
}

impl Told {
    pub async fn open() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let url = own_database(dir.path()).await;
        let here = Neighborhood::with(&[("HISTORY_URL", &url)]).await;
        let history = here.history();
        let told = Told { here, url, dir };
        told.happens().await;
        // From here on the rows stay as they are.
        history.end().await;
        told
    }

    async fn happens(&self) {
        let (jake, other) = (AlertId::new("jake").expect("an id"), AlertId::new("other").expect("an id"));
        for (alert, kind, id) in [(&jake, "claimed", "c"), (&jake, "done", "d"), (&other, "expired", "e")] {
            if kind != "done" {
                self.here.append(alert, Kind::Raised(self.here.alert()), &format!("r-{id}")).await;
            }
            let mike = UserId(55).to_string();
            let kind = serde_json::json!({"kind": kind, "neighbor_id": mike, "neighbor_name": "Mike"});
            self.here.append(alert, serde_json::from_value(kind).expect("a kind"), id).await;
        }
        let written = async || {
            let said = self.json(&["stats", "--json"]);
            (said["done"] == 1 && said["unanswered"] == 1).then_some(())
        };
        eventually(self.here.patience, "both alerts are over in the history", written).await;
    }

    /// What a command says that reads this history.
    pub fn run(&self, arguments: &[&str]) -> Output {
        let mut command = bare(arguments);
        command.env("HISTORY_URL", &self.url);
        run(command)
    }

    fn json(&self, arguments: &[&str]) -> serde_json::Value {
        serde_json::from_slice(&self.run(arguments).stdout).unwrap_or_default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stats_says_how_the_alerts_of_a_period_went() {
    let told = Told::open().await;
    let json = told.json(&["stats", "--since", "30d", "--json"]);
    assert_eq!((&json["alerts"], &json["claimed"], &json["answered"]), (&2.into(), &1.into(), &1.into()), "{json}");
    assert!(json["median_seconds_to_claim"].is_f64() && json["p90_seconds_to_claim"].is_f64(), "{json}");
    let output = told.run(&["stats", "--since", "30d"]);
    let said = text(&output.stdout);
    assert!(said.starts_with("Alerts of the last 30 days\n") && said.contains("Mike "), "{said}");
    assert!(said.contains(", 1 unanswered"), "{said}");
    let picture = told.dir.path().join("afternoon.png");
    told.run(&["stats", "--chart", &picture.display().to_string()]);
    assert!(std::fs::read(&picture).expect("a picture").starts_with(b"\x89PNG"));
    assert_eq!(text(&told.run(&["stats", "--since", "2100-01-01"]).stdout), "No alerts since 2100-01-01.\n");
}

#[test]
fn without_a_history_each_command_says_what_to_set() {
    for arguments in [&["stats"][..], &["stats", "--json"], &["export"]] {
        let output = run(bare(arguments));
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.starts_with("needhelp: HISTORY_URL is not set: ") && said.lines().count() == 1, "{said}");
    }
}

#[test]
fn a_history_that_was_never_written_is_said_in_one_line() {
    let dir = tempfile::tempdir().expect("a directory");
    let file = dir.path().join("needhelp.db");
    for is_there in [false, true] {
        if is_there {
            std::fs::write(&file, "").expect("a file");
        }
        let mut command = bare(&["stats"]);
        command.env("HISTORY_URL", format!("sqlite:{}", file.display()));
        let output = run(command);
        let said = text(&output.stderr);
        assert_eq!((output.status.code(), said.lines().count()), (Some(1), 1), "{said}");
        assert!(said.starts_with("needhelp: HISTORY_URL"), "{said}");
    }
}

const TOKEN: &str = "0123456789abcdef0123";

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_for_who_has_the_token_and_nobody_keeps_it() {
    let told = Told::open().await;
    let address = free_address();
    let mut here = Neighborhood::without_services_and_with(&[
        ("HTTP_LISTEN_ADDR", &address),
        ("HISTORY_URL", &told.url),
        ("STATS_PAGE", "true"),
        ("STATS_TOKEN", TOKEN),
        ("LANGUAGE", "de"),
    ])
    .await;
    here.start("intake");
    here.until("/healthz", |status, _| status == 200).await;
    for path in ["/stats", "/stats?token=", "/stats?token=0123456789abcdef0124"] {
        let (status, said) = here.get(path).await;
        assert!(status == 401 && !said.contains("Mike"), "{path}: {status} {said}");
    }
    let url = format!("http://{address}/stats");
    let answer = reqwest::Client::new().get(&url).bearer_auth(TOKEN).send().await.expect("an answer");
    let header = |name: &str| answer.headers()[name].to_str().expect("text").to_owned();
    assert_eq!((answer.status().as_u16(), header("cache-control").as_str()), (200, "no-store"));
    assert_eq!(
        (header("referrer-policy").as_str(), header("x-content-type-options").as_str()),
        ("no-referrer", "nosniff")
    );
    let policy = header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    let page = answer.text().await.expect("a page");
    assert_eq!(page.matches("<svg").count(), 4, "two charts, light and dark: {page}");
    for part in
        ["<html lang=\"de\">", "Unbeantwortet", "<td>Mike</td>", "width=device-width", "prefers-color-scheme:dark"]
    {
        assert!(page.contains(part), "{part} in {page}");
    }
    for part in ["<script", " style=", "<img", TOKEN] {
        assert!(!page.contains(part), "{part} in {page}");
    }
    // Who came by the address stays logged in by the page's links.
    let (status, page) = here.get(&format!("/stats?since=7d&token={TOKEN}")).await;
    assert!(status == 200 && page.contains(&format!("/stats?since=30d&amp;token={TOKEN}")), "{page}");
    let (status, said) = here.get(&format!("/stats?since=soon&token={TOKEN}")).await;
    assert!(status == 400 && said.contains("30d"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_no_page_unless_it_is_switched_on() {
    let mut here = Neighborhood::without_services_and_with(&[("STATS_TOKEN", TOKEN)]).await;
    here.has_an_address();
    here.start("intake");
    here.until("/healthz", |status, _| status == 200).await;
    assert_eq!(here.get(&format!("/stats?token={TOKEN}")).await.0, 404);
}
