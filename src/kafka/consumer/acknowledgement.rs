//! How far one assignment of one partition has been worked off. The consumer's thread begins records, and the service
//! acknowledges each of them from any task and in any order.
//!
//! Must not let an acknowledgement count for another assignment of the same partition. That follows from the structure:
//! each assignment has its own [`Progress`], and the thread reads only those of its present assignments.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::kafka::consumer::Wake;
use crate::kafka::consumer::offset_tracker::{Finished, OffsetTracker};

/// A partition is full when it has this many records in its tracker. Then none of its records are read until it is half
/// as many.
const FULL: usize = 2_000;

/// One assignment of one partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssignmentEpoch {
    /// The partition.
    pub partition: i32,
    /// The assignment's number. No other assignment of any partition in this process has it.
    pub epoch: u64,
}

/// What is finished of one assignment. Shared by the consumer's thread and the acknowledgements of its records.
#[derive(Debug)]
pub(crate) struct Progress {
    epoch: AssignmentEpoch,
    /// What the group had committed at the assignment. Records below it were finished before.
    committed: Option<i64>,
    state: Mutex<State>,
    wake: Arc<Wake>,
}

#[derive(Debug, Default)]
struct State {
    tracker: OffsetTracker,
    is_full: bool,
    is_leaving: bool,
}

impl Progress {
    /// `wake` wakes the consumer's thread.
    pub(crate) fn new(epoch: AssignmentEpoch, committed: Option<i64>, wake: Arc<Wake>) -> Arc<Self> {
        Arc::new(Self { epoch, committed, state: Mutex::default(), wake })
    }

    pub(crate) fn epoch(&self) -> AssignmentEpoch {
        self.epoch
    }

    /// Whether a record at this offset was finished before this assignment.
    pub(crate) fn was_finished(&self, offset: i64) -> bool {
        self.committed.is_some_and(|committed| offset < committed)
    }

    /// A record is handed to the service. `may_fill`: the replay is over. A service finishes nothing before that, so a
    /// partition that is paused earlier would wait for ever.
    pub(crate) fn begin(self: &Arc<Self>, offset: i64, timestamp_ms: i64, may_fill: bool) -> Acknowledgement {
        if !self.was_finished(offset) {
            let mut state = self.lock();
            state.tracker.begin(offset, timestamp_ms);
            state.is_full |= may_fill && state.tracker.len() >= FULL;
        }
        Acknowledgement { progress: Arc::clone(self), offset }
    }

    fn finish(&self, offset: i64) {
        let mut state = self.lock();
        // An offset that was never begun changes nothing: what was committed before does not go back.
        let has_advanced = state.tracker.finish(offset).is_some();
        state.is_full &= state.tracker.len() >= FULL / 2;
        drop(state);
        if has_advanced {
            self.wake.notify();
        }
    }

    /// What may be stored: everything below it is finished.
    pub(crate) fn finished(&self) -> Option<Finished> {
        self.lock().tracker.finished()
    }

    /// Whether no more records of this partition may be read for now.
    pub(crate) fn is_full(&self) -> bool {
        self.lock().is_full
    }

    /// The partition is being handed over: from here on its next owner reports what is unfinished.
    pub(crate) fn leave(&self) {
        self.lock().is_leaving = true;
    }

