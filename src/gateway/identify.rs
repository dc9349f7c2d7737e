//! The guard of IDENTIFYs: Discord allows 1,000 a day, and after that it resets the bot's token.
//!
//! Every new session passes here before it says who it is; a session that is resumed needs none. Where so many are needed
//! that something is wrong, the process has to end with a line that says so.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep_until};
use twilight_gateway::queue::Queue;

/// Discord takes one in so long (for the smallest bots; more at once only for large ones).
const PACE: Duration = Duration::from_secs(5);

/// So many within [`WINDOW`] have a reason that the next one would not mend.
const MOST: usize = 50;
const WINDOW: Duration = Duration::from_secs(600);

/// Hands out permission to identify, one at a time.
#[derive(Debug, Clone)]
pub(super) struct IdentifyGuard {
    asked: mpsc::UnboundedSender<oneshot::Sender<()>>,
    spent: watch::Receiver<bool>,
}

impl IdentifyGuard {
    /// Starts the guard's task, which ends with its last handle.
    pub(super) fn start() -> Self {
        let (asked, inbox) = mpsc::unbounded_channel();
        let (tell, spent) = watch::channel(false);
        tokio::spawn(keep(inbox, tell));
        IdentifyGuard { asked, spent }
    }

    /// Resolves when too many were needed.
    pub(super) async fn spent(&self) {
        let mut spent = self.spent.clone();
        if spent.wait_for(|spent| *spent).await.is_err() {
            // The task is gone with the runtime, and so is this soon.
            std::future::pending::<()>().await;
        }
    }
}

impl Queue for IdentifyGuard {
    fn enqueue(&self, _: u32) -> oneshot::Receiver<()> {
        let (permit, permitted) = oneshot::channel();
        // Where the task is gone the sender drops, and the session asks again.
        _ = self.asked.send(permit);
        permitted
    }
}

async fn keep(mut inbox: mpsc::UnboundedReceiver<oneshot::Sender<()>>, tell: watch::Sender<bool>) {
    let mut made: VecDeque<Instant> = VecDeque::new();
    let mut refused = Vec::new();
    while let Some(permit) = inbox.recv().await {
        if let Some(last) = made.back() {
            sleep_until(*last + PACE).await;
        }
        let now = Instant::now();
        while made.front().is_some_and(|oldest| now.duration_since(*oldest) >= WINDOW) {
            made.pop_front();
        }
        if made.len() >= MOST {
            tell.send_replace(true);
            // Never permitted, and not dropped either, because then the session would ask again at once. Who waits is
            // ended with the process.
            refused.push(permit);
            continue;
        }
        // Who does not wait any more has not identified.
        if permit.send(()).is_ok() {
            made.push_back(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn identifies_are_paced_and_stop_far_below_discords_limit() {
        let guard = IdentifyGuard::start();
        let start = Instant::now();
        for _ in 0..MOST {
            guard.enqueue(0).await.expect("permitted");
        }
        assert_eq!(start.elapsed(), PACE * (u32::try_from(MOST).unwrap() - 1));
        let mut never = guard.enqueue(0);
        guard.spent().await;
        assert!(never.try_recv().is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_reconnect_now_and_then_is_never_too_many() {
        let guard = IdentifyGuard::start();
        for _ in 0..MOST * 3 {
            guard.enqueue(0).await.expect("permitted");
            tokio::time::advance(Duration::from_secs(60)).await;
        }
        assert!(!*guard.spent.borrow());
    }

    #[tokio::test(start_paused = true)]
    async fn who_left_does_not_count() {
        let guard = IdentifyGuard::start();
        drop(guard.enqueue(0));
        let start = Instant::now();
        guard.enqueue(0).await.expect("permitted");
        assert_eq!(start.elapsed(), Duration::ZERO);
    }
}
