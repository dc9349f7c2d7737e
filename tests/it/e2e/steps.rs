//! The steps of the clock, by the board's own clock: the reminder, the call of the backup and of the helpers after it, and the
//! end of an alert that nobody has taken.

use std::sync::Arc;
use std::time::Duration;

use fake_discord::Message;
use jiff::{SignedDuration, Timestamp};

use super::board::{ALERT, alert_id, claim};
use crate::support::Neighborhood;
use crate::support::bot::{Alert, Kind};
use crate::support::neighborhood::Service;

const MINUTE: Duration = Duration::from_secs(60);

/// Sarah needs somebody in 20 minutes, and her card is there.
async fn asked() -> (Neighborhood, Service, Arc<Message>) {
    let here = Neighborhood::without_services().await;
    let board = here.board();
    let needed_by = Some(Timestamp::now() + SignedDuration::from_mins(20));
    here.append(&alert_id(), Kind::Raised(Alert { needed_by, ..here.alert() }), ALERT).await;
    let card = here.card(Message::is_pinned).await;
    here.card_is_recorded().await;
    (here, board, card)
}

/// Waits for a message that mentions this person, and begins so.
async fn reads(here: &Neighborhood, name: &str, start: &str) -> Arc<Message> {
    let person = here.discord.person(name).id();
    let is_it = |message: &Message| message.pings.users.contains(&person) && message.content().starts_with(start);
    here.channel().message(is_it).await.expect("told")
}

async fn at(here: &Neighborhood, board: Service, after: Duration) -> Service {
    board.end().await;
    here.clock_is_ahead(after);
    here.board()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_took_it_early_is_reminded_five_minutes_before_the_time() {
    let (here, board, card) = asked().await;
    claim(&here, "Mike", "1305193870427029545", &card).await;
    here.parent_is_informed().await;
    let board = at(&here, board, 15 * MINUTE + MINUTE / 2).await;
    // The embedded broker stamps the record with the time that is not ahead, so the number of minutes is not tested here.
    let reminded = reads(&here, "Mike", "In ").await;
    assert!(reminded.content().contains("Jake") && reminded.content().contains("Oak Street"), "{reminded:#?}");
    board.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_backup_is_called_first_and_the_helpers_two_minutes_later() {
    let (here, board, card) = asked().await;
    let (mike, lisa) = (here.user("Mike"), here.user("Lisa"));
    claim(&here, "Mike", "1305193870427029545", &card).await;
    let standby = Kind::Standby { neighbor_id: lisa, neighbor_name: "Lisa".into(), since: None };
    here.append(&alert_id(), standby, "1305193870427029546").await;
    let released = Kind::Released { neighbor_id: mike, moderator_id: None, parent_id: None, since: None };
    here.append(&alert_id(), released, "1305193870427029547").await;
    reads(&here, "Lisa", "Your turn: Mike can't make it.").await;
    let is_step = |kind: &Kind| matches!(kind, Kind::Escalated { step: 0, .. });
    assert!(here.log().await.iter().all(|body| !is_step(&body.kind)), "the helpers wait");
    let board = at(&here, board, 2 * MINUTE + MINUTE / 4).await;
    let helpers = here.discord.role_id("helpers");
    let called = |message: &Message| message.pings.roles.contains(&helpers) && message.content().starts_with("Still");
    here.channel().message(called).await.expect("the helpers are called");
    here.log_has(|body| is_step(&body.kind)).await;
    board.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_parent_of_an_alert_that_nobody_took_reads_that_it_has_ended() {
    let (here, board, _) = asked().await;
    let board = at(&here, board, 81 * MINUTE).await;
    reads(&here, "Sarah", "No one came forward for Jake. The alert has ended.").await;
    here.card(|card| card.buttons().is_empty() && !card.is_pinned()).await;
    board.end().await;
    here.discord.assert_clean();
}
