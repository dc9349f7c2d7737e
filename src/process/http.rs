//! `/healthz`, `/readyz`, `/metrics`, and what other parts add, on `HTTP_LISTEN_ADDR`.
//!
//! `/healthz` depends on this process only: an unreachable broker is no reason to restart the bot. `/readyz` says
//! whether each part works, and what is missing. Neither shows a secret or typed text, but they need no password: keep
//! the address local.

use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How often the samples of histograms are merged. Without it they would accumulate until `/metrics` is requested.
const UPKEEP: Duration = Duration::from_secs(10);

type Check = Box<dyn Fn() -> Result<(), String> + Send + Sync>;

/// The checks behind `/readyz`. Clones share one list.
#[derive(Clone, Default)]
pub struct Readiness {
    checks: Arc<RwLock<Vec<(&'static str, Check)>>>,
}

impl Readiness {
    /// Adds a check, which is called for each `/readyz`. It returns at once: `Ok`, or what is missing, for an admin.
    pub fn add(&self, part: &'static str, check: impl Fn() -> Result<(), String> + Send + Sync + 'static) {
        // The list is consistent even if a check panicked.
        self.checks.write().unwrap_or_else(PoisonError::into_inner).push((part, Box::new(check)));
    }

    /// What each part says now.
    pub(crate) fn ask(&self) -> Vec<(&'static str, Result<(), String>)> {
        let checks = self.checks.read().unwrap_or_else(PoisonError::into_inner);
        checks.iter().map(|(part, check)| (*part, check())).collect()
    }

    /// Whether all checks pass, and a line for each.
    #[must_use]
    pub fn report(&self) -> (bool, String) {
        let mut ready = true;
        let mut text = String::new();
        for (part, answer) in self.ask() {
            match answer {
                Ok(()) => text.push_str(&format!("ok      {part}\n")),
                Err(missing) => {
                    ready = false;
                    text.push_str(&format!("MISSING {part}: {missing}\n"));
                }
            }
        }
        (ready, text)
    }

    /// The same as a metric.
    fn measure(&self) {
        for (part, answer) in self.ask() {
            metrics::gauge!(crate::metric_names::READY, "part" => part).set(if answer.is_ok() { 1.0 } else { 0.0 });
        }
    }
}

/// A bound address. It answers as soon as [`serve`](Self::serve) runs.
pub struct Http {
    listener: TcpListener,
    other: Router,
}

impl Http {
    /// Binds the address now, so that a port in use is reported before anything else starts.
    ///
    /// # Errors
    /// One line that names the variable.
    pub async fn bind(address: SocketAddr) -> Result<Self, String> {
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| format!("HTTP_LISTEN_ADDR is {address}, which can't be listened on: {error}"))?;
        Ok(Http { listener, other: Router::new() })
    }

    /// Adds addresses of other parts, which must differ from the three.
    #[must_use]
    pub(crate) fn with(self, other: Router) -> Self {
        Http { other: self.other.merge(other), ..self }
    }

    /// The bound address; for port 0, with the port that the operating system chose.
    ///
    /// # Errors
    /// The operating system's.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until `shutdown`.
    ///
    /// # Errors
    /// The operating system's.
    pub async fn serve(
        self,
        readiness: Readiness,
        metrics: PrometheusHandle,
        shutdown: CancellationToken,
    ) -> std::io::Result<()> {
        let upkeep = metrics.clone();
        let router = Router::new()
            .route("/healthz", get(|| async { "alive\n" }))
            .route("/readyz", get(readyz).with_state(readiness.clone()))
            .route("/metrics", get(render).with_state((readiness, metrics)))
            .merge(self.other);
        let server = axum::serve(self.listener, router).with_graceful_shutdown(shutdown.clone().cancelled_owned());
        let upkeep = async {
            loop {
                tokio::select! {
                    () = tokio::time::sleep(UPKEEP) => upkeep.run_upkeep(),
                    () = shutdown.cancelled() => return,
                }
            }
        };
        let (served, ()) = tokio::join!(server, upkeep);
        served
    }
}

async fn readyz(State(readiness): State<Readiness>) -> impl IntoResponse {
    let (ready, report) = readiness.report();
    (if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, report)
}

async fn render(State((readiness, metrics)): State<(Readiness, PrometheusHandle)>) -> impl IntoResponse {
    readiness.measure();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], metrics.render())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use metrics_exporter_prometheus::PrometheusBuilder;

    use super::*;

    #[test]
    fn readiness_says_what_is_missing_a_line_each() {
        let readiness = Readiness::default();
        readiness.add("topics", || Ok(()));
        readiness.add("intake", || Err("no Kafka broker is reachable".to_owned()));
        let (ready, text) = readiness.report();
        assert!(!ready);
        assert_eq!(text, "ok      topics\nMISSING intake: no Kafka broker is reachable\n");
    }

    #[tokio::test]
    async fn a_missing_part_makes_it_unready_and_leaves_it_alive() {
        let (there, readiness) = (Arc::new(AtomicBool::new(false)), Readiness::default());
        let seen = Arc::clone(&there);
        readiness.add(
            "kafka",
            move || {
                if seen.load(Ordering::Relaxed) { Ok(()) } else { Err("it is away".to_owned()) }
            },
        );
        let http = Http::bind(([127, 0, 0, 1], 0).into()).await.unwrap();
        let base = format!("http://{}", http.address().unwrap());
        let stop = CancellationToken::new();
        let metrics = PrometheusBuilder::new().build_recorder().handle();
        let server = tokio::spawn(http.serve(readiness, metrics, stop.clone()));
        let status = async |path: &str| reqwest::get(format!("{base}{path}")).await.unwrap().status().as_u16();
        assert_eq!((status("/healthz").await, status("/readyz").await, status("/metrics").await), (200, 503, 200));
        there.store(true, Ordering::Relaxed);
        assert_eq!((status("/healthz").await, status("/readyz").await), (200, 200));
        stop.cancel();
        server.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn a_port_in_use_is_one_line_that_names_the_variable() {
        let first = Http::bind(([127, 0, 0, 1], 0).into()).await.unwrap();
        let Err(said) = Http::bind(first.address().unwrap()).await else { panic!("bound twice") };
        assert!(said.starts_with("HTTP_LISTEN_ADDR is 127.0.0.1:") && !said.contains('\n'), "{said}");
    }
}
