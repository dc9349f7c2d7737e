//! Guilds that require two-factor authentication, and a bot whose owner does not use it.

use fake_discord::{FakeDiscord, GuildSetup, Limits, Permissions, Setup};
use serde_json::json;

use crate::bot::{Bot, unlimited};

#[tokio::test]
async fn without_the_owners_two_factor_manage_messages_is_void() {
    let guild = GuildSetup::new("Oak Street").channel("bus-stop").person("Sarah", &[]).requires_two_factor();
    let setup = Setup::empty().guild(guild).owner_without_two_factor().limits(Limits::off());
    let discord = FakeDiscord::start(setup).await.expect("it starts");
    let bot = Bot::new(&discord);
    assert_eq!(bot.get(&format!("/guilds/{}", discord.guild_id())).await.body["mfa_level"], 1);
    assert_eq!(bot.get("/users/@me").await.body["mfa_enabled"], false);
    let theirs = discord.person("Sarah").says("hello").expect("she may");
    let path = bot.messages(&format!("/{theirs}"));
    assert_eq!(bot.delete(&path).await.error(), (403, 60003));
    let own = bot.says(json!({"content": "x"})).await.id();
    assert_eq!(bot.put(&bot.messages(&format!("/pins/{own}"))).await.status, 204, "pinning does not need it");
    discord.revoke(Permissions::MANAGE_MESSAGES);
    assert_eq!(bot.delete(&path).await.error(), (403, 50013));
    discord.grant(Permissions::ADMINISTRATOR);
    assert_eq!(bot.delete(&path).await.error(), (403, 60003));
    discord.set_owner_two_factor(true);
    assert_eq!(bot.delete(&path).await.status, 204);
}

#[tokio::test]
async fn a_guild_without_the_requirement_asks_nobody() {
    let (discord, bot) = unlimited().await;
    discord.set_owner_two_factor(false);
    let theirs = discord.person("Sarah").says("hello").expect("she may");
    let path = bot.messages(&format!("/{theirs}"));
    discord.set_two_factor(discord.guild_id(), true);
    assert_eq!(bot.delete(&path).await.error(), (403, 60003));
    discord.set_two_factor(discord.guild_id(), false);
    assert_eq!(bot.delete(&path).await.status, 204);
}
