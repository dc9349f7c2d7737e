//! Which server the bot serves: other servers' people, a bot that is removed and invited again, commands that were
//! registered elsewhere, and a helper role that is deleted.

use std::time::Duration;

use fake_discord::{Fault, GuildSetup, Message, Method};
use serde_json::{Value, json};

use crate::support::bot::Kind;
use crate::support::neighborhood::PATIENCE;
use crate::support::raw::made;
use crate::support::{Neighborhood, Shown, eventually};

const JUST_NOW: Duration = Duration::from_millis(50);

/// How often the bot has registered its commands.
fn registrations(here: &Neighborhood) -> usize {
    let is_put = |method: Method, path: &str| method == Method::Put && path.ends_with("/commands");
    here.discord.requests().iter().filter(|request| is_put(request.method, &request.path)).count()
}

/// The bot's commands.
const OURS: [&str; 3] = ["needhelp", "needhelp-me", "needhelp-admin"];

/// Registers a command as an earlier start of the bot, or another tool, has.
async fn register(here: &Neighborhood, scope: &str, names: &[&str]) {
    let commands: Vec<_> = names.iter().map(|name| json!({"name": name, "description": "From earlier"})).collect();
    let url = format!("{}/api/v10/applications/{}{scope}/commands", here.discord.url(), here.discord.application_id());
    let put = reqwest::Client::new().put(url).header("authorization", format!("Bot {}", here.discord.token()));
    let put = put.header("content-type", "application/json").body(json!(commands).to_string());
    assert_eq!(put.send().await.expect("sent").status(), 200);
}

/// The names of a scope's commands, once they are these.
async fn has_commands(here: &Neighborhood, guild: bool, names: &[&str]) {
    let scope = guild.then(|| here.discord.guild_id());
    let ask = async || {
        let known = here.discord.commands(scope);
        let known: Vec<_> = known.iter().filter_map(|command| command["name"].as_str()).collect();
        (known == names).then_some(())
    };
    eventually(PATIENCE, "the commands", ask).await;
}

fn describes(here: &Neighborhood, roles: &[&str]) -> Value {
    let roles: Vec<_> = roles.iter().map(|role| json!({"id": here.discord.role_id(role).to_string()})).collect();
    json!({"id": here.discord.guild_id().to_string(), "name": "Oak Street", "roles": roles, "channels": []})
}

