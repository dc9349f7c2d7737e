//! The gate and the limiter under Discord's limits, in paused time and without a network.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::Instant;
use twilight_http_ratelimiting::RateLimitHeaders;

use super::super::call::{Call, Priority};
use crate::config::GLOBAL_LIMIT;
use crate::discord::rest::limits::gate::Gate;
use crate::discord::rest::limits::route::{Lane, Route};

/// 5 creates per 5 s and channel, the window beginning with its first request.
const CREATES: u16 = 5;
const WINDOW: Duration = Duration::from_secs(5);
/// Discord's side of a request.
const ROUND_TRIP: Duration = Duration::from_millis(1);

#[derive(Default)]
struct Discord {
    windows: Mutex<HashMap<u64, (Instant, u16)>>,
    served: Mutex<Vec<(u64, i64, Instant)>>,
}

impl Discord {
    /// Serves a create and says what is left; `None` is a 429.
    fn create(&self, channel: u64, deadline: i64) -> Option<RateLimitHeaders> {
        let now = Instant::now();
        let mut windows = self.windows.lock().unwrap();
        let (began, used) = windows.entry(channel).or_insert((now, 0));
        if now >= *began + WINDOW {
            (*began, *used) = (now, 0);
        }
        if *used == CREATES {
            return None;
        }
        *used += 1;
        self.served.lock().unwrap().push((channel, deadline, now));
        Some(RateLimitHeaders {
            bucket: b"creates".to_vec(),
            limit: CREATES,
            remaining: CREATES - *used,
            reset_at: (*began + WINDOW).into_std(),
        })
    }
}

async fn create(gate: Arc<Gate>, discord: Arc<Discord>, channel: u64, deadline: i64) {
    let lane = Lane { route: Route::CreateMessage, major: channel };
    let permit = gate.turn(lane, Call::new(Priority::Card { deadline })).await.expect("the gate runs");
    tokio::time::sleep(ROUND_TRIP).await;
    permit.complete(Some(discord.create(channel, deadline).expect("never over the limit")));
}

#[tokio::test(start_paused = true)]
async fn a_burst_of_creates_uses_98_percent_of_the_limit_without_a_429() {
    let (gate, discord) = (Arc::new(Gate::start(GLOBAL_LIMIT)), Arc::new(Discord::default()));
    let began = Instant::now();
    let mut creates = JoinSet::new();
    for n in 0..500 {
        creates.spawn(create(gate.clone(), discord.clone(), n % 10, 1_000));
    }
    while let Some(outcome) = creates.join_next().await {
        outcome.expect("no create failed");
    }
    // 50 a channel: the tenth five go when nine windows have passed.
    let allowed = WINDOW * 9;
    let took = began.elapsed();
    assert!(took >= allowed, "{took:?} is quicker than Discord allows");
    assert!(took.as_secs_f64() * 0.98 <= allowed.as_secs_f64(), "{took:?} for {allowed:?}");
}

#[tokio::test(start_paused = true)]
async fn an_urgent_card_goes_with_the_next_window_past_a_backlog_of_its_channel() {
    let (gate, discord) = (Arc::new(Gate::start(GLOBAL_LIMIT)), Arc::new(Discord::default()));
    let mut creates = JoinSet::new();
    for _ in 0..500 {
        creates.spawn(create(gate.clone(), discord.clone(), 1, 1_000));
    }
    tokio::time::sleep(WINDOW / 2).await;
    let urgent = Instant::now();
    create(gate.clone(), discord.clone(), 1, 10).await;
    assert!(urgent.elapsed() <= WINDOW, "{:?}", urgent.elapsed());
    let served = discord.served.lock().unwrap();
    assert_eq!(served.len(), usize::from(CREATES) + 1, "it was the first of the second window");
    assert_eq!(served.last().map(|&(_, deadline, _)| deadline), Some(10));
}

#[tokio::test(start_paused = true)]
async fn a_channel_with_a_backlog_delays_no_other() {
    let (gate, discord) = (Arc::new(Gate::start(GLOBAL_LIMIT)), Arc::new(Discord::default()));
    let mut creates = JoinSet::new();
    for _ in 0..100 {
        creates.spawn(create(gate.clone(), discord.clone(), 1, 10));
    }
    tokio::time::sleep(WINDOW / 2).await;
    let began = Instant::now();
    create(gate.clone(), discord.clone(), 2, i64::MAX).await;
    assert!(began.elapsed() < Duration::from_millis(50), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn over_many_channels_the_global_limit_is_kept_and_used_up() {
    let gate = Arc::new(Gate::start(GLOBAL_LIMIT));
    let went = Arc::new(Mutex::new(Vec::new()));
    let mut calls = JoinSet::new();
    for channel in 0..500 {
        let (gate, went) = (gate.clone(), went.clone());
        calls.spawn(async move {
            let lane = Lane { route: Route::CreateMessage, major: channel };
            let permit = gate.turn(lane, Call::new(Priority::Edit)).await.expect("the gate runs");
            went.lock().unwrap().push(Instant::now());
            permit.complete(None);
        });
    }
    while calls.join_next().await.is_some() {}
    let went = went.lock().unwrap();
    for (first, fifty_later) in went.iter().zip(went.iter().skip(50)) {
        assert!(*fifty_later - *first >= Duration::from_secs(1));
    }
    let took = went[499] - went[0];
    assert!(took.as_secs_f64() * 0.98 <= 9.0, "{took:?} for ten times fifty");
}
