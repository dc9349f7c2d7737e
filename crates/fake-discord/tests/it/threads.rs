//! Threads, and kinds of channels: who may post where.

use fake_discord::{ChannelKind, CommandError, FakeDiscord, OverwriteTarget, Permissions};
use serde_json::{Value, json};

use crate::bot::{Bot, Session, unlimited};

fn button() -> Value {
    json!([{"type": 1, "components": [{"type": 2, "style": 3, "label": "Mine", "custom_id": "claim"}]}])
}

/// A public thread below bus-stop, and the bot in it.
async fn in_thread() -> (FakeDiscord, Bot) {
    let (discord, mut bot) = unlimited().await;
    bot.channel = discord.add_thread(discord.channel_id("bus-stop"), "Jake").to_string();
    (discord, bot)
}

async fn channel(bot: &Bot) -> Value {
    bot.get(&format!("/channels/{}", bot.channel)).await.body
}

#[tokio::test]
async fn each_kind_of_channel_has_its_number() {
    let (discord, mut bot) = unlimited().await;
    for (kind, code) in [
        (ChannelKind::Text, 0),
        (ChannelKind::Voice, 2),
        (ChannelKind::Announcement, 5),
        (ChannelKind::Stage, 13),
        (ChannelKind::Forum, 15),
    ] {
        bot.channel = discord.add_channel_of_kind(discord.guild_id(), &format!("{kind:?}"), kind).to_string();
        assert_eq!(channel(&bot).await["type"], code);
        let posted = bot.says(json!({"content": "x"})).await;
        let expected = if kind == ChannelKind::Forum { (400, 50008) } else { (200, 0) };
        assert_eq!(posted.error(), expected, "{kind:?}");
    }
    for (parent, code) in [("Text", 11), ("Announcement", 10), ("Forum", 11)] {
        bot.channel = discord.add_thread(discord.channel_id(parent), "thread").to_string();
        let thread = channel(&bot).await;
        assert_eq!((&thread["type"], &thread["parent_id"]), (&json!(code), &json!(discord.channel_id(parent))));
        assert_eq!(
            (&thread["thread_metadata"]["archived"], &thread["thread_metadata"]["locked"]),
            (&json!(false), &json!(false))
        );
        assert_eq!(bot.says(json!({"content": "x"})).await.status, 200);
    }
}

#[tokio::test]
async fn a_thread_needs_send_messages_in_threads_in_place_of_send_messages() {
    let (discord, bot) = in_thread().await;
    discord.revoke(Permissions::SEND_MESSAGES);
    assert_eq!(bot.says(json!({"content": "x"})).await.status, 200);
    discord.revoke(Permissions::SEND_MESSAGES_IN_THREADS);
    assert_eq!(bot.says(json!({"content": "x"})).await.error(), (403, 50013));
}

#[tokio::test]
async fn a_thread_has_the_overwrites_of_its_parent() {
    let (discord, bot) = in_thread().await;
    discord.deny_bot(discord.channel_id("bus-stop"), Permissions::VIEW_CHANNEL);
    assert_eq!(bot.says(json!({"content": "x"})).await.error(), (403, 50001));
}

#[tokio::test]
async fn a_message_opens_an_archived_thread_and_an_edit_or_a_pin_does_not() {
    let (discord, bot) = in_thread().await;
    let mut session = Session::identified(&discord, 1).await;
    let card = bot.messages(&format!("/{}", bot.says(json!({"content": "open"})).await.id()));
    let pin = card.replace("/messages/", "/messages/pins/");
    assert!(discord.archive_thread(bot.channel.parse().expect("an id"), false));
    assert_eq!(session.event("THREAD_UPDATE").await["thread_metadata"]["archived"], true);
    assert_eq!(bot.patch(&card, json!({"content": "claimed"})).await.error(), (400, 50083));
    assert_eq!(bot.put(&pin).await.error(), (400, 50083));
    assert_eq!(channel(&bot).await["thread_metadata"]["archived"], true);
    assert_eq!(bot.says(json!({"content": "Mike"})).await.status, 200);
    assert_eq!(session.event("THREAD_UPDATE").await["thread_metadata"]["archived"], false);
    assert_eq!(bot.patch(&card, json!({"content": "claimed"})).await.status, 200);
    assert_eq!(bot.put(&pin).await.status, 204);
}

