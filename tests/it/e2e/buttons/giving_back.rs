//! A claim ends before the child is met: by the neighbor, by the parent, and never by a press on the card of an earlier claim.

use std::time::Duration;

use fake_discord::Message;
use rdkafka::ClientConfig;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};

use super::super::board::{ALERT, alert_id, shown};
use super::{answer, button, claim_in_the_log, ends, press, press_on, question, taken_by_mike};
use crate::support::bot::{Alert, EventId, Kind, codec};
use crate::support::neighborhood::PATIENCE;
use crate::support::{Neighborhood, Shown};

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_is_undone_within_a_minute_without_a_question() {
    let (here, gateway) = taken_by_mike().await;
    let claim = claim_in_the_log(&here).await;
    answer(&press(&here, "Mike", "released").await).await;
    let mike = here.user("Mike");
    let released = Kind::Released { neighbor_id: mike, moderator_id: None, parent_id: None, since: claim };
    here.log_has(|body| body.kind == released).await;
    here.card(|card| card.was_opened_again() && card.is_claimable()).await;
    ends(here, gateway).await;
}

/// A claim of Mike's with another append time, which the embedded broker takes from who writes it.
async fn mike_took_it(here: &Neighborhood, ago: Duration) {
    let claimed = Kind::Claimed {
        neighbor_id: here.user("Mike"),
        neighbor_name: "Mike".into(),
        message: "I've got it".into(),
        message_id: None,
        channel_id: None,
        locale: None,
    };
    let (kafka, id) = (here.kafka(), EventId::new("1305193870427029545"));
    let record = codec::outgoing(kafka, codec::home(kafka, &alert_id()), &alert_id(), claimed, &id, "test");
    let servers = kafka.bootstrap_servers.clone();
    let at = (jiff::Timestamp::now() - ago).as_millisecond();
    let written = tokio::task::spawn_blocking(move || {
        let producer: BaseProducer =
            ClientConfig::new().set("bootstrap.servers", servers).create().expect("a producer");
        let (key, value) = (record.key.expect("a key"), record.value.expect("a value"));
        let to = BaseRecord::to(&record.topic).partition(record.partition.expect("its home")).timestamp(at);
        producer.send(to.key(&key).payload(&value)).map_err(|(error, _)| error).expect("taken");
        producer.flush(PATIENCE).expect("written");
    });
    written.await.expect("no panic");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_neighbor_who_gives_it_back_after_the_first_minute_is_asked() {
    let here = Neighborhood::open().await;
    let Some(_) = here.breakable() else { return };
    let gateway = here.gateway().await;
    let card = shown(&here).await;
    mike_took_it(&here, Duration::from_secs(61)).await;
    here.closed(&card).await;
    let mike = here.user("Mike");
    gateway.sees(|view| !view.held_by(mike).is_empty()).await;
    let asked = question(&here, "Mike", "released").await;
    insta::assert_snapshot!(here.read(&asked), @"
    Give it back? The neighbors and Sarah will be told at once.
    [Yes, I can't make it] [I'm still going]
    (private)
    ");
    let is_given_back = |kind: &Kind| matches!(kind, Kind::Released { neighbor_id, .. } if *neighbor_id == mike);
    assert!(here.log().await.iter().all(|body| !is_given_back(&body.kind)), "not before the answer");
    let read = answer(&press_on(&here, "Mike", &asked, "released_yes").await).await;
    assert_eq!(read.content(), "✅ You no longer have it. The neighbors and Sarah are being told.");
    here.log_has(|body| is_given_back(&body.kind)).await;
    here.card(|card| card.was_opened_again() && card.is_claimable()).await;
    ends(here, gateway).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_asks_the_others_again_when_the_neighbor_is_silent() {
    let here = Neighborhood::without_services().await;
    let (gateway, board) = (here.gateway().await, here.board());
    let needed_by = Some(jiff::Timestamp::now() + Duration::from_secs(20 * 60));
    here.append(&alert_id(), Kind::Raised(Alert { needed_by, ..here.alert() }), ALERT).await;
    let card = here.pinned("Jake").await;
    here.claim("Mike", &card).await;
    let taken = here.closed(&card).await;
    assert_eq!(button(&taken, "ask_again"), None);
    board.end().await;
    // Five minutes after the time Mike is asked, and does not answer.
    here.clock_is_ahead(Duration::from_secs(26 * 60));
    let board = here.board();
    let silent = here.card(|card| button(card, "ask_again").is_some()).await;
    let sarah = here.discord.person("Sarah").id();
    let no_news = |message: &Message| message.pings.users.contains(&sarah) && message.content().starts_with("No news");
    let told = here.channel().message(no_news).await.expect("told");
    insta::assert_snapshot!(here.read(&told), @"
    No news from Mike since <time>. Phone Mike or the stop. On the card you can ask the others again. @Sarah
    -- Ref <id>
    [Open the card](https://discord.com/channels/<id>/<id>/<id>)
    [Write to Mike](https://discord.com/users/<id>)
    (notified: @Sarah)
    ");
    let mike = here.user("Mike");
    gateway.sees(|view| !view.held_by(mike).is_empty()).await;
    let refused = answer(&press_on(&here, "Lisa", &silent, "ask_again").await).await;
    assert!(refused.content().starts_with("Only Sarah or a moderator can do that."), "{refused:?}");
    // For a board that is so far ahead, nobody waits for an answer any more.
    here.clock_is_ahead(Duration::ZERO);
    let read = answer(&press_on(&here, "Sarah", &silent, "ask_again").await).await;
    assert_eq!(read.content(), "✅ The neighbors are being asked again. Mike is being told not to go.");
    let parent = Some(here.user("Sarah"));
    here.log_has(|body| {
        matches!(&body.kind, Kind::Released { neighbor_id, parent_id, since: Some(_), .. }
        if (*neighbor_id, *parent_id) == (mike, parent))
    })
    .await;
    here.card(|card| card.was_opened_again() && card.is_claimable()).await;
    let mikes = here.discord.person("Mike").id();
    let relieved = |message: &Message| message.pings.users.contains(&mikes) && message.content().contains("don't go");
    here.channel().message(relieved).await.expect("Mike is told");
    gateway.end().await;
    board.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_press_on_an_old_card_ends_no_later_claim() {
    let (here, gateway) = taken_by_mike().await;
    let first = claim_in_the_log(&here).await;
    let old = here.card(|card| button(card, "released").is_some()).await;
    answer(&press(&here, "Mike", "released").await).await;
    let open = here.card(|card| card.was_opened_again() && card.is_claimable()).await;
    here.claim("Mike", &open).await;
    here.card(|card| button(card, "released").is_some() && button(card, "released") != button(&old, "released")).await;
    let mike = here.user("Mike");
    gateway.sees(|view| view.held_by(mike).iter().any(|state| state.claim().map(|claim| claim.offset) != first)).await;
    // The phone still shows the card of the first claim.
    let late = here.discord.person("Mike").click_as_seen(&old, &button(&old, "released").expect("it had it")).await;
    let late = late.expect("pressed").within(here.patience);
    let changed = late.original_matches(|answer| answer.content().starts_with("This has changed meanwhile."));
    changed.await.expect("refused without a question");
    assert!(!here.card(|_| true).await.is_claimable(), "Mike still has it");
    ends(here, gateway).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_took_it_gives_it_back_from_the_answer_and_who_was_late_becomes_backup() {
    let here = Neighborhood::open().await;
    let gateway = here.gateway().await;
    here.needhelp("Jake").await;
    let card = here.pinned("Jake").await;
    let taken = here.claim("Mike", &card).await;
    let yours = taken.original_matches(Message::said_you_have_it).await.expect("taken");
    let late = here.claim_as_seen("Lisa", &card).await;
    let told = late.original_matches(|answer| answer.content().starts_with("Thank you! Mike took this"));
    let told = told.await.expect("told");
    insta::assert_snapshot!(here.read(&told), @"
    Thank you! Mike took this at <time>, so you don't need to go.
    [I can be backup]
    [Open the card](https://discord.com/channels/<id>/<id>/<id>)
    (private)
    ");
    answer(&press_on(&here, "Lisa", &told, "standby").await).await;
    let lisa = here.user("Lisa");
    here.log_has(|body| matches!(&body.kind, Kind::Standby { neighbor_id, .. } if *neighbor_id == lisa)).await;
    // There is a backup already, so David is not offered that.
    let late = here.claim_as_seen("David", &card).await;
    let told = late.original_matches(|answer| answer.content().starts_with("Thank you! Mike took this"));
    assert_eq!(told.await.expect("told").buttons().len(), 0);
    assert_eq!(yours.buttons().iter().map(|button| button.label.as_str()).collect::<Vec<_>>(), ["I can't make it"]);
    let read = answer(&press_on(&here, "Mike", &yours, "released").await).await;
    assert!(read.content().starts_with("✅ You no longer have it."), "{read:?}");
    let mike = here.user("Mike");
    here.log_has(|body| matches!(&body.kind, Kind::Released { neighbor_id, .. } if *neighbor_id == mike)).await;
    ends(here, gateway).await;
}
