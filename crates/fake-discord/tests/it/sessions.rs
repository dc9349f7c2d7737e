//! Gateway sessions: who gets one, how long it can be resumed, and what ends it.

use std::time::Duration;

use fake_discord::twilight_model::gateway::Intents;
use fake_discord::{FakeDiscord, Limits, Setup};
use serde_json::{Value, json};

use crate::bot::{Bot, Session, unlimited};

async fn with(setup: Setup) -> (FakeDiscord, Bot) {
    let discord = FakeDiscord::start(setup.limits(Limits::off())).await.expect("it starts");
    let bot = Bot::new(&discord);
    (discord, bot)
}

/// Sends a RESUME for the session `id` after `seq` and returns the first message.
async fn resumed(discord: &FakeDiscord, id: &Value, seq: u64) -> Value {
    let mut session = Session::hello(&discord.gateway_url()).await;
    let data = json!({"token": discord.token(), "session_id": id, "seq": seq});
    session.send(json!({"op": 6, "d": data})).await;
    session.frame().await
}

/// The id of a session that has just lost its connection.
async fn lost(discord: &FakeDiscord, intents: u64) -> Value {
    let session = Session::identified(discord, intents).await;
    discord.gateway().drop_connections();
    discord.gateway().wait_for_disconnect().await.expect("nobody is connected");
    session.ready["session_id"].clone()
}

#[tokio::test]
async fn every_known_intent_is_accepted() {
    let (discord, _bot) = unlimited().await;
    let session = Session::identified(&discord, Intents::all().bits()).await;
    assert!(session.ready["session_id"].is_string());
}

#[tokio::test]
async fn a_privileged_intent_that_the_application_lacks_is_4014() {
    let allowed = Intents::GUILD_MEMBERS;
    let (discord, bot) = with(Setup::default().privileged_intents(allowed)).await;
    let mut session = Session::hello(&discord.gateway_url()).await;
    session.identify(&discord.token(), Intents::MESSAGE_CONTENT.bits()).await;
    assert_eq!(session.frame().await, json!({"close": 4014}));
    let session = Session::identified(&discord, allowed.bits()).await;
    assert_eq!(session.ready["application"]["flags"], 1 << 15);
    assert_eq!(bot.get("/applications/@me").await.body["flags"], 1 << 15);
}

#[tokio::test]
async fn without_message_content_a_list_lacks_other_peoples_content() {
    let (discord, bot) = with(Setup::default().privileged_intents(Intents::empty())).await;
    let sarah = discord.person("Sarah");
    sarah.says("is anybody there?").expect("she may");
    sarah.says(&format!("hello <@{}>", discord.bot_id())).expect("she may");
    let own = bot.says(json!({"content": "I am"})).await.id();
    let listed = bot.get(&bot.messages("")).await.body;
    let texts: Vec<&str> = listed.as_array().expect("a list").iter().filter_map(|m| m["content"].as_str()).collect();
    assert_eq!(texts[0], "I am");
    assert!(texts[1].starts_with("hello"), "{texts:?}");
    assert_eq!(texts[2], "");
    assert_eq!(bot.get(&bot.messages(&format!("/{own}"))).await.body["content"], "I am");
}

#[tokio::test]
async fn a_second_session_within_five_seconds_is_invalid() {
    let discord = FakeDiscord::start(Setup::default()).await.expect("it starts");
    let _first = Session::identified(&discord, 0).await;
    let mut second = Session::hello(&discord.gateway_url()).await;
    second.identify(&discord.token(), 0).await;
    assert_eq!(second.frame().await, json!({"op": 9, "s": null, "t": null, "d": false}));
    discord.advance(Duration::from_secs(5));
    second.identify(&discord.token(), 0).await;
    assert_eq!(second.frame().await["t"], "READY");
}

#[tokio::test]
async fn a_disconnected_session_gets_an_interaction_after_its_resume() {
    let (discord, bot) = unlimited().await;
    bot.registers().await;
    let id = lost(&discord, 0).await;
    let sent = discord.person("Sarah").slash("needhelp").string("child", "Jake").send().await.expect("sent");
    assert_eq!(sent.deliveries(), 0);
    let missed = resumed(&discord, &id, 1).await;
    assert_eq!((&missed["t"], &missed["d"]["id"]), (&json!("INTERACTION_CREATE"), &json!(sent.id())));
}

