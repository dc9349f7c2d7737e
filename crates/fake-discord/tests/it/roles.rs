//! Roles that nobody can mention, managed and deleted roles, and @everyone.

use fake_discord::Permissions;
use serde_json::json;

use crate::bot::{Session, unlimited};

#[tokio::test]
async fn the_answer_names_only_the_roles_that_were_mentioned() {
    let (discord, bot) = unlimited().await;
    let helpers = discord.role_id("helpers");
    let body = json!({"content": format!("<@&{helpers}>"), "allowed_mentions": {"roles": [helpers]}});
    assert_eq!(bot.says(body.clone()).await.body["mention_roles"], json!([helpers]));
    discord.revoke(Permissions::MENTION_EVERYONE);
    assert_eq!(bot.says(body.clone()).await.body["mention_roles"], json!([]));
    discord.set_mentionable(helpers, true);
    assert_eq!(bot.says(body).await.body["mention_roles"], json!([helpers]));
}

#[tokio::test]
async fn a_deleted_role_is_gone_from_its_members_and_rings_nobody() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 1).await;
    let helpers = discord.role_id("helpers");
    assert!(discord.delete_role(helpers) && !discord.delete_role(helpers));
    let event = session.event("GUILD_ROLE_DELETE").await;
    assert_eq!((&event["role_id"], &event["guild_id"]), (&json!(helpers), &json!(discord.guild_id())));
    let sent = bot.says(json!({"content": format!("<@&{helpers}>")})).await;
    assert_eq!((sent.status, &sent.body["mention_roles"]), (200, &json!([])));
    assert!(discord.person("Mike").rung_by().is_empty());
    let path = format!("/guilds/{}", discord.guild_id());
    assert_eq!(bot.get(&format!("{path}/roles/{helpers}")).await.error(), (404, 10011));
    let member = bot.get(&format!("{path}/members/{}", discord.person("Mike").id())).await.body;
    assert_eq!(member["roles"], json!([]));
}

#[tokio::test]
async fn only_the_word_notifies_everyone_and_only_with_permission_and_parse() {
    let (discord, bot) = unlimited().await;
    let everyone = discord.guild_id();
    let by_id = json!({"content": format!("<@&{everyone}>"), "allowed_mentions": {"roles": [everyone]}});
    let sent = bot.says(by_id).await;
    assert_eq!(
        (sent.status, &sent.body["mention_roles"], &sent.body["mention_everyone"]),
        (200, &json!([]), &json!(false))
    );
    let word = |parse: serde_json::Value| json!({"content": "@everyone", "allowed_mentions": {"parse": parse}});
    assert_eq!(bot.says(word(json!(["roles"]))).await.body["mention_everyone"], false);
    assert!(discord.person("Sarah").rung_by().is_empty());
    assert_eq!(bot.says(word(json!(["everyone"]))).await.body["mention_everyone"], true);
    assert_eq!(discord.person("Sarah").rung_by().len(), 1);
    discord.revoke(Permissions::MENTION_EVERYONE);
    assert_eq!(bot.says(word(json!(["everyone"]))).await.body["mention_everyone"], false);
    assert!(!discord.delete_role(everyone.cast()));
}

#[tokio::test]
async fn a_managed_role_says_so() {
    let (discord, bot) = unlimited().await;
    discord.set_managed(discord.role_id("helpers"), true);
    let role = bot.get(&format!("/guilds/{}/roles/{}", discord.guild_id(), discord.role_id("helpers"))).await.body;
    assert_eq!(role["managed"], true);
    discord.person("Mike").loses_role(discord.role_id("helpers"));
    bot.says(json!({"content": format!("<@&{}>", discord.role_id("helpers"))})).await;
    assert!(discord.person("Mike").rung_by().is_empty() && discord.person("Lisa").rung_by().len() == 1);
}

#[tokio::test]
async fn a_bot_without_privileges_reads_how_many_members_each_role_has() {
    let (discord, bot) = unlimited().await;
    let path = format!("/guilds/{}/roles/member-counts", discord.guild_id());
    let counts = bot.get(&path).await.body;
    let (helpers, own) = (discord.role_id("helpers").to_string(), discord.role_id("bot").to_string());
    assert_eq!((&counts[&helpers], &counts[&own]), (&json!(3), &json!(1)));
    assert_eq!(counts.get(discord.guild_id().to_string()), None, "everybody has that one");
}
