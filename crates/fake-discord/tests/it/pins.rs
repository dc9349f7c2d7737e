//! Pins: their permission, their limit, and their notice.

use fake_discord::Permissions;
use serde_json::json;

use crate::bot::{Bot, unlimited};

async fn pinned(bot: &Bot) -> String {
    let id = bot.says(json!({"content": "card"})).await.id();
    assert_eq!(bot.put(&bot.messages(&format!("/pins/{id}"))).await.status, 204);
    id
}

#[tokio::test]
async fn a_pin_creates_one_notice_that_the_bot_may_delete() {
    let (discord, bot) = unlimited().await;
    let id = pinned(&bot).await;
    assert_eq!(bot.put(&bot.messages(&format!("/pins/{id}"))).await.status, 204);
    let channel = discord.channel(discord.channel_id("bus-stop"));
    let notices: Vec<_> = channel.messages().into_iter().filter(|message| message.is_pin_notice()).collect();
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].reply_to.map(|id| id.to_string()), Some(id));
    let path = bot.messages(&format!("/{}", notices[0].id));
    let shown = bot.get(&path).await;
    assert_eq!((&shown.body["type"], shown.body["message_reference"]["message_id"].is_string()), (&json!(6), true));
    discord.revoke(Permissions::MANAGE_MESSAGES);
    let many = json!({"messages": [notices[0].id, shown.body["message_reference"]["message_id"]]});
    assert_eq!(bot.post(&bot.messages("/bulk-delete"), many).await.error(), (403, 50013));
    assert_eq!(bot.delete(&path).await.status, 204, "it is the bot's own message");
}

#[tokio::test]
async fn pinning_needs_pin_messages_and_manage_messages_is_not_enough() {
    let (discord, bot) = unlimited().await;
    discord.revoke(Permissions::PIN_MESSAGES);
    let id = bot.says(json!({"content": "card"})).await.id();
    assert_eq!(bot.put(&bot.messages(&format!("/pins/{id}"))).await.error(), (403, 50013));
    assert!(!discord.message(id.parse().expect("an id")).expect("known").is_pinned());
}

#[tokio::test]
async fn the_251st_pin_is_30003_until_a_message_is_unpinned() {
    let (_discord, bot) = unlimited().await;
    let first = pinned(&bot).await;
    for _ in 1..250 {
        pinned(&bot).await;
    }
    let id = bot.says(json!({"content": "card"})).await.id();
    let path = bot.messages(&format!("/pins/{id}"));
    assert_eq!(bot.put(&path).await.error(), (400, 30003));
    assert_eq!(bot.delete(&bot.messages(&format!("/pins/{first}"))).await.status, 204);
    assert_eq!(bot.put(&path).await.status, 204);
}

#[tokio::test]
async fn pins_are_paged_by_their_time_newest_first() {
    let (discord, bot) = unlimited().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(pinned(&bot).await);
        discord.advance(std::time::Duration::from_secs(1));
    }
    let page = bot.get(&bot.messages("/pins?limit=2")).await.body;
    assert_eq!(page["has_more"], true);
    assert_eq!(page["items"][0]["message"]["id"], ids[2].as_str());
    let before = page["items"][1]["pinned_at"].as_str().expect("a time").replace('+', "%2B");
    let rest = bot.get(&bot.messages(&format!("/pins?limit=2&before={before}"))).await.body;
    assert_eq!((&rest["has_more"], rest["items"].as_array().expect("a list").len()), (&json!(false), 1));
    assert_eq!(rest["items"][0]["message"]["id"], ids[0].as_str());
}

#[tokio::test]
async fn without_the_history_permission_the_pins_are_empty() {
    let (discord, bot) = unlimited().await;
    pinned(&bot).await;
    discord.deny_bot(discord.channel_id("bus-stop"), Permissions::READ_MESSAGE_HISTORY);
    let reply = bot.get(&bot.messages("/pins")).await;
    assert_eq!((reply.status, &reply.body["items"]), (200, &json!([])));
}

#[tokio::test]
async fn a_deleted_message_is_no_longer_pinned() {
    let (discord, bot) = unlimited().await;
    let id = pinned(&bot).await;
    bot.delete(&bot.messages(&format!("/{id}"))).await;
    assert!(discord.channel(discord.channel_id("bus-stop")).pins().is_empty());
    let changes = discord.message(id.parse().expect("an id")).expect("known").pin_changes.clone();
    assert_eq!(changes.iter().map(|change| change.pinned).collect::<Vec<_>>(), [true, false]);
}
