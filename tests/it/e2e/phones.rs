//! `/needhelp-admin phones`: do the helpers' phones ring?

use std::sync::Arc;

use fake_discord::ids::ChannelId;
use fake_discord::{Interaction, Message, Permissions};
use jiff::{SignedDuration, Timestamp};

use crate::support::bot::{GuildId, settings_record};
use crate::support::neighborhood::{PATIENCE, Service};
use crate::support::{Neighborhood, eventually};

impl Neighborhood {
    /// A server whose moderators have a channel, and where Lisa may manage it.
    async fn with_moderators(settings: &[(&str, &str)]) -> (Neighborhood, ChannelId) {
        let mut here = Neighborhood::with(settings).await;
        let admins = here.discord.add_role(here.discord.guild_id(), "admins", false);
        here.discord.set_permissions(admins, Permissions::MANAGE_GUILD);
        here.discord.person("Lisa").gets_role(admins);
        let moderators = here.discord.add_channel(here.discord.guild_id(), "moderators");
        here.set("DISCORD_MODERATOR_CHANNEL_ID", &moderators.to_string());
        (here, moderators)
    }

    async fn lisa_tests_the_phones(&self) -> Interaction {
        let typed = self.discord.person("Lisa").slash("needhelp-admin phones").send().await.expect("typed");
        typed.within(PATIENCE)
    }

    /// The message that rings, once its test is known.
    async fn test_message(&self) -> Arc<Message> {
        let asks = |message: &Message| message.content().starts_with("TEST, no child is waiting. Did your phone ring?");
        let message = self.channel().within(PATIENCE).message(asks).await.expect("posted");
        let posted = async || self.last_test().await.filter(|test| test.message_id.is_some()).map(|_| ());
        eventually(PATIENCE, "the test is saved with its message", posted).await;
        message
    }

    async fn last_test(&self) -> Option<settings_record::PhonesTest> {
        let records = self.records(&self.kafka().settings_topic).await;
        let mut tests =
            records.iter().filter(|record| record.key.as_deref().is_some_and(|key| key.starts_with(b"phones/")));
        tests
            .next_back()
            .map(|record| serde_json::from_slice(record.value.as_deref().expect("a value")).expect("a test"))
    }

    async fn sees_it(&self, name: &str, message: &Message) -> String {
        let button = message.buttons().into_iter().next().expect("a button").custom_id;
        let pressed = self.discord.person(name).click(message.id, &button).await.expect("pressed").within(PATIENCE);
        let answer = pressed.response().await.expect("answered");
        assert!(answer.ephemeral, "{answer:?}");
        answer.content
    }

    /// The test was posted a quarter of an hour earlier.
    async fn a_quarter_of_an_hour_passes(&self) {
        let mut test = self.last_test().await.expect("a test");
        test.posted_at = Timestamp::now() - SignedDuration::from_mins(15);
        let guild = GuildId(self.discord.guild_id().get());
        self.appended(settings_record::phones(self.kafka(), guild, &test)).await;
    }

    async fn told(&self) -> usize {
        let records = self.records(&self.kafka().settings_topic).await;
        records.iter().filter(|record| record.key.as_deref().is_some_and(|key| key.starts_with(b"told/"))).count()
    }

    async fn result_in(&self, channel: ChannelId) -> Arc<Message> {
        let is_result = |message: &Message| message.content().starts_with("**The phones were tested**");
        self.discord.channel(channel).within(PATIENCE).message(is_result).await.expect("the moderators are told")
    }
}

