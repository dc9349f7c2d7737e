//! Today's board on the log and the cards of an earlier version.
//!
//! The ids of guild, channel, people and messages become those of this test's Discord, and the times become as recent as
//! they were when the log was recorded. Offsets, event ids and keys stay.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fake_discord::ids::ChannelId;
use fake_discord::{FakeDiscord, Message, Method};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::raw_log::{self, Line};
use super::record::Posted;
use crate::support::bot::{Alert, AlertId, Body, Kind, Recipient, codec};
use crate::support::{Neighborhood, Shown};

/// A neighborhood with the log and the messages of version 1. No service runs yet.
struct Upgraded {
    here: Neighborhood,
    /// The bot's messages as they were created.
    messages: Vec<Arc<Message>>,
    /// How often each was pinned and unpinned.
    pins: Vec<usize>,
    /// The requests to Discord until now.
    requests: usize,
}

/// Begins the ids of alerts that are raised after the upgrade.
const AFTER: &str = "after-the-upgrade";

impl Upgraded {
    async fn from_version_1() -> Self {
        let here = Neighborhood::without_services().await;
        let mut ids = ids(&here);
        let posted: Vec<Posted> = raw_log::parse(&raw_log::fixture("messages.jsonl"));
        let mut messages = Vec::new();
        for posted in posted {
            let channel = match posted.channel.as_str() {
                "bus-stop" => here.discord.channel_id("bus-stop"),
                person => here.discord.person(person).dm(),
            };
            let message = post(&here.discord, channel, &posted, &ids).await;
            ids.push((posted.message_id, message.id.to_string()));
            messages.push(message);
        }
        let log = with_ids(&raw_log::fixture("confirmations.jsonl"), &ids);
        let lines = as_recent(raw_log::parse(&log));
        raw_log::append(&here.kafka().bootstrap_servers, &here.kafka().confirmations_topic, &lines).await;
        let pins = messages.iter().map(|message| pins(&here, message)).collect();
        let requests = here.discord.requests().len();
        Upgraded { here, messages, pins, requests }
    }

    /// The card of the alert with this message, as it was created.
    fn card(&self, message: &str) -> &Arc<Message> {
        let is_it = |card: &&Arc<Message>| card.is_card() && card.text().contains(message);
        self.messages.iter().find(is_it).expect("a card")
    }

    /// Waits until the board has looked at everything: in each partition an alert that is raised now has its card.
    async fn has_looked_at_everything(&self) {
        for home in 0..3 {
            let mut ids = (0..).map(|n| AlertId::new(format!("{AFTER}-{n}")).expect("an id"));
            let id = ids.find(|id| codec::home(self.here.kafka(), id) == home).expect("an id of each partition");
            let alert = Alert { message: AFTER.into(), ..self.here.alert() };
            self.here.append(&id, Kind::Raised(alert), id.as_str()).await;
            self.here.card_of_alert_is_recorded(&id).await;
        }
    }

    /// How many messages were posted since then that are not about the new alerts.
    fn posted_since(&self) -> usize {
        let requests = self.here.discord.requests();
        let created = requests[self.requests..].iter().filter(|request| {
            let create = request.method == Method::Post && request.path.ends_with("/messages");
            create && !request.body.to_string().contains(AFTER)
        });
        created.count()
    }

    /// What the board has recorded since then of the old alerts, but for edits of the card to a new look.
    fn recorded_since(&self) -> Vec<String> {
        let log = raw_log::read(&self.here.kafka().bootstrap_servers, &self.here.kafka().confirmations_topic);
        let old: Vec<Line> = raw_log::parse(&raw_log::fixture("confirmations.jsonl"));
        let offsets: BTreeSet<_> = old.iter().map(|line| (line.partition, line.offset)).collect();
        let text = |line: &Line, field: &str| line.value[field].as_str().unwrap_or_default().to_owned();
        let cause = |line: &Line| {
            let caused = |other: &&Line| other.header("ce_id") == text(line, "cause");
            log.iter().find(caused).map_or(String::new(), |other| text(other, "kind"))
        };
        let added = log.iter().filter(|line| {
            let is_edit = line.value["kind"] == "shown" && line.value.get("pinned").is_none();
            // A record of another program is copied to its home again, and counts once.
            let is_copy = log.iter().filter(|other| other.value == line.value).count() > 1;
            let is_new = text(line, "alert_id").starts_with(AFTER);
            !offsets.contains(&(line.partition, line.offset)) && !is_new && !is_edit && !is_copy
        });
        let mut added: Vec<_> =
            added.map(|line| format!("{} {} of {}", text(line, "kind"), text(line, "whom"), cause(line))).collect();
        added.sort_unstable();
        added
    }

