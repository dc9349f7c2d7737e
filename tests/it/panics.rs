//! A panic anywhere ends the process with its reason, however few wait for the task that it ended.
//!
//! Its own test program: the hook that hears of panics is the whole process's.

use std::time::Duration;

use needhelp::config::{Config, LogFormat};
use needhelp::process;
use needhelp::process::Parts;
use needhelp::process::http::Http;
use needhelp::process::telemetry;

/// Longer than the services may take to end.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_in_a_task_that_nobody_awaits_ends_the_bot_with_the_place_and_not_the_words() {
    telemetry::log(LogFormat::Text, "warn").expect("a log");
    let metrics = telemetry::count().expect("metrics");
    // Nobody is there, which is no reason to end.
    let settings = |name: &str| match name {
        "KAFKA_BOOTSTRAP_SERVERS" => Some("127.0.0.1:1".to_owned()),
        _ => None,
    };
    let config = Config::read(&settings).expect("the settings are right");
    let http = Http::bind(([127, 0, 0, 1], 0).into()).await.expect("a port");
    let healthz = format!("http://{}/healthz", http.address().expect("it is bound"));
    let bot = tokio::spawn(process::run(config, Parts { intake: true, ..Parts::NONE }, http, metrics));
    let alive = tokio::time::timeout(PATIENCE, reqwest::get(healthz)).await.expect("in time").expect("an answer");
    assert!(alive.status().is_success());
    assert!(!bot.is_finished(), "without a broker it lives");

    drop(tokio::spawn(async { panic!("Jakobine") }));
    let ended = tokio::time::timeout(PATIENCE, bot).await.expect("it ends").expect("it does not panic itself");
    let said = format!("{:#}", ended.expect_err("a defect is no good end"));
    assert!(said.contains("a task panicked at tests/it/panics.rs:") && !said.contains("Jakobine"), "{said}");
}
