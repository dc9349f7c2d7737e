//! What Discord sends, read into serenity's models.

use serde_json::{Value, json};
use serenity::builder::{CreateCommand, CreateInteractionResponse, CreateInteractionResponseMessage};
use serenity::model::channel::Channel;
use serenity::model::id::{ApplicationId, GuildId, InteractionId, MessageId, UserId};

use super::server::{Answer, Seen, Server, answer, message, nothing};
use super::{call, channel, rest};

fn always(body: Value) -> impl Fn(&Seen, usize) -> Answer + Send + Sync {
    move |_, _| answer(200, &[], &body)
}

/// A message as Discord may write them one day.
fn unreadable(id: u64) -> Value {
    let mut odd = message(id);
    odd["type"] = json!({ "new": "form" });
    odd
}

#[tokio::test]
async fn a_page_of_messages_comes_oldest_first_and_survives_what_serenity_cannot_read() {
    let server = Server::start(always(json!([unreadable(30), message(20), message(10)]))).await;
    let page = rest(&server.url).messages_after(call(), channel(1), MessageId::new(5), 255).await.expect("read");
    let ids: Vec<_> = page.messages.iter().map(|message| message.id.get()).collect();
    assert_eq!(ids, [10, 20]);
    assert_eq!((page.sent, page.newest), (3, Some(MessageId::new(30))));
    assert_eq!(server.lines(), ["GET /channels/1/messages?after=5&limit=100"]);
}

#[tokio::test]
async fn the_notices_of_pins_are_found_among_everything_else() {
    let mut notice = message(20);
    notice["type"] = json!(6);
    notice["message_reference"] = json!({"type": 0, "channel_id": "1", "message_id": "10"});
    let mut reply = message(25);
    reply["message_reference"] = json!({"channel_id": "1", "message_id": "10"});
    let server = Server::start(always(json!([unreadable(30), reply, notice, message(10)]))).await;
    let page = rest(&server.url).pin_notices(call(), channel(1), Some(MessageId::new(40)), 4).await.expect("read");
    assert_eq!(page.notices, [(MessageId::new(20), MessageId::new(10))]);
    assert_eq!(page.oldest, Some(MessageId::new(10)));
    assert_eq!(server.lines(), ["GET /channels/1/messages?limit=4&before=40"]);
}

#[tokio::test]
async fn many_messages_are_deleted_in_one_request_and_one_by_its_own() {
    let server = Server::start(|_, _| nothing()).await;
    let rest = rest(&server.url);
    let ids = [MessageId::new(7), MessageId::new(8)];
    for messages in [&ids[..0], &ids[..1], &ids] {
        rest.delete_messages(call(), channel(1), messages).await.expect("deleted");
    }
    assert_eq!(server.lines(), ["DELETE /channels/1/messages/7", "POST /channels/1/messages/bulk-delete"]);
    assert_eq!(server.seen()[1].body, json!({"messages": ["7", "8"]}));
}

#[tokio::test]
async fn pins_are_paged_by_the_time_of_the_pin() {
    let server = Server::start(|_, nth| {
        let item = json!({ "pinned_at": "2026-01-05T15:00:00.000000+00:00", "message": message(nth as u64) });
        answer(200, &[], &json!({ "items": [item], "has_more": nth == 1 }))
    })
    .await;
    let rest = rest(&server.url);
    let first = rest.pins(call(), channel(1), None).await.expect("read");
    let before = first.before.expect("there is more");
    let second = rest.pins(call(), channel(1), Some(&before)).await.expect("read");
    assert_eq!((first.messages.len(), second.messages.len(), second.before), (1, 1, None));
    assert_eq!(
        server.lines(),
        [
            "GET /channels/1/messages/pins?limit=50",
            "GET /channels/1/messages/pins?limit=50&before=2026-01-05T15%3A00%3A00.000000%2B00%3A00"
        ]
    );
}

