//! Effects that have to wait or fail, and alerts that are forgotten: no other person and no other alert has to wait.

use std::sync::Arc;
use std::time::Duration;

use fake_discord::{Fault, Message, Method};

use super::board::{ALERT, alert_id, claim, shown};
use crate::support::Neighborhood;
use crate::support::bot::{
    Alert, AlertId, ChannelId, Consumer, ConsumerEvent, FailedEffect, Kind, Recipient, StartAt, codec,
};
use crate::support::neighborhood::PATIENCE;

#[tokio::test(flavor = "multi_thread")]
async fn in_a_channel_full_of_pins_the_card_stays_unpinned() {
    let here = Neighborhood::open().await;
    let full = Fault::error(400, 30003, "Maximum number of pins reached for the channel (250)");
    here.discord.fault(full.on(Method::Put, "/channels/*/messages/pins/*"));
    here.append(&alert_id(), Kind::Raised(here.alert()), ALERT).await;
    let failed = here.log_has(|body| matches!(body.kind, Kind::Failed { what: FailedEffect::Pin, .. })).await;
    let Kind::Failed { reason, .. } = failed.kind else { unreachable!("asked for") };
    assert!(reason.contains("as many pins as Discord takes"), "{reason}");
    let card = here.card(super::super::support::message::Shown::is_claimable).await;
    claim(&here, "Mike", "1305193870427029545", &card).await;
    here.card(|card| card.text().contains("Mike")).await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_card_is_not_posted_again_and_the_parent_is_told() {
    let here = Neighborhood::open().await;
    // What Discord answers to a nonce whose message is gone.
    here.discord.fault(Fault::error(404, 10008, "Unknown Message").on(Method::Post, "/channels/*/messages").times(1));
    here.append(&alert_id(), Kind::Raised(here.alert()), ALERT).await;
    here.parent_is_informed().await;
    let told = here.mentions_of("Sarah");
    assert_eq!(told.len(), 1, "{told:#?}");
    insta::assert_snapshot!(here.read(&told[0]), @"
    Someone deleted your alert from the channel. If no one has contacted you, phone someone or send it again. @Sarah
    -- Ref <id>
    (notified: @Sarah)
    ");
    assert_eq!(here.cards().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_parent_is_told_even_if_the_neighbor_cannot_be_answered() {
    let here = Neighborhood::without_services().await;
    let (gateway, board) = (here.gateway().await, here.board());
    let card = shown(&here).await;
    here.discord.fault(Fault::status(503).on(Method::Patch, "/webhooks/**"));
    here.claim("Mike", &card).await;
    let mention = here.sarah_is_told_of("Jake").await;
    insta::assert_snapshot!(here.read(&mention), @"
    Mike will meet Jake at Oak Street Bus Stop. @Sarah
    -- Ref <id>
    [Open the card](https://discord.com/channels/<id>/<id>/<id>)
    [Write to Mike](https://discord.com/users/<id>)
    (notified: @Sarah)
    ");
    gateway.end().await;
    board.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_board_that_died_after_its_mentions_does_not_repeat_them() {
    let here = Neighborhood::without_services().await;
    let board = here.board();
    let card = shown(&here).await;
    // The board gets no answer to its two mentions, and dies.
    here.discord.fault(Fault::reset_after().on(Method::Post, "/channels/*/messages").times(2));
    here.discord.fault(Fault::status(503).on(Method::Post, "/channels/*/messages").after(2));
    claim(&here, "Mike", "1305193870427029545", &card).await;
    let mut said = Vec::new();
    for name in ["Sarah", "Mike"] {
        let id = here.discord.person(name).id();
        // The card called Mike by his role.
        let told = |message: &Message| message.pings.users.contains(&id);
        said.push(here.read(&here.channel().message(told).await.expect("told")));
    }
    insta::assert_snapshot!(said.join("\n\n"), @"
    Mike will meet Jake at Oak Street Bus Stop. @Sarah
    -- Ref <id>
    [Open the card](https://discord.com/channels/<id>/<id>/<id>)
    [Write to Mike](https://discord.com/users/<id>)
    (notified: @Sarah)

    You have it: please meet Jake at Oak Street Bus Stop. @Mike
    Where: Oak Street Bus Stop
    Child: Jake
    Sarah says: Meeting ran over, will be 10 mins late
    Parent: Sarah (@Sarah)
    -- Ref <id>
    [Open the card](https://discord.com/channels/<id>/<id>/<id>)
    [Write to Sarah](https://discord.com/users/<id>)
    (notified: @Mike)
    ");
    board.kill();
    here.ten_minutes_later();
    let board = here.board();
    for whom in [Recipient::Parent, Recipient::Neighbor] {
        here.log_has(|body| matches!(body.kind, Kind::Informed { whom: told, .. } if told == whom)).await;
    }
    let rung = ["Sarah", "Mike"].map(|name| here.mentions_of(name).len());
    assert_eq!(rung, [1, 2], "each was told once, and Mike was called by the card");
    board.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_waits_is_not_posted_if_its_alert_is_withdrawn() {
    let here = Neighborhood::open().await;
    let wait = Duration::from_secs(3);
    let channel = here.discord.channel_id("bus-stop");
    let posts = format!("/channels/{channel}/messages");
    here.discord.fault(Fault::rate_limited(fake_discord::Scope::Shared, wait).on(Method::Post, &posts).times(1));
    let first = AlertId::new("1305193870427029540").expect("an id");
    here.append(&first, Kind::Raised(here.alert()), first.as_str()).await;
    let refused = here.discord.wait_for_requests(|all| all.iter().any(|one| one.status == Some(429)).then_some(()));
    refused.await.expect("the first is refused");
    // The channel is paused by now: this one waits in its queue, and is taken back there.
    here.append(&alert_id(), Kind::Raised(here.alert()), ALERT).await;
    let withdrawn = Kind::Withdrawn { event_id: alert_id().event() };
    let id = withdrawn.own_id(&alert_id());
    here.append(&alert_id(), withdrawn, id.as_str()).await;
    here.card_of_alert_is_recorded(&first).await;
    let settled = here
        .log_has(|body| body.alert_id == alert_id() && matches!(body.kind, Kind::Failed { .. } | Kind::Posted { .. }));
    assert!(matches!(settled.await.kind, Kind::Failed { .. }), "nobody was called for nothing");
    assert_eq!(here.cards().len(), 1, "{:#?}", here.cards());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partition_with_too_many_unfinished_records_goes_on() {
    let here = Neighborhood::with(&[("KAFKA_PARTITIONS", "1"), ("DISCORD_CHANNEL_ID", "")]).await;
    let (bus_stop, park) =
        (here.discord.channel_id("bus-stop"), here.discord.add_channel(here.discord.guild_id(), "park"));
    here.discord.fault(Fault::status(503).on(Method::Post, &format!("/channels/{bus_stop}/messages")));
    let raise = |n: usize| {
        let channel = if (1..4_000).contains(&n) { bus_stop } else { park };
        let alert = Alert { channel_id: Some(ChannelId(channel.get())), ..here.alert() };
        let (here, id) = (&here, AlertId::new(format!("many-{n}")).expect("an id"));
        async move { here.append(&id, Kind::Raised(alert), id.as_str()).await }
    };
    let park_has = |cards: usize| {
        let channel = here.discord.channel(park).within(PATIENCE);
        async move {
            let pinned = |all: &[_]| all.iter().filter(|card: &&Arc<Message>| card.is_pinned()).count();
            channel.wait_for(|all| (pinned(all) == cards).then_some(())).await
        }
    };
    raise(0).await;
    park_has(1).await.expect("the board has begun to act");
    futures_util::future::join_all((1..4_000).map(raise)).await;
    raise(4_000).await;
    park_has(2).await.expect("what can be done is done, and read back, long before the rest has waited for a minute");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_alerts_than_a_channel_takes_at_once_are_all_posted_and_a_press_does_not_wait() {
    const ALERTS: usize = 250;
    let here = Neighborhood::open().await;
    let raise = |n: usize| {
        let (here, id) = (&here, AlertId::new(format!("many-{n}")).expect("an id"));
        async move { here.append(&id, Kind::Raised(here.alert()), id.as_str()).await }
    };
    here.append(&alert_id(), Kind::Raised(here.alert()), ALERT).await;
    let card = here.card(super::super::support::message::Shown::is_claimable).await;
    // All other cards wait in their channel's queue, until the press has been applied.
    let posts = format!("/channels/{}/messages", here.discord.channel_id("bus-stop"));
    let away = here.discord.fault(Fault::status(503).on(Method::Post, &posts));
    futures_util::future::join_all((1..ALERTS).map(raise)).await;
    claim(&here, "Mike", "1305193870427029545", &card).await;
    here.card(|card| card.text().contains("Mike")).await;
    here.discord.heal(away);
    let channel = here.channel().within(PATIENCE * 3);
    let cards = |all: &[Arc<Message>]| all.iter().filter(|message| message.is_pinned()).count();
    channel.wait_for(|all| (cards(all) == ALERTS).then_some(())).await.expect("all are posted");
    here.discord.assert_clean();
}

/// What the group of the boards has committed of the partition in which the alert lives.
async fn committed(here: &Neighborhood) -> Option<i64> {
    let start = StartAt::Replay { window: Duration::ZERO };
    let topic = &here.kafka().confirmations_topic;
    let (_consumer, mut events) = Consumer::start(here.kafka(), "board", topic, start).expect("a consumer");
    let assigned = async {
        loop {
            if let Some(ConsumerEvent::Assigned(all)) = events.recv().await {
                return all;
            }
        }
    };
    let all = tokio::time::timeout(PATIENCE, assigned).await.expect("assigned in time");
    let home = codec::home(here.kafka(), &alert_id());
    all.iter().find(|one| one.partition() == home).expect("all partitions").committed
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_alert_does_not_hold_its_partition_back() {
    let here = Neighborhood::without_services().await;
    // It stood alone for two days, while no board was there.
    let lone = Kind::Withdrawn { event_id: alert_id().event() };
    let id = lone.own_id(&alert_id());
    here.append(&alert_id(), lone, id.as_str()).await;
    here.clock_is_ahead(Duration::from_secs(49 * 60 * 60));
    let board = here.board();
    // Another alert of that partition is carried out: so everything before it has been looked at.
    let home = |id: &AlertId| codec::home(here.kafka(), id);
    let mut ids = (0..100).map(|n| AlertId::new(format!("other-{n}")).expect("an id"));
    let other = ids.find(|id| home(id) == home(&alert_id())).expect("one of them lives there");
    here.append(&other, Kind::Raised(here.alert()), other.as_str()).await;
    here.log_has(|body| body.alert_id == other && matches!(body.kind, Kind::Posted { .. })).await;
    // The board reads this record after its own `posted` of the other alert, which finishes that one.
    let last = ids.find(|id| home(id) == home(&alert_id())).expect("one more lives there");
    here.append(&last, Kind::Raised(here.alert()), last.as_str()).await;
    here.log_has(|body| body.alert_id == last && matches!(body.kind, Kind::Posted { .. })).await;
    board.end().await;
    assert!(committed(&here).await.is_some_and(|offset| offset >= 2), "the partition goes on");
}
