//! Several servers in one bot: each with its settings, and none learns of another's alerts. Servers that remove the bot.

use std::sync::Arc;

use fake_discord::ids::{ChannelId, GuildId, RoleId};
use fake_discord::{GuildSetup, Message, Permissions, Person};
use serde_json::json;

use crate::support::bot::{Alert, Kind};
use crate::support::neighborhood::{PATIENCE, Service};
use crate::support::raw::made;
use crate::support::{Neighborhood, Shown, eventually};

/// Nothing is set but the token.
pub const NOTHING: [(&str, &str); 5] = [
    ("DISCORD_GUILD_ID", ""),
    ("DISCORD_CHANNEL_ID", ""),
    ("DISCORD_HELPER_ROLE_ID", ""),
    ("TIMEZONE", ""),
    ("LANGUAGE", ""),
];

/// A server with a channel and a role for helpers.
pub struct Server {
    pub guild: GuildId,
    pub channel: ChannelId,
    helpers: RoleId,
}

impl Neighborhood {
    pub fn oak_street(&self) -> Server {
        let (guild, channel) = (self.discord.guild_id(), self.discord.channel_id("bus-stop"));
        Server { guild, channel, helpers: self.discord.role_id("helpers") }
    }

    /// A second server, in another country.
    pub fn elm_road(&self) -> Server {
        let guild = self.discord.add_guild(&GuildSetup::new("Calle del Olmo").channel("parada"));
        let channel = self.discord.channel_id("parada");
        Server { guild, channel, helpers: self.discord.add_role(guild, "vecinos", true) }
    }

    /// Lisa is an admin of this server, and sets it up by typing and choosing.
    pub async fn lisa_sets_up_server(&self, server: &Server, zone: &str, language: &str) {
        let admins = self.discord.add_role(server.guild, "admins", false);
        self.discord.set_permissions(admins, Permissions::MANAGE_GUILD);
        let lisa = self.discord.person("Lisa").joins(server.guild, &[admins, server.helpers]);
        let typed = lisa.slash("needhelp-admin setup").string("timezone", zone).string("language", language);
        let typed = typed.send().await.expect("typed").within(PATIENCE);
        let mut message = typed.original_matches(|_| true).await.expect("answered");
        let choices = [("channel", server.channel.to_string()), ("helpers", server.helpers.to_string())];
        for (menu, id) in choices {
            let chosen = lisa.choose(message.id, &format!("nh-setup:{menu}"), &[&id]).await.expect("offered");
            let saved = chosen.within(PATIENCE).original_matches(|shown| shown.content().contains(&id)).await;
            message = saved.expect("saved");
        }
    }

    async fn card_in(&self, channel: ChannelId, child: &str) -> Arc<Message> {
        let is_it = |message: &Message| message.is_pinned() && message.is_card_of(child);
        self.discord.channel(channel).within(PATIENCE).message(is_it).await.expect("the card is posted")
    }

    async fn raised_for(&self, child: &str) -> Alert {
        let is_it = |kind: &Kind| matches!(kind, Kind::Raised(alert) if alert.child_name == child);
        match self.log_has(|body| is_it(&body.kind)).await.kind {
            Kind::Raised(alert) => alert,
            _ => unreachable!("asked for"),
        }
    }
}

/// They ask for this child at half past three.
async fn asks(person: &Person, child: &str) {
    let typed =
        person.slash("needhelp").string("child", child).string("location", "Bus stop").string("when", "in 20 min");
    let typed = typed.send().await.expect("typed").within(PATIENCE);
    typed.original_matches(Message::says_posted).await.map(drop).unwrap_or_else(|error| panic!("{error}"));
}

async fn list(person: &Person) -> String {
    let asked = person.slash("needhelp-me alerts").send().await.expect("typed").within(PATIENCE);
    asked.response().await.expect("answered").content
}

