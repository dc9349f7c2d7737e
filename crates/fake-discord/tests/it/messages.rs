//! Creating, editing, deleting and reading messages.

use std::time::Duration;

use fake_discord::{FakeDiscord, Limits, Permissions, Rate, Setup};
use serde_json::{Value, json};

use crate::bot::{Bot, careless, unlimited};

#[tokio::test]
async fn a_request_without_the_token_is_refused() {
    let (discord, mut bot) = unlimited().await;
    bot.token = "wrong".to_owned();
    assert_eq!(bot.get("/users/@me").await.error(), (401, 0));
    assert_eq!(discord.invalid_requests(), 1);
}

#[tokio::test]
async fn a_known_nonce_returns_the_first_message_until_its_window_is_over() {
    let (discord, bot) = unlimited().await;
    let card = json!({"content": "Jake needs help", "nonce": "alert-1", "enforce_nonce": true});
    let first = bot.says(card.clone()).await.id();
    assert_eq!(bot.says(card.clone()).await.id(), first);
    assert_eq!(discord.channel(discord.channel_id("bus-stop")).messages().len(), 1);

    discord.advance(Duration::from_secs(181));
    assert_ne!(bot.says(card).await.id(), first);
    discord.assert_clean();
}

#[tokio::test]
async fn a_nonce_that_is_not_enforced_creates_a_second_message() {
    let (_discord, bot) = unlimited().await;
    let card = json!({"content": "Jake needs help", "nonce": "alert-1"});
    assert_ne!(bot.says(card.clone()).await.id(), bot.says(card).await.id());
}

#[tokio::test]
async fn a_known_nonce_of_a_deleted_message_is_unknown_message() {
    let (_discord, bot) = unlimited().await;
    let card = json!({"content": "Jake needs help", "nonce": 7, "enforce_nonce": true});
    let first = bot.says(card.clone()).await.id();
    assert_eq!(bot.delete(&bot.messages(&format!("/{first}"))).await.status, 204);
    assert_eq!(bot.says(card).await.error(), (404, 10008));
}

#[tokio::test]
async fn a_form_error_has_the_path_of_each_error() {
    let (_discord, bot) = careless().await;
    let button = json!({"type": 2, "style": 3, "label": "Yes", "custom_id": "x".repeat(101)});
    let reply = bot
        .says(json!({"embeds": [{"title": "x".repeat(257)}], "components": [{"type": 1, "components": [button]}]}))
        .await;
    assert_eq!(reply.error(), (400, 50035));
    let errors = &reply.body["errors"];
    assert_eq!(errors["embeds"]["0"]["title"]["_errors"][0]["code"], "BASE_TYPE_MAX_LENGTH");
    let id = &errors["components"]["0"]["components"]["0"]["custom_id"]["_errors"][0];
    assert!(id["code"].is_string(), "{errors}");
}

#[tokio::test]
async fn an_empty_message_is_refused() {
    let (_discord, bot) = unlimited().await;
    assert_eq!(bot.says(json!({"content": "   "})).await.error(), (400, 50006));
}

#[tokio::test]
async fn a_deleted_channel_is_unknown() {
    let (discord, bot) = unlimited().await;
    assert!(discord.delete_channel(discord.channel_id("bus-stop")));
    assert_eq!(bot.says(json!({"content": "x"})).await.error(), (404, 10003));
}

#[tokio::test]
async fn messages_are_listed_newest_first_and_paged_in_both_directions() {
    let (_discord, bot) = unlimited().await;
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(bot.says(json!({"content": number.to_string()})).await.id());
    }
    let listed = |body: &Value| -> Vec<String> {
        body.as_array().expect("a list").iter().map(|m| m["content"].as_str().expect("text").to_owned()).collect()
    };
    let after = bot.get(&bot.messages(&format!("?after={}&limit=2", ids[1]))).await;
    assert_eq!(listed(&after.body), ["3", "2"]);
    let before = bot.get(&bot.messages(&format!("?before={}&limit=2", ids[3]))).await;
    assert_eq!(listed(&before.body), ["2", "1"]);
    assert_eq!(listed(&bot.get(&bot.messages("")).await.body), ["4", "3", "2", "1", "0"]);
    assert_eq!(bot.get(&bot.messages("?limit=101")).await.error(), (400, 50035));
}

#[tokio::test]
async fn without_the_history_permission_the_list_is_empty() {
    let (discord, bot) = unlimited().await;
    let id = bot.says(json!({"content": "x"})).await.id();
    discord.deny_bot(discord.channel_id("bus-stop"), Permissions::READ_MESSAGE_HISTORY);
    let reply = bot.get(&bot.messages("")).await;
    assert_eq!((reply.status, reply.body), (200, json!([])));
    assert_eq!(bot.get(&bot.messages(&format!("/{id}"))).await.error(), (403, 50013));
}

