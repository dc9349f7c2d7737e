//! People are told by a message that makes their phone ring (docs/protocol.md#rule-35), whatever Discord refuses.

use std::sync::Arc;
use std::time::Duration;

use fake_discord::{Fault, Interaction, Message, Method, OverwriteTarget, Permissions};

use super::board::{ALERT, alert_id, claim, rung, shown};
use crate::support::bot::{Alert, AlertId, ChannelId, Envelope, FailedEffect, Kind, MessageId, Outgoing, Recipient};
use crate::support::neighborhood::PATIENCE;
use crate::support::{Neighborhood, Shown};

const CREATE: &str = "/channels/*/messages";

/// Sarah types her alert, and neither intake nor board is there yet.
async fn typed() -> (Neighborhood, Interaction) {
    let here = Neighborhood::without_services().await;
    let gateway = here.gateway().await;
    let typed = here.needhelp("Jake").await;
    typed.original_matches(Message::says_sent).await.expect("she reads \"sent\"");
    gateway.end().await;
    (here, typed)
}

/// The messages that Sarah got directly.
fn direct(here: &Neighborhood) -> Vec<Arc<Message>> {
    here.discord.channel(here.discord.person("Sarah").dm()).messages()
}

/// The message by which the log says that the recipient was told.
async fn informed_by(here: &Neighborhood, whom: Recipient) -> Option<MessageId> {
    let told =
        here.log_has(|body| matches!(&body.kind, Kind::Informed { whom: informed, .. } if *informed == whom)).await;
    let Kind::Informed { message_id, .. } = told.kind else { unreachable!("asked for") };
    message_id
}

/// A path of the channel.
fn posts(here: &Neighborhood) -> String {
    format!("/channels/{}/messages", here.discord.channel_id("bus-stop"))
}

/// Nobody but the helpers and the bot sees the channel of the cards; Sarah types in another one.
pub fn hide_the_channel(here: &Neighborhood) -> fake_discord::ids::ChannelId {
    let (guild, bus_stop) = (here.discord.guild_id(), here.discord.channel_id("bus-stop"));
    let view = Permissions::VIEW_CHANNEL;
    let everyone = OverwriteTarget::Role(guild.cast());
    here.discord.overwrite(bus_stop, everyone, Permissions::empty(), view);
    for who in [OverwriteTarget::Role(here.discord.role_id("helpers")), OverwriteTarget::Member(here.discord.bot_id())]
    {
        here.discord.overwrite(bus_stop, who, view, Permissions::empty());
    }
    here.discord.add_channel(guild, "general")
}

