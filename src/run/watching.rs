//! From what a consumer hears to readiness and metrics.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::board::BoardState;
use crate::http::Readiness;
use crate::kafka::consumer::Consumer;
use crate::metric;

/// Shows a service's consumer at `/readyz` and `/metrics` until `stop`.
pub(super) fn consumer(service: &'static str, consumer: &Consumer, readiness: &Readiness, stop: &CancellationToken) {
    let asked = consumer.clone();
    readiness.add(service, move || asked.heard().missing().map_or(Ok(()), |missing| Err(missing.to_owned())));

    let (mut heard, stop) = (consumer.watch_heard(), stop.clone());
    tokio::spawn(async move {
        let mut shown = BTreeSet::new();
        let (mut was_reachable, mut ever_reachable) = (false, false);
        loop {
            tokio::select! {
                changed = heard.changed() => if changed.is_err() { return },
                () = stop.cancelled() => return,
            }
            let heard = heard.borrow_and_update().clone();
            if heard.broker_reachable && !was_reachable {
                if ever_reachable {
                    metrics::counter!(metric::RECONNECTS, "to" => "kafka", "service" => service).increment(1);
                }
                ever_reachable = true;
            }
            was_reachable = heard.broker_reachable;
            let held: BTreeSet<i32> = heard.partitions.iter().copied().collect();
            // Whoever has them now tells of them.
            for gone in shown.difference(&held) {
                set_lag(service, *gone, 0);
            }
            for partition in &held {
                set_lag(service, *partition, heard.lag.get(partition).copied().unwrap_or(0));
            }
            shown = held;
        }
    });
}

/// A record that is not finished after this long means that something hangs.
const OLDEST_MS: i64 = 120_000;

/// Shows how the board is doing at `/readyz` and `/metrics` until `stop`.
pub(super) fn board(state: watch::Receiver<BoardState>, readiness: &Readiness, stop: &CancellationToken) {
    let asked = state.clone();
    readiness.add("board's alerts", move || {
        let state = asked.borrow();
        if state.catching_up > 0 {
            return Err(format!("the log of {} partitions is still being read", state.catching_up));
        }
        match state.oldest_unfinished.map(age_ms) {
            Some(age) if age > OLDEST_MS => Err(format!("a record has not been finished for {} s", age / 1000)),
            _ => Ok(()),
        }
    });
    let (mut state, stop) = (state, stop.clone());
    tokio::spawn(async move {
        let mut beat = tokio::time::interval(Duration::from_secs(5));
        loop {
            tokio::select! {
                changed = state.changed() => if changed.is_err() { return },
                _ = beat.tick() => {}
                () = stop.cancelled() => return,
            }
            let now = state.borrow_and_update().clone();
            // Counts and ages in seconds are far below where a float has gaps.
            #[allow(clippy::cast_precision_loss)]
            let (open, oldest) = (now.open_alerts as f64, now.oldest_unfinished.map_or(0, age_ms) as f64 / 1000.0);
            metrics::gauge!(metric::OPEN_ALERTS).set(open);
            metrics::gauge!(metric::OLDEST_UNFINISHED).set(oldest);
        }
    });
}

fn age_ms(appended_ms: i64) -> i64 {
    jiff::Timestamp::now().as_millisecond().saturating_sub(appended_ms).max(0)
}

fn set_lag(service: &'static str, partition: i32, records: i64) {
    // Counts of records are far below where a float has gaps.
    #[allow(clippy::cast_precision_loss)]
    let records = records as f64;
    metrics::gauge!(metric::LAG, "service" => service, "partition" => partition.to_string()).set(records);
}