#[tokio::test]
async fn a_bot_edits_only_its_messages_and_needs_permission_to_delete() {
    let (discord, bot) = unlimited().await;
    let theirs = discord.person("Sarah").says("hello").expect("she may");
    let path = bot.messages(&format!("/{theirs}"));
    assert_eq!(bot.patch(&path, json!({"content": "x"})).await.error(), (403, 50005));
    discord.revoke(Permissions::MANAGE_MESSAGES);
    assert_eq!(bot.delete(&path).await.error(), (403, 50013));
    discord.grant(Permissions::MANAGE_MESSAGES);
    assert_eq!(bot.delete(&path).await.status, 204);
    assert_eq!(bot.delete(&path).await.error(), (404, 10008));
}

#[tokio::test]
async fn a_bulk_delete_takes_2_to_100_messages_up_to_two_weeks_old() {
    let (discord, bot) = careless().await;
    let mut ids = Vec::new();
    for text in ["one", "two", "three"] {
        ids.push(bot.says(json!({"content": text})).await.id());
    }
    let many = bot.messages("/bulk-delete");
    assert_eq!(bot.post(&many, json!({"messages": [ids[0]]})).await.error(), (400, 50016));
    assert_eq!(bot.post(&many, json!({"messages": [ids[0], ids[0]]})).await.error(), (400, 50016));
    assert_eq!(bot.post(&many, json!({"messages": "all"})).await.error(), (400, 50035));
    discord.revoke(Permissions::MANAGE_MESSAGES);
    assert_eq!(bot.post(&many, json!({"messages": ids[..2]})).await.error(), (403, 50013));
    discord.grant(Permissions::MANAGE_MESSAGES);
    assert_eq!(bot.post(&many, json!({"messages": ids[..2]})).await.status, 204);
    // Deleted messages count and are ignored.
    assert_eq!(bot.post(&many, json!({"messages": ids[..2]})).await.status, 204);
    assert_eq!(discord.channel(discord.channel_id("bus-stop")).messages().len(), 1);

    ids.push(bot.says(json!({"content": "four"})).await.id());
    discord.advance(Duration::from_secs(15 * 24 * 3600));
    assert_eq!(bot.post(&many, json!({"messages": ids[2..]})).await.error(), (400, 50034));
}

#[tokio::test]
async fn too_many_edits_of_old_messages_are_30046_as_a_429() {
    let limits = Limits { old_edits: Some(Rate::new(1, Duration::from_secs(3600))), ..Limits::off() };
    let discord = FakeDiscord::start(Setup::default().limits(limits)).await.expect("it starts");
    let bot = Bot::new(&discord);
    let path = bot.messages(&format!("/{}", bot.says(json!({"content": "x"})).await.id()));
    assert_eq!(bot.patch(&path, json!({"content": "young"})).await.status, 200);
    discord.advance(Duration::from_secs(3601));
    assert_eq!(bot.patch(&path, json!({"content": "old"})).await.status, 200);
    let refused = bot.patch(&path, json!({"content": "older"})).await;
    assert_eq!(refused.error(), (429, 30046));
    assert!(refused.body["retry_after"].is_f64());
}

#[tokio::test]
async fn all_versions_of_a_message_are_kept() {
    let (discord, bot) = unlimited().await;
    let id = bot.says(json!({"content": "open"})).await.id();
    bot.patch(&bot.messages(&format!("/{id}")), json!({"content": "claimed"})).await;
    let message = discord.message(id.parse().expect("an id")).expect("known");
    let texts: Vec<&str> = message.versions.iter().map(|version| version.content.as_str()).collect();
    assert_eq!(texts, ["open", "claimed"]);
}

#[tokio::test]
async fn a_reply_needs_the_history_permission_and_an_existing_message() {
    let (discord, bot) = unlimited().await;
    let theirs = discord.person("Sarah").says("hello").expect("she may");
    let to = |id: &str| json!({"content": "hi", "message_reference": {"message_id": id}});
    let made = bot.says(to(&theirs.to_string())).await.body;
    assert_eq!((&made["type"], &made["message_reference"]["message_id"]), (&json!(19), &json!(theirs)));
    assert_eq!(discord.person("Sarah").rung_by().len(), 1);
    assert_eq!(bot.says(to("5")).await.error(), (400, 50035));
    discord.revoke(Permissions::READ_MESSAGE_HISTORY);
    assert_eq!(bot.says(to(&theirs.to_string())).await.error(), (400, 160_002));
}

