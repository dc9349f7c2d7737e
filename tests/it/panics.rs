//! A panic anywhere ends the process with its reason, even if no task waits for the one that panicked.
//!
//! The panic hook, the log and the metrics belong to the whole process, so the bot runs in one of its own: this test
//! program, started a second time.

use std::time::Duration;

use crate::support::again::{is_this, this_program};
use crate::support::bot::{Config, Http, LogFormat, Parts, process, telemetry};

/// Longer than the services may take to end.
const PATIENCE: Duration = Duration::from_secs(20);

const CHILD: &str = "panics::child";

#[test]
fn a_panic_in_any_task_ends_the_bot_with_the_place_and_not_the_text() {
    let output = this_program(CHILD).output().expect("the child starts");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    assert!(said.contains(DONE), "the child did not get to its end: {said}");
}

const DONE: &str = "the bot ended as it should";

/// The bot in its own process; only the test above starts it.
#[tokio::test(flavor = "multi_thread")]
async fn child() {
    if !is_this(CHILD) {
        return;
    }
    telemetry::log(LogFormat::Text, "warn").expect("a log");
    let metrics = telemetry::count().expect("metrics");
    // No broker listens there, which is no reason to end.
    let settings = |name: &str| match name {
        "KAFKA_BOOTSTRAP_SERVERS" => Some("127.0.0.1:1".to_owned()),
        _ => None,
    };
    let config = Config::read(&settings).expect("the settings are right");
    let http = Http::bind(([127, 0, 0, 1], 0).into()).await.expect("a port");
    let healthz = format!("http://{}/healthz", http.address().expect("it is bound"));
    let bot = tokio::spawn(process::run(config, Parts { intake: true, ..Parts::NONE }, http, metrics, None));
    let alive = tokio::time::timeout(PATIENCE, reqwest::get(healthz)).await.expect("in time").expect("an answer");
    assert!(alive.status().is_success());
    assert!(!bot.is_finished(), "without a broker it lives");

    drop(tokio::spawn(async { panic!("Jakobine") }));
    let ended = tokio::time::timeout(PATIENCE, bot).await.expect("it ends").expect("it does not panic itself");
    let said = format!("{:#}", ended.expect_err("a defect is no good end"));
    assert!(said.contains("a task panicked at tests/it/panics.rs:") && !said.contains("Jakobine"), "{said}");
    println!("{DONE}");
}
