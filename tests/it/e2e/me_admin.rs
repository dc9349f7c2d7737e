//! `/needhelp-me block` and `/needhelp-admin drill`.

use std::sync::Arc;

use fake_discord::{Interaction, Message, Permissions};
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};

use crate::support::bot::{Alert, GuildId, Kind, UserId, settings_record};
use crate::support::neighborhood::{PATIENCE, Service};
use crate::support::{Neighborhood, Shown, eventually};

async fn with_gateway(settings: &[(&str, &str)]) -> (Neighborhood, Service) {
    let here = Neighborhood::with(settings).await;
    let gateway = here.gateway().await;
    (here, gateway)
}

impl Neighborhood {
    /// Sarah types `/needhelp-me` with this subcommand for this person; what she reads.
    async fn sarah_types(&self, subcommand: &str, neighbor: fake_discord::ids::UserId) -> String {
        let typed = self.discord.person("Sarah").slash(&format!("needhelp-me {subcommand}")).user("user", neighbor);
        let answer = typed.send().await.expect("typed").within(PATIENCE).response().await.expect("answered");
        assert!(answer.ephemeral, "{answer:?}");
        answer.content
    }

    async fn has_blocked(&self, neighbor: &str, is_blocked: bool) {
        let (guild, settings) = (GuildId(self.discord.guild_id().get()), self.bot_settings());
        let (sarah, neighbor) = (self.user("Sarah"), self.user(neighbor));
        let known = async || (settings.is_blocked(Some(guild), sarah, neighbor) == is_blocked).then_some(());
        eventually(self.patience, "the block is known", known).await;
    }

    /// Lisa, who may manage the server from now on, types the drill.
    async fn drills(&self, ring: bool) -> Interaction {
        let admins = self.discord.add_role(self.discord.guild_id(), "admins", false);
        self.discord.set_permissions(admins, Permissions::MANAGE_GUILD);
        self.discord.person("Lisa").gets_role(admins);
        let typed = self.discord.person("Lisa").slash("needhelp-admin drill").boolean("ring", ring);
        typed.send().await.expect("typed").within(PATIENCE)
    }

    async fn raised_alert(&self) -> Alert {
        let raised = self.log_has(|body| matches!(body.kind, Kind::Raised(_))).await;
        let Kind::Raised(alert) = raised.kind else { unreachable!("asked for") };
        alert
    }
}

fn pings_of_the_role(here: &Neighborhood) -> usize {
    let helpers = here.discord.role_id("helpers");
    here.channel().history().iter().filter(|message| message.pings.roles.contains(&helpers)).count()
}