#[tokio::test(flavor = "multi_thread")]
async fn people_of_another_server_than_the_one_that_is_set_are_refused() {
    let here = Neighborhood::without_services().await;
    let gateway = here.gateway().await;
    let (elsewhere, channel) = ("1305193870427029540", "1305193870427029541");
    let mut typed = here.raw_needhelp(&made(JUST_NOW));
    (typed["guild_id"], typed["channel_id"]) = (json!(elsewhere), json!(channel));
    let answer = here.answer_to(&typed).await;
    insta::assert_snapshot!(answer, @"❌ NOT sent. This bot serves another server. Phone someone, or ask the admin of this server.");

    let mut pressed = here.raw_press(&made(Duration::from_millis(20)), 7, "nh:claim:0:1305193870427029544:-");
    (pressed["guild_id"], pressed["channel_id"]) = (json!(elsewhere), json!(channel));
    let answer = here.answer_to(&pressed).await;
    insta::assert_snapshot!(answer, @"This bot serves another server. Nothing was changed.");
    gateway.end().await;
    assert!(here.records(&here.kafka().alerts_topic).await.is_empty());
    assert!(here.log().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn people_of_another_server_than_the_cards_channel_are_refused() {
    let here = Neighborhood::without_services_and_with(&[("DISCORD_GUILD_ID", "")]).await;
    // Once is not enough: it is asked until Discord answers.
    let asked = here.discord.fault(Fault::status(503).on(Method::Get, "/channels/*").times(1));
    let gateway = here.gateway().await;
    let elsewhere = here.discord.add_guild(&GuildSetup::new("Elm Road").channel("elm-road"));
    let lisa = here.discord.add_person(elsewhere, "Lisa", &[]);
    let typed = lisa.slash("needhelp").string("child", "Jake").string("location", "Elm Road").string("message", "Late");
    let answer = typed.send().await.expect("typed").within(PATIENCE).response().await.expect("answered");
    assert!(answer.content.starts_with("❌ NOT sent. This bot serves another server."), "{answer:?}");
    assert_eq!(here.discord.hits(asked), 1);

    let general = here.discord.add_channel(here.discord.guild_id(), "general");
    for channel in [general, here.discord.channel_id("bus-stop")] {
        let sarah = here.discord.person("Sarah").in_channel(channel);
        let typed = sarah.slash("needhelp").string("child", "Jake").string("location", "Oak Street");
        let asked = typed.string("message", "Late").send().await.expect("typed").within(PATIENCE);
        asked.original_matches(Message::says_sent).await.expect("our own people are served");
    }
    gateway.end().await;
    assert_eq!(here.records(&here.kafka().alerts_topic).await.len(), 2);
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_is_invited_again_registers_its_command_again() {
    let here = Neighborhood::without_services().await;
    let gateway = here.gateway().await;
    let (before, server) = (registrations(&here), here.discord.guild_id());
    // An outage: the bot was neither removed nor added.
    assert!(here.discord.set_outage(server, true) && here.discord.set_outage(server, false));
    // Another server is none of the bot's business.
    let elsewhere = here.discord.add_guild(&GuildSetup::new("Elm Road").channel("elm-road"));
    assert!(here.discord.kick_bot(elsewhere) && here.discord.invite_bot(elsewhere));

    assert!(here.discord.kick_bot(server));
    assert_eq!(here.discord.commands(Some(server)), Vec::<Value>::new());
    let failing = here.discord.fault(Fault::status(500).on(Method::Put, "/applications/**").times(1));
    assert!(here.discord.invite_bot(server));
    has_commands(&here, true, &OURS).await;
    assert_eq!(here.discord.hits(failing), 1);
    here.needhelp("Jake").await.response().await.expect("it is there");
    gateway.end().await;
    assert_eq!(registrations(&here), before + 2, "one that failed, one that worked, and no more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_was_invited_again_while_its_session_was_lost_registers_its_command_again() {
    let here = Neighborhood::without_services().await;
    let gateway = here.gateway().await;
    let server = here.discord.guild_id();
    here.discord.gateway().forget_sessions();
    here.discord.gateway().refuse(Some(4000));
    here.discord.gateway().drop_connections();
    here.discord.gateway().wait_for_disconnect().await.expect("the connection is lost");
    assert!(here.discord.kick_bot(server) && here.discord.invite_bot(server));
    here.discord.gateway().refuse(None);
    has_commands(&here, true, &OURS).await;
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_removed_the_bot_is_said_at_readyz() {
    let here = Neighborhood::of_one_process().await;
    let server = here.discord.guild_id();
    assert!(here.discord.kick_bot(server));
    let said = here.until_readyz(|status, _| status == 503).await;
    assert!(said.contains("MISSING gateway: the bot was removed from its server"), "{said}");
    assert!(here.discord.invite_bot(server));
    here.until_readyz(|status, _| status == 200).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_was_registered_everywhere_is_removed_if_a_server_is_set() {
    let here = Neighborhood::without_services().await;
    register(&here, "", &["needhelp", "needhelp-me", "roll"]).await;
    let failing = here.discord.fault(Fault::status(503).on(Method::Get, "/applications/*/commands").times(1));
    let gateway = here.gateway().await;
    has_commands(&here, false, &["roll"]).await;
    has_commands(&here, true, &OURS).await;
    assert_eq!(here.discord.hits(failing), 1);
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_was_registered_in_a_server_is_removed_if_none_is_set() {
    let here = Neighborhood::without_services_and_with(&[("DISCORD_GUILD_ID", "")]).await;
    register(&here, &format!("/guilds/{}", here.discord.guild_id()), &["needhelp", "needhelp-me", "roll"]).await;
    let gateway = here.gateway().await;
    has_commands(&here, true, &["roll"]).await;
    has_commands(&here, false, &OURS).await;
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_may_help_while_the_helper_role_does_not_exist() {
    let here = Neighborhood::of_one_process().await;
    here.needhelp("Jake").await;
    let card = here.pinned("Jake").await;
    let friend = here.discord.add_person(here.discord.guild_id(), "David's friend", &[]);
    let press = async || {
        let button = card.claim_button().expect("claimable");
        let pressed = friend.click(card.id, &button).await.expect("pressed").within(here.patience);
        pressed.response().await.expect("answered").content
    };
    assert!(press().await.starts_with("Only people with the role"));

    let helpers = here.discord.role_id("helpers");
    // Missing in what Discord says after an outage; and there again.
    here.event("GUILD_CREATE", &describes(&here, &[]));
    here.until_readyz(|status, _| status == 503).await;
    here.event("GUILD_CREATE", &describes(&here, &["helpers"]));
    here.until_readyz(|status, _| status == 200).await;
    assert!(press().await.starts_with("Only people with the role"));
    assert!(here.discord.delete_role(helpers));
    let said = here.until_readyz(|status, _| status == 503).await;
    assert!(said.contains("MISSING gateway: the role of DISCORD_HELPER_ROLE_ID does not exist"), "{said}");
    assert!(press().await.starts_with("⏳ One moment"));
    here.log_has(|body| matches!(body.kind, Kind::Claimed { .. })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everyone_as_the_helper_role_is_no_role() {
    let mut here = Neighborhood::without_services().await;
    here.set("DISCORD_HELPER_ROLE_ID", &here.discord.guild_id().to_string());
    let services = (here.intake(), here.board(), here.gateway().await);
    here.needhelp("Jake").await;
    let card = here.pinned("Jake").await;
    assert!(!card.content().contains("<@&"), "{card:?}");
    let friend = here.discord.add_person(here.discord.guild_id(), "David's friend", &[]);
    let button = card.claim_button().expect("claimable");
    let pressed = friend.click(card.id, &button).await.expect("pressed").within(PATIENCE);
    pressed.original_matches(Message::said_you_have_it).await.expect("taken");
    services.2.end().await;
    services.1.end().await;
    services.0.end().await;
    here.discord.assert_clean();
}
