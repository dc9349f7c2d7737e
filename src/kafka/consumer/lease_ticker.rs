//! The lease's ticker of 100 ms (docs/protocol.md#rule-9), on a thread of its own.
//!
//! Must do nothing else, and wait for nothing else: a late tick counts as a freeze. It is no tokio task, because tokio
//! wakes two threads for each tick: 20 ticks a second were a fifth of the idle process's load.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::kafka::consumer::Wake;
use crate::kafka::consumer::lease_handle::LeaseHandle;

const TICK: Duration = Duration::from_millis(100);

/// A running ticker. It ends when this is dropped.
pub(super) struct LeaseTicker {
    stop: Arc<AtomicBool>,
    wake: Arc<Wake>,
}

impl LeaseTicker {
    /// # Errors
    /// The operating system's, where it gives no thread.
    pub(super) fn start(lease: LeaseHandle) -> std::io::Result<Self> {
        let (stop, wake) = (Arc::new(AtomicBool::new(false)), Arc::new(Wake::default()));
        let ticker = Self { stop: Arc::clone(&stop), wake: Arc::clone(&wake) };
        std::thread::Builder::new().name("lease-ticker".to_owned()).spawn(move || {
            while !stop.load(Ordering::Acquire) {
                lease.tick();
                wake.wait_timeout(TICK);
            }
        })?;
        Ok(ticker)
    }
}

impl Drop for LeaseTicker {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        self.wake.notify();
    }
}
