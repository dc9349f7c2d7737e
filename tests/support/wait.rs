//! Waiting for a condition, with a bound. Nothing here waits for a time to pass.

use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval};

/// How often a condition is checked that nothing announces.
const PACE: Duration = Duration::from_millis(20);

/// Asks until there is an answer, and returns it.
///
/// # Panics
/// When there is none within the bound; `what` names it.
pub async fn eventually<T>(bound: Duration, what: &str, ask: impl AsyncFnMut() -> Option<T>) -> T {
    within(bound, ask).await.unwrap_or_else(|| panic!("{what}: not within {bound:?}"))
}

/// The same, and `None` when there is no answer within the bound.
pub async fn within<T>(bound: Duration, ask: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    within_every(PACE, bound, ask).await
}

/// The same for a question that is not cheap.
pub async fn within_every<T>(pace: Duration, bound: Duration, mut ask: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + bound;
    let mut pace = interval(pace);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        pace.tick().await;
        if let Some(answer) = ask().await {
            return Some(answer);
        }
        if Instant::now() > deadline {
            return None;
        }
    }
}
