//! A clock that stands still until the test sets it: what happens at which minute does not depend on how fast the test runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use super::super::bot::{Clock, Millis};

pub struct StoppedClock {
    start: Millis,
    /// Milliseconds since the start.
    passed: Arc<AtomicI64>,
}

impl StoppedClock {
    /// It starts with what it is now.
    pub fn now() -> Self {
        StoppedClock { start: Millis::from(jiff::Timestamp::now()), passed: Arc::default() }
    }

    /// So long after the start.
    pub fn set(&self, passed: Duration) {
        self.passed.store(i64::try_from(passed.as_millis()).expect("a day or two"), Ordering::Relaxed);
    }

    /// The time that it shows.
    pub fn shows(&self) -> Millis {
        self.start.plus(self.passed.load(Ordering::Relaxed))
    }

    /// The same clock for who reads it.
    pub fn read(&self) -> Clock {
        let (start, passed) = (self.start, Arc::clone(&self.passed));
        Arc::new(move || start.plus(passed.load(Ordering::Relaxed)))
    }
}