    /// No message was deleted or unpinned.
    fn assert_messages_are_as_they_were(&self) {
        for (message, pinned) in self.messages.iter().zip(&self.pins) {
            let now = self.here.discord.message(message.id).expect("it was there");
            assert!(now.exists(), "deleted: {now:#?}");
            assert_eq!(pins(&self.here, message), *pinned, "{now:#?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_board_that_takes_over_from_version_1_repeats_nothing() {
    let upgraded = Upgraded::from_version_1().await;
    let here = &upgraded.here;
    let board = here.board();
    upgraded.has_looked_at_everything().await;
    board.end().await;
    upgraded.assert_messages_are_as_they_were();
    // Version 1 told nobody of these, and none of its services wrote them: in this log another program did.
    let told = ["cancelled", "done", "done", "with_child"].map(|kind| format!("informed parent of {kind}"));
    let told = [vec!["informed neighbor of done".to_owned()], told.to_vec()].concat();
    assert_eq!((upgraded.recorded_since(), upgraded.posted_since()), (told.clone(), told.len()));
    assert!(here.records(&here.kafka().dead_letter_topic).await.is_empty());
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_button_of_a_card_of_version_1_claims_its_alert() {
    let upgraded = Upgraded::from_version_1().await;
    let here = &upgraded.here;
    let (gateway, board) = (here.gateway().await, here.board());
    for open in ["open, without a time", "open, with a time", "given back by a moderator, open"] {
        let card = upgraded.card(open);
        let pressed = here.claim_as_seen("David", card).await;
        pressed.original_matches(Message::said_you_have_it).await.expect("David is told");
        here.closed(card).await;
        let told = |body: &Body| {
            matches!(&body.kind, Kind::Informed { cause, whom: Recipient::Parent, .. }
                if cause.as_str() == pressed.id().to_string())
        };
        here.log_has(told).await;
        assert_eq!(here.log().await.iter().filter(|body| told(body)).count(), 1, "{open}");
    }
    // A phone that still shows the button of a card that somebody took, or that has ended.
    for closed in ["Lisa is on the way", "cancelled while somebody is on the way"] {
        let pressed = here.claim_as_seen("David", upgraded.card(closed)).await;
        let answer = pressed.original_matches(|answer| !answer.says_wait() && !answer.content().is_empty()).await;
        assert!(!answer.expect("answered").said_you_have_it(), "{closed}");
    }
    gateway.end().await;
    board.end().await;
    here.discord.assert_clean();
}

/// The recorded ids and those that stand for the same things here.
fn ids(here: &Neighborhood) -> Vec<(String, String)> {
    let recorded: BTreeMap<String, String> = serde_json::from_str(&raw_log::fixture("ids.json")).expect("ids");
    let now = |name: &str| match name {
        "application" => here.discord.application_id().to_string(),
        "guild" => here.discord.guild_id().to_string(),
        "bus-stop" => here.discord.channel_id(name).to_string(),
        "helpers" => here.discord.role_id(name).to_string(),
        person => here.discord.person(person).id().to_string(),
    };
    recorded.into_iter().map(|(name, id)| (id, now(&name))).collect()
}

fn with_ids(text: &str, ids: &[(String, String)]) -> String {
    ids.iter().fold(text.to_owned(), |text, (recorded, now)| text.replace(recorded, now))
}

/// Posts, edits and pins a message as the bot did. Returns it as it was created.
async fn post(discord: &FakeDiscord, channel: ChannelId, posted: &Posted, ids: &[(String, String)]) -> Arc<Message> {
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

/// The same records, the last of them appended a moment ago.
fn as_recent(mut lines: Vec<Line>) -> Vec<Line> {
    let last = lines.iter().map(|line| line.ts).max().unwrap_or_default();
    let by = SignedDuration::from_millis(Timestamp::now().as_millisecond() - last);
    for line in &mut lines {
        line.ts += i64::try_from(by.as_millis()).expect("not far");
        for name in ["give_up_at", "source_ts"] {
            if let Some(value) = line.headers.get_mut(name) {
                let ms: i64 = value.parse().expect("milliseconds");
                *value = (ms + i64::try_from(by.as_millis()).expect("not far")).to_string();
            }
        }
        for name in ["at", "raised_at", "needed_by"] {
            if let Some(Value::String(time)) = line.value.get_mut(name) {
                *time = (time.parse::<Timestamp>().expect("a time") + by).to_string();
            }
        }
    }
    lines
}

fn pins(here: &Neighborhood, message: &Message) -> usize {
    here.discord.message(message.id).map_or(0, |message| message.pin_changes.len())
}