async fn end(here: Neighborhood, gateways: impl IntoIterator<Item = Service>) {
    for gateway in gateways {
        gateway.end().await;
    }
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_read_once_who_answered_although_two_gateways_run_and_start_again() {
    let (here, moderators) = Neighborhood::with_moderators(&[]).await;
    let gateways = [here.gateway().await, here.gateway().await];
    let typed = here.lisa_tests_the_phones().await;
    typed.original_matches(|shown| shown.content().starts_with("✅ The test is in")).await.expect("posted");
    let message = here.test_message().await;
    assert_eq!(message.pings.roles, [here.discord.role_id("helpers")]);
    let again = here.lisa_tests_the_phones().await;
    let refused = |shown: &Message| shown.content().starts_with("❌ No test was sent: another one has not ended");
    again.original_matches(refused).await.expect("refused");
    assert!(here.sees_it("Mike", &message).await.starts_with("✅ Thank you!"));
    assert!(here.sees_it("Mike", &message).await.starts_with("✅ Thank you!"));
    for gateway in gateways {
        gateway.end().await;
    }

    here.a_quarter_of_an_hour_passes().await;
    let gateways = [here.gateway().await, here.gateway().await];
    let result = here.result_in(moderators).await;
    let mike = here.user("Mike");
    assert!(result.content().contains(&format!("Answered: <@{mike}> (after ")), "{}", result.content());
    assert!(result.content().contains(" of ") && result.content().contains("Unmute"), "{}", result.content());
    assert!(result.pings.people.is_empty() && result.pings.roles.is_empty(), "{result:#?}");
    let over = |shown: &Message| shown.id == message.id && shown.content().starts_with("TEST, over.");
    let over = here.channel().within(PATIENCE).message(over).await.expect("edited");
    assert!(over.buttons().is_empty());
    eventually(PATIENCE, "the gateways know that it is told", async || (here.told().await > 0).then_some(())).await;
    for gateway in gateways {
        gateway.end().await;
    }

    // Another test begins, so the gateway has read all records: the first one is told once.
    let gateway = here.gateway().await;
    let typed = here.lisa_tests_the_phones().await;
    typed.original_matches(|shown| shown.content().starts_with("✅ The test is in")).await.expect("posted");
    assert_eq!(here.discord.channel(moderators).history().len(), 1);
    here.a_quarter_of_an_hour_passes().await;
    let missing = format!("Answered an earlier test, but not this one: <@{mike}>");
    let names = |message: &Message| message.content().contains(&missing);
    let second = here.discord.channel(moderators).within(PATIENCE).message(names).await.expect("told");
    assert!(second.content().contains("Nobody has answered."), "{}", second.content());
    end(here, [gateway]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_that_cannot_ring_is_said_at_once_and_its_moderators_read_nothing() {
    let (here, moderators) = Neighborhood::with_moderators(&[]).await;
    here.discord.set_mentionable(here.discord.role_id("helpers"), false);
    here.discord.revoke(Permissions::MENTION_EVERYONE);
    let gateway = here.gateway().await;
    let typed = here.lisa_tests_the_phones().await;
    typed.original_matches(|shown| shown.content().starts_with("⚠️ The test notified nobody")).await.expect("said");
    let over = here.channel().within(PATIENCE).message(|shown| shown.content().starts_with("TEST, over.")).await;
    assert!(over.expect("edited").buttons().is_empty());
    eventually(PATIENCE, "it is closed", async || (here.told().await == 1).then_some(())).await;
    assert!(here.discord.channel(moderators).history().is_empty());
    end(here, [gateway]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_role_for_helpers_no_test_is_sent() {
    let (here, _) = Neighborhood::with_moderators(&[("DISCORD_HELPER_ROLE_ID", "")]).await;
    let gateway = here.gateway().await;
    let typed = here.lisa_tests_the_phones().await;
    let refused = |shown: &Message| shown.content().starts_with("❌ No test was sent: this server has no role");
    typed.original_matches(refused).await.expect("refused");
    assert!(here.channel().history().iter().all(|message| !message.content().contains("TEST")));
    end(here, [gateway]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_moderators_have_no_channel_that_can_be_used_the_owner_is_told() {
    let (here, moderators) = Neighborhood::with_moderators(&[]).await;
    here.discord.delete_channel(moderators);
    let gateway = here.gateway().await;
    let typed = here.lisa_tests_the_phones().await;
    typed.original_matches(|shown| shown.content().starts_with("✅ The test is in")).await.expect("posted");
    here.test_message().await;
    here.a_quarter_of_an_hour_passes().await;
    let owner = here.discord.person("owner").dm();
    let result = here.result_in(owner).await;
    assert!(result.content().contains("Nobody has answered."), "{}", result.content());
    end(here, [gateway]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_begins_by_the_button_below_the_setup() {
    let (here, _) = Neighborhood::with_moderators(&[]).await;
    let _gateway = here.gateway().await;
    let typed = here.discord.person("Lisa").slash("needhelp-admin setup").send().await.expect("typed");
    let setup = typed.within(PATIENCE).original_matches(|setup| !setup.buttons().is_empty()).await.expect("shown");
    let pressed = here.discord.person("Lisa").click(setup.id, "nh-phones-begin").await.expect("pressed");
    let message = here.test_message().await;
    assert!(here.sees_it("Mike", &message).await.starts_with('✅'));
    let says = pressed
        .within(PATIENCE)
        .original_matches(|answer| answer.content().starts_with("✅ The test is in"))
        .await
        .expect("answered");
    assert_ne!(says.id, setup.id, "the setup stays as it is");
}