#[tokio::test]
async fn interactions_can_go_to_the_newest_connected_session_only() {
    let (discord, bot) = unlimited().await;
    bot.registers().await;
    let mut older = Session::identified(&discord, 0).await;
    let mut newer = Session::identified(&discord, 0).await;
    discord.gateway().deliver_to_newest_only(true);
    let sarah = discord.person("Sarah");
    let sent = sarah.slash("needhelp").string("child", "Jake").send().await.expect("sent");
    assert_eq!(sent.deliveries(), 1);
    assert_eq!(newer.event("INTERACTION_CREATE").await["id"], sent.id().to_string());
    newer.close(4000).await;
    // The stand-in closes the connection after it disconnects the session.
    assert!(newer.frame().await["op"].is_null());
    let sent = sarah.slash("needhelp").string("child", "Jake").send().await.expect("sent");
    assert_eq!(older.event("INTERACTION_CREATE").await["id"], sent.id().to_string());
}

#[tokio::test]
async fn a_session_cannot_be_resumed_after_five_minutes_or_a_thousand_events() {
    let (discord, _bot) = unlimited().await;
    let intents = Intents::GUILD_MESSAGES.bits();
    let id = lost(&discord, intents).await;
    for _ in 0..999 {
        discord.person("Sarah").says("hello").expect("she may");
    }
    assert_eq!(resumed(&discord, &id, 1).await["t"], "MESSAGE_CREATE");
    let id = lost(&discord, intents).await;
    for _ in 0..1001 {
        discord.person("Sarah").says("hello").expect("she may");
    }
    assert_eq!(resumed(&discord, &id, 1).await["op"], 9);
    let id = lost(&discord, intents).await;
    discord.advance(Duration::from_secs(299));
    assert_eq!(resumed(&discord, &id, 1).await["t"], "RESUMED");
    let id = lost(&discord, intents).await;
    discord.advance(Duration::from_secs(300));
    assert_eq!(resumed(&discord, &id, 1).await["op"], 9);
}

#[tokio::test]
async fn a_resume_needs_its_session_and_a_valid_sequence_number() {
    let (discord, _bot) = unlimited().await;
    let session = Session::identified(&discord, 0).await;
    let id = &session.ready["session_id"];
    assert_eq!(resumed(&discord, id, 2).await, json!({"close": 4007}));
    discord.gateway().forget_sessions();
    assert_eq!(resumed(&discord, &Value::Null, 0).await, json!({"close": 4002}));
    assert_eq!(resumed(&discord, &json!(""), 0).await["op"], 9);
}

#[tokio::test]
async fn after_an_invalid_session_the_connection_may_identify_again() {
    let (discord, _bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    assert_eq!(discord.gateway().invalidate(false), 1);
    assert_eq!(session.frame().await, json!({"op": 9, "s": null, "t": null, "d": false}));
    assert_eq!(resumed(&discord, &session.ready["session_id"], 1).await["op"], 9);
    session.identify(&discord.token(), 0).await;
    assert_eq!(session.frame().await["t"], "READY");
}

#[tokio::test]
async fn too_long_or_too_many_messages_close_the_connection() {
    let (discord, _bot) = unlimited().await;
    let mut wordy = Session::identified(&discord, 0).await;
    wordy.send(json!({"op": 3, "d": "x".repeat(4096)})).await;
    assert_eq!(wordy.frame().await, json!({"close": 4002}));
    let mut hasty = Session::identified(&discord, 0).await;
    for _ in 0..120 {
        hasty.send(json!({"op": 1, "d": null})).await;
    }
    let last = loop {
        let frame = hasty.frame().await;
        if frame["op"] != 11 {
            break frame;
        }
    };
    assert_eq!(last, json!({"close": 4008}));
}

#[tokio::test]
async fn a_client_without_heartbeat_is_closed_despite_other_messages() {
    let (discord, _bot) = with(Setup::default().heartbeat(Duration::from_millis(10))).await;
    let mut session = Session::identified(&discord, 0).await;
    session.send(json!({"op": 3, "d": {"status": "\"op\":1,"}})).await;
    assert_eq!(session.frame().await, json!({"close": 4009}));
}
