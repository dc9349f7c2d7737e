//! The board when things go wrong or end: crashes, refusals, records of other programs, hostile texts.

use std::sync::Arc;
use std::time::Duration;

use fake_discord::{Fault, Interaction, Message, Method, Permissions};

use crate::support::bot::{Alert, AlertId, Body, ChannelId, FailedEffect, Kind, MessageId, Recipient};
use crate::support::neighborhood::PATIENCE;
use crate::support::{Neighborhood, Shown};

pub const ALERT: &str = "1305193870427029544";

pub fn alert_id() -> AlertId {
    AlertId::new(ALERT).expect("an id")
}

/// Sarah's alert, shown and pinned.
pub async fn shown(here: &Neighborhood) -> Arc<Message> {
    here.append(&alert_id(), Kind::Raised(here.alert()), ALERT).await;
    let card = here.card(fake_discord::Message::is_pinned).await;
    here.card_is_recorded().await;
    card
}

pub async fn claim(here: &Neighborhood, name: &str, event: &str, card: &Message) {
    let kind = Kind::Claimed {
        neighbor_id: here.user(name),
        neighbor_name: name.into(),
        message: "I'll watch Jake".into(),
        message_id: Some(MessageId(card.id.get())),
        channel_id: Some(ChannelId(card.channel_id.get())),
        locale: None,
    };
    here.append(&alert_id(), kind, event).await;
}

