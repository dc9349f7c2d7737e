//! Who is notified by a message.

use std::collections::BTreeSet;

use fake_discord::{FakeDiscord, Message, Permissions, mention};
use serde_json::{Value, json};

use crate::bot::{Bot, unlimited};

/// The names of the people that a message with this body notifies.
async fn rung(discord: &FakeDiscord, bot: &Bot, body: Value) -> BTreeSet<String> {
    let id = bot.says(body).await.id();
    names(discord, &discord.message(id.parse().expect("an id")).expect("known"))
}

fn names(discord: &FakeDiscord, message: &Message) -> BTreeSet<String> {
    let people = ["Sarah", "Mike", "Lisa", "David"];
    let rings = |name: &&str| message.pings.people.contains(&discord.person(name).id());
    people.into_iter().filter(rings).map(str::to_owned).collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[tokio::test]
async fn a_mention_in_the_content_notifies_and_one_in_an_embed_does_not() {
    let (discord, bot) = unlimited().await;
    let mike = mention(discord.person("Mike").id());
    assert_eq!(rung(&discord, &bot, json!({"content": mike})).await, set(&["Mike"]));
    assert_eq!(rung(&discord, &bot, json!({"embeds": [{"description": mike}]})).await, set(&[]));
}

#[tokio::test]
async fn a_role_mention_needs_a_mentionable_role_or_mention_everyone() {
    let (discord, bot) = unlimited().await;
    let helpers = discord.role_id("helpers");
    let body = json!({"content": format!("<@&{helpers}>")});
    assert_eq!(rung(&discord, &bot, body.clone()).await, set(&["Mike", "Lisa", "David"]));
    discord.revoke(Permissions::MENTION_EVERYONE);
    assert_eq!(rung(&discord, &bot, body.clone()).await, set(&[]));
    discord.set_mentionable(helpers, true);
    assert_eq!(rung(&discord, &bot, body).await, set(&["Mike", "Lisa", "David"]));
}

#[tokio::test]
async fn allowed_mentions_limit_who_is_notified() {
    let (discord, bot) = unlimited().await;
    let (sarah, mike) = (discord.person("Sarah").id(), discord.person("Mike").id());
    let text = format!("@everyone {} {} <@&{}>", mention(sarah), mention(mike), discord.role_id("helpers"));
    let with = |allowed: Value| json!({"content": text, "allowed_mentions": allowed});
    assert_eq!(rung(&discord, &bot, with(json!({"parse": []}))).await, set(&[]));
    assert_eq!(rung(&discord, &bot, with(json!({"users": [sarah]}))).await, set(&["Sarah"]));
    assert_eq!(rung(&discord, &bot, with(json!({"parse": ["users"]}))).await, set(&["Sarah", "Mike"]));
    assert_eq!(rung(&discord, &bot, with(json!({"parse": ["everyone"]}))).await.len(), 4);
    let both = bot.says(with(json!({"parse": ["users"], "users": [sarah]}))).await;
    assert_eq!(both.error(), (400, 50035));
}

#[tokio::test]
async fn an_edit_notifies_nobody() {
    let (discord, bot) = unlimited().await;
    let id = bot.says(json!({"content": "open"})).await.id();
    let mike = mention(discord.person("Mike").id());
    let edited = bot.patch(&bot.messages(&format!("/{id}")), json!({"content": mike})).await;
    assert_eq!(edited.body["mentions"][0]["username"], "mike");
    assert_eq!(names(&discord, &discord.message(id.parse().expect("an id")).expect("known")), set(&[]));
    assert!(discord.person("Mike").rung_by().is_empty());
}

#[tokio::test]
async fn people_who_cannot_see_the_channel_are_not_notified() {
    let (discord, bot) = unlimited().await;
    let mike = discord.person("Mike").id();
    let channel = discord.channel_id("bus-stop");
    let target = fake_discord::OverwriteTarget::Member(mike);
    assert!(discord.overwrite(channel, target, Permissions::empty(), Permissions::VIEW_CHANNEL));
    assert_eq!(rung(&discord, &bot, json!({"content": mention(mike)})).await, set(&[]));
}
