//! The gateway events for changed and deleted messages.

use fake_discord::twilight_model::gateway::Intents;
use serde_json::{Value, json};

use crate::bot::{Session, unlimited};

fn everything() -> u64 {
    (Intents::GUILDS | Intents::GUILD_MESSAGES | Intents::DIRECT_MESSAGES).bits()
}

/// The next event with any name.
async fn next(session: &mut Session) -> (String, Value) {
    let frame = session.frame().await;
    (frame["t"].as_str().expect("an event").to_owned(), frame["d"].clone())
}

#[tokio::test]
async fn deleting_a_pinned_message_sends_one_event() {
    let (discord, bot) = unlimited().await;
    let (first, second) = (bot.says(json!({"content": "a"})).await.id(), bot.says(json!({"content": "b"})).await.id());
    bot.put(&bot.messages(&format!("/pins/{first}"))).await;
    let mut session = Session::identified(&discord, everything()).await;
    let guild = session.event("GUILD_CREATE").await;
    let pinned_at = guild["channels"][0]["last_pin_timestamp"].clone();
    assert!(pinned_at.is_string());

    discord.advance(std::time::Duration::from_secs(5));
    bot.put(&bot.messages(&format!("/pins/{second}"))).await;
    let pinned = session.event("CHANNEL_PINS_UPDATE").await;
    assert_ne!(pinned["last_pin_timestamp"], pinned_at);
    bot.delete(&bot.messages(&format!("/pins/{second}"))).await;
    let unpinned = session.event("CHANNEL_PINS_UPDATE").await;
    assert_eq!(unpinned["last_pin_timestamp"], pinned_at, "the newest pin that is left");
    assert_eq!(next(&mut session).await.0, "MESSAGE_UPDATE");

    bot.delete(&bot.messages(&format!("/{first}"))).await;
    let (name, data) = next(&mut session).await;
    assert_eq!((name.as_str(), &data["id"]), ("MESSAGE_DELETE", &json!(first)));
    bot.says(json!({"content": "c"})).await;
    assert_eq!(next(&mut session).await.0, "MESSAGE_CREATE", "nothing else was said of the deleted one");
    assert_eq!(bot.get(&format!("/channels/{}", bot.channel)).await.body["last_pin_timestamp"], Value::Null);
}

#[tokio::test]
async fn a_bulk_delete_sends_one_event_and_keeps_ephemeral_messages() {
    let (discord, bot) = unlimited().await;
    bot.registers().await;
    let mut session = Session::identified(&discord, everything()).await;
    let asked = discord.person("Sarah").slash("needhelp").string("child", "Jake").send().await.expect("sent");
    let interaction = session.event("INTERACTION_CREATE").await;
    bot.responds(&interaction, json!({"type": 4, "data": {"content": "psst", "flags": 64}})).await;
    let private = asked.original().await.expect("there").id.to_string();
    let (one, two) = (bot.says(json!({"content": "a"})).await.id(), bot.says(json!({"content": "b"})).await.id());
    bot.post(&bot.messages("/bulk-delete"), json!({"messages": [one, two, private]})).await;
    let gone = session.event("MESSAGE_DELETE_BULK").await;
    assert_eq!(gone["ids"], json!([one, two]));
    assert_eq!(gone["guild_id"], discord.guild_id().to_string());
    assert!(asked.original_now().is_some());
}

#[tokio::test]
async fn an_event_for_a_dm_has_no_guild() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, everything()).await;
    let dm = discord.person("Sarah").dm();
    let id = bot.post(&format!("/channels/{dm}/messages"), json!({"content": "hi"})).await.id();
    bot.put(&format!("/channels/{dm}/messages/pins/{id}")).await;
    bot.delete(&format!("/channels/{dm}/messages/{id}")).await;
    for name in ["CHANNEL_PINS_UPDATE", "MESSAGE_DELETE"] {
        let data = session.event(name).await;
        assert!(data.get("guild_id").is_none(), "{name}: {data}");
    }
}

#[tokio::test]
async fn a_mentioned_person_is_a_member_in_the_event_only() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, everything()).await;
    let mike = discord.person("Mike");
    mike.is_called("Mikey");
    let sent = bot.says(json!({"content": format!("<@{}>", mike.id())})).await.body;
    assert!(sent["mentions"][0].get("member").is_none());
    let event = session.event("MESSAGE_CREATE").await;
    assert_eq!(
        (&event["mentions"][0]["member"]["nick"], &event["mentions"][0]["global_name"]),
        (&json!("Mikey"), &json!("Mike"))
    );
}
