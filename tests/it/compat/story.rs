//! What happens to the alerts of a recorded log: everything that the version can write.
//!
//! People act in Discord where there is a button or a command for it. Other records are appended as another program would.

use std::sync::Arc;
use std::time::Duration;

use fake_discord::{Message, Permissions, Request};
use jiff::Timestamp;
use needhelp::alert::Effect;
use serde_json::{Value, json};

use super::raw_log::{self, Line};
use crate::support::Neighborhood;
use crate::support::bot::{AlertId, Call, ChannelId, Envelope, MessageId, Outgoing, Priority, codec};
use crate::support::neighborhood::Service;
use crate::support::wait::{eventually, within};

const PIN_MESSAGES: Permissions = Permissions::from_bits_retain(1 << 51);

/// An alert and its card.
struct Raised {
    id: AlertId,
    card: Arc<Message>,
}

/// The people, the bot, and the alerts' log so far.
struct Story {
    here: Neighborhood,
    board: Option<Service>,
    ahead: Duration,
    events: u64,
}

/// Plays everything, and returns where it happened. The services have ended.
pub async fn play() -> Neighborhood {
    let here = Neighborhood::without_services().await;
    let (gateway, intake) = (here.gateway().await, here.intake());
    let mut story = Story { here, board: None, ahead: Duration::ZERO, events: 0 };
    story.restart_board(Duration::ZERO).await;
    story.never_taken().await;
    story.refused_by_discord().await;
    story.taken_back().await;
    story.expired().await;
    story.gone_well().await;
    story.still_open().await;
    story.comes_to_rest().await;
    gateway.end().await;
    intake.end().await;
    if let Some(board) = story.board.take() {
        board.end().await;
    }
    story.here
}

impl Story {
    async fn restart_board(&mut self, ahead: Duration) {
        if let Some(board) = self.board.take() {
            board.end().await;
        }
        self.ahead = ahead;
        self.here.clock_is_ahead(ahead);
        self.board = Some(self.here.board());
    }

    /// Half a minute passes for the board, after which it believes a refusal.
    fn half_a_minute_later(&mut self) {
        self.ahead += Duration::from_secs(31);
        self.here.clock_is_ahead(self.ahead);
    }

    /// Alerts that no neighbor was asked about.
    async fn never_taken(&mut self) {
        let (guild, channel) = (self.here.discord.guild_id(), self.here.discord.channel_id("bus-stop"));
        let from_discord = json!({
            "parent_id": self.here.user("Sarah"), "guild_id": guild, "channel_id": channel, "parent_name": "Sarah",
            "location": "Oak Street Bus Stop", "locale": "en-US",
        });
        let merged = |more: Value| {
            let mut alert = from_discord.clone();
            alert.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            alert.to_string()
        };
        let minute_ago = Timestamp::now() - jiff::SignedDuration::from_secs(60);
        let missed = AlertId::new(self.next_id()).expect("an id");
        let value = merged(json!({"alert_id": missed, "child_name": "Jake", "message": "its time has passed",
            "raised_at": minute_ago - jiff::SignedDuration::from_secs(240), "needed_by": minute_ago}));
        self.here.send(value).await;
        self.logged(&missed, "informed", &[]).await;
        let rejected = AlertId::new(self.next_id()).expect("an id");
        self.here.send(merged(json!({"alert_id": rejected, "child_name": " ", "message": "cannot be raised"}))).await;
        self.logged(&rejected, "informed", &[]).await;
    }

