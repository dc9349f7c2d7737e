//! What an attempt that waits for its turn can ask about its alert without the board's task: whether there is news.
//!
//! Must decide nothing: it says what the newest folded record left.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::alert::{AlertState, Millis};

/// Shared by an alert's entry, which writes it, and its attempts, which read it.
#[derive(Debug)]
pub(super) struct Newest {
    changed_at: AtomicI64,
    /// When the schedule's next record is due; the end of time where none is.
    due: AtomicI64,
}

impl Newest {
    pub(super) fn new() -> Self {
        Newest { changed_at: AtomicI64::new(-1), due: AtomicI64::new(i64::MAX) }
    }

    /// A record has been folded.
    pub(super) fn note(&self, state: &AlertState) {
        let due = state.next_due().map_or(i64::MAX, |(at, _)| at.0);
        self.changed_at.store(state.changed_at, Ordering::Relaxed);
        self.due.store(due, Ordering::Relaxed);
    }

    /// Whether nothing has changed what the card shows since `state`.
    pub(super) fn is(&self, state: &AlertState) -> bool {
        self.changed_at.load(Ordering::Relaxed) == state.changed_at
    }

    /// Whether the clock has made a record necessary that is not in the log yet.
    pub(super) fn is_due(&self, now: Millis) -> bool {
        self.due.load(Ordering::Relaxed) <= now.0
    }
}
