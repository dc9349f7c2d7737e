//! Wakes one waiting thread, from any thread.
//!
//! Must not lose a call: [`Wake::notify`] before the wait ends the wait at once. `std::thread::park` does not promise
//! that here, because channels and locks park the same thread and take the call for theirs.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A flag that a thread waits for.
#[derive(Debug, Default)]
pub(crate) struct Wake {
    notified: Mutex<bool>,
    condition: Condvar,
}

impl Wake {
    /// Ends the present wait, or the next one.
    pub(crate) fn notify(&self) {
        *self.lock() = true;
        self.condition.notify_one();
    }

    /// Waits for [`Wake::notify`].
    pub(crate) fn wait(&self) {
        let notified = self.condition.wait_while(self.lock(), |notified| !*notified);
        *notified.unwrap_or_else(PoisonError::into_inner) = false;
    }

    /// Waits for [`Wake::notify`], and no longer than `timeout`.
    pub(crate) fn wait_timeout(&self, timeout: Duration) {
        let waited = self.condition.wait_timeout_while(self.lock(), timeout, |notified| !*notified);
        *waited.unwrap_or_else(PoisonError::into_inner).0 = false;
    }

    fn lock(&self) -> MutexGuard<'_, bool> {
        // A bool is never left half written.
        self.notified.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Instant;

    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn a_notification_before_the_wait_ends_it_once() {
        let wake = Wake::default();
        wake.notify();
        wake.notify();
        wake.wait();
        let begun = Instant::now();
        wake.wait_timeout(Duration::from_millis(20));
        assert!(begun.elapsed() >= Duration::from_millis(20), "both notifications ended one wait");
    }

    #[test]
    fn a_notification_ends_a_wait_of_another_thread() {
        let wake = Arc::new(Wake::default());
        let begun = Instant::now();
        std::thread::scope(|scope| {
            scope.spawn(|| wake.wait_timeout(LONG));
            wake.notify();
        });
        assert!(begun.elapsed() < LONG);
    }
}