#[tokio::test]
async fn a_locked_thread_is_only_for_people_who_manage_threads() {
    let (discord, bot) = in_thread().await;
    let thread = bot.channel.parse().expect("an id");
    let card = bot.messages(&format!("/{}", bot.says(json!({"content": "open"})).await.id()));
    discord.open_thread(thread, true);
    assert_eq!(bot.says(json!({"content": "x"})).await.error(), (400, 160_005));
    assert_eq!(bot.patch(&card, json!({"content": "x"})).await.error(), (400, 160_005));
    discord.archive_thread(thread, true);
    assert_eq!(bot.says(json!({"content": "x"})).await.error(), (400, 50083));
    assert_eq!(bot.delete(&card).await.error(), (400, 50083));
    assert!(discord.person("Mike").in_channel(thread).says("me").is_none());
    discord.grant(Permissions::MANAGE_THREADS);
    assert_eq!(bot.says(json!({"content": "x"})).await.status, 200);
    assert_eq!(channel(&bot).await["thread_metadata"], {
        let mut expected = channel(&bot).await["thread_metadata"].clone();
        (expected["archived"], expected["locked"]) = (json!(false), json!(true));
        expected
    });
}

#[tokio::test]
async fn a_person_opens_an_archived_thread_by_a_message() {
    let (discord, bot) = in_thread().await;
    let thread = bot.channel.parse().expect("an id");
    discord.archive_thread(thread, false);
    assert!(discord.person("Mike").in_channel(thread).says("me").is_some());
    assert_eq!(channel(&bot).await["thread_metadata"]["archived"], false);
}

#[tokio::test]
async fn a_private_thread_is_for_its_members() {
    let (discord, mut bot) = unlimited().await;
    let (sarah, mike) = (discord.person("Sarah"), discord.person("Mike"));
    let thread = discord.add_private_thread(discord.channel_id("bus-stop"), "Jake", &[sarah.id()]);
    bot.channel = thread.to_string();
    assert_eq!(bot.get(&format!("/channels/{thread}")).await.error(), (403, 50001));
    assert_eq!(bot.says(json!({"content": "x"})).await.error(), (403, 50001));
    assert!(sarah.views(thread) && !mike.views(thread));
    let asked = sarah.in_channel(thread).says("who can help?").expect("she is a member");
    assert!(mike.sees(thread).is_empty() && sarah.sees(thread).len() == 1);
    assert!(mike.click_forged(asked, "claim").await.is_ok(), "a manipulated client");
    discord.grant(Permissions::MANAGE_THREADS);
    assert_eq!(channel(&bot).await["type"], 12);
    assert_eq!(bot.says(json!({"content": format!("<@{}>", mike.id())})).await.status, 200);
    assert!(mike.rung_by().is_empty(), "he does not see the thread");
}

#[tokio::test]
async fn an_interaction_has_its_channel_and_the_permissions_there() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    bot.registers().await;
    let thread = discord.add_thread(discord.channel_id("bus-stop"), "Jake");
    let sarah = discord.person("Sarah").in_channel(thread);
    discord.deny_bot(discord.channel_id("bus-stop"), Permissions::SEND_MESSAGES_IN_THREADS);
    sarah.slash("needhelp").string("child", "Jake").send().await.expect("sent");
    let interaction = session.event("INTERACTION_CREATE").await;
    assert_eq!((&interaction["channel"]["type"], &interaction["channel"]["id"]), (&json!(11), &json!(thread)));
    assert_eq!(interaction["channel"]["parent_id"], json!(discord.channel_id("bus-stop")));
    let bits = |value: &Value| Permissions::from_bits_retain(value.as_str().expect("text").parse().expect("bits"));
    assert!(!bits(&interaction["app_permissions"]).contains(Permissions::SEND_MESSAGES_IN_THREADS));
    assert!(bits(&interaction["member"]["permissions"]).contains(Permissions::SEND_MESSAGES_IN_THREADS));
    assert_eq!(interaction["channel"]["permissions"], interaction["member"]["permissions"]);

    let posts = discord.add_channel_of_kind(discord.guild_id(), "posts", ChannelKind::Forum);
    let refused = discord.person("Sarah").in_channel(posts).slash("needhelp").string("child", "Jake").send().await;
    assert_eq!(refused.expect_err("a forum has no text field"), CommandError::NotAllowedHere);
    discord.archive_thread(thread, false);
    let refused = sarah.slash("needhelp").string("child", "Jake").send().await;
    assert_eq!(refused.expect_err("the thread is archived"), CommandError::NotAllowedHere);
}