/// How many messages mention Sarah.
pub fn rung(here: &Neighborhood) -> usize {
    here.mentions_of("Sarah").len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_board_that_died_after_its_post_does_not_post_a_second_card() {
    let here = Neighborhood::without_services().await;
    let board = here.board();
    // The board gets no answer to its post, and dies.
    here.discord.fault(Fault::reset_after().on(Method::Post, "/channels/*/messages").times(1));
    here.discord.fault(Fault::status(503).on(Method::Post, "/channels/*/messages").after(1));
    here.append(&alert_id(), Kind::Raised(here.alert()), ALERT).await;
    here.channel().message(super::super::support::message::Shown::is_claimable).await.expect("posted");
    board.kill();
    here.ten_minutes_later();
    let board = here.board();
    here.card_is_recorded().await;
    assert_eq!(here.cards().len(), 1, "{:#?}", here.cards());
    board.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restarted_board_does_not_tell_the_parent_again() {
    let here = Neighborhood::without_services().await;
    let board = here.board();
    let card = shown(&here).await;
    claim(&here, "Mike", "1305193870427029545", &card).await;
    here.parent_is_informed().await;
    board.kill();
    let board = here.board();
    // A second alert is shown: so everything before it has been looked at.
    let other = AlertId::new("1305193870427029999").expect("an id");
    here.append(&other, Kind::Raised(here.alert()), other.as_str()).await;
    here.card_of_alert_is_recorded(&other).await;
    assert_eq!((here.cards().len(), rung(&here)), (2, 1));
    board.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_release_the_parent_is_told_of_the_second_claim_too() {
    let here = Neighborhood::open().await;
    let card = shown(&here).await;
    // What a later record empties is not told any more, so each is told before the next.
    let told_of = async |end: &str| {
        here.log_has(|body| {
            matches!(&body.kind, Kind::Informed { whom: Recipient::Parent, cause, .. } if cause.as_str().ends_with(end))
        })
        .await;
    };
    claim(&here, "Mike", "1305193870427029545", &card).await;
    told_of("545").await;
    let released = Kind::Released { neighbor_id: here.user("Mike"), moderator_id: None, parent_id: None, since: None };
    here.append(&alert_id(), released, "1305193870427029546").await;
    told_of("546").await;
    here.card(super::super::support::message::Shown::is_claimable).await;
    claim(&here, "Lisa", "1305193870427029547", &card).await;
    here.card(|card| !card.is_claimable() && card.text().contains("Lisa")).await;
    told_of("547").await;
    let told: Vec<_> = here.mentions_of("Sarah").iter().map(|message| here.read(message)).collect();
    insta::assert_snapshot!(told.join("\n\n"), @"
    Mike will meet Jake at Oak Street Bus Stop. @Sarah
    -- Ref <id>
    [Open the card](https://discord.com/channels/<id>/<id>/<id>)
    [Write to Mike](https://discord.com/users/<id>)
    (notified: @Sarah)

    Mike can't make it. The neighbors are being asked again. @Sarah
    -- Ref <id>
    [Open the card](https://discord.com/channels/<id>/<id>/<id>)
    (notified: @Sarah)

    Lisa will meet Jake at Oak Street Bus Stop. @Sarah
    -- Ref <id>
    [Open the card](https://discord.com/channels/<id>/<id>/<id>)
    [Write to Lisa](https://discord.com/users/<id>)
    (notified: @Sarah)
    ");
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_alert_loses_its_button_and_the_neighbor_is_told() {
    let here = Neighborhood::open().await;
    let card = shown(&here).await;
    claim(&here, "Mike", "1305193870427029545", &card).await;
    here.log_has(|body| matches!(body.kind, Kind::Informed { whom: Recipient::Neighbor, .. })).await;
    let cancelled = Kind::Cancelled { parent_id: here.user("Sarah"), moderator_id: None, since: None };
    here.append(&alert_id(), cancelled, "1305193870427029546").await;
    let over = here.card(|card| !card.is_claimable() && !card.is_pinned()).await;
    insta::assert_snapshot!(here.read(&over), @"
    No longer needed: Sarah's alert for Jake has ended.
    # No longer needed
    Ended at <time>. Mike took this at <time>.
    Where: Oak Street Bus Stop
    Child: Jake
    Sarah says: Meeting ran over, will be 10 mins late
    So far: <time> asked
    <time> Mike took it
    -- Ref <id>
    (notified: @helpers)
    ");
    let mike = here.discord.person("Mike").id();
    // The first one says that he has it.
    let second =
        |all: &[Arc<Message>]| all.iter().filter(|message| message.pings.users.contains(&mike)).nth(1).cloned();
    let told = here.channel().wait_for(second).await.expect("Mike is told");
    insta::assert_snapshot!(here.read(&told), @"
    You don't need to go: Sarah no longer needs help. Thank you! @Mike
    -- Ref <id>
    [Open the card](https://discord.com/channels/<id>/<id>/<id>)
    (notified: @Mike)
    ");
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_alert_is_never_shown() {
    let here = Neighborhood::without_services().await;
    let withdrawn = Kind::Withdrawn { event_id: alert_id().event() };
    let id = withdrawn.own_id(&alert_id());
    here.append(&alert_id(), withdrawn, id.as_str()).await;
    here.append(&alert_id(), Kind::Raised(here.alert()), ALERT).await;
    let board = here.board();
    here.log_has(|body| matches!(body.kind, Kind::Failed { what: FailedEffect::Card, .. })).await;
    assert_eq!(here.cards().len(), 0);
    board.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_that_came_too_late_is_posted_without_a_ping() {
    let here = Neighborhood::open().await;
    let needed_by = jiff::Timestamp::now() - jiff::SignedDuration::from_secs(60);
    let late = Alert { needed_by: Some(needed_by), ..here.alert() };
    here.append(&alert_id(), Kind::Raised(late), ALERT).await;
    here.log_has(|body| matches!(body.kind, Kind::Posted { .. })).await;
    let card = here.channel().message(|message| message.text().contains("Jake")).await.expect("shown");
    assert!(card.pings.people.is_empty() && !card.is_claimable() && !card.is_pinned(), "{card:#?}");
    insta::assert_snapshot!(here.read(&card), @"
    Arrived too late: Sarah asked for help with Jake by <time>. Please check with Sarah.
    # Arrived too late
    This reached the channel after <time>, so no phones rang. Please ask Sarah if help is still needed.
    Be there by: <time> (<time>)
    Where: Oak Street Bus Stop
    Child: Jake
    Sarah says: Meeting ran over, will be 10 mins late
    -- Ref <id>
    (notified: nobody)
    ");
}

/// Sarah types an alert for in five minutes. No intake reads it, and the board starts this much later.
async fn typed_and_missed(later: Duration) -> (Neighborhood, Interaction) {
    let here = Neighborhood::without_services().await;
    let gateway = here.gateway().await;
    let typed = here.needhelp_by("Jake", "in 5 min").await;
    typed.original_matches(Message::says_sent).await.expect("she reads \"sent\"");
    gateway.end().await;
    here.clock_is_ahead(later);
    (here, typed)
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_private_answer_the_parent_of_a_missed_alert_is_mentioned() {
    let (here, typed) = typed_and_missed(Duration::from_secs(20 * 60)).await;
    let (intake, board) = (here.intake(), here.board());
    here.parent_is_informed().await;
    board.kill();
    let board = here.board();
    // A second alert is shown: so everything before it has been looked at. Nobody is told of it, as the clock is ahead.
    let other = alert_id();
    let without_parent = Alert { parent_id: None, ..here.alert() };
    here.append(&other, Kind::Raised(without_parent), other.as_str()).await;
    here.card_of_alert_is_recorded(&other).await;
    let rung_by = here.mentions_of("Sarah");
    assert_eq!(rung_by.len(), 1, "{rung_by:#?}");
    insta::assert_snapshot!(here.read(&rung_by[0]), @"
    Too late. Phone someone now. Your alert reached the channel after <time>; no one was asked. @Sarah
    -- Ref <id>
    (notified: @Sarah)
    ");
    assert!(typed.original_matches(Message::says_sent).await.is_ok(), "as it was");
    intake.end().await;
    board.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_permission_to_pin_the_card_stays_unpinned() {
    let here = Neighborhood::open().await;
    here.discord.revoke(Permissions::from_bits_retain(1 << 51));
    here.append(&alert_id(), Kind::Raised(here.alert()), ALERT).await;
    let failed = here.log_has(|body| matches!(body.kind, Kind::Failed { what: FailedEffect::Pin, .. })).await;
    let Kind::Failed { reason, .. } = failed.kind else { unreachable!("asked for") };
    assert!(reason.contains("permission"), "{reason}");
    let card = here.card(super::super::support::message::Shown::is_claimable).await;
    claim(&here, "Mike", "1305193870427029545", &card).await;
    here.card(|card| card.text().contains("Mike")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn if_the_card_cannot_be_posted_the_parent_gets_a_direct_message() {
    let here = Neighborhood::open().await;
    let (bus_stop, sarah) = (here.discord.channel_id("bus-stop"), here.discord.person("Sarah"));
    let alert = here.alert();
    here.discord.delete_channel(bus_stop);
    here.append(&alert_id(), Kind::Raised(alert), ALERT).await;
    here.refused_for_half_a_minute(Method::Post, &format!("/channels/{bus_stop}/messages")).await;
    here.parent_is_informed().await;
    let told = here.discord.channel(sarah.dm()).messages();
    assert_eq!(told.len(), 1, "{told:#?}");
    insta::assert_snapshot!(here.read(&told[0]), @"
    NOT shown to anyone. Phone someone now. (The bot may not post in the channel; please tell an admin.) @Sarah
    -- Ref <id>
    (notified: @Sarah)
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_in_a_wrong_partition_is_moved_and_counts_once() {
    let here = Neighborhood::open().await;
    let card = shown(&here).await;
    let body = Body {
        alert_id: alert_id(),
        at: jiff::Timestamp::now(),
        kind: Kind::Claimed {
            neighbor_id: here.user("Mike"),
            neighbor_name: "Mike".into(),
            message: String::new(),
            message_id: Some(MessageId(card.id.get())),
            channel_id: None,
            locale: None,
        },
    };
    // In each partition, so also in those that are not its home.
    let (topic, value) = (&here.kafka().confirmations_topic, serde_json::to_value(&body).expect("JSON"));
    for partition in 0..3 {
        here.append_foreign(topic, partition, &value).await;
    }
    here.card(|card| card.text().contains("Mike")).await;
    here.parent_is_informed().await;
    assert_eq!(rung(&here), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_id_with_other_content_is_a_dead_letter() {
    let here = Neighborhood::open().await;
    shown(&here).await;
    let other = Alert { location: "Elm Street".into(), ..here.alert() };
    here.append(&alert_id(), Kind::Raised(other), ALERT).await;
    let letter = here.dead_letter().await;
    assert!(letter.error.contains("known with other content"), "{}", letter.error);
    assert_eq!(here.cards().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn typed_text_reaches_the_card_as_plain_text_and_pings_nobody() {
    let here = Neighborhood::open().await;
    let (mike, role) = (here.user("Mike"), here.discord.role_id("helpers"));
    let hostile = format!(
        "@everyone @here <@{mike}> <@&{role}> [click](https://example.com) ||spoiler|| ```code``` **b** \u{202e}rtl\u{200b} \
         👨‍👩‍👧‍👦 {}",
        "long ".repeat(1_200)
    );
    let alert = Alert {
        parent_name: hostile.clone(),
        child_name: hostile.clone(),
        location: hostile.clone(),
        message: hostile,
        ..here.alert()
    };
    here.append(&alert_id(), Kind::Raised(alert), ALERT).await;
    let card = here.card(fake_discord::Message::is_pinned).await;
    assert!(!card.pings.everyone && card.pings.users.is_empty(), "{:?}", card.pings);
    assert_eq!(card.pings.roles, [role]);
    assert!(!card.text().contains('\u{202e}') && card.text().contains('…'), "{}", card.text());
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_does_not_answer_delays_no_other_channel() {
    let here = Neighborhood::with(&[("DISCORD_CHANNEL_ID", "")]).await;
    let (bus_stop, park) =
        (here.discord.channel_id("bus-stop"), here.discord.add_channel(here.discord.guild_id(), "park"));
    here.discord.fault(
        Fault::rate_limited(fake_discord::Scope::Shared, Duration::from_secs(600))
            .on(Method::Post, &format!("/channels/{bus_stop}/messages")),
    );
    // Of one partition: the home of both.
    for n in 0..40_u64 {
        let channel = if n % 2 == 0 { bus_stop } else { park };
        let id = AlertId::new(format!("{}", 1_305_193_870_427_029_544 + n)).expect("an id");
        let alert = Alert { channel_id: Some(ChannelId(channel.get())), ..here.alert() };
        here.append(&id, Kind::Raised(alert), id.as_str()).await;
    }
    let park = here.discord.channel(park).within(PATIENCE);
    let all = park.wait_for(|messages| (messages.iter().filter(|m| m.is_pinned()).count() == 20).then_some(())).await;
    all.expect("the other channel's cards are there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_longer_than_the_limit_of_unfinished_records_is_folded() {
    let here = Neighborhood::without_services().await;
    here.append(&alert_id(), Kind::Raised(here.alert()), ALERT).await;
    let claim = |n: usize| {
        let kind = Kind::Claimed {
            neighbor_id: here.user(if n == 0 { "Mike" } else { "Lisa" }),
            neighbor_name: if n == 0 { "Mike" } else { "Lisa" }.into(),
            message: String::new(),
            message_id: None,
            channel_id: None,
            locale: None,
        };
        let id = format!("claim-{n}");
        let here = &here;
        async move { here.append(&alert_id(), kind, &id).await }
    };
    futures_util::future::join_all((0..2_500).map(claim)).await;
    let board = here.board();
    let card = here.channel().message(|message| message.text().contains("Jake")).await.expect("shown");
    insta::assert_snapshot!(here.read(&card), @"
    Mike will meet Jake at Oak Street Bus Stop. No one else needs to go.
    # Mike will meet Jake
    Mike took this at <time>.
    Where: Oak Street Bus Stop
    Child: Jake
    Sarah says: Meeting ran over, will be 10 mins late
    So far: <time> asked
    <time> Mike took it
    [Child is with me] [I can't make it] [I can be backup] [Change] [No longer needed]
    (notified: nobody)
    ");
    board.end().await;
}
