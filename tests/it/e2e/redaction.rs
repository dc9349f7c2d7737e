//! Hours after its end, an alert's names and places leave Discord.

use std::time::Duration;

use fake_discord::{Message, Method};

use super::board::{alert_id, claim, shown};
use super::ringing::hide_the_channel;
use crate::support::Neighborhood;
use crate::support::bot::{Call, ChannelId, Kind, MessageId, Priority, Recipient};
use crate::support::neighborhood::Service;

/// `REDACT_AFTER_HOURS`, and a minute.
const LATER: Duration = Duration::from_secs(12 * 60 * 60 + 60);

/// Whether the message has a word of the alert.
fn has_words(message: &Message) -> bool {
    ["Jake", "Sarah", "Mike", "Oak Street", "Meeting"].iter().any(|word| message.text().contains(word))
}

/// Mike has taken care of Jake. Sarah, who does not see the channel, was told by direct messages.
async fn ended(here: &Neighborhood) {
    hide_the_channel(here);
    let board = here.board();
    let card = shown(here).await;
    claim(here, "Mike", "1305193870427029545", &card).await;
    for whom in [Recipient::Parent, Recipient::Neighbor] {
        here.log_has(|body| matches!(&body.kind, Kind::Informed { whom: told, .. } if *told == whom)).await;
    }
    let done = Kind::Done { neighbor_id: here.user("Mike"), moderator_id: None, parent_id: None, since: None };
    here.append(&alert_id(), done, "1305193870427029546").await;
    here.card(|card| !card.is_pinned() && card.text().contains("Jake")).await;
    here.log_has(|body| matches!(&body.kind, Kind::Informed { whom: Recipient::Parent, cause, .. } if cause.as_str().ends_with("546"))).await;
    board.end().await;
}

/// A board that starts after the time, when it has nothing left to do.
async fn redacted(here: &Neighborhood) -> Service {
    here.clock_is_ahead(LATER);
    let board = here.board();
    here.log_has(|body| matches!(&body.kind, Kind::Shown { removed, .. } if !removed.is_empty())).await;
    here.card(|card| !has_words(card)).await;
    board
}

#[tokio::test(flavor = "multi_thread")]
async fn names_and_places_leave_discord_twelve_hours_after_the_end() {
    let here = Neighborhood::without_services().await;
    ended(&here).await;
    let sarah = here.discord.channel(here.discord.person("Sarah").dm());
    assert!(sarah.messages().iter().any(|message| has_words(message)), "she was told");
    let board = redacted(&here).await;
    assert!(here.log().await.iter().any(|body| matches!(body.kind, Kind::Redacted { .. })));
    assert!(sarah.messages().is_empty(), "{:#?}", sarah.messages());
    let left = here.channel().messages();
    assert_eq!(left.len(), 1, "the card alone: {left:#?}");
    assert!(!has_words(&left[0]), "{}", left[0].text());
    board.end().await;

    // Another board has nothing left to do.
    let (requests, records) = (here.discord.requests().len(), here.log().await.len());
    let board = here.board();
    here.all_before_is_processed("another-day").await;
    board.end().await;
    let more = here.discord.requests();
    let of_old = more[requests..].iter().filter(|request| {
        [Method::Patch, Method::Delete].contains(&request.method) && request.path.ends_with(&left[0].id.to_string())
    });
    assert_eq!(of_old.count(), 0);
    assert!(here.log().await[records..].iter().all(|body| body.alert_id != alert_id()));
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_somebody_has_deleted_does_not_stop_the_redaction() {
    let here = Neighborhood::without_services().await;
    ended(&here).await;
    let mike = here.discord.person("Mike").id();
    let told: Vec<_> = here.mentions_of("Mike").into_iter().filter(|told| told.pings.users.contains(&mike)).collect();
    assert!(!told.is_empty());
    for message in &told {
        let (channel, message) = (ChannelId(message.channel_id.get()), MessageId(message.id.get()));
        here.rest().delete_message(Call::new(Priority::Tidy), channel, message).await.expect("deleted");
    }
    let board = redacted(&here).await;
    board.end().await;
    assert!(!here.channel().messages().iter().any(|message| has_words(message)));
}
