//! `/needhelp-admin setup`: an admin sets up the server in Discord, and everything counts for the next alert.

use std::sync::Arc;

use fake_discord::{Interaction, Message, Permissions};

use super::buttons::press_on;
use super::private::password;
use crate::support::bot::{GuildId, Kind};
use crate::support::neighborhood::{PATIENCE, Service};
use crate::support::{Neighborhood, Shown, eventually};

/// A bot whose admin has set nothing but the token.
pub const NOTHING: [(&str, &str); 4] =
    [("DISCORD_CHANNEL_ID", ""), ("DISCORD_HELPER_ROLE_ID", ""), ("TIMEZONE", ""), ("LANGUAGE", "")];

pub async fn with_gateway(settings: &[(&str, &str)]) -> (Neighborhood, Service) {
    let here = Neighborhood::with(settings).await;
    let admins = here.discord.add_role(here.discord.guild_id(), "admins", false);
    here.discord.set_permissions(admins, Permissions::MANAGE_GUILD);
    here.discord.person("Lisa").gets_role(admins);
    let gateway = here.gateway().await;
    (here, gateway)
}

impl Neighborhood {
    /// Lisa types the command with these texts; the message that she gets.
    pub async fn lisa_sets_up(&self, options: &[(&str, &str)]) -> (Interaction, Arc<Message>) {
        let typed = self.discord.person("Lisa").slash("needhelp-admin setup");
        let typed = options.iter().fold(typed, |typed, (name, value)| typed.string(name, *value));
        let typed = typed.send().await.expect("typed").within(PATIENCE);
        let message = typed.original_matches(|_| true).await.expect("answered");
        (typed, message)
    }

