//! Which offset of a partition may be stored: the highest below which everything is finished (protocol 13).
//!
//! Pure. Must never name an offset above an unfinished record, in whatever order records are finished.

use std::collections::BTreeMap;

/// The ledger of one partition and one assignment of it.
///
/// Offsets may have gaps (transaction markers, compaction). Its memory is one entry for each record between the oldest
/// unfinished one and the newest: whoever hands records out bounds it by pausing the partition at [`Ledger::open`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Offsets begun and not yet covered by `next`, each with whether it is finished and the record's append time.
    open: BTreeMap<i64, Entry>,
    unfinished: usize,
    next: Option<(i64, i64)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    finished: bool,
    timestamp_ms: i64,
}

/// What may be stored now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finished {
    /// The offset to store: one above the last record that is finished with all below it.
    pub next_offset: i64,
    /// That record's append time (unix milliseconds), which travels as the commit's metadata (protocol 8).
    pub timestamp_ms: i64,
}

impl Ledger {
    /// An empty ledger.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A record was handed out. One that was begun already, or lies below what is finished, changes nothing.
    pub fn began(&mut self, offset: i64, timestamp_ms: i64) {
        if self.next.is_some_and(|(next, _)| offset < next) {
            return;
        }
        if let std::collections::btree_map::Entry::Vacant(place) = self.open.entry(offset) {
            place.insert(Entry { finished: false, timestamp_ms });
            self.unfinished += 1;
        }
    }

    /// A record is finished; answers with what to store, where that has changed by it.
    ///
    /// A record that was never begun, or is finished already, changes nothing.
    pub fn finished(&mut self, offset: i64) -> Option<Finished> {
        let entry = self.open.get_mut(&offset)?;
        if !std::mem::replace(&mut entry.finished, true) {
            self.unfinished -= 1;
        }
        let mut advanced = None;
        while let Some(first) = self.open.first_entry() {
            if !first.get().finished {
                break;
            }
            let (offset, entry) = first.remove_entry();
            let next = (offset.saturating_add(1), entry.timestamp_ms);
            self.next = Some(next);
            advanced = Some(Finished { next_offset: next.0, timestamp_ms: next.1 });
        }
        advanced
    }

    /// What was last given out to be stored.
    #[must_use]
    pub fn stored(&self) -> Option<Finished> {
        self.next.map(|(next_offset, timestamp_ms)| Finished { next_offset, timestamp_ms })
    }

    /// The number of entries in memory: unfinished records, and finished ones above an unfinished one.
    #[must_use]
    pub fn open(&self) -> usize {
        self.open.len()
    }

    /// The number of records begun and not finished.
    #[must_use]
    pub fn unfinished(&self) -> usize {
        self.unfinished
    }

    /// The oldest unfinished record: its offset and its append time (unix milliseconds), for readiness.
    #[must_use]
    pub fn oldest_unfinished(&self) -> Option<(i64, i64)> {
        // The first entry is never finished: `finished` takes those away.
        self.open.first_key_value().map(|(offset, entry)| (*offset, entry.timestamp_ms))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_above_an_unfinished_record_is_stored() {
        let mut ledger = Ledger::new();
        for offset in [5, 6, 9] {
            ledger.began(offset, offset * 10);
        }
        assert_eq!(ledger.finished(6), None);
        assert_eq!(ledger.finished(5), Some(Finished { next_offset: 7, timestamp_ms: 60 }));
        assert_eq!(ledger.finished(9), Some(Finished { next_offset: 10, timestamp_ms: 90 }));
        assert_eq!((ledger.open(), ledger.unfinished()), (0, 0));
    }

    #[test]
    fn repetitions_and_strangers_change_nothing() {
        let mut ledger = Ledger::new();
        ledger.began(1, 0);
        ledger.began(1, 0);
        ledger.began(2, 0);
        assert_eq!(ledger.finished(7), None);
        assert!(ledger.finished(1).is_some());
        assert_eq!(ledger.finished(1), None);
        ledger.began(1, 0);
        assert_eq!(ledger.unfinished(), 1);
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
            let mut ledger = Ledger::new();
            let mut begun: Vec<i64> = Vec::new();
            let mut done: BTreeSet<i64> = BTreeSet::new();
            let early = all.len().saturating_sub(begin_late).max(1);
            for offset in &all[..early] {
                ledger.began(*offset, *offset);
                begun.push(*offset);
            }
            let mut stored = -1;
            for pass in 0..2 {
                for offset in &completion {
                    let known = begun.contains(offset);
                    let answer = ledger.finished(*offset);
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
                    prop_assert_eq!(ledger.unfinished(), begun.len() - done.len());
                    prop_assert!(ledger.open() <= begun.len());
                }
                if pass == 0 {
                    for offset in &all[early..] {
                        ledger.began(*offset, *offset);
                        begun.push(*offset);
                    }
                }
            }
            prop_assert_eq!(stored, all.last().copied().unwrap_or(-1) + 1);
            prop_assert_eq!(ledger.open(), 0);
        }
    }
}
