//! Reports a transaction of another program that hides records from a service: while it is open, no record that was appended
//! to its partition after it began is read.
//!
//! This costs nothing: librdkafka gets both offsets with each answer to a fetch. Must not look at records.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::kafka::consumer::Consumer;
use crate::process::http::Readiness;

/// A transaction is reported after this. Programs that use transactions as intended keep one open for a part of a
/// second, and a parent who waits for their card for 5 s has not given up yet.
const LONG: Duration = Duration::from_secs(5);
/// How often librdkafka's numbers are looked at: they are a second old anyway.
const LOOK: Duration = Duration::from_secs(1);

/// The partitions of one topic that a transaction holds back.
#[derive(Debug, Default)]
struct OpenTransactions(BTreeMap<i32, Open>);

#[derive(Debug, Clone, Copy)]
struct Open {
    /// The last stable offset. While it moves, transactions come and go, and records are read.
    offset: i64,
    since: Instant,
    since_wall: Timestamp,
    reported: bool,
}

impl OpenTransactions {
    /// Takes what a consumer sees. Returns the partitions to report now, and those that are free again after a report.
    fn observe(&mut self, seen: &BTreeMap<i32, i64>, now: Instant, wall: Timestamp) -> (Vec<i32>, Vec<i32>) {
        let goes_on = |partition: &i32, open: &Open| seen.get(partition) == Some(&open.offset);
        let ended: Vec<i32> = self
            .0
            .iter()
            .filter(|(partition, open)| open.reported && !goes_on(partition, open))
            .map(|(p, _)| *p)
            .collect();
        self.0.retain(|partition, open| goes_on(partition, open));
        for (partition, offset) in seen {
            self.0.entry(*partition).or_insert(Open { offset: *offset, since: now, since_wall: wall, reported: false });
        }
        let mut new = Vec::new();
        for (partition, open) in &mut self.0 {
            if !open.reported && now.duration_since(open.since) >= LONG {
                open.reported = true;
                new.push(*partition);
            }
        }
        (new, ended)
    }

    /// The reported one that is open for the longest time.
    fn oldest(&self) -> Option<(i32, Open)> {
        let reported = self.0.iter().filter(|(_, open)| open.reported);
        reported.min_by_key(|(_, open)| open.since).map(|(partition, open)| (*partition, *open))
    }
}

/// Shows at `/readyz` and in the log which partition of `topic` a transaction holds back, until `stop`.
pub(crate) fn watch(
    name: &'static str,
    topic: String,
    consumer: &Consumer,
    readiness: &Readiness,
    stop: &CancellationToken,
) {
    let transactions = Arc::new(Mutex::new(OpenTransactions::default()));
    let (shown, topic_shown) = (Arc::clone(&transactions), topic.clone());
    readiness.add(name, move || {
        let oldest = shown.lock().unwrap_or_else(PoisonError::into_inner).oldest();
        oldest.map_or(Ok(()), |(partition, open)| Err(sentence(&topic_shown, partition, Some(open.since_wall))))
    });
    let (consumer, stop) = (consumer.clone(), stop.clone());
    tokio::spawn(async move {
        while tokio::time::timeout(LOOK, stop.cancelled()).await.is_err() {
            let seen = consumer.status().stable_below;
            let mut transactions = transactions.lock().unwrap_or_else(PoisonError::into_inner);
            let (new, ended) = transactions.observe(&seen, Instant::now(), Timestamp::now());
            for partition in new {
                let Some(open) = transactions.0.get(&partition) else { continue };
                tracing::warn!(
                    topic,
                    partition,
                    offset = open.offset,
                    fix = fix(&topic, partition, open.offset),
                    "{}",
                    sentence(&topic, partition, Some(open.since_wall))
                );
            }
            for partition in ended {
                tracing::info!(topic, partition, "the open transaction has ended: records are read again");
            }
        }
    });
}

/// What is wrong, and what follows from it.
pub(crate) fn sentence(topic: &str, partition: i32, since: Option<Timestamp>) -> String {
    let since = since.map_or_else(String::new, |since| since.strftime(", since %Y-%m-%d %H:%M:%S UTC").to_string());
    format!(
        "another program's transaction is open on {topic}, partition {partition}{since}: what was appended there \
         later is not read before it ends, so an alert that was \"sent\" has no card"
    )
}

/// The admin's way out.
pub(crate) fn fix(topic: &str, partition: i32, offset: i64) -> String {
    format!(
        "end the program that writes to {topic} with a transactional.id, or: kafka-transactions.sh --bootstrap-server … \
         abort --topic {topic} --partition {partition} --start-offset {offset}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_is_reported_once_it_is_open_for_long() {
        let mut open = OpenTransactions::default();
        let (began, wall) = (Instant::now(), Timestamp::UNIX_EPOCH);
        let mut at = |seconds, seen: &[(i32, i64)]| {
            let seen = seen.iter().copied().collect();
            let told = open.observe(&seen, began + Duration::from_secs(seconds), wall);
            (told, open.oldest().map(|(partition, _)| partition))
        };
        assert_eq!(at(0, &[(1, 7)]), ((vec![], vec![]), None));
        assert_eq!(at(4, &[(1, 7)]), ((vec![], vec![]), None));
        assert_eq!(at(5, &[(1, 7), (2, 3)]), ((vec![1], vec![]), Some(1)));
        assert_eq!(at(6, &[(1, 7), (2, 3)]), ((vec![], vec![]), Some(1)));
        assert_eq!(at(7, &[(2, 3)]), ((vec![], vec![1]), None));
    }

    #[test]
    fn transactions_that_come_and_go_are_not_reported() {
        let mut open = OpenTransactions::default();
        let began = Instant::now();
        for second in 0..20_i64 {
            let seen = BTreeMap::from([(0, second)]);
            let at = began + Duration::from_secs(second.unsigned_abs());
            assert_eq!(open.observe(&seen, at, Timestamp::UNIX_EPOCH), (vec![], vec![]));
        }
    }
}
