//! Faults that a test requests.

use std::time::Duration;

use fake_discord::{FakeDiscord, Fault, Limits, Method, Scope, Setup};
use serde_json::json;

use crate::bot::{Bot, unlimited};

const CREATE: &str = "/channels/{channel_id}/messages";

#[tokio::test]
async fn a_reset_after_the_request_creates_the_message_without_response() {
    let (discord, bot) = unlimited().await;
    let fault = discord.fault(Fault::reset_after().on(Method::Post, CREATE).times(1));
    let card = json!({"content": "Jake", "nonce": "alert-1", "enforce_nonce": true});
    let lost = bot.try_send(reqwest::Method::POST, &bot.messages(""), Some(card.clone())).await;
    assert!(lost.expect_err("the connection died").is_request());
    let there = discord.channel(discord.channel_id("bus-stop")).messages();
    assert_eq!((there.len(), discord.hits(fault)), (1, 1));
    assert_eq!(bot.says(card).await.id(), there[0].id.to_string());
    assert_eq!(discord.requests()[0].status, None);
}

#[tokio::test]
async fn a_reset_before_the_request_creates_nothing() {
    let (discord, bot) = unlimited().await;
    discord.fault(Fault::reset_before().on(Method::Post, CREATE).times(1));
    let path = bot.messages("");
    assert!(bot.try_send(reqwest::Method::POST, &path, Some(json!({"content": "x"}))).await.is_err());
    assert!(discord.channel(discord.channel_id("bus-stop")).history().is_empty());
}

#[tokio::test]
async fn a_server_error_changes_nothing_and_ends_with_its_fault() {
    let (discord, bot) = unlimited().await;
    let fault = discord.fault(Fault::status(503).on(Method::Post, CREATE));
    assert_eq!(bot.says(json!({"content": "x"})).await.status, 503);
    assert_eq!(bot.get("/users/@me").await.status, 200);
    assert!(discord.heal(fault) && !discord.heal(fault));
    assert_eq!(bot.says(json!({"content": "x"})).await.status, 200);
    assert_eq!(discord.channel(discord.channel_id("bus-stop")).history().len(), 1);
}

#[tokio::test]
async fn a_test_can_request_an_api_error() {
    let (discord, bot) = unlimited().await;
    discord.fault(Fault::error(403, 50013, "Missing Permissions").on_path("/channels/**").times(1));
    assert_eq!(bot.says(json!({"content": "x"})).await.error(), (403, 50013));
}

#[tokio::test]
async fn the_message_is_visible_before_a_delayed_response_arrives() {
    let (discord, bot) = unlimited().await;
    // Far longer than the test: the response must not arrive before the stand-in stops.
    discord.fault(Fault::latency_after(Duration::from_secs(600)).on(Method::Post, CREATE));
    let sending = tokio::spawn(async move {
        let path = bot.messages("");
        bot.try_send(reqwest::Method::POST, &path, Some(json!({"content": "slow"}))).await.map(|reply| reply.status)
    });
    let channel = discord.channel(discord.channel_id("bus-stop"));
    channel.message(|message| message.content() == "slow").await.expect("the effect comes at once");
    assert!(!sending.is_finished());
    drop(discord);
    // Stopping the stand-in ends the wait too, with or without a response.
    let _ = sending.await.expect("no panic");
}

#[tokio::test]
async fn a_latency_before_the_request_applies_to_an_error_too() {
    let (discord, bot) = unlimited().await;
    discord.fault(Fault::status(503).on(Method::Post, CREATE));
    let slow = Duration::from_millis(50);
    discord.fault(Fault::latency_before(slow).on(Method::Post, CREATE));
    let began = std::time::Instant::now();
    assert_eq!(bot.says(json!({"content": "x"})).await.status, 503);
    assert!(began.elapsed() >= slow);
}

#[tokio::test]
async fn a_429_lasts_until_its_window_ends_and_has_the_bucket_headers() {
    let (discord, bot) = unlimited().await;
    let fault =
        discord.fault(Fault::rate_limited(Scope::User, Duration::from_secs(60)).on(Method::Post, CREATE).times(1));
    let refused = bot.says(json!({"content": "x"})).await;
    assert_eq!((refused.status, refused.header("x-ratelimit-scope")), (429, "user"));
    assert_eq!((refused.header("x-ratelimit-remaining"), refused.header("x-ratelimit-reset-after")), ("0", "60.000"));
    assert!(!refused.header("x-ratelimit-bucket").is_empty());
    discord.advance(Duration::from_secs(30));
    let again = bot.says(json!({"content": "x"})).await;
    assert_eq!(again.status, 429);
    assert!(again.body["retry_after"].as_f64().is_some_and(|left| (29.0..=30.0).contains(&left)), "{}", again.body);
    assert_eq!(bot.get("/users/@me").await.status, 200);
    discord.advance(Duration::from_secs(30));
    assert_eq!((bot.says(json!({"content": "x"})).await.status, discord.hits(fault)), (200, 1));
    assert_eq!(discord.invalid_requests(), 2);
}

#[tokio::test]
async fn a_global_429_applies_to_all_but_interactions_until_removed() {
    let (discord, bot) = unlimited().await;
    let fault = discord.fault(Fault::rate_limited(Scope::Global, Duration::from_secs(60)).times(1));
    let foreign = bot.post("/interactions/1/token/callback", json!({"type": 5})).await;
    assert_eq!((foreign.error(), discord.hits(fault)), ((404, 10062), 0));
    let refused = bot.get("/users/@me").await;
    assert_eq!((refused.status, refused.header("x-ratelimit-global")), (429, "true"));
    assert_eq!((refused.header("x-ratelimit-bucket"), &refused.body["global"]), ("", &json!(true)));
    assert_eq!(bot.says(json!({"content": "x"})).await.status, 429);
    assert_eq!(bot.post("/interactions/1/token/callback", json!({"type": 5})).await.error(), (404, 10062));
    discord.heal(fault);
    assert_eq!(bot.says(json!({"content": "x"})).await.status, 200);
}

#[tokio::test]
async fn the_same_seed_affects_the_same_requests_whatever_people_do() {
    async fn run(seed: u64, busy: bool) -> Vec<u16> {
        let discord = FakeDiscord::start(Setup::default().limits(Limits::off()).seed(seed)).await.expect("it starts");
        let bot: Bot = Bot::new(&discord);
        bot.registers().await;
        discord.fault(Fault::status(500).on(Method::Get, "/users/@me").with_probability(0.5));
        let mut seen = Vec::new();
        for _ in 0..20 {
            if busy {
                discord.person("Sarah").slash("needhelp").string("child", "Jake").send().await.expect("sent");
            }
            seen.push(bot.get("/users/@me").await.status);
        }
        seen
    }
    let first = run(7, false).await;
    assert!(first.contains(&200) && first.contains(&500), "{first:?}");
    assert_eq!(first, run(7, true).await);
}
