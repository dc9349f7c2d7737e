//! "Say thanks" on the message that says that it is done: the neighbor reads one line, once.

use std::sync::Arc;

use fake_discord::{Interaction, Message};

use super::buttons::{button, press_on};
use crate::support::bot::{Kind, Outgoing, codec};
use crate::support::neighborhood::Service;
use crate::support::{Neighborhood, Shown};

const SENT: &str = "✅ Your thanks are on their way.";
const ALREADY: &str = "You have said thanks already.";

async fn answer(pressed: &Interaction) -> String {
    let answer = pressed.original_matches(|answer| !answer.says_wait()).await.expect("answered");
    answer.content().to_owned()
}

/// The whole bot with two boards, and Mike has brought Jake home.
async fn home(settings: &[(&str, &str)]) -> (Neighborhood, Service, Service) {
    let here = Neighborhood::with(settings).await;
    let (gateway, board) = (here.gateway().await, here.board());
    here.needhelp("Jake").await;
    let card = here.card(Shown::is_claimable).await;
    here.claim("Mike", &card).await;
    here.closed(&card).await;
    for action in ["with_child", "done"] {
        let card = here.card(|card| button(card, action).is_some()).await;
        let pressed = press_on(&here, "Mike", &card, action).await;
        let reads = pressed.original_matches(|answer| !answer.says_wait()).await.expect("answered");
        if action == "done" {
            press_on(&here, "Mike", &reads, "done_yes").await;
        }
    }
    (here, gateway, board)
}

/// The message to Sarah, which has the button.
async fn told(here: &Neighborhood, channel: fake_discord::ids::ChannelId) -> Arc<Message> {
    let channel = here.discord.channel(channel).within(here.patience);
    channel.message(|message| button(message, "thanks").is_some()).await.expect("Sarah is told")
}

fn thanks(here: &Neighborhood, channel: fake_discord::ids::ChannelId) -> Vec<Arc<Message>> {
    let mike = here.discord.person("Mike").id();
    let is_thanks = |message: &Arc<Message>| {
        message.pings.users.contains(&mike) && message.content().contains(" thanks you for looking after Jake!")
    };
    here.discord.channel(channel).history().into_iter().filter(is_thanks).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_parent_says_thanks_and_the_neighbor_reads_it_once() {
    let (here, gateway, board) = home(&[]).await;
    let channel = here.channel().id();
    let told = told(&here, channel).await;
    assert!(told.content().starts_with("Jake is safe"), "{}", told.content());
    assert_eq!(answer(&press_on(&here, "Mike", &told, "thanks").await).await, "Only Sarah can do that.");
    let pressed = press_on(&here, "Sarah", &told, "thanks").await;
    assert_eq!(answer(&pressed).await, SENT);
    let line = here.channel().within(here.patience).wait_for(|_| thanks(&here, channel).pop()).await.expect("thanked");
    assert!(line.content().starts_with("Sarah thanks you"), "{}", line.content());
    assert_eq!(answer(&press_on(&here, "Sarah", &told, "thanks").await).await, ALREADY);

    // One of the boards ends, and another gateway gets a press.
    board.end().await;
    gateway.end().await;
    let gateway = here.gateway().await;
    assert_eq!(answer(&press_on(&here, "Sarah", &told, "thanks").await).await, ALREADY);
    // The same press, appended by two gateways, and a press that no gateway has refused.
    let alert =
        here.log().await.into_iter().find(|body| matches!(body.kind, Kind::Thanked { .. })).expect("in the log");
    for id in [pressed.id().to_string(), "1305193870427029999".to_owned()] {
        let home = codec::home(here.kafka(), &alert.alert_id);
        let id = crate::support::bot::EventId::new(id);
        let again: Outgoing = codec::outgoing(here.kafka(), home, &alert.alert_id, alert.kind.clone(), &id, "test");
        here.appended(again).await;
    }
    // The next alert comes after them on the board.
    here.needhelp("David").await;
    here.pinned("David").await;
    assert_eq!(thanks(&here, channel).len(), 1);
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn thanks_are_said_from_a_direct_message_where_details_are_private() {
    let (here, gateway, board) = home(&[("PRIVATE_DETAILS", "true")]).await;
    let told = told(&here, here.discord.person("Sarah").dm()).await;
    assert_eq!(answer(&press_on(&here, "Sarah", &told, "thanks").await).await, SENT);
    let mikes = here.discord.person("Mike").dm();
    let line = here.discord.channel(mikes).within(here.patience).wait_for(|_| thanks(&here, mikes).pop()).await;
    assert!(line.expect("thanked").content().starts_with("Sarah thanks you"));
    assert!(thanks(&here, here.channel().id()).is_empty(), "nobody else reads it");
    gateway.end().await;
    board.end().await;
    here.discord.assert_clean();
}
