//! Presses that are forged or too late: each is answered, and none changes anything.

use std::sync::Arc;
use std::time::Duration;

use fake_discord::ids::MessageId;
use fake_discord::{Interaction, Message};

use crate::support::bot::{Alert, AlertId, EventId, Kind, home_partition};
use crate::support::neighborhood::PATIENCE;
use crate::support::{Neighborhood, Shown};

/// A card that everybody can press.
async fn with_an_open_card() -> (Neighborhood, Arc<Message>, AlertId) {
    let here = Neighborhood::without_services().await;
    let alert = AlertId::new("1305193870427029544").unwrap();
    here.append(&alert, Kind::Raised(here.alert()), alert.as_str()).await;
    let board = here.board();
    let card = here.card(fake_discord::Message::is_pinned).await;
    here.card_is_recorded().await;
    board.end().await;
    (here, card, alert)
}

async fn forge(here: &Neighborhood, on: MessageId, custom_id: &str) -> Interaction {
    here.discord.person("Mike").click_forged(on, custom_id).await.expect("clicked").within(PATIENCE)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_that_ended_before_its_neighbor_was_told_is_answered() {
    // Both records are in the log before a board reads it, so the board notifies nobody about the claim.
    for (is_over, said) in [(true, "This has ended: help is no longer needed."), (false, "This has changed meanwhile.")]
    {
        let (here, card, alert) = with_an_open_card().await;
        let gateway = here.gateway().await;
        let pressed = here.claim("Mike", &card).await;
        here.log_has(|body| matches!(body.kind, Kind::Claimed { .. })).await;
        assert!(pressed.original().await.expect("answered").says_wait());
        let (parent_id, mike) = (here.user("Sarah"), here.user("Mike"));
        let end = match is_over {
            true => Kind::Cancelled { parent_id, moderator_id: None, since: None },
            false => Kind::Released { neighbor_id: mike, moderator_id: None, parent_id: Some(parent_id), since: None },
        };
        here.append(&alert, end, "1305193870427029545").await;
        let board = here.board();
        let answer = pressed.original_matches(|answer| answer.content().starts_with(said)).await;
        answer.expect("the board answers");
        board.end().await;
        gateway.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn our_button_on_a_message_of_another_author_is_refused() {
    let (here, card, _) = with_an_open_card().await;
    let gateway = here.gateway().await;
    let theirs = here.discord.person("David").says("Press here!").expect("David may write");
    let answer =
        forge(&here, theirs, &card.claim_button().expect("it is open")).await.response().await.expect("answered");
    assert!(answer.ephemeral, "{answer:?}");
    insta::assert_snapshot!(answer.content, @"This button belongs to another bot. Nothing was changed.");
    gateway.end().await;
    assert!(here.log().await.iter().all(|body| !matches!(body.kind, Kind::Claimed { .. })));
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_press_on_an_alert_that_has_ended_is_answered() {
    let (here, card, alert) = with_an_open_card().await;
    let (gateway, board) = (here.gateway().await, here.board());
    let cancelled = Kind::Cancelled { parent_id: here.user("Sarah"), moderator_id: None, since: None };
    here.append(&alert, cancelled, "1305193870427029545").await;
    here.card(|card| !card.is_claimable()).await;
    // Mike's phone still shows the card as it was.
    let late = here.claim_as_seen("Mike", &card).await;
    let answer = late.original_matches(|answer| !answer.says_wait()).await.expect("the board answers");
    insta::assert_snapshot!(here.read(&answer), @"
    This has ended: help is no longer needed. Thank you!
    [Open the card](https://discord.com/channels/<id>/<id>/<id>)
    (private)
    ");
    let now = here.card(|_| true).await;
    assert!(!now.is_claimable() && !now.text().contains("Mike"), "{now:?}");
    gateway.end().await;
    board.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_press_on_an_alert_that_the_log_does_not_know_is_answered() {
    let (here, card, _) = with_an_open_card().await;
    let (gateway, board) = (here.gateway().await, here.board());
    // As on a card that outlived its log: the topic was recreated, or the bot was away for more than two days.
    let home = home_partition("9", here.kafka().partitions);
    let click = forge(&here, card.id, &format!("nh:claim:{home}:9:-")).await;
    let answer = click.original_matches(|answer| !answer.says_wait()).await.expect("answered");
    insta::assert_snapshot!(here.read(&answer), @"
    You do NOT have it yet: the bot doesn't know this alert. If the alert arrives, your press counts.
    (private)
    ");
    // The card that it was pressed on can still be claimed.
    assert!(here.card(|_| true).await.is_claimable());
    gateway.end().await;
    board.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_early_press_counts_when_its_alert_arrives() {
    let (here, card, _) = with_an_open_card().await;
    let (gateway, board) = (here.gateway().await, here.board());
    let home = home_partition("9", here.kafka().partitions);
    let pressed = forge(&here, card.id, &format!("nh:claim:{home}:9:-")).await;
    pressed.original_matches(|answer| answer.content().starts_with("You do NOT have it yet")).await.expect("answered");
    let late = AlertId::new("9").expect("an id");
    let alert = Alert { child_name: "Lena".into(), ..here.alert() };
    here.append(&late, Kind::Raised(alert), "9").await;
    pressed.original_matches(Message::said_you_have_it).await.expect("the answer is replaced");
    here.channel().message(|message| message.text().contains("Mike will meet Lena")).await.expect("the card shows it");
    gateway.end().await;
    board.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_of_a_partition_that_does_not_exist_is_answered_at_once() {
    let (here, card, _) = with_an_open_card().await;
    let gateway = here.gateway().await;
    let clicks = [i32::MAX, here.kafka().partitions];
    let (mut events, mut said) = (Vec::new(), Vec::new());
    for home in clicks {
        let click = forge(&here, card.id, &format!("nh:claim:{home}:1305193870427029544:-")).await;
        // "Sending…" comes first where the producer has to ask for the topic.
        let answer = click.original_matches(|answer| !answer.says_wait()).await.expect("answered");
        said.push(here.read(&answer));
        events.push(EventId::new(click.id().to_string()));
    }
    assert_eq!(said[0], said[1]);
    insta::assert_snapshot!(said[0], @"
    ❌ You do NOT have it: the bot no longer knows this alert. If you can help, write to the parent.
    (private)
    ");
    // What is still running delays the end: a `withdrawn` that no partition takes would, for seconds.
    let began = std::time::Instant::now();
    gateway.end().await;
    assert!(began.elapsed() < Duration::from_secs(5), "something was still tried for {:?}", began.elapsed());
    assert!(here.log().await.iter().all(|body| match &body.kind {
        Kind::Claimed { .. } => false,
        Kind::Withdrawn { event_id } => !events.contains(event_id),
        _ => true,
    }));
    here.discord.assert_clean();
}