#[tokio::test]
async fn pins_use_the_route_that_is_not_deprecated() {
    let server = Server::start(|_, _| nothing()).await;
    let rest = rest(&server.url);
    rest.pin(call(), channel(1), MessageId::new(2)).await.expect("pinned");
    rest.unpin(call(), channel(1), MessageId::new(2)).await.expect("unpinned");
    assert_eq!(server.lines(), ["PUT /channels/1/messages/pins/2", "DELETE /channels/1/messages/pins/2"]);
}

#[tokio::test]
async fn an_interaction_is_answered_for_one_persons_eyes() {
    let server = Server::start(|_, _| nothing()).await;
    let words = CreateInteractionResponseMessage::new().content("Sent.").ephemeral(true);
    let response = CreateInteractionResponse::Message(words);
    rest(&server.url).answer_interaction(call(), InteractionId::new(9), "tok", &response).await.expect("answered");
    let seen = &server.seen()[0];
    assert_eq!(seen.line, "POST /interactions/9/tok/callback");
    assert_eq!((&seen.body["type"], &seen.body["data"]["flags"]), (&json!(4), &json!(64)));
}

#[tokio::test]
async fn roles_and_members_are_read_though_they_do_not_name_their_guild() {
    let server = Server::start(|seen, _| {
        let role = json!({ "id": "5", "name": "helpers", "color": 0, "hoist": false, "position": 1,
            "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
            "permissions": "0", "managed": false, "mentionable": true, "flags": 0 });
        let member = json!({ "user": { "id": "8", "username": "lisa", "discriminator": "0", "avatar": null },
            "roles": ["5"], "joined_at": "2026-01-01T00:00:00Z", "deaf": false, "mute": false, "flags": 0 });
        answer(200, &[], &if seen.line.ends_with("/roles") { json!([role]) } else { member })
    })
    .await;
    let (rest, guild) = (rest(&server.url), GuildId::new(3));
    let roles = rest.guild_roles(call(), guild).await.expect("read");
    let member = rest.guild_member(call(), guild, UserId::new(8)).await.expect("read");
    assert_eq!((roles[0].name.as_str(), roles[0].guild_id, member.guild_id), ("helpers", guild, guild));
    assert!(member.roles.contains(&roles[0].id));
}

#[tokio::test]
async fn a_channel_for_direct_messages_is_opened_by_the_persons_id() {
    let person = json!({ "id": "8", "username": "lisa", "discriminator": "0", "avatar": null });
    let server = Server::start(always(json!({ "id": "70", "type": 1, "recipients": [person] }))).await;
    let rest = rest(&server.url);
    let dm = rest.create_dm(call(), UserId::new(8)).await.expect("opened");
    assert_eq!((dm.id, &server.seen()[0].body), (channel(70), &json!({ "recipient_id": "8" })));
    assert!(matches!(rest.channel(call(), dm.id).await.expect("read"), Channel::Private(_)));
}

#[tokio::test]
async fn commands_are_put_for_one_guild_or_for_all() {
    let server = Server::start(always(json!([]))).await;
    let rest = rest(&server.url);
    let commands = [CreateCommand::new("needhelp").description("Ask your neighbors")];
    let application = ApplicationId::new(4);
    rest.put_commands(call(), application, Some(GuildId::new(3)), &commands).await.expect("put");
    rest.put_commands(call(), application, None, &commands).await.expect("put");
    assert_eq!(server.lines(), ["PUT /applications/4/guilds/3/commands", "PUT /applications/4/commands"]);
    assert_eq!(server.seen()[0].body[0]["name"], "needhelp");
}

#[tokio::test]
async fn the_gateway_is_found_with_its_limit_of_sessions() {
    let limit = json!({ "total": 1000, "remaining": 998, "reset_after": 14_400_000, "max_concurrency": 1 });
    let body = json!({ "url": "wss://gateway.discord.gg", "shards": 1, "session_start_limit": limit });
    let server = Server::start(always(body)).await;
    let gateway = rest(&server.url).gateway_bot(call()).await.expect("read");
    assert_eq!((gateway.url.as_str(), gateway.session_start_limit.remaining), ("wss://gateway.discord.gg", 998));
}
