//! The lease with its clock, and what a task awaits before it sends.
//!
//! Must not decide; [`crate::kafka::consumer::lease`] does.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use tokio::sync::watch;

use crate::kafka::consumer::lease::{GroupAnswer, Lease, Verdict};

/// How often a task that is held looks again.
const HELD: Duration = Duration::from_millis(100);

/// The lease of one consumer, shared by all that act for its partitions.
#[derive(Debug, Clone)]
pub struct LeaseKeeper {
    lease: Arc<Mutex<Lease>>,
    changed: watch::Sender<()>,
}

/// The partition is not this process's any more: drop what was to be done for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the partition is no longer this board's")]
pub struct LeaseLost;

impl LeaseKeeper {
    pub(crate) fn new() -> Self {
        Self { lease: Arc::new(Mutex::new(Lease::new(boot_time()))), changed: watch::Sender::new(()) }
    }

    /// Whether to send now for this partition, assigned with this generation. Ask before each attempt.
    pub fn verdict(&self, partition: i32, generation: u64) -> Verdict {
        self.lock().verdict(partition, generation, boot_time())
    }

    /// Waits out a hold; the answer is good for the attempt that follows at once.
    pub async fn until_may_send(&self, partition: i32, generation: u64) -> Result<(), LeaseLost> {
        let mut changed = self.changed.subscribe();
        loop {
            match self.verdict(partition, generation) {
                Verdict::MaySend => return Ok(()),
                Verdict::Lost => return Err(LeaseLost),
                // The tick after a freeze starts the hold without a word, so the wait is bounded too.
                Verdict::Hold => _ = tokio::time::timeout(HELD, changed.changed()).await,
            }
        }
    }

    /// Resolves when this assignment of the partition has ended: revoked, being handed over, or lost.
    pub async fn lost(&self, partition: i32, generation: u64) {
        let mut changed = self.changed.subscribe();
        while self.verdict(partition, generation) != Verdict::Lost {
            if changed.changed().await.is_err() {
                return;
            }
        }
    }

    /// Whether everything is held because of a freeze.
    pub fn is_holding(&self) -> bool {
        self.lock().is_holding()
    }

    pub(crate) fn assigned(&self, partition: i32, generation: u64) {
        self.lock().assigned(partition, generation);
        self.changed.send_replace(());
    }

    pub(crate) fn revoked(&self, partition: i32) {
        self.lock().revoked(partition);
        self.changed.send_replace(());
    }

    pub(crate) fn heard(&self, answer: GroupAnswer) {
        if self.lock().heard(answer) {
            tracing::info!("the group has answered after the freeze: going on");
            self.changed.send_replace(());
        }
    }

    /// One beat of the ticker.
    pub(crate) fn tick(&self) {
        let frozen = self.lock().tick(boot_time(), statistics_time());
        if frozen {
            tracing::warn!("this process was frozen: holding all effects until the group has answered");
            self.changed.send_replace(());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Lease> {
        // Each method of the lease leaves it whole, so that a poisoned lock still guards a sound one.
        self.lease.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts the time that the machine was suspended, too.
fn boot_time() -> Duration {
    duration(ClockId::Boottime)
}

/// librdkafka's clock, in microseconds.
fn statistics_time() -> i64 {
    i64::try_from(duration(ClockId::Monotonic).as_micros()).unwrap_or(i64::MAX)
}

fn duration(clock: ClockId) -> Duration {
    Duration::try_from(clock_gettime(clock)).unwrap_or_default()
}
