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
        let due = state.next_due().filter(|due| due.blocks_card).map_or(i64::MAX, |due| due.at.0);
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
    of_card: bool,
}

impl Current {
    /// What `state` shows; what is due by the clock counts for the card alone.
    pub(crate) fn new(newest: &Arc<Newest>, state: &AlertState, of_card: bool) -> Self {
        Current { newest: Arc::clone(newest), changed_at: state.changed_at, of_card }
    }

    /// Whether nothing has changed what the card shows, nor should have by now.
    pub(crate) fn is(&self, now: Millis) -> bool {
        let is_newest = self.newest.changed_at.load(Ordering::Relaxed) == self.changed_at;
        let is_due = self.newest.due.load(Ordering::Relaxed) <= now.0;
        is_newest && !(self.of_card && is_due)
    }
}
