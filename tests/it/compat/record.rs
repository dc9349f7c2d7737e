//! Writes the fixtures: what this version's services have appended and posted when [`super::story`] is over.

use std::path::PathBuf;

use fake_discord::{FakeDiscord, Method};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::raw_log;
use crate::support::Neighborhood;

/// A message of the bot.
#[derive(Debug, Serialize, Deserialize)]
pub struct Posted {
    pub message_id: String,
    /// `bus-stop`, or the person whose direct messages it is in.
    pub channel: String,
    pub pinned: bool,
    /// The body with which the bot created it.
    pub created: Value,
    /// The body of the newest edit; null without one.
    pub edited: Value,
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "writes the fixtures of a version, once: NEEDHELP_FIXTURES=tests/fixtures/v1"]
async fn records_the_log_and_the_cards_of_this_version() {
    let folder = std::env::var("NEEDHELP_FIXTURES").expect("NEEDHELP_FIXTURES names a folder");
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder);
    let here = super::story::play().await;
    let write = |name: &str, text: String| std::fs::write(folder.join(name), text).expect("written");
    let servers = &here.kafka().bootstrap_servers;
    write("alerts.jsonl", raw_log::to_text(&raw_log::read(servers, &here.kafka().alerts_topic)));
    write("confirmations.jsonl", raw_log::to_text(&raw_log::read(servers, &here.kafka().confirmations_topic)));
    write("messages.jsonl", raw_log::to_text(&messages(&here.discord)));
    write("ids.json", serde_json::to_string_pretty(&ids(&here)).expect("JSON") + "\n");
}

/// The ids in the log that another Discord has others for.
fn ids(here: &Neighborhood) -> Value {
    let discord = &here.discord;
    let person = |name: &str| discord.person(name).id();
    json!({
        "application": discord.application_id(), "guild": discord.guild_id(), "bus-stop": discord.channel_id("bus-stop"),
        "helpers": discord.role_id("helpers"), "Sarah": person("Sarah"), "Mike": person("Mike"), "Lisa": person("Lisa"),
        "David": person("David"),
    })
}

fn messages(discord: &FakeDiscord) -> Vec<Posted> {
    let mut found = Vec::new();
    let requests = discord.requests();
    let bodies = |method: Method, path: &str| -> Vec<Value> {
        let is_it = |request: &&std::sync::Arc<fake_discord::Request>| {
            request.method == method && request.path == path && request.status == Some(200)
        };
        requests.iter().filter(is_it).map(|request| request.body.clone()).collect()
    };
    let channels = ["Sarah", "Mike", "Lisa", "David"].map(|name| (name, discord.person(name).dm()));
    for (name, channel) in [("bus-stop", discord.channel_id("bus-stop"))].into_iter().chain(channels) {
        let created = bodies(Method::Post, &format!("/channels/{channel}/messages"));
        for message in discord.channel(channel).messages() {
            let Some(nonce) = &message.nonce else { continue };
            let body = created.iter().find(|body| body["nonce"] == *nonce).expect("created by a request");
            let edits = bodies(Method::Patch, &format!("/channels/{channel}/messages/{}", message.id));
            found.push(Posted {
                message_id: message.id.to_string(),
                channel: name.to_owned(),
                pinned: message.is_pinned(),
                created: body.clone(),
                edited: edits.last().cloned().unwrap_or_default(),
            });
        }
    }
    found
}
