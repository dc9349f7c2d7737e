//! From what a consumer hears to readiness and metrics.

use std::collections::BTreeSet;

use tokio_util::sync::CancellationToken;

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

fn set_lag(service: &'static str, partition: i32, records: i64) {
    // Counts of records are far below where a float has gaps.
    #[allow(clippy::cast_precision_loss)]
    let records = records as f64;
    metrics::gauge!(metric::LAG, "service" => service, "partition" => partition.to_string()).set(records);
}
