//! Faults on demand.

use std::time::Duration;

use fake_discord::{FakeDiscord, Fault, Limits, Method, Setup};
use serde_json::json;

use crate::bot::{Bot, unlimited};

const CREATE: &str = "/channels/{channel_id}/messages";

#[tokio::test]
async fn a_reset_after_the_effect_leaves_the_message_and_no_answer() {
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
async fn a_reset_before_the_effect_leaves_nothing() {
    let (discord, bot) = unlimited().await;
    discord.fault(Fault::reset_before().on(Method::Post, CREATE).times(1));
    let path = bot.messages("");
    assert!(bot.try_send(reqwest::Method::POST, &path, Some(json!({"content": "x"}))).await.is_err());
    assert!(discord.channel(discord.channel_id("bus-stop")).history().is_empty());
}

#[tokio::test]
async fn a_failing_discord_does_nothing_and_is_healed() {
    let (discord, bot) = unlimited().await;
    let fault = discord.fault(Fault::status(503).on(Method::Post, CREATE));
    assert_eq!(bot.says(json!({"content": "x"})).await.status, 503);
    assert_eq!(bot.get("/users/@me").await.status, 200);
    assert!(discord.heal(fault) && !discord.heal(fault));
    assert_eq!(bot.says(json!({"content": "x"})).await.status, 200);
    assert_eq!(discord.channel(discord.channel_id("bus-stop")).history().len(), 1);
}

#[tokio::test]
async fn a_particular_error_can_be_asked_for() {
    let (discord, bot) = unlimited().await;
    discord.fault(Fault::error(403, 50013, "Missing Permissions").on_path("/channels/**").times(1));
    assert_eq!(bot.says(json!({"content": "x"})).await.error(), (403, 50013));
}

#[tokio::test]
async fn the_effect_is_seen_while_a_late_answer_is_still_on_its_way() {
    let (discord, bot) = unlimited().await;
    // Far longer than the test waits: the answer must not come before the stand-in ends.
    discord.fault(Fault::latency_after(Duration::from_secs(600)).on(Method::Post, CREATE));
    let sending = tokio::spawn(async move {
        let path = bot.messages("");
        bot.try_send(reqwest::Method::POST, &path, Some(json!({"content": "slow"}))).await.map(|reply| reply.status)
    });
    let channel = discord.channel(discord.channel_id("bus-stop"));
    channel.message(|message| message.content() == "slow").await.expect("the effect comes at once");
    assert!(!sending.is_finished());
    drop(discord);
    // The end of the stand-in ends the wait as well, with an answer or without.
    let _ = sending.await.expect("no panic");
}

#[tokio::test]
async fn the_same_seed_strikes_the_same_requests() {
    async fn run(seed: u64) -> Vec<u16> {
        let discord = FakeDiscord::start(Setup::default().limits(Limits::off()).seed(seed)).await.expect("it starts");
        let bot: Bot = Bot::new(&discord);
        discord.fault(Fault::status(500).on(Method::Get, "/users/@me").with_probability(0.5));
        let mut seen = Vec::new();
        for _ in 0..20 {
            seen.push(bot.get("/users/@me").await.status);
        }
        seen
    }
    let first = run(7).await;
    assert!(first.contains(&200) && first.contains(&500), "{first:?}");
    assert_eq!(first, run(7).await);
}