#[tokio::test]
async fn a_click_in_an_archived_thread_is_answered_by_ephemeral_messages_only() {
    let (discord, bot) = in_thread().await;
    let mut session = Session::identified(&discord, 0).await;
    let card = bot.says(json!({"content": "open", "components": button()})).await.id();
    discord.archive_thread(bot.channel.parse().expect("an id"), false);
    discord.person("Mike").click(card.parse().expect("an id"), "Mine").await.expect("shown");
    let interaction = session.event("INTERACTION_CREATE").await;
    let update = json!({"type": 7, "data": {"content": "Mike has it"}});
    assert_eq!(bot.responds(&interaction, update).await.error(), (400, 50083));
    assert_eq!(bot.responds(&interaction, json!({"type": 6})).await.status, 204);
    let original = bot.webhook(&interaction, "/messages/@original");
    assert_eq!(bot.patch(&original, json!({"content": "Mike has it"})).await.error(), (400, 50083));
    let private = json!({"content": "It is yours", "flags": 64});
    assert_eq!(bot.post(&bot.webhook(&interaction, ""), private).await.status, 200);
    assert_eq!(channel(&bot).await["thread_metadata"]["archived"], true);
}

#[tokio::test]
async fn threads_end_with_their_channel_and_the_guild_lists_the_active_ones() {
    let (discord, bot) = in_thread().await;
    let archived = discord.add_thread(discord.channel_id("bus-stop"), "old");
    discord.archive_thread(archived, false);
    discord.add_private_thread(discord.channel_id("bus-stop"), "secret", &[]);
    let mut session = Session::identified(&discord, 1).await;
    let listed = session.event("GUILD_CREATE").await["threads"].clone();
    assert_eq!((listed.as_array().map(Vec::len), &listed[0]["id"]), (Some(1), &json!(bot.channel)));
    assert!(discord.delete_channel(discord.channel_id("bus-stop")));
    assert_eq!(bot.says(json!({"content": "x"})).await.error(), (404, 10003));
}

#[tokio::test]
async fn nobody_clicks_in_a_channel_that_they_cannot_see() {
    let (discord, bot) = unlimited().await;
    let (channel, lisa) = (discord.channel_id("bus-stop"), discord.person("Lisa"));
    let everyone = OverwriteTarget::Role(discord.guild_id().cast());
    let card = bot.says(json!({"content": "open", "components": button()})).await.id().parse().expect("an id");
    let seen = discord.message(card).expect("known");
    discord.hide_channel(channel, everyone, true);
    discord.hide_channel(channel, OverwriteTarget::Role(discord.role_id("helpers")), false);
    assert!(!discord.person("Sarah").views(channel) && lisa.views(channel));
    assert!(discord.person("Sarah").sees(channel).is_empty() && lisa.sees(channel).len() == 1);
    discord.hide_channel(channel, OverwriteTarget::Member(lisa.id()), true);
    assert!(lisa.click(card, "Mine").await.is_err() && lisa.click_as_seen(&seen, "Mine").await.is_err());
    let mut session = Session::identified(&discord, 1 << 9 | 1 << 15).await;
    discord.person("Mike").says("not for the bot").expect("he sees it");
    discord.hide_channel(channel, OverwriteTarget::Member(discord.bot_id()), false);
    discord.person("Mike").says("for the bot").expect("he sees it");
    assert_eq!(session.event("MESSAGE_CREATE").await["content"], "for the bot");
}