    /// A refusal of each kind.
    async fn refused_by_discord(&mut self) {
        self.here.discord.revoke(PIN_MESSAGES);
        let pin = self.raise("the pin is refused", None).await;
        self.logged(&pin.id, "failed", &[("what", json!("pin"))]).await;
        self.here.discord.grant(PIN_MESSAGES);
        self.cancelled(&pin, None).await;

        self.here.discord.revoke(Permissions::MENTION_EVERYONE);
        let silent = self.raise("the helpers' phones do not ring", None).await;
        self.logged(&silent.id, "posted", &[("role_notified", json!(false))]).await;
        self.logged(&silent.id, "informed", &[("whom", json!("parent"))]).await;
        self.here.discord.grant(Permissions::MENTION_EVERYONE);
        self.cancelled(&silent, None).await;

        self.here.discord.revoke(Permissions::SEND_MESSAGES);
        let requests = self.requests();
        let asked = self.types("the card is refused", None).await;
        let id = AlertId::new(asked.id().to_string()).expect("an id");
        self.refused(requests, 1).await;
        self.logged(&id, "failed", &[("what", json!("card"))]).await;
        self.logged(&id, "informed", &[("whom", json!("parent"))]).await;
        self.here.discord.grant(Permissions::SEND_MESSAGES);

        let notices = self.raise("the notices are refused", None).await;
        self.here.discord.revoke(Permissions::SEND_MESSAGES);
        for name in ["Sarah", "Mike"] {
            self.here.discord.person(name).closes_dms(true);
        }
        // Not by a press: a private answer would do for the neighbor.
        let claim =
            json!({"neighbor_id": self.here.user("Mike"), "neighbor_name": "Mike", "message": "I'll watch Jake"});
        let requests = self.requests();
        self.append(&notices.id, "claimed", claim).await;
        self.refused(requests, 4).await;
        self.half_a_minute_later();
        self.logged(&notices.id, "failed", &[("what", json!("neighbor"))]).await;
        self.logged(&notices.id, "failed", &[("what", json!("parent"))]).await;
        let requests = self.requests();
        self.released(&notices, "Mike", None).await;
        self.refused(requests, 1).await;
        self.half_a_minute_later();
        self.logged(&notices.id, "failed", &[("what", json!("helpers"))]).await;
        self.here.discord.grant(Permissions::SEND_MESSAGES);
        for name in ["Sarah", "Mike"] {
            self.here.discord.person(name).closes_dms(false);
        }
        self.cancelled(&notices, Some("David")).await;

        let edit = self.raise("somebody deletes the card", None).await;
        let rest = self.here.rest();
        let (channel, message) = (ChannelId(edit.card.channel_id.get()), MessageId(edit.card.id.get()));
        rest.delete_message(Call::new(Priority::Tidy), channel, message).await.expect("deleted");
        let requests = self.requests();
        self.cancelled(&edit, None).await;
        self.refused(requests, 1).await;
        self.logged(&edit.id, "failed", &[("what", json!("edit"))]).await;
        self.restart_board(Duration::ZERO).await;
    }

    /// Records that do not count, and what corrects them.
    async fn taken_back(&mut self) {
        let alert = self.raise("the alert is withdrawn", None).await;
        self.claims(&alert, "Mike").await;
        self.append(&alert.id, "withdrawn", json!({"event_id": alert.id})).await;
        self.closed(&alert).await;

        let claim = self.raise("the claim is withdrawn", None).await;
        let pressed = self.claims(&claim, "Mike").await;
        self.append(&claim.id, "withdrawn", json!({"event_id": pressed})).await;
        self.logged(&claim.id, "informed", &[("whom", json!("helpers"))]).await;
        self.cancelled(&claim, None).await;

        let stray = self.raise("there is a second card", None).await;
        let second = self.post_by_hand("A second card").await;
        let fact = json!({"cause": stray.id, "channel_id": stray.card.channel_id, "message_id": second, "as_of": 0});
        self.append(&stray.id, "posted", fact).await;
        self.logged(&stray.id, "shown", &[("removed", json!([second]))]).await;
        self.cancelled(&stray, None).await;

        let early = AlertId::new(self.next_id()).expect("an id");
        self.append(&early, "cancelled", json!({"parent_id": self.here.user("Sarah")})).await;
        let value = json!({"alert_id": early, "parent_id": self.here.user("Sarah"), "parent_name": "Sarah", "child_name": "Jake",
            "location": "Oak Street Bus Stop", "message": "cancelled before it is raised"});
        self.here.send(value.to_string()).await;
        self.logged(&early, "failed", &[("what", json!("card"))]).await;
    }

    async fn expired(&mut self) {
        let expired = self.raise("nobody takes it", Some("in 5 min")).await;
        let taken = self.raise("taken, and never done", Some("in 5 min")).await;
        self.claims(&taken, "Lisa").await;
        self.restart_board(Duration::from_secs(66 * 60)).await;
        for alert in [&expired, &taken] {
            self.logged(&alert.id, "expired", &[]).await;
            self.closed(alert).await;
        }
        self.restart_board(Duration::ZERO).await;
    }