    /// Lisa chooses from a menu of the message, which changes in place.
    pub async fn lisa_chooses(&self, message: &Message, menu: &str, id: &str) -> Arc<Message> {
        let chosen =
            self.discord.person("Lisa").choose(message.id, menu, &[id]).await.expect("offered").within(PATIENCE);
        let saved = chosen.original_matches(|shown| shown.content().starts_with("✅ Saved."));
        saved.await.expect("saved")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_set_up_without_typing_an_id_and_the_next_alert_follows_it() {
    let (here, gateway) = with_gateway(&NOTHING).await;
    let options = [("timezone", "Europe/Berlin"), ("language", "de"), ("contact", "School office, 555 0100")];
    let (_, message) = here.lisa_sets_up(&options).await;
    insta::assert_snapshot!(message.content().replace(|c: char| c.is_ascii_digit(), "0"), @"
    ✅ Saved. **How this server is set up**
    Channel for alerts: not set
    Helpers: not set
    Moderators: not set
    Channel for moderators: not set
    Wider circle: not set
    Time zone: Europe/Berlin (00:00)
    Language of the alerts: Deutsch
    Whom a parent can phone: School office, 000 0000
    Only who takes an alert reads name and place: no
    Panel *Ask for help*: choose a channel first
    ⚠️ Without a role for helpers no phone rings for a new alert, and everybody may take it.
    Choose channel and roles below. Type the command again to change the rest.
    ");
    let cards = here.discord.add_channel(here.discord.guild_id(), "cards");
    here.lisa_chooses(&message, "nh-setup:channel", &cards.to_string()).await;
    let helpers = here.discord.role_id("helpers");
    let message = here.lisa_chooses(&message, "nh-setup:helpers", &helpers.to_string()).await;
    assert!(message.content().contains(&format!("<@&{helpers}>")), "{}", message.content());
    assert!(!message.content().contains("⚠️"), "{}", message.content());

    // Typed in the channel bus-stop.
    here.needhelp_by("Jake", "15:15").await.original_matches(Message::says_posted).await.expect("posted");
    let card = here.discord.channel(cards).within(PATIENCE).message(|message| message.is_card_of("Jake")).await;
    let card = card.expect("the card is in the channel that was chosen");
    assert!(card.pings.roles.contains(&helpers), "{card:#?}");
    assert!(card.text().contains("Wer") || card.text().contains("Noch"), "it is German: {}", card.text());
    let raised = here.log_has(|body| matches!(body.kind, Kind::Raised(_))).await;
    let Kind::Raised(alert) = raised.kind else { unreachable!("asked for") };
    assert_eq!((alert.timezone.as_deref(), alert.private), (Some("Europe/Berlin"), false));
    // Who does not have the role that was chosen is no helper.
    here.discord.person("David").loses_role(helpers);
    let refused = here.claim("David", &card).await;
    refused.original_matches(|answer| answer.content().contains(&format!("<@&{helpers}>"))).await.expect("refused");
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_keeps_the_private_details_that_it_was_raised_with() {
    let (here, gateway) = with_gateway(&[("LANGUAGE", "en")]).await;
    let set = async |private: bool| {
        let typed = here.discord.person("Lisa").slash("needhelp-admin setup").boolean("private", private);
        let typed = typed.send().await.expect("typed").within(PATIENCE);
        typed.original_matches(|shown| shown.content().starts_with("✅ Saved.")).await.expect("saved");
        let (settings, guild) = (here.bot_settings(), Some(GuildId(here.discord.guild_id().get())));
        let known = async || (settings.for_guild(guild).has_private_details() == private).then_some(());
        eventually(here.patience, "the setting is known", known).await;
    };
    set(true).await;
    here.needhelp("Jake").await.original_matches(Message::says_posted).await.expect("posted");
    let card = here.pinned("J.").await;
    assert!(!card.text().contains("Jake"), "{}", card.text());
    set(false).await;
    here.claim("Mike", &card).await.original_matches(Message::said_you_have_it).await.expect("taken");
    let card = here.card(|card| !card.is_claimable()).await;
    assert!(!card.text().contains("Jake") && !card.text().contains("Oak Street Bus Stop"), "{}", card.text());
    here.needhelp("David").await.original_matches(Message::says_posted).await.expect("posted");
    here.pinned("David").await;
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_language_of_the_server_changes_no_password() {
    let (here, gateway) = with_gateway(&[("LANGUAGE", ""), ("PRIVATE_DETAILS", "true")]).await;
    here.needhelp("Jake").await.original_matches(Message::says_posted).await.expect("posted");
    let card = here.pinned("J.").await;
    let taken = here.claim("Mike", &card).await.original_matches(Message::said_you_have_it).await.expect("taken");
    here.lisa_sets_up(&[("language", "de")]).await;
    let card = here.card(|card| !card.is_claimable()).await;
    let details = press_on(&here, "Mike", &card, "details").await;
    let details = details.original_matches(|answer| answer.content().contains("assword")).await.expect("answered");
    assert_eq!(password(details.content()), password(taken.content()));
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_environment_stands_above_what_a_server_sets_and_says_so() {
    let (here, gateway) = with_gateway(&[("TIMEZONE", "Europe/Madrid")]).await;
    let (_, message) = here.lisa_sets_up(&[("timezone", "Europe/Berlin")]).await;
    let zone = message.content().lines().find(|line| line.starts_with("Time zone:")).expect("the zone");
    assert!(zone.contains("Europe/Madrid") && zone.ends_with("(set by the person who runs the bot)"), "{zone}");
    let chosen = here.discord.person("Lisa").choose(message.id, "nh-setup:channel", &["1"]).await;
    assert!(chosen.is_err(), "the channel has no menu");
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_manage_the_server_changes_nothing_and_a_wrong_zone_is_refused_with_an_example() {
    let (here, gateway) = with_gateway(&NOTHING).await;
    let typed =
        here.discord.person("Mike").slash("needhelp-admin setup").string("timezone", "Europe/Berlin").unchecked();
    let answer = typed.send().await.expect("typed").within(PATIENCE).response().await.expect("answered");
    assert_eq!(answer.content, "Only admins of this server can do that.");
    let (_, message) = here.lisa_sets_up(&[("timezone", "Oak Street"), ("language", "de")]).await;
    assert_eq!(
        message.content(),
        "❌ There is no time zone \"Oak Street\". Nothing was saved. Type your city and choose a suggestion, for example \
         `America/New_York`."
    );
    assert_eq!(here.records(&here.kafka().settings_topic).await, []);
    let typing = here.discord.person("Lisa").slash("needhelp-admin setup");
    let asked = typing.autocomplete("timezone", "new york").await.expect("completed").within(PATIENCE);
    let answer = asked.response().await.expect("answered");
    assert_eq!(answer.data["choices"][0]["value"], "America/New_York");
    gateway.end().await;
    here.discord.assert_clean();
}
