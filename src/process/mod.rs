//! The composition root: starts this process's services, connects them to health, metrics and signals, and ends them.
//!
//! A service that ends by itself, and a panic in any task or thread, end the process in order
//! (`docs/decisions/0028-panic-ends-the-process-in-order.md`). Must not do any service's work.

pub(crate) mod clocks;
pub mod exit;
pub mod http;
pub(crate) mod readiness;
pub(crate) mod signals;
pub(crate) mod supervisor;
pub mod telemetry;

use std::time::Duration;

use anyhow::{Context as _, anyhow};
use futures_util::FutureExt as _;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio_util::sync::CancellationToken;

use crate::clocks::Clock;
use crate::config::Config;
use crate::history::page;
use crate::metric_names;
use crate::process::http::Http;
use crate::process::signals::Signals;
use crate::settings::Settings;
use supervisor::Process;

pub(crate) mod topics;
pub(crate) mod transactions;

/// Which services run in this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// From Discord to Kafka.
    pub gateway: bool,
    /// From the topic for alerts to the alert logs.
    pub intake: bool,
    /// From the alert logs to Discord's channel.
    pub board: bool,
    /// From the alert logs to a database.
    pub history: bool,
}

impl Parts {
    /// No service.
    pub const NONE: Self = Parts { gateway: false, intake: false, board: false, history: false };
    /// `needhelp run` without a history.
    pub const ALL: Self = Parts { gateway: true, intake: true, board: true, history: false };

    /// Whether any of them speaks to Discord and needs the token.
    #[must_use]
    pub fn need_discord(self) -> bool {
        self.gateway || self.board
    }
}

/// Runs until a signal, and ends within 10 s of it. `clock`: the board's and its records',
/// where it is not the broker's; the demo moves it.
///
/// # Errors
/// The reason why a service ended by itself, or did not end in time.
pub async fn run(
    config: Config,
    parts: Parts,
    http: Http,
    metrics: PrometheusHandle,
    clock: Option<Clock>,
) -> anyhow::Result<()> {
    let http = http.with(page::router(&config).context("/stats")?);
    tracing::info!("needhelp {}", env!("CARGO_PKG_VERSION"));
    let mut signals = Signals::listen().context("signals can't be received")?;
    // They begin at 0, as metric_names::describe says; only here the topics' names are known.
    for topic in [&config.kafka.alerts_topic, &config.kafka.confirmations_topic] {
        metrics::counter!(metric_names::DEAD_LETTERS, "topic" => topic.clone()).increment(0);
    }
    let mut process = Process::new();
    let http_stop = CancellationToken::new();
    if let Ok(address) = http.address() {
        tracing::info!(%address, "health and metrics: /healthz /readyz /metrics");
    }
    if parts.gateway || parts.intake {
        say_zone(&config);
    }
    // Every part is listed before `/readyz` answers: a process that has not started must not count as ready.
    process.start(&config, parts, clock)?;
    let mut http = tokio::spawn(http.serve(process.readiness.clone(), metrics, http_stop.clone()));
    let broken = async {
        tokio::select! {
            place = telemetry::panicked() => panicked(&place),
            ended = &mut http => anyhow!("health and metrics ended: {ended:?}"),
        }
    };
    let outcome = process.until_ended(&mut signals, broken).await;

    http_stop.cancel();
    if !http.is_finished() {
        // A client may keep its connection open for any time.
        _ = tokio::time::timeout(Duration::from_secs(1), http).await;
    }
    // Also reports a panic that happened during the shutdown.
    let late = telemetry::panicked().now_or_never().map_or(Ok(()), |place| Err(panicked(&place)));
    outcome.and(late)
}

/// A wrong zone moves every time that people type, so the log says which one it is.
fn say_zone(config: &Config) {
    match &Settings::new(config).for_guild(None).timezone {
        Some(zone) => {
            let (name, now) = (zone.iana_name().unwrap_or("UTC"), jiff::Timestamp::now());
            let local = now.to_zoned_datetime(zone.clone()).strftime("%a %H:%M").to_string();
            tracing::info!("times are read in {name}, where it is {local} now");
        }
        None => tracing::warn!(
            "times are read in UTC (TIMEZONE is not set), so people can type only `now` and waits such as `in 20 min`: set \
             TIMEZONE, for example America/New_York"
        ),
    }
}

fn panicked(place: &str) -> anyhow::Error {
    anyhow!("a task panicked at {place}, which is a defect of the program")
}
