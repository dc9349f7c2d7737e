//! How far a topic has been read, against the ends that Kafka has told.
//!
//! Pure: time is an input. Must not ask Kafka.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// A record that was just appended is on its way. Only what is missing for longer counts as behind.
const ON_ITS_WAY: Duration = Duration::from_secs(2);

/// The ends are asked for every two seconds. If Kafka has not told them for so long, it is not known what is missing.
const TOLD: Duration = Duration::from_secs(8);

/// How much of a topic has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// All that there was a moment ago.
    CaughtUp,
    /// The records of before the start are being read.
    Starting,
    /// Records have been missing since this time, or Kafka has not told the ends since then.
    Behind {
        /// The time.
        since: Instant,
    },
}

/// How far each partition has been read.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    partitions: BTreeMap<i32, Partition>,
    told: Option<Instant>,
}

#[derive(Debug)]
struct Partition {
    /// The next offset to be read.
    next: i64,
    /// Where the next record was to be appended, when Kafka was asked last.
    end: i64,
    has_caught_up: bool,
    behind_since: Option<Instant>,
}

impl Progress {
    /// The reading begins, or begins again: partition, first offset, end.
    pub(crate) fn begin(&mut self, partitions: impl IntoIterator<Item = (i32, i64, i64)>, now: Instant) {
        let begun =
            |(number, next, end)| (number, Partition { next, end, has_caught_up: next >= end, behind_since: None });
        self.partitions = partitions.into_iter().map(begun).collect();
        self.told = Some(now);
    }

    /// Nothing is known of the topic any more.
    pub(crate) fn forget(&mut self) {
        *self = Progress::default();
    }

    /// Everything below `next` has been read.
    pub(crate) fn read(&mut self, partition: i32, next: i64) {
        if let Some(partition) = self.partitions.get_mut(&partition) {
            partition.next = partition.next.max(next);
            if partition.next >= partition.end {
                partition.has_caught_up = true;
                partition.behind_since = None;
            }
        }
    }

    /// Kafka has told the ends of all partitions. Returns whether one of them is below what was read: then it is another
    /// log.
    pub(crate) fn told(&mut self, ends: impl IntoIterator<Item = (i32, i64)>, now: Instant) -> bool {
        self.told = Some(now);
        let mut is_another = false;
        for (number, end) in ends {
            let Some(partition) = self.partitions.get_mut(&number) else { continue };
            is_another |= end < partition.next;
            partition.end = end;
            if partition.next >= end {
                partition.has_caught_up = true;
                partition.behind_since = None;
            } else {
                partition.behind_since.get_or_insert(now);
            }
        }
        is_another
    }

    /// How much has been read, at `now`.
    pub(crate) fn freshness(&self, now: Instant) -> Freshness {
        let has_caught_up = |partition: &Partition| partition.has_caught_up;
        if self.partitions.is_empty() || !self.partitions.values().all(has_caught_up) {
            return Freshness::Starting;
        }
        let is_old = |since: &Instant, after| now.saturating_duration_since(*since) > after;
        let behind = self.partitions.values().filter_map(|partition| partition.behind_since);
        let behind = behind.min().filter(|since| is_old(since, ON_ITS_WAY));
        let untold = self.told.filter(|told| is_old(told, TOLD));
        match behind.into_iter().chain(untold).min() {
            Some(since) => Freshness::Behind { since },
            None => Freshness::CaughtUp,
        }
    }

    /// The number of records that are missing in each partition, as far as is known. Records that are not shown to
    /// readers, such as the end of a transaction, count as well.
    pub(crate) fn lag(&self) -> Vec<(i32, i64)> {
        let lag = |(number, partition): (&i32, &Partition)| (*number, (partition.end - partition.next).max(0));
        self.partitions.iter().map(lag).collect()
    }

    /// The partitions.
    pub(crate) fn numbers(&self) -> Vec<i32> {
        self.partitions.keys().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn begun(now: Instant) -> Progress {
        let mut progress = Progress::default();
        progress.begin([(0, 3, 5), (1, 0, 0)], now);
        progress
    }

    #[test]
    fn it_starts_until_each_partition_was_at_its_end_once() {
        let now = Instant::now();
        assert_eq!(Progress::default().freshness(now), Freshness::Starting);
        let mut progress = begun(now);
        assert_eq!(progress.freshness(now), Freshness::Starting);
        progress.read(0, 4);
        assert_eq!((progress.freshness(now), progress.lag()), (Freshness::Starting, vec![(0, 1), (1, 0)]));
        progress.read(0, 5);
        assert_eq!(progress.freshness(now), Freshness::CaughtUp);
        progress.forget();
        assert_eq!(progress.freshness(now), Freshness::Starting);
    }

    #[test]
    fn what_was_just_appended_is_on_its_way_and_what_stays_away_is_missing() {
        let now = Instant::now();
        let mut progress = begun(now);
        progress.read(0, 5);
        assert!(!progress.told([(0, 6), (1, 0)], now));
        assert_eq!(progress.freshness(now + 2 * SECOND), Freshness::CaughtUp);
        // The later end does not make it younger.
        assert!(!progress.told([(0, 7), (1, 0)], now + 2 * SECOND));
        assert_eq!(progress.freshness(now + 3 * SECOND), Freshness::Behind { since: now });
        progress.read(0, 7);
        assert_eq!(progress.freshness(now + 3 * SECOND), Freshness::CaughtUp);
    }

    #[test]
    fn where_kafka_does_not_tell_the_ends_it_is_behind() {
        let now = Instant::now();
        let mut progress = begun(now);
        progress.read(0, 5);
        assert_eq!(progress.freshness(now + 8 * SECOND), Freshness::CaughtUp);
        assert_eq!(progress.freshness(now + 9 * SECOND), Freshness::Behind { since: now });
        assert!(!progress.told([(0, 5), (1, 0)], now + 9 * SECOND));
        assert_eq!(progress.freshness(now + 9 * SECOND), Freshness::CaughtUp);
    }

    #[test]
    fn an_end_below_what_was_read_is_of_another_log() {
        let now = Instant::now();
        let mut progress = begun(now);
        progress.read(0, 5);
        assert!(progress.told([(0, 2), (1, 0)], now));
    }
}
