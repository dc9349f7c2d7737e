//! Today's board on the log and the cards of an earlier version.
//!
//! The ids of guild, channel, people and messages become those of this test's Discord, and the times become as recent as
//! they were when the log was recorded. Offsets, event ids and keys stay.

use std::collections::BTreeSet;
use std::sync::Arc;

use fake_discord::{Message, Method};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::raw_log::{self, Line};
use super::restore::{restore_messages, with_ids};
use crate::support::bot::{Body, Kind, Recipient};
use crate::support::neighborhood::{PATIENCE, take};
use crate::support::{Neighborhood, Shown, eventually};

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
        let (messages, ids) = restore_messages(&here.discord).await;
        let log = with_ids(&raw_log::fixture("confirmations.jsonl"), &ids);
        let lines = as_recent(raw_log::parse(&log));
        let (servers, topic) = (&here.kafka().bootstrap_servers, &here.kafka().confirmations_topic);
        // Kafka itself gives records its own time, and a press that was appended after its `give_up_at` does not count.
        // The embedded broker keeps the time that a record comes with.
        let is_kafka = here.embedded.is_none();
        if is_kafka {
            raw_log::times_are(servers, topic, "CreateTime").await;
        }
        raw_log::append(servers, topic, &lines).await;
        if is_kafka {
            raw_log::times_are(servers, topic, "LogAppendTime").await;
        }
        let pins = messages.iter().map(|message| pins(&here, message)).collect();
        let requests = here.discord.requests().len();
        Upgraded { here, messages, pins, requests }
    }

    /// The card of the alert with this message, as it was created.
    fn card(&self, message: &str) -> &Arc<Message> {
        let is_it = |card: &&Arc<Message>| card.is_card() && card.text().contains(message);
        self.messages.iter().find(is_it).expect("a card")
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
    // Version 1 told nobody of these, and none of its services wrote them: in this log another program did.
    let told = ["cancelled", "done", "done", "with_child"].map(|kind| format!("informed parent of {kind}"));
    let told = [vec!["informed neighbor of done".to_owned()], told.to_vec()].concat();
    here.all_before_is_processed(AFTER).await;
    eventually(PATIENCE, "they are told", async || (upgraded.recorded_since().len() >= told.len()).then_some(())).await;
    board.end().await;
    upgraded.assert_messages_are_as_they_were();
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
        // He holds one of the others by then, and is asked.
        let pressed = take(&here.discord, "David", card, PATIENCE).await.expect("David is answered");
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
