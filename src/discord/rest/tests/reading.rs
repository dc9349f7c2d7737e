//! What Discord sends, read into serenity's models.

use serde_json::{Value, json};
use serenity::builder::{CreateCommand, CreateInteractionResponse, CreateInteractionResponseMessage};

use super::server::{Answer, Seen, Server, answer, message, nothing};
use super::{call, channel, rest};
use crate::alert::{ApplicationId, GuildId, InteractionId, MessageId, RoleId, UserId};

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
async fn a_page_is_oldest_first_and_skips_messages_that_serenity_cannot_read() {
    let server = Server::start(always(json!([unreadable(30), message(20), message(10)]))).await;
    let page = rest(&server.url).messages_after(call(), channel(1), MessageId(5), 255).await.expect("read");
    let ids: Vec<_> = page.messages.iter().map(|message| message.id.get()).collect();
    assert_eq!(ids, [10, 20]);
    assert_eq!((page.sent, page.newest), (3, Some(MessageId(30))));
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
    let page = rest(&server.url).pin_notices(call(), channel(1), Some(MessageId(40)), 4).await.expect("read");
    assert_eq!(page.notices, [(MessageId(20), MessageId(10))]);
    assert_eq!(page.oldest, Some(MessageId(10)));
    assert_eq!(server.lines(), ["GET /channels/1/messages?limit=4&before=40"]);
}

#[tokio::test]
async fn many_messages_are_deleted_in_one_request_and_one_by_its_own() {
    let server = Server::start(|_, _| nothing()).await;
    let rest = rest(&server.url);
    let ids = [MessageId(7), MessageId(8)];
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
    rest.pin(call(), channel(1), MessageId(2)).await.expect("pinned");
    rest.unpin(call(), channel(1), MessageId(2)).await.expect("unpinned");
    assert_eq!(server.lines(), ["PUT /channels/1/messages/pins/2", "DELETE /channels/1/messages/pins/2"]);
}

#[tokio::test]
async fn an_interaction_is_answered_for_one_persons_eyes() {
    let server = Server::start(|_, _| nothing()).await;
    let message = CreateInteractionResponseMessage::new().content("Sent.").ephemeral(true);
    let response = CreateInteractionResponse::Message(message);
    rest(&server.url).answer_interaction(call(), InteractionId(9), "tok", &response).await.expect("answered");
    let seen = &server.seen()[0];
    assert_eq!(seen.line, "POST /interactions/9/tok/callback");
    assert_eq!((&seen.body["type"], &seen.body["data"]["flags"]), (&json!(4), &json!(64)));
}

#[tokio::test]
async fn a_member_is_read_with_their_roles() {
    let member =
        json!({ "user": { "id": "8", "username": "lisa" }, "roles": ["5"], "joined_at": "2026-01-01T00:00:00Z" });
    let server = Server::start(always(member)).await;
    let member = rest(&server.url).guild_member(call(), GuildId(3), UserId(8)).await.expect("read");
    assert_eq!(member.roles, [RoleId(5)]);
    assert_eq!(server.lines(), ["GET /guilds/3/members/8"]);
}

#[tokio::test]
async fn a_channel_for_direct_messages_is_opened_by_the_persons_id() {
    let person = json!({ "id": "8", "username": "lisa", "discriminator": "0", "avatar": null });
    let server = Server::start(always(json!({ "id": "70", "type": 1, "recipients": [person] }))).await;
    let rest = rest(&server.url);
    let dm = rest.create_dm(call(), UserId(8)).await.expect("opened");
    assert_eq!((dm, &server.seen()[0].body), (channel(70), &json!({ "recipient_id": "8" })));
}

#[tokio::test]
async fn commands_are_put_for_one_guild_or_for_all() {
    let server = Server::start(always(json!([]))).await;
    let rest = rest(&server.url);
    let commands = [CreateCommand::new("needhelp").description("Ask your neighbors")];
    let application = ApplicationId(4);
    rest.put_commands(call(), application, Some(GuildId(3)), &commands).await.expect("put");
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