    /// Taken, given back, taken again, done.
    async fn gone_well(&mut self) {
        let alert = self.raise("given back, and then done", None).await;
        self.claims(&alert, "Mike").await;
        let second = self.here.claim_as_seen("Lisa", &alert.card).await;
        self.logged_event(&alert.id, &second.id().to_string()).await;
        self.released(&alert, "Mike", None).await;
        self.logged(&alert.id, "informed", &[("whom", json!("helpers"))]).await;
        self.claims(&alert, "Lisa").await;
        self.append(&alert.id, "with_child", json!({"neighbor_id": self.here.user("Lisa")})).await;
        self.append(&alert.id, "done", json!({"neighbor_id": self.here.user("Lisa")})).await;
        self.closed(&alert).await;

        let alert = self.raise("cancelled while somebody is on the way", None).await;
        self.claims(&alert, "Mike").await;
        self.cancelled(&alert, None).await;

        let alert = self.raise("done, says a moderator", None).await;
        self.claims(&alert, "Mike").await;
        let by_moderator = json!({"neighbor_id": self.here.user("Mike"), "moderator_id": self.here.user("David")});
        self.append(&alert.id, "done", by_moderator).await;
        self.closed(&alert).await;
    }

    /// Alerts that the next version takes over.
    async fn still_open(&mut self) {
        let tutorial = json!({"parent_name": "Sarah", "child_name": "Jake", "location": "Oak Street Bus Stop",
            "message": "Meeting ran over, will be 10 mins late"});
        self.here.send(tutorial.to_string()).await;
        self.raise("open, without a time", None).await;
        self.raise("open, with a time", Some("in 120 min")).await;

        let alert = self.raise("given back by a moderator, open", Some("in 120 min")).await;
        self.claims(&alert, "Mike").await;
        self.released(&alert, "Mike", Some("David")).await;
        self.logged(&alert.id, "informed", &[("whom", json!("helpers"))]).await;

        let alert = self.raise("the child is with Mike", Some("in 120 min")).await;
        self.claims(&alert, "Mike").await;
        self.append(&alert.id, "with_child", json!({"neighbor_id": self.here.user("Mike")})).await;

        let alert = self.raise("Lisa is on the way", Some("in 120 min")).await;
        self.claims(&alert, "Lisa").await;

        let alert = self.raise("taken through another program", None).await;
        let void = json!({"neighbor_id": self.here.user("Mike"), "neighbor_name": "Mike", "message": ""});
        self.append_until(Timestamp::now() - jiff::SignedDuration::from_secs(1), &alert.id, "claimed", void).await;
        let later = json!({"neighbor_id": self.here.user("Mike"), "mood": "good"});
        self.append(&alert.id, "waved", later).await;
        let foreign = json!({"alert_id": alert.id, "at": Timestamp::now(), "kind": "claimed",
            "neighbor_id": self.here.user("David"), "neighbor_name": "David"});
        let elsewhere = (codec::home(self.here.kafka(), &alert.id) + 1) % 3;
        self.here.append_foreign(&self.here.kafka().confirmations_topic, elsewhere, &foreign).await;
        self.logged(&alert.id, "informed", &[("whom", json!("parent"))]).await;
    }

    /// `/needhelp` by Sarah. Its message says what becomes of it.
    async fn types(&mut self, what: &str, when: Option<&str>) -> fake_discord::Interaction {
        let typed = self.here.discord.person("Sarah").slash("needhelp").string("child", "Jake");
        let mut typed = typed.string("location", "Oak Street Bus Stop").string("message", what);
        if let Some(when) = when {
            typed = typed.string("when", when);
        }
        typed.send().await.expect("typed")
    }

    async fn raise(&mut self, what: &str, when: Option<&str>) -> Raised {
        let id = AlertId::new(self.types(what, when).await.id().to_string()).expect("an id");
        let card = self.here.card(|card| card.text().contains(what)).await;
        eventually(self.here.patience, "the pin is decided", async || {
            let pin = |line: &Line| line.value["pinned"] == true || line.value["what"] == "pin";
            self.log(&id).iter().any(pin).then_some(())
        })
        .await;
        Raised { id, card }
    }

    /// Presses the button, and returns the id of the press.
    async fn claims(&self, alert: &Raised, name: &str) -> String {
        let pressed = self.here.claim_as_seen(name, &alert.card).await.id().to_string();
        self.logged_event(&alert.id, &pressed).await;
        for whom in ["neighbor", "parent"] {
            self.logged(&alert.id, "informed", &[("whom", json!(whom)), ("cause", json!(pressed))]).await;
        }
        pressed
    }

    async fn released(&mut self, alert: &Raised, name: &str, moderator: Option<&str>) {
        let mut fields = json!({"neighbor_id": self.here.user(name)});
        if let Some(moderator) = moderator {
            fields["moderator_id"] = json!(self.here.user(moderator));
        }
        self.append(&alert.id, "released", fields).await;
    }