fn assert_says_test(card: &Arc<Message>) {
    assert!(card.content().starts_with("TEST, no child is waiting."), "{card:#?}");
    assert!(card.text().contains("No one yet: TEST needs someone"), "{}", card.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_blocked_by_a_command_cannot_take_the_alert_until_they_are_unblocked() {
    let (here, gateway) = with_gateway(&[]).await;
    let mike = here.discord.person("Mike").id();
    assert_eq!(here.sarah_types("block", mike).await, "✅ Mike can't take your next alerts. They are not told.");
    here.has_blocked("Mike", true).await;
    here.needhelp("Jake").await;
    let card = here.pinned("Jake").await;
    let pressed = here.claim("Mike", &card).await;
    pressed.original_matches(|answer| answer.content() == "You can't take this alert.").await.expect("refused");
    assert_eq!(here.sarah_types("unblock", mike).await, "✅ Mike can take your next alerts again.");
    here.has_blocked("Mike", false).await;
    here.needhelp("David").await;
    let card = here.pinned("David").await;
    let pressed = here.claim("Mike", &card).await;
    pressed.original_matches(Message::said_you_have_it).await.expect("taken");
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_blocks_themselves_or_a_bot_or_more_than_a_hundred_people() {
    let here = Neighborhood::without_services().await;
    let gateway = here.gateway().await;
    let (sarah, mike) = (here.discord.person("Sarah").id(), here.discord.person("Mike").id());
    assert_eq!(here.sarah_types("block", sarah).await, "You can't take your own alerts anyway.");
    let bot = here.discord.bot_id();
    assert_eq!(here.sarah_types("block", bot).await, "That is a bot, and bots don't take alerts.");
    assert_eq!(here.records(&here.kafka().settings_topic).await, []);
    let guild = GuildId(here.discord.guild_id().get());
    let blocked = |id| settings_record::block(here.kafka(), guild, here.user("Sarah"), UserId(id), &id.to_string());
    for id in 1..=99 {
        here.appended(blocked(id)).await;
    }
    let settings = here.bot_settings();
    let count = async |count| (settings.blocked_by(Some(guild), here.user("Sarah")).len() == count).then_some(());
    eventually(here.patience, "the gateway has read them", async || count(99).await).await;
    assert_eq!(here.sarah_types("block", mike).await, "✅ Mike can't take your next alerts. They are not told.");
    eventually(here.patience, "the gateway has read it", async || count(100).await).await;
    let lisa = here.discord.person("Lisa").id();
    let refused = "You have blocked 100 people, and more is not possible. Unblock someone first.";
    assert_eq!(here.sarah_types("block", lisa).await, refused);
    // Again is no more than before.
    assert_eq!(here.sarah_types("block", mike).await, "✅ Mike can't take your next alerts. They are not told.");
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn while_kafka_does_not_answer_nobody_reads_that_a_block_was_not_saved() {
    let here = Neighborhood::without_services().await;
    let Some(broker) = here.breakable() else { return };
    let gateway = here.gateway().await;
    let later = RDKafkaRespErr::RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT;
    broker.fail(RDKafkaApiKey::Produce, &[later; 400]);
    let said = here.sarah_types("block", here.discord.person("Mike").id()).await;
    assert_eq!(said, "⚠️ The bot can't say whether this was saved. Please try again.");
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drill_notifies_no_helper_and_can_be_taken() {
    let (here, gateway) = with_gateway(&[("PRIVATE_DETAILS", "true")]).await;
    let drill = here.drills(false).await;
    let answer = drill.response().await.expect("answered");
    assert_eq!(answer.content, "✅ Sent. This is a TEST; no helper's phone rings.");
    let card = here.pinned("TEST").await;
    assert_says_test(&card);
    let raised = here.raised_alert().await;
    assert!(raised.drill && !raised.ring, "{raised:?}");
    drill.original_matches(Message::says_posted).await.expect("posted");
    let pressed = here.claim("Mike", &card).await;
    pressed.original_matches(Message::said_you_have_it).await.expect("taken");
    here.log_has(|body| matches!(body.kind, Kind::Claimed { .. })).await;
    assert_eq!(pings_of_the_role(&here), 0);
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drill_notifies_the_helpers_where_the_admin_wants_it() {
    let (here, gateway) = with_gateway(&[]).await;
    let drill = here.drills(true).await;
    let answer = drill.response().await.expect("answered");
    assert_eq!(answer.content, "✅ Sent. This is a TEST; the helpers' phones ring.");
    let card = here.pinned("TEST").await;
    assert_says_test(&card);
    assert!(card.pings.roles.contains(&here.discord.role_id("helpers")), "{card:#?}");
    assert!(here.raised_alert().await.ring);
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_who_may_not_manage_the_server_is_refused_a_drill_by_the_bot_too() {
    let (here, gateway) = with_gateway(&[]).await;
    // As if an admin had allowed the command to everybody.
    let typed = here.discord.person("Mike").slash("needhelp-admin drill").unchecked();
    let answer = typed.send().await.expect("typed").within(PATIENCE).response().await.expect("answered");
    assert_eq!(answer.content, "Only admins of this server can do that.");
    assert_eq!(here.records(&here.kafka().alerts_topic).await, []);
    gateway.end().await;
    here.discord.assert_clean();
}
