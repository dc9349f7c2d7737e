//! Rate limits, as a client sees them.

use std::time::Duration;

use fake_discord::{FakeDiscord, Fault, Limits, Method, Rate, Scope, Setup};
use serde_json::json;

use crate::bot::{Bot, Session};

async fn limited(limits: Limits) -> (FakeDiscord, Bot) {
    let discord = FakeDiscord::start(Setup::default().limits(limits)).await.expect("it starts");
    let bot = Bot::new(&discord);
    (discord, bot)
}

#[tokio::test]
async fn every_response_has_its_bucket_and_the_sixth_message_is_refused() {
    let (discord, bot) = limited(Limits::discord()).await;
    for left in (0..5).rev() {
        let reply = bot.says(json!({"content": "x"})).await;
        assert_eq!((reply.status, reply.header("x-ratelimit-remaining")), (200, left.to_string().as_str()));
        assert_eq!(reply.header("x-ratelimit-limit"), "5");
        assert!(!reply.header("x-ratelimit-bucket").is_empty() && !reply.header("x-ratelimit-reset").is_empty());
    }
    let refused = bot.says(json!({"content": "x"})).await;
    assert_eq!((refused.status, refused.header("x-ratelimit-scope")), (429, "user"));
    assert!(refused.body["retry_after"].is_f64() && refused.body["global"] == false);
    assert!(refused.header("retry-after").parse::<u64>().is_ok());
    let reset_after: f64 = refused.header("x-ratelimit-reset-after").parse().expect("seconds");
    discord.advance(Duration::from_secs_f64(reset_after + 0.01));
    assert_eq!(bot.says(json!({"content": "x"})).await.status, 200);
    assert_eq!(discord.invalid_requests(), 1);
}

#[tokio::test]
async fn the_global_limit_does_not_apply_to_interaction_responses() {
    let rate = Rate::new(3, Duration::from_secs(60));
    let (discord, bot) = limited(Limits::off().with_global(Some(rate))).await;
    let mut session = Session::identified(&discord, 0).await;
    bot.registers().await;
    let sarah = discord.person("Sarah").slash("needhelp").string("child", "Jake").send().await.expect("sent");
    for _ in 0..2 {
        assert_eq!(bot.get("/users/@me").await.status, 200);
    }
    let refused = bot.get("/users/@me").await;
    assert_eq!((refused.status, refused.header("x-ratelimit-global")), (429, "true"));
    assert_eq!((refused.header("x-ratelimit-scope"), &refused.body["global"]), ("global", &json!(true)));
    let interaction = session.event("INTERACTION_CREATE").await;
    assert_eq!(bot.responds(&interaction, json!({"type": 5})).await.status, 204);
    let original = bot.webhook(&interaction, "/messages/@original");
    assert_eq!(bot.patch(&original, json!({"content": "sent"})).await.status, 200);
    assert_eq!(sarah.original().await.expect("there").content(), "sent");
}

#[tokio::test]
async fn a_shared_429_is_not_an_invalid_request() {
    let (discord, bot) = limited(Limits::off()).await;
    let wait = Duration::from_millis(1500);
    discord.fault(Fault::rate_limited(Scope::Shared, wait).on(Method::Post, "/channels/*/messages").times(1));
    let refused = bot.says(json!({"content": "x"})).await;
    assert_eq!((refused.status, refused.header("x-ratelimit-scope")), (429, "shared"));
    assert_eq!((refused.header("retry-after"), &refused.body["retry_after"]), ("2", &json!(1.5)));
    assert_eq!(discord.invalid_requests(), 0);
}

#[tokio::test]
async fn limits_can_be_changed_and_removed_while_it_runs() {
    let rate = Rate::new(1, Duration::from_secs(60));
    let (discord, bot) = limited(Limits::off().with_route(Method::Post, "/channels/{channel_id}/messages", rate)).await;
    assert_eq!(bot.says(json!({"content": "x"})).await.status, 200);
    assert_eq!(bot.says(json!({"content": "x"})).await.status, 429);
    discord.set_limits(Limits::off());
    for _ in 0..60 {
        assert_eq!(bot.says(json!({"content": "x"})).await.status, 200);
    }
}

#[tokio::test]
async fn too_many_identifies_in_a_day_reset_the_token_and_end_the_sessions() {
    let (discord, bot) = limited(Limits { identifies: Some(2), ..Limits::off() }).await;
    let mut first = Session::identified(&discord, 0).await;
    let _second = Session::identified(&discord, 0).await;
    let left = bot.get("/gateway/bot").await.body["session_start_limit"]["remaining"].clone();
    assert_eq!(left, 0);
    let mut third = Session::hello(&discord.gateway_url()).await;
    third.identify(&discord.token(), 0).await;
    assert_eq!(third.frame().await, json!({"close": 4004}));
    assert_eq!(first.frame().await, json!({"close": 4004}), "the sessions end with the token");
    assert_eq!(bot.get("/users/@me").await.status, 401);
    assert_eq!(discord.gateway().identifies(), 3);
}

#[tokio::test]
async fn an_interaction_has_5_webhook_requests_in_2_seconds_and_its_own_count() {
    let (discord, bot) = limited(Limits::discord()).await;
    let mut session = Session::identified(&discord, 0).await;
    bot.registers().await;
    let mut originals = Vec::new();
    for _ in 0..2 {
        discord.person("Sarah").slash("needhelp").string("child", "Jake").send().await.expect("sent");
        let interaction = session.event("INTERACTION_CREATE").await;
        bot.responds(&interaction, json!({"type": 5})).await;
        originals.push(bot.webhook(&interaction, "/messages/@original"));
    }
    for left in (0..5).rev() {
        let reply = bot.patch(&originals[0], json!({"content": "x"})).await;
        assert_eq!((reply.status, reply.header("x-ratelimit-remaining")), (200, left.to_string().as_str()));
    }
    assert_eq!(bot.get(&originals[0]).await.status, 429);
    assert_eq!(bot.get(&originals[1]).await.status, 200);
    discord.advance(Duration::from_secs(2));
    assert_eq!(bot.get(&originals[0]).await.status, 200);
}

#[tokio::test]
async fn repeated_404s_on_a_webhook_are_answered_by_429() {
    let limits = Limits { webhook_misses: Some(Rate::new(3, Duration::from_secs(60))), ..Limits::off() };
    let (discord, bot) = limited(limits).await;
    let mut session = Session::identified(&discord, 0).await;
    bot.registers().await;
    discord.person("Sarah").slash("needhelp").string("child", "Jake").send().await.expect("sent");
    let interaction = session.event("INTERACTION_CREATE").await;
    let original = bot.webhook(&interaction, "/messages/@original");
    for _ in 0..3 {
        assert_eq!(bot.patch(&original, json!({"content": "x"})).await.error(), (404, 10015));
    }
    assert_eq!(bot.patch(&original, json!({"content": "x"})).await.status, 429);
    assert_eq!(bot.responds(&interaction, json!({"type": 5})).await.status, 204, "the initial response does not count");
    assert_eq!(bot.patch(&original, json!({"content": "x"})).await.status, 429);
    discord.advance(Duration::from_secs(60));
    assert_eq!(bot.patch(&original, json!({"content": "x"})).await.status, 200);
}
