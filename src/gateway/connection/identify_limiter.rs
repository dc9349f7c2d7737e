//! The limit of IDENTIFYs: Discord allows 1,000 a day, and then resets the bot's token
//! (`docs/decisions/0021-limit-new-sessions.md`).
//!
//! Each new session asks for a permit; a resumed session needs none. Discord is asked how many are left, so that other
//! processes count, too. Must not identify by itself, and must not drop a waiting shard ([`IdentifyGuard::enqueue`]).

use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until, timeout};
use twilight_gateway::queue::Queue;

use crate::discord::rest::SessionStartLimit;
use crate::gateway::connection::error::SessionError;

/// Discord accepts one IDENTIFY in this time, of all shards whose numbers leave the same remainder by `max_concurrency`.
/// The quarter of a second is for one that takes longer on its way than the next: Discord counts from its arrival.
const PACE: Duration = Duration::from_millis(5_250);

/// The maximum of a shard within [`WINDOW`]. If more are needed, something is wrong that a new session does not fix.
const MOST: usize = 50;
const WINDOW: Duration = Duration::from_secs(600);

/// The period of Discord's limit.
const DAY: Duration = Duration::from_secs(24 * 3_600);

/// How long to wait for Discord's number. It is short, because people may wait for the new session.
const ASKED_FOR: Duration = Duration::from_secs(2);

/// Discord's limit of new sessions, as it was last read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Granted {
    total: u64,
    remaining: u64,
    reset_after: Duration,
    /// How many shards may identify at once.
    at_once: u32,
}

impl From<&SessionStartLimit> for Granted {
    fn from(limit: &SessionStartLimit) -> Self {
        let SessionStartLimit { total, remaining, reset_after, max_concurrency } = *limit;
        Granted { total, remaining, reset_after: Duration::from_millis(reset_after), at_once: max_concurrency.max(1) }
    }
}

impl Granted {
    /// Whether only the last tenth is left, which the bot does not use. Its count and Discord's may differ slightly,
    /// and an admin needs some sessions to look for the reason.
    pub(crate) fn is_spent(&self) -> bool {
        self.remaining <= (self.total / 10).max(1)
    }

    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    pub(crate) fn remaining(&self) -> u64 {
        self.remaining
    }

    /// When Discord grants new ones, to the next minute; `now` is when it said so.
    pub(crate) fn renewed(&self, now: Timestamp) -> Timestamp {
        let at = now.saturating_add(self.reset_after).unwrap_or(now);
        Timestamp::from_second((at.as_second() / 60 + 1) * 60).unwrap_or(at)
    }

    /// Minutes until Discord grants new ones, begun ones too.
    pub(crate) fn minutes(&self) -> u64 {
        self.reset_after.as_secs().div_ceil(60)
    }
}

/// Hands out permission to identify.
#[derive(Debug, Clone)]
pub(crate) struct IdentifyGuard {
    asked: mpsc::UnboundedSender<Asked>,
}

/// A shard that waits for its permit.
#[derive(Debug)]
struct Asked {
    shard: u32,
    permit: oneshot::Sender<()>,
}

impl IdentifyGuard {
    /// A guard and its future, which must be polled. It ends with the reason when a permit has to be refused.
    ///
    /// `granted` was just read from Discord; `ask` reads it again, or returns `None` if Discord does not answer. `shards`:
    /// how many use it.
    pub(crate) fn new<A, F>(granted: Granted, shards: u32, ask: A) -> (Self, impl Future<Output = SessionError>)
    where
        A: Fn() -> F,
        F: Future<Output = Option<Granted>>,
    {
        let (asked, inbox) = mpsc::unbounded_channel();
        (IdentifyGuard { asked }, keep(inbox, granted, shards, ask))
    }
}

impl Queue for IdentifyGuard {
    fn enqueue(&self, shard: u32) -> oneshot::Receiver<()> {
        let (permit, permitted) = oneshot::channel();
        if let Err(mpsc::error::SendError(Asked { permit, .. })) = self.asked.send(Asked { shard, permit }) {
            // No permits are given anymore, because the process ends. A shard whose permit is dropped would ask again
            // without yielding its thread, and could not be ended.
            std::mem::forget(permit);
        }
        permitted
    }
}

/// The shards that wait, and when each group of them may identify again.
#[derive(Debug, Default)]
struct Waiting {
    shards: VecDeque<Asked>,
    /// By the remainder of the shard's number.
    last: HashMap<u32, Instant>,
}

impl Waiting {
    /// When this shard may identify.
    fn may_at(&self, shard: u32, at_once: u32) -> Option<Instant> {
        self.last.get(&(shard % at_once)).map(|last| *last + PACE)
    }

