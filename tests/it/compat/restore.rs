//! Posts the recorded messages of an earlier version again.

use std::collections::BTreeMap;
use std::sync::Arc;

use fake_discord::ids::ChannelId;
use fake_discord::{FakeDiscord, Message};
use serde_json::Value;

use super::raw_log;
use super::record::Posted;

/// The recorded ids, each with the one that stands for the same thing here.
pub type Ids = Vec<(String, String)>;

/// The bot's messages of version 1, as they were when they were created. They have been edited and pinned since.
pub async fn restore_messages(discord: &FakeDiscord) -> (Vec<Arc<Message>>, Ids) {
    let mut ids = ids(discord);
    let posted: Vec<Posted> = raw_log::parse(&raw_log::fixture("messages.jsonl"));
    let mut messages = Vec::new();
    for posted in posted {
        let channel = match posted.channel.as_str() {
            "bus-stop" => discord.channel_id("bus-stop"),
            person => discord.person(person).dm(),
        };
        let message = post(discord, channel, &posted, &ids).await;
        ids.push((posted.message_id, message.id.to_string()));
        messages.push(message);
    }
    (messages, ids)
}

/// The recorded ids and those that stand for the same things here.
fn ids(discord: &FakeDiscord) -> Ids {
    let recorded: BTreeMap<String, String> = serde_json::from_str(&raw_log::fixture("ids.json")).expect("ids");
    let now = |name: &str| match name {
        "application" => discord.application_id().to_string(),
        "guild" => discord.guild_id().to_string(),
        "bus-stop" => discord.channel_id(name).to_string(),
        "helpers" => discord.role_id(name).to_string(),
        person => discord.person(person).id().to_string(),
    };
    recorded.into_iter().map(|(name, id)| (id, now(&name))).collect()
}

pub fn with_ids(text: &str, ids: &Ids) -> String {
    ids.iter().fold(text.to_owned(), |text, (recorded, now)| text.replace(recorded, now))
}

/// Posts, edits and pins a message as the bot did. Returns it as it was created.
async fn post(discord: &FakeDiscord, channel: ChannelId, posted: &Posted, ids: &Ids) -> Arc<Message> {
    let client = reqwest::Client::new();
    let send = async |method, path: String, body: &Value| {
        let url = format!("{}/api/v10/channels/{channel}/{path}", discord.url());
        let request = client.request(method, url).header("authorization", format!("Bot {}", discord.token()));
        let body = with_ids(&body.to_string(), ids);
        let answer = request.header("content-type", "application/json").body(body).send().await.expect("sent");
        assert!(answer.status().is_success(), "{path}: {answer:?}");
        answer.text().await.expect("a body")
    };
    let created = send(reqwest::Method::POST, "messages".to_owned(), &posted.created).await;
    let created: Value = serde_json::from_str(&created).expect("JSON");
    let id = created["id"].as_str().expect("an id").to_owned();
    let message = discord.message(id.parse().expect("an id")).expect("it is there");
    if !posted.edited.is_null() {
        send(reqwest::Method::PATCH, format!("messages/{id}"), &posted.edited).await;
    }
    if posted.pinned {
        send(reqwest::Method::PUT, format!("messages/pins/{id}"), &Value::Null).await;
    }
    message
}