#[tokio::test(flavor = "multi_thread")]
async fn if_the_card_cannot_be_posted_the_parents_phone_rings() {
    let (here, typed) = typed().await;
    here.discord.revoke(Permissions::SEND_MESSAGES);
    let services = [here.intake(), here.board()];
    here.refused_for_half_a_minute(Method::Post, &posts(&here)).await;
    let rang_by = informed_by(&here, Recipient::Parent).await;
    let told = direct(&here);
    assert_eq!((told.len(), rang_by), (1, told.first().map(|message| MessageId(message.id.get()))), "{told:#?}");
    assert!(told[0].content().starts_with("NOT shown to anyone. Phone someone now."), "{told:#?}");
    typed.original_matches(Message::says_not_shown).await.expect("the private answer says it, too");
    for service in services {
        service.end().await;
    }
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_who_cannot_be_reached_is_recorded_as_not_told() {
    let (here, typed) = typed().await;
    here.discord.revoke(Permissions::SEND_MESSAGES);
    here.discord.person("Sarah").closes_dms(true);
    let services = [here.intake(), here.board()];
    here.refused_for_half_a_minute(Method::Post, &posts(&here)).await;
    typed.original_matches(Message::says_not_shown).await.expect("the private answer is what is left");
    let dm = format!("/channels/{}/messages", here.discord.person("Sarah").dm());
    here.refused_for_half_a_minute(Method::Post, &dm).await;
    here.clock_is_ahead(Duration::from_secs(70));
    let parent = FailedEffect::Notice(Recipient::Parent);
    here.log_has(|body| matches!(&body.kind, Kind::Failed { what, .. } if *what == parent)).await;
    let informed = here.log().await.iter().any(|body| matches!(body.kind, Kind::Informed { .. }));
    assert!(!informed, "an edit is not the telling");
    for service in services {
        service.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_winner_who_pressed_a_minute_ago_is_mentioned() {
    let here = Neighborhood::without_services().await;
    let (gateway, board) = (here.gateway().await, here.board());
    let card = shown(&here).await;
    board.end().await;
    let pressed = here.claim("Mike", &card).await;
    pressed.response().await.expect("answered");
    here.log_has(|body| matches!(body.kind, Kind::Claimed { .. })).await;
    here.clock_is_ahead(Duration::from_secs(70));
    let board = here.board();
    let rang_by = informed_by(&here, Recipient::Neighbor).await;
    let mike = here.discord.person("Mike").id();
    let told = here.channel().message(|message| message.pings.users.contains(&mike)).await.expect("Mike is mentioned");
    assert_eq!(rang_by, Some(MessageId(told.id.get())));
    pressed.original_matches(Message::said_you_have_it).await.expect("he no longer reads that he has to wait");
    gateway.end().await;
    board.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_the_card_that_passes_is_no_refusal() {
    let refusals = [
        Fault::error(403, 50001, "Missing Access").times(2),
        Fault::error(403, 50013, "Missing Permissions").times(2),
        Fault::error(404, 10003, "Unknown Channel").times(2),
        Fault::error(403, 40333, "internal network error").times(4),
        Fault::error(400, 130_000, "API resource is currently overloaded").times(4),
        Fault::blocked().times(4),
    ];
    for refusal in refusals {
        let (here, typed) = typed().await;
        here.discord.fault(refusal.clone().on(Method::Post, CREATE));
        let services = [here.intake(), here.board()];
        here.pinned("Jake").await;
        let read: Vec<_> = typed.original_now().map(|answer| answer.versions.clone()).unwrap_or_default();
        let wrong = |text: &str| text.starts_with('❌');
        assert!(!read.iter().any(|version| wrong(&version.content)), "{refusal:?}: {read:#?}");
        typed.original_matches(Message::says_posted).await.expect("the parent reads that it was posted");
        assert_eq!((here.cards_ever().len(), rung(&here)), (1, 0), "{refusal:?}");
        for service in services {
            service.end().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_refusal_of_the_card_may_pass_the_parent_does_not_read_posted() {
    let (here, typed) = typed().await;
    here.discord.fault(Fault::error(403, 50013, "Missing Permissions").on(Method::Post, CREATE));
    let services = [here.intake(), here.board()];
    let refused = |all: &[Arc<fake_discord::Request>]| {
        (all.iter().filter(|request| request.code == 50013).count() >= 4).then_some(())
    };
    here.discord.wait_for_requests(refused).await.expect("it is tried again");
    let answer = typed.original_now().expect("there is one");
    assert!(answer.says_sent() && !answer.says_posted(), "{answer:#?}");
    assert!(!here.log().await.iter().any(|body| matches!(body.kind, Kind::Failed { .. })));
    for service in services {
        service.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_an_edit_that_passes_leaves_no_card_that_nobody_has() {
    for (status, code) in [(403, 50001), (404, 10003), (403, 40333)] {
        let here = Neighborhood::open().await;
        let card = shown(&here).await;
        let refusal = Fault::error(status, code, "no").times(2);
        here.discord.fault(refusal.on(Method::Patch, "/channels/*/messages/*"));
        claim(&here, "Mike", "1305193870427029545", &card).await;
        here.card(|card| card.text().contains("Mike")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_a_pin_that_passes_leaves_no_open_card_unpinned() {
    for (status, code) in [(403, 50001), (404, 10003)] {
        let here = Neighborhood::open().await;
        let refusal = Fault::error(status, code, "no").times(2);
        here.discord.fault(refusal.on(Method::Put, "/channels/*/messages/pins/*"));
        shown(&here).await;
        here.card(Message::is_pinned).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mention_whose_answer_was_lost_is_not_repeated_as_a_direct_message() {
    let here = Neighborhood::open().await;
    let card = shown(&here).await;
    // The mention is in the channel, and nobody knows. The next attempt is refused.
    here.discord.fault(Fault::reset_after().on(Method::Post, CREATE).times(1));
    here.discord.fault(Fault::error(403, 50001, "Missing Access").on(Method::Post, CREATE).after(1).times(1));
    claim(&here, "Mike", "1305193870427029545", &card).await;
    assert!(informed_by(&here, Recipient::Parent).await.is_some());
    let rings = here.discord.person("Sarah").rung_by().len();
    assert_eq!((rings, direct(&here).len()), (1, 0), "Sarah's phone rings once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_who_cannot_see_the_cards_channel_gets_direct_messages() {
    let here = Neighborhood::without_services().await;
    let general = hide_the_channel(&here);
    let gateway = here.gateway().await;
    let services = [here.intake(), here.board()];
    let sarah = here.discord.person("Sarah").in_channel(general);
    let typed = sarah.slash("needhelp").string("child", "Jake").string("location", "Oak Street Bus Stop");
    let typed = typed.string("message", "Running late").send().await.expect("typed");
    let answer = typed.original_matches(Message::says_posted).await.expect("posted");
    insta::assert_snapshot!(here.read(&answer), @"
    ✅ Posted for the helpers, and their phones were notified. Yours will notify you by direct message when someone takes it.
    Where: Oak Street Bus Stop
    Child: Jake
    Sarah says: Running late
    (private)
    ");
    let card = here.pinned("Jake").await;
    here.claim("Mike", &card).await;
    informed_by(&here, Recipient::Parent).await;
    let told = direct(&here);
    assert_eq!((told.len(), here.channel().messages().iter().filter(|message| !message.is_card()).count()), (1, 0));
    insta::assert_snapshot!(here.read(&told[0]), @"
    Mike will meet Jake at Oak Street Bus Stop. @Sarah
    -- Ref <id>
    [Write to Mike](https://discord.com/users/<id>)
    (notified: @Sarah)
    ");
    gateway.end().await;
    for service in services {
        service.end().await;
    }
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_typed_in_the_cards_channel_costs_no_request_for_permissions() {
    // Without a language, the board asks for the server's.
    let here = Neighborhood::without_services_and_with(&[("LANGUAGE", "en")]).await;
    let gateway = here.gateway().await;
    let services = [here.intake(), here.board()];
    let typed = here.needhelp("Jake").await;
    typed.original_matches(Message::says_posted).await.expect("posted");
    let card = here.pinned("Jake").await;
    here.claim("Mike", &card).await;
    informed_by(&here, Recipient::Parent).await;
    let asked = here.discord.requests();
    let asked: Vec<_> = asked.iter().filter(|request| request.path.starts_with("/guilds/")).collect();
    assert!(asked.is_empty(), "{asked:#?}");
    gateway.end().await;
    for service in services {
        service.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn if_the_helpers_phones_do_not_ring_the_parent_is_told() {
    let mut here = Neighborhood::of_one_process().await;
    here.discord.revoke(Permissions::MENTION_EVERYONE);
    let typed = here.needhelp("Jake").await;
    let answer = typed.original_matches(Message::says_posted).await.expect("posted");
    insta::assert_snapshot!(here.read(&answer), @"
    ✅ Posted in #bus-stop, but the helpers' phones did not ring. Phone someone, too. Your phone will notify you when someone takes it.
    Where: Oak Street Bus Stop
    Child: Jake
    Sarah says: Meeting ran over, will be 10 mins late
    [Open the card](https://discord.com/channels/<id>/<id>/<id>)
    (private)
    ");
    let sarah = here.discord.person("Sarah").id();
    let told = here.channel().message(|message| message.pings.users.contains(&sarah)).await.expect("she is mentioned");
    insta::assert_snapshot!(here.read(&told), @"
    Your alert is posted, but the helpers' phones did not ring. Phone someone, too. (Please tell an admin.) @Sarah
    -- Ref <id>
    [Open the card](https://discord.com/channels/<id>/<id>/<id>)
    (notified: @Sarah)
    ");
    let said = here.until_readyz(|status, _| status == 503).await;
    assert!(said.contains("Allow anyone to @mention this role"), "{said}");
    here.until("/metrics", |_, metrics| metrics.contains("needhelp_silent_cards_total 1")).await;
    // Fixed, and the next card rings.
    here.discord.set_mentionable(here.discord.role_id("helpers"), true);
    here.needhelp("Lisa").await;
    here.pinned("Lisa").await;
    here.until_readyz(|status, _| status == 200).await;
    here.discord.revoke(Permissions::EMBED_LINKS);
    here.needhelp("Ben").await;
    here.pinned("Ben").await;
    let said = here.until_readyz(|status, _| status == 503).await;
    assert!(said.contains("Embed Links"), "{said}");
    let log = here.processes.remove(0).log();
    assert_eq!(log.matches("a message did not notify the helper role").count(), 1, "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn helpers_whose_phones_do_not_ring_for_a_release_are_said_at_readyz() {
    let here = Neighborhood::of_one_process().await;
    here.needhelp("Jake").await;
    let card = here.pinned("Jake").await;
    here.claim("Mike", &card).await.original_matches(Message::said_you_have_it).await.expect("taken");
    let taken = here.log_has(|body| matches!(body.kind, Kind::Claimed { .. })).await;
    // The role rang for the card, and an admin changes it afterwards.
    here.discord.revoke(Permissions::MENTION_EVERYONE);
    let released = Kind::Released { neighbor_id: here.user("Mike"), moderator_id: None, parent_id: None, since: None };
    here.append(&taken.alert_id, released, "1305193870427029546").await;
    informed_by(&here, Recipient::Helpers).await;
    let said = here.until_readyz(|status, _| status == 503).await;
    assert!(said.contains("Allow anyone to @mention this role"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_bulk_deletion_is_refused_the_notices_of_pins_are_deleted_singly() {
    for code in [50013, 60003] {
        let here = Neighborhood::open().await;
        let bulk =
            here.discord.fault(Fault::error(403, code, "no").on(Method::Post, "/channels/*/messages/bulk-delete"));
        for child in 0..6 {
            let value = serde_json::json!({"parent_name": "Sarah", "child_name": format!("Jake {child}"),
                "location": "Oak Street", "message": "Running late"});
            here.send(value.to_string().as_bytes()).await;
        }
        let channel = here.channel();
        let tidy = channel.wait_for(|messages| {
            let pinned = messages.iter().filter(|message| message.is_pinned()).count();
            (pinned == 6 && !messages.iter().any(|message| message.is_pin_notice())).then_some(())
        });
        tidy.await.expect("six pinned cards and no notice");
        assert!(here.discord.hits(bulk) <= 1, "a refusal is not asked for again");
    }
}

/// The same alert as a record that asks for help in 30 hours, which intake does not raise.
fn too_far_ahead(here: &Neighborhood, id: &str) -> Vec<u8> {
    let in_30_hours = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(30);
    let mut value = serde_json::to_value(here.alert()).expect("JSON");
    value["alert_id"] = id.into();
    value["needed_by"] = in_30_hours.to_string().into();
    value.to_string().into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_parent_of_an_alert_that_intake_rejects_is_rung_once() {
    let here = Neighborhood::without_services().await;
    here.send(too_far_ahead(&here, "rejected")).await;
    let services = [here.intake(), here.board()];
    let rang_by = informed_by(&here, Recipient::Parent).await;
    let told = here.mentions_of("Sarah");
    assert_eq!((told.len(), rang_by), (1, told.first().map(|message| MessageId(message.id.get()))), "{told:#?}");
    insta::assert_snapshot!(here.read(&told[0]), @"
    NOT shown to anyone. Phone someone now. (The bot could not process your alert; please tell an admin.) @Sarah
    -- Ref <id>
    (notified: @Sarah)
    ");
    assert!(here.dead_letter().await.error.contains("24 h ahead"));
    // An admin corrects the record and sends it again.
    let alert = serde_json::json!({"alert_id": "rejected", "parent_name": "Sarah", "child_name": "Jake",
        "location": "Oak Street", "message": "", "parent_id": here.user("Sarah").to_string()});
    here.send(alert.to_string().into_bytes()).await;
    here.pinned("Jake").await;
    assert_eq!(here.mentions_of("Sarah").len(), 1);
    for service in services {
        service.end().await;
    }
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_needhelp_is_said_in_the_private_answer_too() {
    let (here, typed) = typed().await;
    let records = here.records(&here.kafka().alerts_topic).await;
    let envelope = Envelope { reply_to: records[0].envelope.reply_to.clone(), ..Envelope::default() };
    let services = [here.intake(), here.board()];
    typed.original_matches(Message::says_posted).await.expect("the first one is fine");
    // As with a broker whose clock is days behind.
    let topic = here.kafka().alerts_topic.clone();
    let value = Some(too_far_ahead(&here, "rejected"));
    here.appended(Outgoing { topic, value, envelope, ..Outgoing::default() }).await;
    informed_by(&here, Recipient::Parent).await;
    typed.original_matches(Message::says_not_shown).await.expect("she reads it");
    for service in services {
        service.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claimed_card_in_an_archived_thread_shows_the_claim() {
    let here = Neighborhood::with(&[("DISCORD_CHANNEL_ID", "")]).await;
    // A mention of the parent opens the thread. Where the parent is not known, nobody is mentioned.
    for parent_id in [Some(here.user("Sarah")), None] {
        let thread = here.discord.add_thread(here.discord.channel_id("bus-stop"), "Jake");
        let alert = AlertId::new(thread.to_string()).expect("an id");
        let raised = Alert { parent_id, channel_id: Some(ChannelId(thread.get())), ..here.alert() };
        here.append(&alert, Kind::Raised(raised), alert.as_str()).await;
        here.card_of_alert_is_recorded(&alert).await;
        let messages = here.discord.channel(thread).within(PATIENCE);
        let card = messages.message(Shown::is_card).await.expect("the card");
        here.discord.archive_thread(thread, false);
        let claimed = Kind::Claimed {
            neighbor_id: here.user("Mike"),
            neighbor_name: "Mike".into(),
            message: String::new(),
            message_id: Some(MessageId(card.id.get())),
            channel_id: Some(ChannelId(thread.get())),
            locale: None,
        };
        here.append(&alert, claimed, &format!("{alert}-claimed")).await;
        let shows = messages.message(|message| message.id == card.id && message.text().contains("Mike")).await;
        shows.expect("the card shows who has it");
    }
    assert!(!here.log().await.iter().any(|body| matches!(body.kind, Kind::Failed { .. })));
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_whose_embed_was_dropped_is_not_posted_twice() {
    let here = Neighborhood::without_services().await;
    here.discord.revoke(Permissions::EMBED_LINKS);
    let board = here.board();
    // The board gets no answer to its post, and dies.
    here.discord.fault(Fault::reset_after().on(Method::Post, CREATE).times(1));
    here.discord.fault(Fault::status(503).on(Method::Post, CREATE).after(1));
    here.append(&alert_id(), Kind::Raised(here.alert()), ALERT).await;
    let card = here.channel().message(Shown::is_claimable).await.expect("posted");
    assert!(card.embeds().is_empty());
    board.kill();
    here.ten_minutes_later();
    let board = here.board();
    here.card_is_recorded().await;
    assert_eq!(here.cards().len(), 1, "{:#?}", here.cards());
    board.end().await;
}
