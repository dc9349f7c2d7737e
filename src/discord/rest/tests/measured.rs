//! Measured through HTTP and in real time, so not part of the ordinary run:
//! `cargo test --release --lib rest::tests::measured -- --ignored --nocapture --test-threads 1`

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serenity::builder::CreateInteractionResponse;
use serenity::model::id::InteractionId;
use tokio::task::JoinSet;

use super::server::{Answer, Seen, Server, answer, limited, message, nothing, posted};
use super::{call, channel, hello, rest};

const WINDOW: Duration = Duration::from_secs(5);

/// 5 creates per 5 s and channel, told to the millisecond as Discord does.
fn creates_by_channel() -> impl Fn(&Seen, usize) -> Answer + Send + Sync {
    let windows = Mutex::new(HashMap::<String, (Instant, u32)>::new());
    move |seen, nth| {
        let now = Instant::now();
        let mut windows = windows.lock().unwrap();
        let (began, used) = windows.entry(seen.line.clone()).or_insert((now, 0));
        if now >= *began + WINDOW {
            (*began, *used) = (now, 0);
        }
        let left = (*began + WINDOW - now).as_secs_f64();
        if *used == 5 {
            return limited("user", left);
        }
        *used += 1;
        let headers = [
            ("x-ratelimit-bucket", "creates".to_owned()),
            ("x-ratelimit-limit", "5".to_owned()),
            ("x-ratelimit-remaining", (5 - *used).to_string()),
            ("x-ratelimit-reset-after", format!("{left:.3}")),
        ];
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        answer(200, &headers, &message(nth as u64))
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes 45 s of real time"]
async fn five_hundred_creates_over_ten_channels() {
    let server = Server::start(creates_by_channel()).await;
    let rest = rest(&server.url);
    let began = Instant::now();
    let mut creates = JoinSet::new();
    for n in 0..500 {
        let rest = rest.clone();
        creates.spawn(async move { rest.create_message(call(), channel(1 + n % 10), &hello()).await });
    }
    let mut refused = 0;
    while let Some(outcome) = creates.join_next().await {
        refused += u32::from(outcome.expect("no create panicked").is_err());
    }
    let share = (WINDOW * 9).as_secs_f64() / began.elapsed().as_secs_f64();
    println!("500 creates over 10 channels: {:.2} % of what the limits allow, {refused} refused", share * 100.0);
    assert_eq!(refused, 0);
    assert!(share >= 0.98);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn the_client_beside_its_floor() {
    let server =
        Server::start(|seen, _| if seen.line.starts_with("POST /inter") { nothing() } else { posted(1) }).await;
    let bare = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/api/v10/interactions/1/t/callback", server.url);
    let rest = rest(&server.url);
    let pong = CreateInteractionResponse::Acknowledge;
    let message = hello();
    let (mut floor, mut answers, mut creates) = (Vec::new(), Vec::new(), Vec::new());
    for n in 1..=1_000 {
        let began = Instant::now();
        bare.post(&url).body("{\"type\":6,\"data\":null}").send().await.unwrap().bytes().await.unwrap();
        floor.push(began.elapsed());
        let began = Instant::now();
        rest.answer_interaction(call(), InteractionId::new(n), "token", &pong).await.unwrap();
        answers.push(began.elapsed());
        // A channel each, so that the global limit of 50/s is met by nobody but the pace of this loop.
        if n <= 40 {
            let began = Instant::now();
            rest.create_message(call(), channel(n), &message).await.unwrap();
            creates.push(began.elapsed());
        }
    }
    for (what, mut times) in [("bare POST", floor), ("interaction answer", answers), ("create", creates)] {
        times.sort_unstable();
        println!("{what}: p50 {:?}, p99 {:?}", times[times.len() / 2], times[times.len() * 99 / 100]);
    }
}