#[tokio::test]
async fn a_dm_needs_a_shared_guild() {
    let (discord, bot) = unlimited().await;
    let nowhere = fake_discord::ids::GuildId::new(5);
    let stranger = discord.add_person(nowhere, "Lisa", &[]);
    let dm = bot.post("/users/@me/channels", json!({"recipient_id": stranger.id()})).await.id();
    let path = format!("/channels/{dm}/messages");
    assert_eq!(bot.post(&path, json!({"content": "hi"})).await.error(), (403, 50007));
}

#[tokio::test]
async fn a_dm_to_a_person_who_refuses_dms_is_50007() {
    let (discord, bot) = unlimited().await;
    let sarah = discord.person("Sarah");
    let dm = bot.post("/users/@me/channels", json!({"recipient_id": sarah.id()})).await.id();
    let path = format!("/channels/{dm}/messages");
    assert_eq!(bot.post(&path, json!({"content": "hi"})).await.status, 200);
    sarah.closes_dms(true);
    assert_eq!(bot.post(&path, json!({"content": "hi"})).await.error(), (403, 50007));
    assert_eq!(sarah.rung_by().len(), 1);
}

#[tokio::test]
async fn an_unknown_route_is_404_and_a_complaint() {
    let (discord, bot) = unlimited().await;
    let lacking = bot.get("/guilds/1/audit-logs").await;
    let said = "fake-discord has no GET /guilds/{guild_id}/audit-logs, although Discord has it";
    assert_eq!((lacking.error(), &lacking.body["message"]), ((404, 0), &json!(said)));
    let wrong = bot.get("/guilds/1/weather").await;
    assert_eq!((wrong.error(), &wrong.body["message"]), ((404, 0), &json!("404: Not Found")));
    let expected =
        ["GET /api/v10/guilds/1/audit-logs: fake-discord has none", "GET /api/v10/guilds/1/weather: Discord has none"];
    assert_eq!(discord.unknown_routes(), expected);
    assert_eq!(discord.complaints().len(), 2);
}

#[tokio::test]
async fn what_is_not_supported_is_refused_in_words_and_a_complaint() {
    let (discord, bot) = careless().await;
    let answers = json!([{"poll_media": {"text": "Mike"}}]);
    for (body, said) in [
        (json!({"content": "x", "poll": {"question": {"text": "Who?"}, "answers": answers}}), "polls"),
        (json!({"content": "x", "sticker_ids": ["5"]}), "stickers"),
        (json!({"message_reference": {"type": 1, "message_id": "5", "channel_id": bot.channel}}), "forwarded messages"),
    ] {
        let refused = bot.says(body).await;
        assert_eq!(refused.error(), (400, 0));
        let said = format!("fake-discord does not support {said}, although Discord does");
        assert_eq!(refused.body["message"], said);
    }
    assert_eq!(bot.says(json!({"content": "x", "poll": null, "sticker_ids": []})).await.status, 200);
    assert_eq!(discord.unsupported()[0], "POST /channels/{channel_id}/messages: polls");
    assert_eq!((discord.complaints().len() >= 3, discord.counters().unsupported), (true, 3));
}

#[tokio::test]
async fn a_reply_has_the_message_that_it_is_about() {
    let (discord, bot) = unlimited().await;
    let theirs = discord.person("Sarah").says("hello").expect("she may");
    let reply = bot.says(json!({"content": "hi", "message_reference": {"message_id": theirs}})).await;
    assert_eq!(reply.body["referenced_message"]["content"], "hello");
    assert_eq!(reply.body["mentions"][0]["global_name"], "Sarah");
    bot.delete(&bot.messages(&format!("/{theirs}"))).await;
    let later = bot.get(&bot.messages(&format!("/{}", reply.id()))).await.body;
    assert_eq!(later.get("referenced_message"), Some(&Value::Null));
    assert!(bot.says(json!({"content": "x"})).await.body.get("referenced_message").is_none());
}

#[tokio::test]
async fn a_guild_has_its_counts_on_request_and_there_are_no_sounds() {
    let (discord, bot) = unlimited().await;
    let path = format!("/guilds/{}", discord.guild_id());
    assert!(bot.get(&path).await.body.get("approximate_member_count").is_none());
    // Four people, the owner and the bot.
    assert_eq!(bot.get(&format!("{path}?with_counts=true")).await.body["approximate_member_count"], 6);
    assert_eq!(bot.get("/soundboard-default-sounds").await.body, json!([]));
}

#[tokio::test]
async fn the_history_is_limited_if_the_setup_says_so() {
    let setup = Setup::default().limits(Limits::off()).history(3);
    let discord = FakeDiscord::start(setup).await.expect("it starts");
    let bot = Bot::new(&discord);
    for number in 0..10 {
        bot.says(json!({"content": number.to_string()})).await;
    }
    assert_eq!(discord.channel(discord.channel_id("bus-stop")).history().len(), 3);
    assert_eq!(discord.requests().len(), 3);
}
