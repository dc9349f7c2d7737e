//! Edits of flags, layout components and mentions.

use fake_discord::mention;
use serde_json::{Value, json};

use crate::bot::{Bot, careless, unlimited};

const SUPPRESS_EMBEDS: u64 = 1 << 2;
const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;
const V2: u64 = 1 << 15;

fn text(content: &str) -> Value {
    json!({"type": 10, "content": content})
}

/// Creates a message with layout components and returns its path.
async fn layout(bot: &Bot, content: &str) -> String {
    bot.messages(&format!("/{}", bot.says(json!({"flags": V2, "components": [text(content)]})).await.id()))
}

#[tokio::test]
async fn embeds_can_be_suppressed_and_shown_again() {
    let (_discord, bot) = unlimited().await;
    let path = bot.messages(&format!("/{}", bot.says(json!({"embeds": [{"title": "Jake"}]})).await.id()));
    let hidden = bot.patch(&path, json!({"flags": SUPPRESS_EMBEDS})).await.body;
    assert_eq!((&hidden["embeds"], &hidden["flags"]), (&json!([]), &json!(SUPPRESS_EMBEDS)));
    let shown = bot.patch(&path, json!({"flags": 0})).await.body;
    assert_eq!((&shown["embeds"][0]["title"], &shown["flags"]), (&json!("Jake"), &json!(0)));
}

#[tokio::test]
async fn an_edit_to_layout_components_needs_empty_content_and_is_final() {
    let (discord, bot) = unlimited().await;
    let id = bot.says(json!({"content": "open"})).await.id();
    let path = bot.messages(&format!("/{id}"));
    let kept = bot.patch(&path, json!({"flags": V2, "components": [text("claimed")]})).await;
    assert_eq!(kept.error(), (400, 50035));
    assert!(kept.body["errors"]["content"]["_errors"].is_array(), "{}", kept.body);
    let changed = json!({"flags": V2, "content": null, "components": [text("claimed")]});
    assert_eq!(bot.patch(&path, changed).await.body["flags"], V2);
    assert_eq!(bot.patch(&path, json!({"flags": 0, "components": [text("closed")]})).await.body["flags"], V2);
    assert_eq!(discord.message(id.parse().expect("an id")).expect("known").text(), "closed");
}

#[tokio::test]
async fn a_message_keeps_its_v2_flag_in_edits_and_accepts_no_content() {
    let (_discord, bot) = unlimited().await;
    let path = layout(&bot, "open").await;
    assert_eq!(bot.patch(&path, json!({"components": [text("claimed")]})).await.status, 200);
    let refused = bot.patch(&path, json!({"content": "x"})).await;
    assert!(refused.body["errors"]["content"]["_errors"].is_array(), "{}", refused.body);
    assert_eq!(bot.patch(&path, json!({"components": []})).await.error(), (400, 50006));
}

#[tokio::test]
async fn an_edit_finds_the_mentions_in_layout_components() {
    let (discord, bot) = unlimited().await;
    let (mike, lisa) = (discord.person("Mike").id(), discord.person("Lisa").id());
    let path = layout(&bot, &mention(mike)).await;
    let names = |body: &Value| {
        body["mentions"].as_array().expect("a list").iter().map(|m| m["username"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&bot.get(&path).await.body), ["mike"]);
    let nested = json!([{"type": 17, "components": [text(&mention(lisa))]}]);
    assert_eq!(names(&bot.patch(&path, json!({"components": nested})).await.body), ["lisa"]);
    assert!(discord.person("Lisa").rung_by().is_empty(), "an edit rings nobody");
}

#[tokio::test]
async fn an_invalid_layout_component_is_refused_at_its_path() {
    let (discord, bot) = careless().await;
    let section = json!({"type": 9, "components": [text("Jake")]});
    let refused = bot.says(json!({"flags": V2, "components": [section]})).await;
    assert_eq!(refused.error(), (400, 50035));
    assert!(refused.body["errors"]["components"]["0"]["accessory"]["_errors"].is_array(), "{}", refused.body);
    assert!(discord.channel(discord.channel_id("bus-stop")).history().is_empty());
}

#[tokio::test]
async fn every_component_of_a_section_gets_an_id() {
    let (_discord, bot) = unlimited().await;
    let button = json!({"type": 2, "style": 1, "label": "Mine", "custom_id": "claim"});
    let section = json!({"type": 9, "components": [text("Jake")], "accessory": button});
    let made = bot.says(json!({"flags": V2, "components": [section]})).await.body;
    let section = &made["components"][0];
    assert_eq!(section["accessory"]["custom_id"], "claim");
    assert!([section, &section["components"][0], &section["accessory"]].iter().all(|one| one["id"].is_i64()), "{made}");
}

#[tokio::test]
async fn a_silent_message_mentions_people_and_notifies_nobody() {
    let (discord, bot) = unlimited().await;
    let mike = discord.person("Mike");
    let silent = |content: String| json!({"content": content, "flags": SUPPRESS_NOTIFICATIONS});
    let made = bot.says(silent(mention(mike.id()))).await.body;
    assert_eq!(made["mentions"][0]["username"], "mike");
    let dm = bot.post("/users/@me/channels", json!({"recipient_id": mike.id()})).await.id();
    bot.post(&format!("/channels/{dm}/messages"), silent("psst".to_owned())).await;
    assert!(mike.rung_by().is_empty());
    bot.post(&format!("/channels/{dm}/messages"), json!({"content": "hey"})).await;
    assert_eq!(mike.rung_by().len(), 1);
}