async fn both_see(gateway: &Service, here: &Neighborhood) {
    let (sarah, lisa) = (here.user("Sarah"), here.user("Lisa"));
    let are_posted = |states: Vec<Arc<crate::support::bot::AlertState>>| {
        states.iter().filter(|state| state.facts.posted.is_some()).count() == 1
    };
    gateway.sees(|view| are_posted(view.open_of_parent(sarah)) && are_posted(view.open_of_parent(lisa))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_have_their_own_settings_and_learn_nothing_of_each_other() {
    let here = Neighborhood::with(&NOTHING).await;
    let gateway = here.gateway().await;
    let (oak, elm) = (here.oak_street(), here.elm_road());
    here.lisa_sets_up_server(&oak, "America/New_York", "en").await;
    here.lisa_sets_up_server(&elm, "Europe/Madrid", "es").await;
    let sarah = here.discord.person("Sarah").in_channel(oak.channel);
    let lisa = here.discord.person("Lisa").joins(elm.guild, &[elm.helpers]);
    asks(&sarah, "Jake").await;
    asks(&lisa, "David").await;
    let (jakes, davids) = (here.card_in(oak.channel, "Jake").await, here.card_in(elm.channel, "David").await);
    assert!(jakes.text().contains("No one yet"), "{}", jakes.text());
    assert!(davids.text().contains("Nadie todavía") || davids.text().contains("Aún nadie"), "{}", davids.text());
    let roles = [&jakes, &davids].map(|card| card.pings.roles.clone());
    assert_eq!(roles, [vec![oak.helpers], vec![elm.helpers]]);
    for (child, zone) in [("Jake", "America/New_York"), ("David", "Europe/Madrid")] {
        assert_eq!(here.raised_for(child).await.timezone.as_deref(), Some(zone));
    }

    // Mike helps in both, and has Jake's alert.
    let mike = here.discord.person("Mike").in_channel(oak.channel);
    let mike_at_elm = mike.joins(elm.guild, &[elm.helpers]);
    let sarah_at_elm = sarah.joins(elm.guild, &[elm.helpers]);
    both_see(&gateway, &here).await;
    let button = jakes.claim_button().expect("open");
    let taken = mike.click(jakes.id, &button).await.expect("pressed").within(PATIENCE);
    taken.original_matches(Message::said_you_have_it).await.expect("taken");
    let mikes_id = here.user("Mike");
    gateway.sees(|view| view.held_by(mikes_id).len() == 1).await;
    for (who, reads, not) in
        [(&mike, "Jake", "David"), (&mike_at_elm, "David", "Jake"), (&sarah_at_elm, "David", "Jake")]
    {
        let listed = list(who).await;
        assert!(listed.contains(reads) && !listed.contains(not), "{listed}");
    }
    let typing = sarah_at_elm.slash("needhelp").autocomplete("child", "").await.expect("completed").within(PATIENCE);
    assert_eq!(typing.response().await.expect("answered").data["choices"], json!([]));
    // He is not asked about Jake, whose alert is for the same time.
    let button = davids.claim_button().expect("open");
    let taken = mike_at_elm.click(davids.id, &button).await.expect("pressed").within(PATIENCE);
    let answer = taken.original_matches(|answer| !answer.says_wait()).await.expect("answered");
    assert!(answer.said_you_have_it() && !answer.content().contains("Jake"), "{}", answer.content());
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_of_another_servers_alert_is_refused() {
    let here = Neighborhood::with(&NOTHING).await;
    let gateway = here.gateway().await;
    let (oak, elm) = (here.oak_street(), here.elm_road());
    asks(&here.discord.person("Sarah").in_channel(oak.channel), "Jake").await;
    let card = here.card_in(oak.channel, "Jake").await;
    let sarah = here.user("Sarah");
    gateway.sees(|view| view.open_of_parent(sarah).iter().any(|state| state.facts.posted.is_some())).await;
    let before = here.log().await.len();
    let ids: Vec<_> = card.buttons().into_iter().map(|button| button.custom_id).collect();
    assert!(ids.len() > 1, "{ids:?}");
    for (n, copied) in ids.iter().enumerate() {
        let mut pressed = here.raw_press(&made(std::time::Duration::from_millis(20 + n as u64)), 7, copied);
        (pressed["guild_id"], pressed["channel_id"]) = (json!(elm.guild.to_string()), json!(elm.channel.to_string()));
        let answer = here.answer_to(&pressed).await;
        assert_eq!(answer, "This alert belongs to another server. Nothing was changed.", "{copied}");
    }
    gateway.end().await;
    assert_eq!(here.log().await.len(), before);
}

/// What the bot wrote to this person alone.
fn direct(here: &Neighborhood, name: &str) -> Vec<String> {
    let person = here.discord.person(name);
    let written = here.discord.channel(person.dm()).messages();
    written.iter().map(|message| message.content().to_owned()).collect()
}

async fn is_told(here: &Neighborhood, name: &str, of: &str) {
    let told = async || direct(here, name).iter().any(|text| text.contains(of)).then_some(());
    eventually(PATIENCE, &format!("{name} reads: {of}"), told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_removes_the_bot_ends_its_alerts_and_their_parents_are_told_once() {
    let here = Neighborhood::with(&NOTHING).await;
    let gateway = here.gateway().await;
    let (oak, elm) = (here.oak_street(), here.elm_road());
    let sarah = here.discord.person("Sarah").in_channel(oak.channel);
    asks(&sarah, "Jake").await;
    asks(&sarah, "David").await;
    // Discord takes a direct message only to a person who shares a server with the bot.
    let lisa = here.discord.person("Lisa").joins(elm.guild, &[]);
    for name in ["Sarah", "Mike"] {
        here.discord.person(name).joins(elm.guild, &[]);
    }
    asks(&lisa, "Lisa's child").await;
    let davids = here.card_in(oak.channel, "David").await;
    here.claim("Mike", &davids).await.original_matches(Message::said_you_have_it).await.expect("taken");
    let mikes_id = here.user("Mike");
    gateway.sees(|view| view.held_by(mikes_id).len() == 1).await;
    // An outage ends nothing.
    assert!(here.discord.set_outage(elm.guild, true) && here.discord.set_outage(elm.guild, false));

    assert!(here.discord.kick_bot(oak.guild));
    let reads = |child: &str| {
        format!(
            "The bot was removed from the server: your alert for {child} has ended. If {child} still needs someone, phone \
             them now. <@{}>",
            here.user("Sarah")
        )
    };
    is_told(&here, "Sarah", "your alert for Jake has ended").await;
    is_told(&here, "Sarah", "your alert for David has ended").await;
    is_told(&here, "Mike", "the alert for David has ended. Please ask Sarah").await;
    // The other server goes on, and the bot may come back.
    here.card_in(elm.channel, "Lisa's child").await;
    assert!(here.discord.invite_bot(oak.guild));
    asks(&sarah, "Jake's friend").await;
    here.card_in(oak.channel, "Jake's friend").await;
    let told = direct(&here, "Sarah");
    for child in ["Jake", "David"] {
        assert_eq!(told.iter().filter(|text| **text == reads(child)).count(), 1, "{told:#?}");
    }
    assert_eq!((told.len(), direct(&here, "Lisa")), (2, vec![]), "{told:#?}");
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_removed_the_bot_while_it_was_offline_ends_its_alerts_as_well() {
    let here = Neighborhood::with(&NOTHING).await;
    let gateway = here.gateway().await;
    let (oak, elm) = (here.oak_street(), here.elm_road());
    here.discord.person("Sarah").joins(elm.guild, &[]);
    asks(&here.discord.person("Sarah").in_channel(oak.channel), "Jake").await;
    here.card_in(oak.channel, "Jake").await;
    here.card_is_recorded().await;
    gateway.end().await;
    assert!(here.discord.kick_bot(oak.guild));
    let gateways = [here.gateway().await, here.gateway().await];
    is_told(&here, "Sarah", "your alert for Jake has ended").await;
    for gateway in gateways {
        gateway.sees(|view| view.open_of_parent(here.user("Sarah")).is_empty()).await;
        gateway.end().await;
    }
    assert_eq!(direct(&here, "Sarah").len(), 1, "two gateways end it, and it ends once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_who_shares_no_other_server_reads_in_the_private_answer_that_the_bot_was_removed() {
    let here = Neighborhood::with(&NOTHING).await;
    let gateway = here.gateway().await;
    let oak = here.oak_street();
    let asked = here.needhelp("Jake").await;
    asked.original_matches(Message::says_posted).await.expect("posted");
    let card = here.card_in(oak.channel, "Jake").await;
    assert!(here.discord.kick_bot(oak.guild));
    let path = format!("/channels/{}/messages/{}", oak.channel, card.id);
    here.refused_for_half_a_minute(fake_discord::Method::Patch, &path).await;
    asked
        .original_matches(|answer| answer.content().contains("The bot was removed from the server"))
        .await
        .expect("edited");
    gateway.end().await;
}
