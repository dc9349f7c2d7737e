//! The gateway's protocol, without a client library.

use fake_discord::{FakeDiscord, Limits, Setup};
use serde_json::{Value, json};

use crate::bot::{Session, unlimited};

const GUILDS: u64 = 1;
const GUILD_MESSAGES: u64 = 1 << 9;
const MESSAGE_CONTENT: u64 = 1 << 15;

async fn discord() -> FakeDiscord {
    FakeDiscord::start(Setup::default().limits(Limits::off())).await.expect("it starts")
}

async fn resume(discord: &FakeDiscord, old: &Session) -> Session {
    let url = old.ready["resume_gateway_url"].as_str().expect("READY has it").to_owned();
    assert!(url.starts_with(&discord.gateway_url()));
    let mut session = Session::hello(&url).await;
    let data = json!({"token": discord.token(), "session_id": old.ready["session_id"], "seq": old.seq});
    session.send(json!({"op": 6, "d": data})).await;
    session
}

#[tokio::test]
async fn a_session_begins_with_ready_and_its_guilds() {
    let discord = discord().await;
    let mut session = Session::identified(&discord, GUILDS).await;
    assert_eq!(session.ready["application"]["id"], discord.application_id().to_string());
    let guild = session.event("GUILD_CREATE").await;
    assert_eq!((&guild["name"], &guild["channels"][0]["name"]), (&json!("Oak Street"), &json!("bus-stop")));
    assert!(guild["roles"][0]["colors"].is_object() && guild["stage_instances"].is_array());
    discord.gateway().wait_for_sessions(1).await.expect("counted");
}

#[tokio::test]
async fn an_invalid_identify_is_closed_with_its_code() {
    let discord = discord().await;
    let properties = json!({"os": "linux", "browser": "test", "device": "test"});
    let identify = |token: &str, intents: Value, shard: Value| {
        let mut data = json!({"token": token, "intents": intents, "properties": properties});
        if !shard.is_null() {
            data["shard"] = shard;
        }
        json!({"op": 2, "d": data})
    };
    let token = discord.token();
    for (message, code) in [
        (identify("wrong", json!(0), Value::Null), 4004),
        (identify(&token, json!(1u64 << 40), Value::Null), 4013),
        (identify(&token, json!(0), json!([2, 1])), 4010),
        (json!({"op": 3, "d": {}}), 4003),
        (json!({"op": 99, "d": {}}), 4001),
        (json!({"op": 2, "d": {"token": token}}), 4002),
    ] {
        let mut session = Session::hello(&discord.gateway_url()).await;
        session.send(message).await;
        assert_eq!(session.frame().await, json!({"close": code}));
    }
    let mut twice = Session::identified(&discord, 0).await;
    twice.identify(&token, 0).await;
    assert_eq!(twice.frame().await, json!({"close": 4005}));
}

#[tokio::test]
async fn a_heartbeat_is_acknowledged() {
    let discord = discord().await;
    let mut session = Session::identified(&discord, 0).await;
    session.send(json!({"op": 1, "d": session.seq})).await;
    assert_eq!(session.frame().await["op"], 11);
}

#[tokio::test]
async fn a_resume_replays_missed_events_and_is_not_an_identify() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, GUILD_MESSAGES | MESSAGE_CONTENT).await;
    assert_eq!(discord.gateway().drop_connections(), 1);
    assert_eq!(session.frame().await, json!({"dead": true}));
    discord.gateway().wait_for_disconnect().await.expect("nobody is connected");
    bot.says(json!({"content": "meanwhile"})).await;
    let mut again = resume(&discord, &session).await;
    let missed = again.frame().await;
    assert_eq!((&missed["t"], &missed["d"]["content"]), (&json!("MESSAGE_CREATE"), &json!("meanwhile")));
    assert_eq!(again.frame().await["t"], "RESUMED");
    assert_eq!((discord.gateway().identifies(), discord.gateway().resumes()), (1, 1));
}