    async fn cancelled(&mut self, alert: &Raised, moderator: Option<&str>) {
        let mut fields = json!({"parent_id": self.here.user("Sarah")});
        if let Some(moderator) = moderator {
            fields["moderator_id"] = json!(self.here.user(moderator));
        }
        self.append(&alert.id, "cancelled", fields).await;
        if alert.card.is_pinned() && self.here.discord.message(alert.card.id).is_some_and(|card| card.exists()) {
            self.closed(alert).await;
        }
    }

    async fn closed(&self, alert: &Raised) {
        self.here.closed(&alert.card).await;
    }

    async fn post_by_hand(&self, text: &str) -> String {
        let url = format!("{}/api/v10/channels/{}/messages", self.here.discord.url(), self.here.channel().id());
        let token = format!("Bot {}", self.here.discord.token());
        let posted = reqwest::Client::new().post(url).header("authorization", token).json(&json!({"content": text}));
        let posted: Value = posted.send().await.expect("sent").json().await.expect("JSON");
        posted["id"].as_str().expect("an id").to_owned()
    }

    /// Appends as a gateway does.
    async fn append(&mut self, alert: &AlertId, kind: &str, fields: Value) {
        self.append_until(Timestamp::now() + jiff::SignedDuration::from_secs(7), alert, kind, fields).await;
    }

    async fn append_until(&mut self, give_up_at: Timestamp, alert: &AlertId, kind: &str, fields: Value) {
        let now = Timestamp::now();
        let mut value = json!({"alert_id": alert, "at": now, "kind": kind});
        value.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
        let outgoing = Outgoing {
            topic: self.here.kafka().confirmations_topic.clone(),
            partition: Some(codec::home(self.here.kafka(), alert)),
            key: Some(alert.as_str().as_bytes().to_vec()),
            value: Some(value.to_string().into_bytes()),
            envelope: Envelope::new(self.next_id(), kind, "gateway", now).give_up_at(give_up_at),
        };
        self.here.appended(outgoing).await;
    }

    /// An id as Discord makes it for an interaction of now.
    fn next_id(&mut self) -> String {
        self.events += 1;
        let ms = Timestamp::now().as_millisecond() - 1_420_070_400_000;
        (u64::try_from(ms).expect("after 2015") << 22 | 0x3f_f000 | self.events).to_string()
    }

    /// Waits until each of these many messages was refused three times since then, and lets half a minute pass.
    async fn refused(&mut self, since: usize, messages: usize) {
        let refused = |request: &&Arc<Request>| {
            request.path.contains("/messages") && request.status.is_some_and(|status| (400..500).contains(&status))
        };
        let thrice = |all: &[Arc<Request>]| (all[since..].iter().filter(refused).count() >= 3 * messages).then_some(());
        self.here.discord.wait_for_requests(thrice).await.expect("refused");
        self.half_a_minute_later();
    }

    fn requests(&self) -> usize {
        self.here.discord.requests().len()
    }

    fn log(&self, alert: &AlertId) -> Vec<Line> {
        let mut lines = raw_log::read(&self.here.kafka().bootstrap_servers, &self.here.kafka().confirmations_topic);
        lines.retain(|line| line.value["alert_id"] == alert.as_str());
        lines
    }

    /// Waits for a record with these fields.
    async fn logged(&self, alert: &AlertId, kind: &str, fields: &[(&str, Value)]) {
        let is_it =
            |line: &Line| line.value["kind"] == kind && fields.iter().all(|(name, value)| line.value[name] == *value);
        let what = format!("{kind} {fields:?}");
        eventually(self.here.patience, &what, async || self.log(alert).iter().any(is_it).then_some(())).await;
    }

    async fn logged_event(&self, alert: &AlertId, event: &str) {
        let is_it = |line: &Line| line.header("ce_id") == event;
        eventually(self.here.patience, event, async || self.log(alert).iter().any(is_it).then_some(())).await;
    }

    /// Waits until no alert has anything left to do.
    async fn comes_to_rest(&self) {
        let topic = &self.here.kafka().confirmations_topic;
        let mut pending: Vec<Effect> = Vec::new();
        let rest = within(self.here.patience, async || {
            let lines = raw_log::read(&self.here.kafka().bootstrap_servers, topic);
            pending = super::fold::fold(&lines).iter().flat_map(|alert| alert.state.pending_effects()).collect();
            pending.is_empty().then_some(())
        })
        .await;
        assert!(rest.is_some(), "still to do: {pending:#?}");
    }
}
