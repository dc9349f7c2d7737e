//! Interactions that arrive so late that Discord has told the person "The application did not respond".

use std::time::Duration;

use fake_discord::{Fault, Message, Method, Setup};

use crate::support::bot::Kind;
use crate::support::neighborhood::PATIENCE;
use crate::support::raw::made;
use crate::support::{Neighborhood, Shown};

/// As after a lost connection that was resumed.
const LATE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_whose_alert_arrived_late_is_told_once_that_it_is_posted() {
    let here = Neighborhood::open().await;
    let gateway = here.gateway().await;
    here.answer_to(&here.raw_needhelp(&made(LATE))).await;
    let card = here.card(Message::is_pinned).await;
    let told = here.channel().message(|message| here.tells_sarah_of(message, "arrived late")).await.expect("told");
    insta::assert_snapshot!(here.read_text(told.content()), @"Your alert of <time> arrived late. It IS posted now. @Sarah");
    here.parent_is_informed().await;
    gateway.end().await;

    // Another board, ten minutes later, has nothing left to tell.
    here.ten_minutes_later();
    let board = here.board();
    here.claim_as_seen("Mike", &card).await;
    let gateway = here.gateway().await;
    let card = here.needhelp("Lisa").await;
    card.original_matches(Message::says_posted).await.expect("the boards go on");
    assert_eq!(here.mentions_of("Sarah").iter().filter(|told| told.content().contains("arrived late")).count(), 1);
    gateway.end().await;
    board.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_in_time_causes_no_word_about_lateness() {
    let here = Neighborhood::open().await;
    let gateway = here.gateway().await;
    here.needhelp("Jake").await;
    here.card_is_recorded().await;
    let records = here.records(&here.kafka().alerts_topic).await;
    let value = String::from_utf8_lossy(records[0].value.as_deref().unwrap()).into_owned();
    assert!(!value.contains("late\":"), "{value}");
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_press_that_arrived_late_does_not_count() {
    let here = Neighborhood::open().await;
    let gateway = here.gateway().await;
    here.needhelp("Jake").await;
    let card = here.card(Message::is_pinned).await;
    let button = card.claim_button().expect("claimable");
    let answer = here.answer_to(&here.raw_press(&made(LATE), card.id.get(), &button)).await;
    insta::assert_snapshot!(answer, @"❌ Your press arrived too late: you do NOT have it. If you can be there, press the button again.");
    // The next one counts, and is the only one in the log.
    let pressed = here.claim("Lisa", &card).await;
    pressed.original_matches(Message::said_you_have_it).await.expect("taken");
    let claims = here.log().await.into_iter().filter(|body| matches!(body.kind, Kind::Claimed { .. })).count();
    assert_eq!(claims, 1);
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_late_presses_of_who_has_it_only_child_is_with_me_counts() {
    let here = Neighborhood::open().await;
    let gateway = here.gateway().await;
    here.needhelp("Jake").await;
    let card = here.pinned("Jake").await;
    here.claim("Mike", &card).await;
    let taken = here.closed(&card).await;
    let button = |action: &str| {
        let is_it = |id: &String| id.starts_with(&format!("nh:{action}:"));
        taken.buttons().into_iter().map(|button| button.custom_id).find(is_it).expect("the card has it")
    };
    let answer = here.answer_to(&here.raw_press(&made(LATE), taken.id.get(), &button("released"))).await;
    insta::assert_snapshot!(answer, @"Not saved: your press arrived too late. Press again if the card does not show it.");
    assert!(here.log().await.iter().all(|body| !matches!(body.kind, Kind::Released { .. })));

    here.event("INTERACTION_CREATE", &here.raw_press(&made(LATE * 2), taken.id.get(), &button("with_child")));
    let mike = here.user("Mike");
    here.log_has(|body| matches!(&body.kind, Kind::WithChild { neighbor_id, .. } if *neighbor_id == mike)).await;
    here.card(|card| card.content().starts_with("Mike is with Jake")).await;
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_private_answer_is_edited_before_discord_has_it() {
    let here = Neighborhood::open().await;
    let gateway = here.gateway().await;
    // As the real Discord takes it.
    here.discord
        .fault(Fault::latency_before(Duration::from_millis(150)).on(Method::Post, "/interactions/*/*/callback"));
    let asked = here.needhelp("Jake").await;
    asked.original_matches(Message::says_posted).await.expect("posted");
    let card = here.card(Message::is_pinned).await;
    let pressed = here.claim("Mike", &card).await;
    pressed.original_matches(Message::said_you_have_it).await.expect("taken");
    let edits: Vec<_> =
        here.discord.requests().into_iter().filter(|request| request.path.contains("@original")).collect();
    assert!(edits.iter().all(|edit| edit.status == Some(200)), "{edits:#?}");
    assert!(edits.len() <= 4, "{edits:#?}");
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discord_whose_clock_differs_makes_nothing_late() {
    let off = Duration::from_secs(600);
    for setup in [Setup::default().clock_ahead(off), Setup::default().clock_behind(off)] {
        let here = Neighborhood::on_another_discord(setup).await;
        let gateway = here.gateway().await;
        here.needhelp("Jake").await.response().await.expect("answered");
        let records = here.records(&here.kafka().alerts_topic).await;
        assert!(!String::from_utf8_lossy(records[0].value.as_deref().unwrap()).contains("late\":"), "{records:?}");
        let card = here.discord.person("David").says("hello").expect("said");
        let pressed = here.discord.person("Mike").click_forged(card, "nh:claim:0:1305193870427029544:-").await;
        let answer = pressed.expect("pressed").within(PATIENCE).response().await.expect("answered");
        assert!(!answer.content.contains("too late"), "{answer:?}");
        gateway.end().await;
    }
}
