//! Latency by which requests overtake each other, and refusals that pass by themselves.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use fake_discord::{FakeDiscord, Limits, Setup, Weather};
use serde_json::json;

use crate::bot::{Bot, Session};

async fn start(weather: Weather) -> (FakeDiscord, Bot) {
    let setup = Setup::default().limits(Limits::off()).weather(weather).seed(7);
    let discord = FakeDiscord::start(setup).await.expect("it starts");
    let bot = Bot::new(&discord);
    (discord, bot)
}

#[tokio::test]
async fn an_edit_overtakes_the_initial_response_now_and_then() {
    let (discord, bot) = start(Weather::latency(Duration::from_millis(80), Duration::from_millis(200))).await;
    let mut session = Session::identified(&discord, 0).await;
    bot.registers().await;
    let mut seen = BTreeSet::new();
    let mut both = tokio::task::JoinSet::new();
    for _ in 0..20 {
        discord.person("Sarah").slash("needhelp").string("child", "Jake").send().await.expect("sent");
        let interaction = session.event("INTERACTION_CREATE").await;
        let bot = bot.clone();
        both.spawn(async move {
            let original = bot.webhook(&interaction, "/messages/@original");
            let edit = bot.patch(&original, json!({"content": "sent"}));
            let (answered, edited) = tokio::join!(bot.responds(&interaction, json!({"type": 5})), edit);
            assert_eq!(answered.status, 204);
            edited.error()
        });
    }
    while let Some(edited) = both.join_next().await {
        seen.insert(edited.expect("no panic"));
    }
    assert_eq!(seen, BTreeSet::from([(200, 0), (404, 10015)]));
}

#[tokio::test]
async fn every_request_takes_its_time() {
    let (discord, bot) = start(Weather::latency(Duration::from_millis(30), Duration::from_millis(40))).await;
    let began = Instant::now();
    assert_eq!(bot.get("/users/@me").await.status, 200);
    assert!(began.elapsed() >= Duration::from_millis(30));
    discord.set_weather(None);
    assert_eq!(bot.get("/users/@me").await.status, 200);
}

#[tokio::test]
async fn refusals_pass_and_end_with_the_weather() {
    let weather = Weather { refused: 0.3, blocked: 0.3, ..Weather::latency(Duration::ZERO, Duration::ZERO) };
    let (discord, bot) = start(weather).await;
    let mut seen = BTreeSet::new();
    for _ in 0..60 {
        seen.insert(bot.says(json!({"content": "x"})).await.error());
    }
    let expected = [(200, 0), (403, 0), (403, 40333), (403, 50001), (404, 10003)];
    assert_eq!(seen, BTreeSet::from(expected));
    for _ in 0..20 {
        let reply = bot.get("/users/@me").await.error();
        assert!([(200, 0), (403, 0), (403, 40333)].contains(&reply), "only the front refuses it: {reply:?}");
    }
    discord.heal_all();
    for _ in 0..20 {
        assert_eq!(bot.says(json!({"content": "x"})).await.status, 200);
    }
}
