//! The lease with its clock, and the wait of a task that wants to send.
//!
//! Must not decide; [`crate::kafka::consumer::lease`] does.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use tokio::sync::watch;

use crate::kafka::consumer::acknowledgement::AssignmentEpoch;
use crate::kafka::consumer::lease::{GroupAnswer, Lease, Verdict};

/// How often a task that is held looks again.
const HELD: Duration = Duration::from_millis(100);

/// The lease of one consumer, shared by all tasks that act for its partitions.
#[derive(Debug, Clone)]
pub struct LeaseHandle {
    lease: Arc<Mutex<Lease>>,
    changed: watch::Sender<()>,
}

/// The assignment has ended: drop the effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the partition is no longer assigned to this board")]
pub struct LeaseLost;

impl LeaseHandle {
    pub(crate) fn new() -> Self {
        Self { lease: Arc::new(Mutex::new(Lease::new(boot_time()))), changed: watch::Sender::new(()) }
    }

    /// Whether to send now for this assignment. Ask before each attempt.
    #[must_use]
    pub fn verdict(&self, epoch: AssignmentEpoch) -> Verdict {
        self.lock().verdict(epoch.partition, epoch.epoch, boot_time())
    }

    /// Waits until a hold ends. The answer is good for the attempt that follows at once.
    ///
    /// # Errors
    /// Where the assignment has ended.
    pub async fn until_may_send(&self, epoch: AssignmentEpoch) -> Result<(), LeaseLost> {
        let mut changed = self.changed.subscribe();
        loop {
            match self.verdict(epoch) {
                Verdict::MaySend => return Ok(()),
                Verdict::Lost => return Err(LeaseLost),
                // A hold begins without a message where this runs before the ticker, so the wait is bounded.
                Verdict::Hold => _ = tokio::time::timeout(HELD, changed.changed()).await,
            }
        }
    }

    pub(crate) fn assigned(&self, epoch: AssignmentEpoch) {
        self.lock().assigned(epoch.partition, epoch.epoch);
        self.changed.send_replace(());
    }

    pub(crate) fn revoked(&self, partition: i32) {
        self.lock().revoked(partition);
        self.changed.send_replace(());
    }

    pub(crate) fn group_answered(&self, answer: GroupAnswer) {
        if self.lock().group_answered(answer) {
            tracing::info!("the group has answered after the freeze: effects go on");
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

/// Includes the time in which the machine was suspended.
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