    /// Takes the first one that may identify at `now`; else when one may.
    fn next(&mut self, at_once: u32, now: Instant) -> Result<Asked, Option<Instant>> {
        // They no longer wait, so nobody waits for them.
        self.shards.retain(|asked| !asked.permit.is_closed());
        let may = |asked: &Asked| self.may_at(asked.shard, at_once).is_none_or(|at| at <= now);
        let ready = self.shards.iter().position(may);
        let ready = ready.and_then(|place| self.shards.remove(place));
        ready.ok_or_else(|| self.shards.iter().filter_map(|asked| self.may_at(asked.shard, at_once)).min())
    }
}

async fn keep<A, F>(mut inbox: mpsc::UnboundedReceiver<Asked>, granted: Granted, shards: u32, ask: A) -> SessionError
where
    A: Fn() -> F,
    F: Future<Output = Option<Granted>>,
{
    let mut lately: VecDeque<Instant> = VecDeque::new();
    let mut day = Day::new(granted);
    let mut is_first = true;
    let (mut waiting, mut at_once) = (Waiting::default(), granted.at_once);
    let most = MOST.saturating_mul(shards.max(1) as usize);
    loop {
        let Asked { shard, permit } = match waiting.next(at_once, Instant::now()) {
            Ok(asked) => asked,
            Err(until) => {
                tokio::select! {
                    asked = inbox.recv() => match asked {
                        Some(asked) => waiting.shards.push_back(asked),
                        // All shards have ended, so there is no error to report.
                        None => return std::future::pending().await,
                    },
                    () = sleep_until(until.unwrap_or_else(Instant::now)), if until.is_some() => {}
                }
                continue;
            }
        };
        if !std::mem::take(&mut is_first)
            && let Ok(Some(granted)) = timeout(ASKED_FOR, ask()).await
        {
            day = Day::new(granted);
            at_once = granted.at_once;
        }
        let now = Instant::now();
        while lately.front().is_some_and(|oldest| now.duration_since(*oldest) >= WINDOW) {
            lately.pop_front();
        }
        if lately.len() >= most {
            return SessionError::TooManyIdentifies;
        }
        let granted = day.granted(now);
        if granted.is_spent() {
            return SessionError::SpentForToday {
                remaining: granted.remaining,
                total: granted.total,
                minutes: granted.minutes(),
            };
        }
        // If the shard no longer waits, no IDENTIFY is sent.
        if permit.send(()).is_ok() {
            lately.push_back(now);
            day.made.push_back(now);
            waiting.last.insert(shard % at_once, now);
        }
    }
}

/// The number that Discord sent last, and the permits since then.
struct Day {
    said: Granted,
    at: Instant,
    made: VecDeque<Instant>,
}

impl Day {
    fn new(said: Granted) -> Self {
        Day { said, at: Instant::now(), made: VecDeque::new() }
    }

