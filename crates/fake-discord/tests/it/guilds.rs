//! Several guilds: the bot is kicked and invited again, and guilds have outages.

use fake_discord::{ClickError, CommandError, GuildSetup};
use serde_json::json;

use crate::bot::{Session, unlimited};

const GUILDS: u64 = 1;

fn commands() -> serde_json::Value {
    json!([{"name": "needhelp", "description": "Ask"}])
}

#[tokio::test]
async fn a_kicked_bot_loses_the_guild_and_its_commands_until_it_is_invited_again() {
    let (discord, bot) = unlimited().await;
    let guild = discord.guild_id();
    let mut session = Session::identified(&discord, GUILDS).await;
    session.event("GUILD_CREATE").await;
    let path = format!("/applications/{}/guilds/{guild}/commands", bot.application);
    assert_eq!(bot.put_json(&path, commands()).await.status, 200);
    let sarah = discord.person("Sarah");
    sarah.slash("needhelp").send().await.expect("registered");

    assert!(discord.kick_bot(guild) && !discord.kick_bot(guild));
    let gone = session.event("GUILD_DELETE").await;
    assert_eq!((&gone["id"], gone.get("unavailable")), (&json!(guild), None));
    assert_eq!(bot.says(json!({"content": "x"})).await.error(), (403, 50001));
    assert_eq!(bot.get(&format!("/guilds/{guild}")).await.error(), (403, 50001));
    assert_eq!(bot.get(&path).await.error(), (403, 50001));
    let refused = sarah.slash("needhelp").send().await.expect_err("it is gone");
    assert_eq!(refused, CommandError::UnknownCommand("needhelp".to_owned()));
    assert_eq!(Session::identified(&discord, GUILDS).await.ready["guilds"], json!([]));
    assert!(sarah.says("where is the bot?").is_some());

    assert!(discord.invite_bot(guild) && !discord.invite_bot(guild));
    assert_eq!(session.event("GUILD_CREATE").await["id"], json!(guild));
    assert_eq!(bot.says(json!({"content": "x"})).await.status, 200);
    assert_eq!(bot.get(&path).await.body, json!([]));
    assert!(sarah.slash("needhelp").send().await.is_err(), "not registered again");
}

#[tokio::test]
async fn a_global_command_is_there_again_after_an_invitation() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, GUILDS).await;
    bot.registers().await;
    discord.kick_bot(discord.guild_id());
    let sarah = discord.person("Sarah");
    assert!(sarah.slash("needhelp").string("child", "Jake").send().await.is_err());
    discord.invite_bot(discord.guild_id());
    sarah.slash("needhelp").string("child", "Jake").send().await.expect("it is there again");
    session.event("INTERACTION_CREATE").await;
}

#[tokio::test]
async fn an_unavailable_guild_fails_until_its_outage_ends() {
    let (discord, bot) = unlimited().await;
    let guild = discord.guild_id();
    let elm_street = discord.add_guild(&GuildSetup::new("Elm Street").channel("corner"));
    let button = json!([{"type": 1, "components": [{"type": 2, "style": 3, "label": "Mine", "custom_id": "claim"}]}]);
    let card = bot.says(json!({"content": "open", "components": button})).await.id().parse().expect("an id");
    let mut session = Session::identified(&discord, GUILDS).await;
    assert!(discord.set_outage(guild, true) && !discord.set_outage(guild, true));
    let gone = session.event("GUILD_DELETE").await;
    assert_eq!((&gone["id"], &gone["unavailable"]), (&json!(guild), &json!(true)));
    assert_eq!(bot.says(json!({"content": "x"})).await.status, 503);
    assert_eq!(bot.get(&format!("/guilds/{guild}")).await.status, 503);
    let corner = format!("/channels/{}/messages", discord.channel_id("corner"));
    assert_eq!(bot.post(&corner, json!({"content": "x"})).await.status, 200);
    assert_eq!(discord.person("Mike").click(card, "Mine").await.expect_err("an outage"), ClickError::BotIsGone);

    let mut later = Session::identified(&discord, GUILDS).await;
    assert_eq!(later.ready["guilds"].as_array().map(Vec::len), Some(2));
    assert_eq!(later.event("GUILD_CREATE").await["id"], json!(elm_street));
    assert!(discord.set_outage(guild, false));
    assert_eq!(session.event("GUILD_CREATE").await["id"], json!(guild));
    assert_eq!(later.event("GUILD_CREATE").await["id"], json!(guild));
    assert_eq!(bot.says(json!({"content": "x"})).await.status, 200);
}

#[tokio::test]
async fn one_person_in_two_guilds_is_the_same_user() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, GUILDS).await;
    bot.registers().await;
    let elm_street = discord.add_guild(&GuildSetup::new("Elm Street").channel("corner").role("helpers"));
    let mike = discord.person("Mike");
    let there = mike.joins(elm_street, &[]);
    there.slash("needhelp").string("child", "Jake").send().await.expect("sent");
    let interaction = session.event("INTERACTION_CREATE").await;
    assert_eq!(
        (&interaction["guild_id"], &interaction["channel_id"]),
        (&json!(elm_street), &json!(discord.channel_id("corner")))
    );
    assert_eq!(
        (&interaction["member"]["user"]["id"], &interaction["member"]["roles"]),
        (&json!(mike.id()), &json!([]))
    );
}

#[tokio::test]
async fn an_unknown_name_is_an_error_at_once() {
    let (discord, _bot) = unlimited().await;
    let said = |panic: Box<dyn std::any::Any + Send>| panic.downcast::<String>().map(|said| *said).unwrap_or_default();
    let at_once = |what: &dyn Fn(&fake_discord::FakeDiscord)| {
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| what(&discord)));
        said(caught.expect_err("there is none"))
    };
    let told = at_once(&|discord| _ = discord.person("Mikey"));
    assert!(told.contains("no person \"Mikey\"") && told.contains("\"Mike\""), "{told}");
    assert!(at_once(&|discord| _ = discord.channel_id("bus-stops")).contains("\"bus-stop\""));
    assert!(at_once(&|discord| _ = discord.role_id("helper")).contains("\"helpers\""));
    let (channel, role) = (discord.channel_id("bus-stop"), discord.role_id("helpers"));
    discord.delete_channel(channel);
    discord.delete_role(role);
    assert_eq!((discord.channel_id("bus-stop"), discord.role_id("helpers")), (channel, role));
}