#[tokio::test]
async fn a_removed_session_cannot_be_resumed() {
    let discord = discord().await;
    let mut session = Session::identified(&discord, 0).await;
    discord.gateway().forget_sessions();
    let mut again = resume(&discord, &session).await;
    assert_eq!(again.frame().await, json!({"op": 9, "s": null, "t": null, "d": false}));
    assert_eq!(discord.gateway().invalidate(true), 1);
    assert_eq!(session.frame().await["op"], 9);
    assert_eq!(discord.gateway().reconnect(), 1);
    assert_eq!(session.frame().await["op"], 7);
}

#[tokio::test]
async fn after_a_resumable_invalid_session_the_same_connection_can_resume() {
    let discord = discord().await;
    let mut session = Session::identified(&discord, 0).await;
    let resume = json!({"op": 6, "d": {
        "token": discord.token(), "session_id": session.ready["session_id"], "seq": session.seq,
    }});
    assert_eq!(discord.gateway().invalidate(true), 1);
    assert_eq!(session.frame().await, json!({"op": 9, "s": null, "t": null, "d": true}));
    session.send(resume.clone()).await;
    assert_eq!(session.frame().await["t"], "RESUMED");
    assert_eq!((discord.gateway().connected(), discord.gateway().resumes()), (1, 1));
    session.send(resume).await;
    assert_eq!(session.frame().await, json!({"close": 4005}), "nobody asked for a second one");
}

#[tokio::test]
async fn events_need_their_intent_and_content_needs_message_content() {
    let discord = discord().await;
    let mut deaf = Session::identified(&discord, 0).await;
    let mut blind = Session::identified(&discord, GUILD_MESSAGES).await;
    let mut full = Session::identified(&discord, GUILD_MESSAGES | MESSAGE_CONTENT).await;
    discord.person("Sarah").says("is anybody there?").expect("she may");
    assert_eq!(blind.event("MESSAGE_CREATE").await["content"], "");
    assert_eq!(full.event("MESSAGE_CREATE").await["content"], "is anybody there?");
    deaf.send(json!({"op": 1, "d": deaf.seq})).await;
    assert_eq!(deaf.frame().await["op"], 11, "nothing came before the acknowledgement");
}

#[tokio::test]
async fn an_interaction_goes_to_every_session_the_given_number_of_times() {
    let (discord, bot) = unlimited().await;
    bot.registers().await;
    let mut one = Session::identified(&discord, 0).await;
    let mut other = Session::identified(&discord, 0).await;
    discord.gateway().deliver_interactions(2);
    let sent = discord.person("Sarah").slash("needhelp").string("child", "Jake").send().await.expect("sent");
    assert_eq!(sent.deliveries(), 4);
    for session in [&mut one, &mut other] {
        for _ in 0..2 {
            assert_eq!(session.event("INTERACTION_CREATE").await["id"], sent.id().to_string());
        }
    }
}

#[tokio::test]
async fn connections_can_be_refused_and_closed_with_a_code() {
    let discord = discord().await;
    let mut session = Session::identified(&discord, 0).await;
    assert_eq!(discord.gateway().close(4000), 1);
    assert_eq!(session.frame().await, json!({"close": 4000}));
    discord.gateway().refuse(Some(4004));
    let mut refused = Session::hello(&discord.gateway_url()).await;
    assert_eq!(refused.frame().await, json!({"close": 4004}));
    discord.gateway().refuse(None);
    Session::identified(&discord, 0).await;
}

#[tokio::test]
async fn a_client_that_closes_with_1000_has_no_session_any_more() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    session.close(1000).await;
    discord.gateway().wait_for_disconnect().await.expect("nobody is connected");
    let mut again = resume(&discord, &session).await;
    assert_eq!(again.frame().await["op"], 9);
    assert_eq!(bot.get("/gateway/bot").await.body["session_start_limit"]["remaining"], 999);
}

#[tokio::test]
async fn stopping_the_stand_in_ends_its_connections() {
    let discord = discord().await;
    let mut session = Session::identified(&discord, 0).await;
    drop(discord);
    assert_eq!(session.frame().await, json!({"dead": true}));
}
