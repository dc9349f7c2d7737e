//! Which offset of a partition may be stored: the highest one below which everything is finished
//! (docs/protocol.md#rule-13).
//!
//! Pure. Must never name an offset above an unfinished record, in whatever order records are finished.

use std::collections::BTreeMap;

/// The offsets of one assignment of one partition.
///
/// Offsets may have gaps (transaction markers, compaction). Its memory is one entry for each record between the oldest
/// unfinished one and the newest. The consumer bounds it: it pauses a partition by [`OffsetTracker::len`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OffsetTracker {
    /// The records that `finished` does not cover yet.
    open: BTreeMap<i64, Entry>,
    finished: Option<Finished>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    is_finished: bool,
    timestamp_ms: i64,
}

/// What may be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finished {
    /// The offset to store: one above the last record that is finished with all below it.
    pub next_offset: i64,
    /// That record's append time (Unix milliseconds). It is committed as the offset's metadata (docs/protocol.md#rule-8).
    pub timestamp_ms: i64,
}

impl OffsetTracker {
    /// A tracker without records.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A record was handed out. One that was begun before, or lies below what is finished, changes nothing.
    pub fn begin(&mut self, offset: i64, timestamp_ms: i64) {
        if self.finished.is_none_or(|finished| finished.next_offset <= offset) {
            self.open.entry(offset).or_insert(Entry { is_finished: false, timestamp_ms });
        }
    }

    /// A record is finished. Returns what may be stored, where that has changed.
    ///
    /// A record that was never begun, or is finished already, changes nothing.
    pub fn finish(&mut self, offset: i64) -> Option<Finished> {
        self.open.get_mut(&offset)?.is_finished = true;
        let mut advanced = None;
        while let Some(first) = self.open.first_entry() {
            if !first.get().is_finished {
                break;
            }
            let (offset, entry) = first.remove_entry();
            advanced = Some(Finished { next_offset: offset.saturating_add(1), timestamp_ms: entry.timestamp_ms });
        }
        self.finished = advanced.or(self.finished);
        advanced
    }

    /// What may be stored now. `None` until the first record is finished with all below it.
    #[must_use]
    pub fn finished(&self) -> Option<Finished> {
        self.finished
    }

    /// The number of entries in memory: unfinished records, and finished ones above an unfinished one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.open.len()
    }

    /// Whether all records that were begun are finished.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// Append time (Unix milliseconds) of the oldest unfinished record, for readiness.
    #[must_use]
    pub fn oldest_unfinished(&self) -> Option<i64> {
        // The first entry is never finished: `finish` removes those.
        self.open.first_key_value().map(|(_, entry)| entry.timestamp_ms)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_above_an_unfinished_record_is_stored() {
        let mut tracker = OffsetTracker::new();
        for offset in [5, 6, 9] {
            tracker.begin(offset, offset * 10);
        }
        assert_eq!(tracker.finish(6), None);
        assert_eq!(tracker.finish(5), Some(Finished { next_offset: 7, timestamp_ms: 60 }));
        assert_eq!(tracker.finish(9), Some(Finished { next_offset: 10, timestamp_ms: 90 }));
        assert!(tracker.is_empty());
    }

    #[test]
    fn repetitions_and_unknown_offsets_change_nothing() {
        let mut tracker = OffsetTracker::new();
        tracker.begin(1, 0);
        tracker.begin(1, 0);
        tracker.begin(2, 0);
        assert_eq!(tracker.finish(7), None);
        assert!(tracker.finish(1).is_some());
        assert_eq!(tracker.finish(1), None);
        tracker.begin(1, 0);
        assert_eq!((tracker.len(), tracker.finished().map(|finished| finished.next_offset)), (1, Some(2)));
    }

    proptest! {
        #[test]
        fn any_order_of_completion_is_safe_and_ends_complete(
            offsets in prop::collection::btree_set(0_i64..400, 1..60),
            order in any::<prop::sample::Index>(),
            seed in prop::collection::vec(any::<u32>(), 60),
            begin_late in 0_usize..60,
        ) {
            let all: Vec<i64> = offsets.iter().copied().collect();
            let mut completion: Vec<i64> = all.clone();
            completion.sort_by_key(|offset| seed[all.iter().position(|o| o == offset).unwrap_or(0)]);
            let rotate = order.index(completion.len());
            completion.rotate_left(rotate);
            let mut tracker = OffsetTracker::new();
            let mut begun: Vec<i64> = Vec::new();
            let mut done: BTreeSet<i64> = BTreeSet::new();
            let early = all.len().saturating_sub(begin_late).max(1);
            for offset in &all[..early] {
                tracker.begin(*offset, *offset);
                begun.push(*offset);
            }
            let mut stored = -1;
            for pass in 0..2 {
                for offset in &completion {
                    let known = begun.contains(offset);
                    let answer = tracker.finish(*offset);
                    if known {
                        done.insert(*offset);
                    }
                    if let Some(finished) = answer {
                        prop_assert!(finished.next_offset > stored, "what is stored never goes back");
                        stored = finished.next_offset;
                        prop_assert!(done.contains(&(stored - 1)));
                    }
                    // Never above an unfinished record, and never less than could be stored.
                    let oldest = begun.iter().find(|offset| !done.contains(offset));
                    if let Some(oldest) = oldest {
                        prop_assert!(stored <= *oldest);
                    }
                    let could = begun.iter().take_while(|offset| done.contains(offset)).last();
                    prop_assert_eq!(could.map_or(-1, |last| last + 1), stored);
                    prop_assert_eq!(tracker.finished().map_or(-1, |finished| finished.next_offset), stored);
                    prop_assert_eq!(tracker.oldest_unfinished(), oldest.copied());
                    prop_assert!(tracker.len() <= begun.len());
                }
                if pass == 0 {
                    for offset in &all[early..] {
                        tracker.begin(*offset, *offset);
                        begun.push(*offset);
                    }
                }
            }
            prop_assert_eq!(stored, all.last().copied().unwrap_or(-1) + 1);
            prop_assert!(tracker.is_empty());
        }
    }
}
