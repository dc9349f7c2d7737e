//! What people have set: who is blocked by whom.

use fake_discord::Message;
use rdkafka::types::RDKafkaRespErr;
use tokio_util::sync::CancellationToken;

use super::buttons::{button, press_on};
use crate::support::bot::{
    Alert, AlertId, Body, GuildId, Intake, Kind, MessageTimeout, Producer, blocked_hash, settings_record,
};
use crate::support::{Neighborhood, Shown, eventually};

/// What a parent does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Set {
    Block,
    Unblock,
}

impl Neighborhood {
    /// Sarah blocks this neighbor, or takes it back; until the services of this process know.
    async fn sarah(&self, set: Set, neighbor: &str) {
        let guild = GuildId(self.discord.guild_id().get());
        let (sarah, neighbor) = (self.user("Sarah"), self.user(neighbor));
        let record = match set {
            Set::Block => settings_record::block(self.kafka(), guild, sarah, neighbor, "1"),
            Set::Unblock => settings_record::unblock(self.kafka(), guild, sarah, neighbor, "2"),
        };
        self.appended(record).await;
        let settings = self.bot_settings();
        let is_known =
            async || (settings.is_blocked(Some(guild), sarah, neighbor) == (set == Set::Block)).then_some(());
        eventually(self.patience, "the block is known", is_known).await;
    }

    /// Sends Sarah's alert with this id, as often as the log has `count` of it then, and gives the last one.
    async fn raised(&self, id: &str, count: usize) -> Alert {
        let mut value = serde_json::to_value(self.alert()).expect("plain JSON");
        value["alert_id"] = id.into();
        self.send(value.to_string()).await;
        let of = |body: Body| match body.kind {
            Kind::Raised(alert) if body.alert_id.as_str() == id => Some(alert),
            _ => None,
        };
        let found = async || {
            let raised: Vec<Alert> = self.log().await.into_iter().filter_map(of).collect();
            (raised.len() == count).then(|| raised.last().cloned()).flatten()
        };
        eventually(self.patience, "the alert is raised", found).await
    }
}

