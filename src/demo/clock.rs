//! The clock of the story: this machine's, until the story moves it forward.
//!
//! Must not change the times of presses and of Discord, which are real. The board's deadlines and records follow it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

use crate::alert::Millis;
use crate::clocks::Clock;

/// A clock that the story can move forward. Clones show the same time.
#[derive(Clone, Default)]
pub(crate) struct StoryClock {
    ahead_ms: Arc<AtomicI64>,
}

impl StoryClock {
    pub(crate) fn now(&self) -> Timestamp {
        let real = Timestamp::now();
        Timestamp::from_millisecond(self.millis().0).unwrap_or(real)
    }

    /// It is `at` from now on, and time goes on from there.
    pub(crate) fn set(&self, at: Timestamp) {
        let ahead = Millis::from(at).since(Millis::from(Timestamp::now()));
        self.ahead_ms.store(ahead, Ordering::Relaxed);
    }

    /// By how much it is ahead of this machine's.
    pub(crate) fn ahead_ms(&self) -> i64 {
        self.ahead_ms.load(Ordering::Relaxed)
    }

    /// The same clock, for the board.
    pub(crate) fn for_board(&self) -> Clock {
        let clock = self.clone();
        Arc::new(move || clock.millis())
    }

    fn millis(&self) -> Millis {
        Millis::from(Timestamp::now()).plus(self.ahead_ms())
    }
}