    /// Append time (Unix milliseconds) of the oldest record that is not finished.
    pub(crate) fn oldest_unfinished(&self) -> Option<i64> {
        let state = self.lock();
        state.tracker.oldest_unfinished().filter(|_| !state.is_leaving)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Each method of the tracker leaves it whole, so a poisoned lock still guards a sound one.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The promise to acknowledge one record. Keep it for as long as the record's effects take.
///
/// Dropping it does not acknowledge: the group's offset stays below the record, and whoever is assigned the partition
/// next reads it again. That is right for a service that ends, and wrong for a record that is finished.
#[must_use = "a record that is never acknowledged holds its partition's offset back"]
pub struct Acknowledgement {
    progress: Arc<Progress>,
    offset: i64,
}

impl Acknowledgement {
    /// The record is finished. Its offset is stored when all records below it are finished too, and committed within a
    /// second. Does nothing where the assignment has ended, or where the record was finished before it.
    pub fn ack(self) {
        self.progress.finish(self.offset);
    }

    /// The assignment that the record belongs to.
    #[must_use]
    pub fn epoch(&self) -> AssignmentEpoch {
        self.progress.epoch
    }

    pub(crate) fn was_finished(&self) -> bool {
        self.progress.was_finished(self.offset)
    }
}

impl fmt::Debug for Acknowledgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Acknowledgement").field("epoch", &self.epoch()).field("offset", &self.offset).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress(committed: Option<i64>) -> Arc<Progress> {
        Progress::new(AssignmentEpoch { partition: 0, epoch: 1 }, committed, Arc::default())
    }

    fn next_offset(progress: &Progress) -> Option<i64> {
        progress.finished().map(|finished| finished.next_offset)
    }

    #[test]
    fn records_are_acknowledged_in_any_order_and_stored_in_order() {
        let progress = progress(None);
        let first = progress.begin(0, 10, true);
        progress.begin(1, 20, true).ack();
        assert_eq!((next_offset(&progress), progress.oldest_unfinished()), (None, Some(10)));
        first.ack();
        assert_eq!((next_offset(&progress), progress.oldest_unfinished()), (Some(2), None));
    }

    #[test]
    fn an_acknowledgement_of_an_earlier_assignment_changes_nothing() {
        let (earlier, later) = (progress(None), progress(None));
        let stale = earlier.begin(0, 10, true);
        let present = later.begin(0, 10, true);
        stale.ack();
        assert_eq!(next_offset(&later), None);
        present.ack();
        assert_eq!(next_offset(&later), Some(1));
    }

    #[test]
    fn a_record_that_was_finished_before_changes_nothing() {
        let progress = progress(Some(5));
        let replayed = progress.begin(4, 10, true);
        let new = progress.begin(5, 10, true);
        assert!(replayed.was_finished() && !new.was_finished());
        replayed.ack();
        assert_eq!(next_offset(&progress), None, "the committed offset does not go back");
        new.ack();
        assert_eq!(next_offset(&progress), Some(6));
    }

    #[test]
    fn a_dropped_acknowledgement_leaves_its_record_unfinished() {
        let progress = progress(None);
        drop(progress.begin(0, 10, true));
        progress.begin(1, 20, true).ack();
        assert_eq!((next_offset(&progress), progress.oldest_unfinished()), (None, Some(10)));
    }

    #[test]
    fn a_full_partition_is_free_again_when_half_of_it_is_finished() {
        let progress = progress(None);
        let records = i64::try_from(FULL).expect("small");
        let mut waiting: Vec<_> = (0..records).map(|offset| progress.begin(offset, 0, true)).collect();
        assert!(progress.is_full());
        for acknowledgement in waiting.drain(..FULL / 2) {
            acknowledgement.ack();
        }
        assert!(progress.is_full(), "half of it is still there");
        waiting.remove(0).ack();
        assert!(!progress.is_full());
    }

    #[test]
    fn a_partition_is_never_full_before_its_replay_is_over() {
        let progress = progress(None);
        let records = i64::try_from(FULL).expect("small");
        let _waiting: Vec<_> = (0..records).map(|offset| progress.begin(offset, 0, false)).collect();
        assert!(!progress.is_full());
        let _next = progress.begin(records, 0, true);
        assert!(progress.is_full());
    }

    #[test]
    fn a_partition_that_is_handed_over_reports_nothing_unfinished() {
        let progress = progress(None);
        let _waiting = progress.begin(0, 10, true);
        progress.leave();
        assert_eq!(progress.oldest_unfinished(), None);
    }
}