fn id(text: &str) -> AlertId {
    AlertId::new(text).expect("an id")
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_a_parent_has_blocked_stands_in_the_alerts_that_are_raised_then() {
    let here = Neighborhood::without_services().await;
    let intake = here.intake();
    assert_eq!(here.raised("before", 1).await.blocked, [""; 0]);
    here.sarah(Set::Block, "Mike").await;
    let (mike, lisa) = (here.user("Mike"), here.user("Lisa"));
    assert_eq!(here.raised("one", 1).await.blocked, [blocked_hash(&id("one"), mike)]);
    here.sarah(Set::Block, "Lisa").await;
    let mut both = [mike, lisa];
    both.sort();
    assert_eq!(here.raised("both", 1).await.blocked, both.map(|person| blocked_hash(&id("both"), person)));
    here.sarah(Set::Unblock, "Mike").await;
    assert_eq!(here.raised("other", 1).await.blocked, [blocked_hash(&id("other"), lisa)]);
    intake.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_starts_knows_all_blocks_of_before_its_first_alert() {
    use RDKafkaRespErr::{RD_KAFKA_RESP_ERR_NO_ERROR as RIGHT, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART as GONE};
    let mut here = Neighborhood::without_services().await;
    let Some(_) = here.breakable() else { return };
    here.sarah(Set::Block, "Mike").await;
    let topic = here.kafka().settings_topic.clone();
    here.broker().break_topic(&topic, GONE).expect("broken");
    // Other settings of the bot are another process: it has read nothing yet.
    here.set("ALERTS_PER_HOUR", "7");
    let producer = Producer::start(here.kafka(), "intake", MessageTimeout::SERVICE).expect("a producer");
    let intake = Intake::start(here.kafka(), here.bot_settings(), producer).expect("the intake starts");
    let (consumer, stop) = (intake.consumer().clone(), CancellationToken::new());
    let running = tokio::spawn(intake.run(stop.clone()));
    let mut value = serde_json::to_value(here.alert()).expect("plain JSON");
    value["alert_id"] = "waiting".into();
    here.send(value.to_string()).await;
    let has_come = async || consumer.oldest_unfinished().map(|_| ());
    eventually(here.patience, "intake has the alert", has_come).await;
    here.broker().break_topic(&topic, RIGHT).expect("repaired");
    let raised = here.log_has(|body| matches!(body.kind, Kind::Raised(_))).await;
    let mike = blocked_hash(&id("waiting"), here.user("Mike"));
    assert!(matches!(raised.kind, Kind::Raised(alert) if alert.blocked == [mike]));
    stop.cancel();
    running.await.expect("no panic").expect("ended in order");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_that_two_intakes_raise_with_other_blocks_is_one_alert() {
    let here = Neighborhood::open().await;
    here.sarah(Set::Block, "Mike").await;
    assert_eq!(here.raised("twice", 1).await.blocked.len(), 1);
    here.sarah(Set::Unblock, "Mike").await;
    assert_eq!(here.raised("twice", 2).await.blocked.len(), 0);
    // After both in their partition.
    here.append(&id("twice"), Kind::Cancelled { parent_id: here.user("Sarah"), moderator_id: None, since: None }, "3")
        .await;
    let card = here.card_of("Jake").await;
    here.closed(&card).await;
    assert_eq!(here.cards_ever_of("Jake"), 1);
    assert_eq!(here.records(&here.kafka().dead_letter_topic).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_blocked_when_an_alert_was_raised_cannot_take_it_and_another_can() {
    let here = Neighborhood::open().await;
    here.sarah(Set::Block, "Mike").await;
    let gateway = here.gateway().await;
    here.needhelp("Jake").await;
    let card = here.pinned("Jake").await;
    // The block that stands in the alert outlasts the one in the table.
    here.sarah(Set::Unblock, "Mike").await;
    let pressed = here.claim("Mike", &card).await;
    pressed.original_matches(|answer| answer.content() == "You can't take this alert.").await.expect("refused");
    let taken = here.claim("Lisa", &card).await;
    taken.original_matches(Message::said_you_have_it).await.expect("taken");
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_blocked_after_an_alert_was_raised_is_refused_by_a_gateway_that_knows() {
    let here = Neighborhood::open().await;
    let gateway = here.gateway().await;
    here.needhelp("Jake").await;
    let card = here.pinned("Jake").await;
    here.sarah(Set::Block, "Mike").await;
    let pressed = here.claim("Mike", &card).await;
    pressed.original_matches(|answer| answer.content() == "You can't take this alert.").await.expect("refused");
    // Another gateway may have appended the press without knowing of the block.
    let id = pressed.id().to_string();
    here.log_has(|body| matches!(&body.kind, Kind::Withdrawn { event_id } if event_id.as_str() == id)).await;
    assert!(!here.log().await.iter().any(|body| matches!(body.kind, Kind::Claimed { .. })));
    let taken = here.claim("Lisa", &card).await;
    taken.original_matches(Message::said_you_have_it).await.expect("taken");
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_blocked_later_can_be_neither_the_backup_nor_asked_to_take_over() {
    let here = Neighborhood::open().await;
    let gateway = here.gateway().await;
    here.needhelp("Jake").await;
    let card = here.pinned("Jake").await;
    here.claim("Mike", &card).await;
    let taken = here.closed(&card).await;
    let mike = here.user("Mike");
    gateway.sees(|view| !view.held_by(mike).is_empty()).await;
    here.sarah(Set::Block, "Lisa").await;
    let refused = press_on(&here, "Lisa", &taken, "standby").await;
    refused.original_matches(|answer| answer.content() == "You can't take this alert.").await.expect("refused");
    press_on(&here, "Mike", &taken, "with_child").await;
    let with_mike = here.card(|card| button(card, "hand_over").is_some()).await;
    let menu = press_on(&here, "Mike", &with_mike, "hand_over").await.original().await.expect("a menu");
    let lisa = here.discord.person("Lisa").id().to_string();
    let chosen = here.discord.person("Mike").choose(menu.id, "Choose a person", &[&lisa]).await.expect("chosen");
    let chosen = chosen.within(here.patience);
    chosen.original_matches(|answer| answer.content().starts_with("This person can't")).await.expect("refused");
    let is_of_lisa = |kind: &Kind| matches!(kind, Kind::Standby { .. } | Kind::Offered { .. });
    assert!(here.log().await.iter().all(|body| !is_of_lisa(&body.kind)));
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn with_private_details_a_later_block_holds_for_the_card_that_names_no_parent() {
    let here = Neighborhood::with(&[("PRIVATE_DETAILS", "true")]).await;
    let gateway = here.gateway().await;
    here.needhelp("Jake").await;
    let card = here.pinned("J.").await;
    here.sarah(Set::Block, "Mike").await;
    let sarah = here.user("Sarah");
    gateway.sees(|view| !view.open_of_parent(sarah).is_empty()).await;
    let pressed = here.claim("Mike", &card).await;
    pressed.original_matches(|answer| answer.content() == "You can't take this alert.").await.expect("refused");
    let own = here.claim("Sarah", &card).await;
    own.original_matches(|answer| !answer.says_wait()).await.expect("refused");
    assert!(!here.log().await.iter().any(|body| matches!(body.kind, Kind::Claimed { .. })));
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_can_say_in_an_alert_who_is_blocked() {
    let here = Neighborhood::without_services().await;
    let intake = here.intake();
    let mut value = serde_json::to_value(here.alert()).expect("plain JSON");
    value["alert_id"] = "forged".into();
    value["blocked"] = serde_json::json!([blocked_hash(&id("forged"), here.user("Mike"))]);
    here.send(value.to_string()).await;
    let raised = here.log_has(|body| matches!(body.kind, Kind::Raised(_))).await;
    assert!(matches!(raised.kind, Kind::Raised(alert) if alert.blocked.is_empty()));
    intake.end().await;
}
