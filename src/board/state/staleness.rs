//! What an attempt that waits for its turn can ask about its alert without the board's task: whether there is news.
//!
//! Must decide nothing: it says what the newest folded record left.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::alert::{AlertState, Millis};

/// Shared by an alert's entry, which writes it, and its attempts, which read it.
#[derive(Debug)]
pub(crate) struct Newest {
    changed_at: AtomicI64,
    /// When the schedule's next record is due; the end of time where none is.
    due: AtomicI64,
}

impl Newest {
    pub(crate) fn new() -> Self {
        Newest { changed_at: AtomicI64::new(-1), due: AtomicI64::new(i64::MAX) }
    }

    /// A record has been folded.
    pub(crate) fn note(&self, state: &AlertState) {
        // The first of all: nothing is due at the beginning of time. What removes the words after the end waits for no one.
        let due = state.next_due(Millis(i64::MIN), i64::MAX).map_or(i64::MAX, |due| due.at.0);
        self.changed_at.store(state.changed_at, Ordering::Relaxed);
        self.due.store(due, Ordering::Relaxed);
    }
}

/// Whether what an attempt was decided on is still how things are. Asked right before a request is written, because its
/// turn may have been long in coming: a card that shows what is over would ring for nothing
/// (docs/protocol.md#invariant-6).
#[derive(Debug)]
pub(crate) struct Current {
    newest: Arc<Newest>,
    changed_at: i64,
    waits_for_the_clock: bool,
}

impl Current {
    /// What `state` shows; what is due by the clock counts only where an effect waits for the clock.
    pub(crate) fn new(newest: &Arc<Newest>, state: &AlertState, waits_for_the_clock: bool) -> Self {
        Current { newest: Arc::clone(newest), changed_at: state.changed_at, waits_for_the_clock }
    }

    /// Whether nothing has changed what the card shows, nor should have by now.
    pub(crate) fn is(&self, now: Millis) -> bool {
        let is_newest = self.newest.changed_at.load(Ordering::Relaxed) == self.changed_at;
        let is_due = self.newest.due.load(Ordering::Relaxed) <= now.0;
        is_newest && !(self.waits_for_the_clock && is_due)
    }
}
