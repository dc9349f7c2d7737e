//! The bot's permissions in a channel and in all guilds.

use fake_discord::{GuildSetup, Permissions};
use serde_json::json;

use crate::bot::unlimited;

#[tokio::test]
async fn each_permission_is_checked() {
    let (discord, bot) = unlimited().await;
    let channel = discord.channel_id("bus-stop");
    let embed = json!({"content": "x", "embeds": [{"title": "t"}]});
    for (denied, expected) in [(Permissions::VIEW_CHANNEL, (403, 50001)), (Permissions::SEND_MESSAGES, (403, 50013))] {
        discord.deny_bot(channel, denied);
        assert_eq!(bot.says(embed.clone()).await.error(), expected, "{denied:?}");
    }
    discord.deny_bot(channel, Permissions::empty());
    assert_eq!(bot.says(embed).await.status, 200);
}

#[tokio::test]
async fn without_embed_links_the_embed_is_dropped_and_the_rest_accepted() {
    let (discord, bot) = unlimited().await;
    let both = json!({"content": "Jake", "embeds": [{"title": "t"}]});
    let path = bot.messages(&format!("/{}", bot.says(both.clone()).await.id()));
    discord.revoke(Permissions::EMBED_LINKS);
    let sent = bot.says(both.clone()).await;
    assert_eq!((sent.status, &sent.body["content"], &sent.body["embeds"]), (200, &json!("Jake"), &json!([])));
    assert_eq!(bot.says(json!({"embeds": [{"title": "t"}]})).await.error(), (403, 50013));
    let edited = bot.patch(&path, both).await;
    assert_eq!((edited.status, &edited.body["embeds"]), (200, &json!([])));
    let empty = bot.patch(&path, json!({"content": "", "embeds": [{"title": "t"}]})).await;
    assert_eq!(empty.error(), (400, 50006));
}

#[tokio::test]
async fn a_revoked_permission_can_be_granted_again() {
    let (discord, bot) = unlimited().await;
    discord.revoke(Permissions::SEND_MESSAGES);
    assert_eq!(bot.says(json!({"content": "x"})).await.error(), (403, 50013));
    discord.grant(Permissions::SEND_MESSAGES);
    assert_eq!(bot.says(json!({"content": "x"})).await.status, 200);
    assert!(discord.person("Sarah").says("people are not touched by it").is_some());
}

#[tokio::test]
async fn a_revoked_permission_is_missing_in_later_channels_and_guilds() {
    let (discord, mut bot) = unlimited().await;
    discord.revoke(Permissions::SEND_MESSAGES | Permissions::MANAGE_MESSAGES);
    let park = discord.add_channel(discord.guild_id(), "park");
    let elm_street = discord.add_guild(&GuildSetup::new("Elm Street").channel("corner"));
    for channel in [park, discord.channel_id("corner")] {
        bot.channel = channel.to_string();
        assert_eq!(bot.says(json!({"content": "x"})).await.error(), (403, 50013));
    }
    let theirs = discord.add_person(elm_street, "Sarah", &[]).says("hello").expect("people are not touched by it");
    assert_eq!(bot.delete(&bot.messages(&format!("/{theirs}"))).await.error(), (403, 50013));
    discord.grant(Permissions::SEND_MESSAGES);
    for channel in [park, discord.channel_id("corner")] {
        bot.channel = channel.to_string();
        assert_eq!(bot.says(json!({"content": "x"})).await.status, 200);
    }
}

#[tokio::test]
async fn an_administrator_has_all_permissions_in_every_channel() {
    let (discord, bot) = unlimited().await;
    discord.deny_bot(discord.channel_id("bus-stop"), Permissions::SEND_MESSAGES);
    assert_eq!(bot.says(json!({"content": "x"})).await.error(), (403, 50013));
    discord.grant(Permissions::ADMINISTRATOR);
    assert_eq!(bot.says(json!({"content": "x"})).await.status, 200);
}