    /// The sessions that are left now. In doubt, the number is too small.
    fn granted(&mut self, now: Instant) -> Granted {
        while self.made.front().is_some_and(|oldest| now.duration_since(*oldest) >= DAY) {
            self.made.pop_front();
        }
        let Granted { total, remaining, reset_after, at_once } = self.said;
        let since = now.duration_since(self.at);
        let (left, reset_after) = match reset_after.checked_sub(since) {
            Some(left) if !left.is_zero() => (remaining, left),
            // A new day has started. Permits since the last answer may count in it.
            _ => (total, DAY),
        };
        let made = u64::try_from(self.made.len()).unwrap_or(u64::MAX);
        Granted { total, remaining: left.saturating_sub(made), reset_after, at_once }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use tokio::task::JoinHandle;

    use super::*;

    const WHOLE: Granted = Granted { total: 1_000, remaining: 1_000, reset_after: DAY, at_once: 1 };

    /// A guard that runs, and the reason it ends with. Discord says nothing but what it has said first.
    fn deaf(granted: Granted) -> (IdentifyGuard, JoinHandle<SessionError>) {
        let (guard, keeper) = IdentifyGuard::new(granted, 1, || async { None });
        (guard, tokio::spawn(keeper))
    }

    /// Identifies every so often until it is refused; how often it was permitted.
    async fn every(pause: Duration, guard: &IdentifyGuard, refused: &mut JoinHandle<SessionError>) -> (u64, String) {
        for made in 0..5_000 {
            tokio::select! {
                Ok(()) = guard.enqueue(0) => {}
                why = &mut *refused => return (made, why.expect("no panic").to_string()),
            }
            tokio::time::sleep(pause).await;
        }
        panic!("permitted for ever")
    }

    #[tokio::test(start_paused = true)]
    async fn identifies_are_paced_and_stop_far_below_discords_limit() {
        let (guard, refused) = deaf(WHOLE);
        let start = Instant::now();
        for _ in 0..MOST {
            guard.enqueue(0).await.expect("permitted");
        }
        assert_eq!(start.elapsed(), PACE * (u32::try_from(MOST).unwrap() - 1));
        let never = guard.enqueue(0);
        let why = timeout(DAY, refused).await.expect("refused").expect("no panic");
        assert_eq!(why, SessionError::TooManyIdentifies);
        drop(never);
    }

    #[tokio::test(start_paused = true)]
    async fn short_sessions_stop_before_discords_limit_of_the_day() {
        let (guard, mut refused) = deaf(WHOLE);
        let (made, why) = every(Duration::from_secs(20), &guard, &mut refused).await;
        assert_eq!(made, 900);
        assert!(why.contains("only 100 of 1000") && !why.contains('\n'), "{why}");
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_begun_before_the_start_counts() {
        let (guard, mut refused) = deaf(Granted { remaining: 130, reset_after: Duration::from_secs(7_200), ..WHOLE });
        let (made, why) = every(Duration::from_secs(20), &guard, &mut refused).await;
        assert_eq!(made, 30);
        // 30 times 20 s of the 2 h are over.
        assert!(why.contains("in 110 min"), "{why}");
    }

    #[tokio::test(start_paused = true)]
    async fn sessions_of_other_programs_with_the_same_token_count() {
        let used = Arc::new(AtomicU64::new(0));
        let ask = {
            let used = Arc::clone(&used);
            move || std::future::ready(Some(Granted { remaining: 1_000 - used.load(Ordering::Relaxed), ..WHOLE }))
        };
        let guards = [IdentifyGuard::new(WHOLE, 1, ask.clone()), IdentifyGuard::new(WHOLE, 1, ask)];
        let mut running = Vec::new();
        for (guard, keeper) in guards {
            let used = Arc::clone(&used);
            let mut refused = tokio::spawn(keeper);
            running.push(tokio::spawn(async move {
                for _ in 0..5_000 {
                    tokio::select! {
                        Ok(()) = guard.enqueue(0) => {}
                        why = &mut refused => return why.expect("no panic"),
                    }
                    used.fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(Duration::from_secs(20)).await;
                }
                panic!("permitted for ever")
            }));
        }
        for ended in running {
            assert!(matches!(ended.await.expect("no panic"), SessionError::SpentForToday { .. }));
        }
        let used = used.load(Ordering::Relaxed);
        assert!((890..=902).contains(&used), "{used} of both");
    }

    #[tokio::test(start_paused = true)]
    async fn a_new_day_is_a_new_day() {
        let (guard, refused) = deaf(Granted { remaining: 110, reset_after: Duration::from_secs(3_600), ..WHOLE });
        for _ in 0..100 {
            guard.enqueue(0).await.expect("permitted");
            tokio::time::advance(Duration::from_secs(600)).await;
        }
        assert!(!refused.is_finished());
    }

    #[tokio::test(start_paused = true)]
    async fn a_discord_that_does_not_say_how_many_are_left_delays_no_session() {
        let (guard, keeper) = IdentifyGuard::new(WHOLE, 1, std::future::pending::<Option<Granted>>);
        let keeper = tokio::spawn(keeper);
        let start = Instant::now();
        for _ in 0..2 {
            guard.enqueue(0).await.expect("permitted");
        }
        assert_eq!(start.elapsed(), PACE + ASKED_FOR);
        keeper.abort();
    }

    #[tokio::test(start_paused = true)]
    async fn shards_of_different_remainders_identify_at_once_and_others_wait_for_each_other() {
        let (guard, keeper) = IdentifyGuard::new(Granted { at_once: 2, ..WHOLE }, 4, || async { None });
        let _running = tokio::spawn(keeper);
        let start = Instant::now();
        let permits: Vec<_> = (0..4).map(|shard| (shard, guard.enqueue(shard))).collect();
        let mut waited = Vec::new();
        for (shard, permit) in permits {
            permit.await.expect("permitted");
            waited.push((shard, start.elapsed()));
        }
        let none = Duration::ZERO;
        assert_eq!(waited, [(0, none), (1, none), (2, PACE), (3, PACE)]);
    }

    #[tokio::test(start_paused = true)]
    async fn who_left_does_not_count() {
        let (guard, _refused) = deaf(WHOLE);
        drop(guard.enqueue(0));
        let start = Instant::now();
        guard.enqueue(0).await.expect("permitted");
        assert_eq!(start.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn who_asks_a_guard_that_ended_waits_and_does_not_ask_again() {
        let (guard, refused) = deaf(Granted { remaining: 1, ..WHOLE });
        let waits = guard.enqueue(0);
        timeout(DAY, refused).await.expect("refused").expect("no panic");
        // The permit that was refused is dropped, and asked for again once: that one is never answered.
        assert!(waits.await.is_err());
        let mut again = guard.enqueue(0);
        assert_eq!(again.try_recv(), Err(oneshot::error::TryRecvError::Empty));
    }
}
