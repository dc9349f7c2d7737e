//! Logs and metrics of the process: set up once, before anything else starts.
//!
//! Must come before the first Kafka client (librdkafka takes its log level when it is configured). Logs go to stderr,
//! because stdout is for the results of commands.

use std::io::IsTerminal as _;
use std::sync::LazyLock;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::sync::watch;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

use crate::config::LogFormat;
use crate::metric_names;

/// The filter for the default `RUST_LOG`. librdkafka repeats that a broker cannot be reached; the bot logs it once.
const USUAL: &str = "info,serenity=warn,twilight_gateway=warn,librdkafka=error,rdkafka=off";

/// The most verbose level of libraries that would otherwise log payloads and paths with interactions' tokens, whatever
/// `RUST_LOG` says.
const NEVER_BELOW: &[(&str, LevelFilter)] = &[
    ("serenity", LevelFilter::WARN),
    // Its only warning quotes the payload that it could not read.
    ("serenity::gateway::ws", LevelFilter::ERROR),
    ("twilight_gateway", LevelFilter::WARN),
    ("tokio_websockets", LevelFilter::WARN),
    ("tungstenite", LevelFilter::WARN),
    ("tokio_tungstenite", LevelFilter::WARN),
    ("reqwest", LevelFilter::WARN),
    ("hyper", LevelFilter::WARN),
    ("hyper_util", LevelFilter::WARN),
    ("h2", LevelFilter::WARN),
    ("rustls", LevelFilter::WARN),
    ("tokio_rustls", LevelFilter::WARN),
];

/// The place of the process's first panic. It is global, because the panic hook is.
static PANICKED: LazyLock<watch::Sender<Option<String>>> = LazyLock::new(watch::Sender::default);

/// The reason why there are no logs or metrics, in one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TelemetryError(String);

/// Starts logging to stderr; `filter` is `RUST_LOG`.
///
/// # Errors
/// If the filter cannot be read, or logging was started before.
pub fn log(format: LogFormat, filter: &str) -> Result<(), TelemetryError> {
    let wanted = if filter == "info" { USUAL } else { filter };
    let filter = EnvFilter::try_new(wanted).map_err(|error| {
        TelemetryError(format!("RUST_LOG holds {filter:?}, which is wrong: {error}; right is info or needhelp=debug"))
    })?;
    let secrets = Targets::new().with_default(LevelFilter::TRACE).with_targets(NEVER_BELOW.iter().copied());
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(format == LogFormat::Text && std::io::stderr().is_terminal());
    let lines = match format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    tracing_subscriber::registry()
        .with(secrets)
        .with(filter)
        .with(lines)
        .try_init()
        .map_err(|error| TelemetryError(error.to_string()))?;
    report_panics();
    Ok(())
}

/// Starts the metrics. The handle renders the text of `/metrics`.
///
/// # Errors
/// If metrics were started before.
pub fn count() -> Result<PrometheusHandle, TelemetryError> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), metric_names::SECONDS)
        .and_then(PrometheusBuilder::install_recorder)
        .map_err(|error| TelemetryError(error.to_string()))?;
    metric_names::describe();
    Ok(handle)
}

/// Resolves with the place when any task or thread of the process has panicked. Works after [`log`] was called. The
/// supervisor then ends the services, because the work of that task is no longer done.
pub async fn panicked() -> String {
    let mut panicked = PANICKED.subscribe();
    match panicked.wait_for(Option::is_some).await.map(|place| place.clone()) {
        Ok(Some(place)) => place,
        // The sender is never dropped.
        _ => std::future::pending().await,
    }
}

/// Logs a panic as an error. Its message may quote typed text, so it is logged at DEBUG only.
fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let thread = std::thread::current();
        tracing::error!(place, thread = thread.name().unwrap_or("unnamed"), "a defect in the program: it panicked");
        let payload = panic.payload();
        let text = payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        tracing::debug!(place, text, "the panic's message");
        PANICKED.send_if_modified(|known| {
            let first = known.is_none();
            known.get_or_insert(place);
            first
        });
    }));
}
