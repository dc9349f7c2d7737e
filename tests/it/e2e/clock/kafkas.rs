//! Kafka's clock and the board's machine's differ by ten minutes: the board goes by Kafka's, which the log's times are of
//! (docs/protocol.md#rule-16).

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use fake_discord::Message;
use jiff::{SignedDuration, Timestamp};

use super::super::board::{ALERT, alert_id};
use crate::support::bot::{Alert, AlertId, Clock, Kind, Millis};
use crate::support::{Neighborhood, Shown};

const MINUTE_MS: i64 = 60_000;

/// A Kafka whose clock differs from this machine's.
struct Kafka {
    here: Neighborhood,
    ahead_ms: Arc<AtomicI64>,
}

impl Kafka {
    async fn whose_clock_is_ahead_by(minutes: i64) -> Self {
        let kafka = Kafka { here: Neighborhood::on_breakable_broker().await, ahead_ms: Arc::default() };
        kafka.is_ahead_by(minutes * MINUTE_MS);
        kafka.here.appends_by(kafka.clock());
        kafka
    }

    fn is_ahead_by(&self, ms: i64) {
        self.ahead_ms.store(ms, Ordering::Relaxed);
        self.here.broker().clock_is_ahead(ms).expect("it has a proxy");
    }

    /// So many minutes later, by Kafka's clock alone. A record tells the board.
    async fn goes_on_by(&self, minutes: i64) {
        self.is_ahead_by(self.ahead_ms.load(Ordering::Relaxed) + minutes * MINUTE_MS);
        let another = AlertId::new(format!("after-{minutes}")).expect("an id");
        let alert = Alert { parent_id: None, ..self.here.alert() };
        self.here.append(&another, Kind::Raised(alert), another.as_str()).await;
        self.here.card_of_alert_is_recorded(&another).await;
    }

    fn clock(&self) -> Clock {
        let ahead_ms = Arc::clone(&self.ahead_ms);
        Arc::new(move || Millis::from(Timestamp::now()).plus(ahead_ms.load(Ordering::Relaxed)))
    }

    /// Sarah's alert for so many minutes later, by Kafka's clock.
    async fn raise(&self, minutes: i64) {
        let now = Timestamp::from_millisecond(self.clock()().0).expect("a time");
        let alert = Alert { needed_by: Some(now + SignedDuration::from_mins(minutes)), ..self.here.alert() };
        self.here.append(&alert_id(), Kind::Raised(alert), ALERT).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_board_whose_machine_is_ten_minutes_off_goes_by_kafkas_clock() {
    for ahead in [10, -10] {
        let kafka = Kafka::whose_clock_is_ahead_by(ahead).await;
        let here = &kafka.here;
        let board = here.board_beside(kafka.clock());
        kafka.raise(4).await;
        let card = here.card(Message::is_pinned).await;
        let helpers = here.discord.role_id("helpers");
        assert!(card.is_claimable() && card.pings.roles.contains(&helpers), "{ahead}: {card:#?}");
        here.card_is_recorded().await;
        kafka.goes_on_by(1).await;
        assert_eq!(here.mentions_of("Sarah").len(), 0, "{ahead}: half of the time is left");
        // A board that has just started has no record by which it knows the time.
        board.end().await;
        let board = here.board_beside(kafka.clock());
        here.all_before_is_processed("restarted").await;
        assert_eq!(here.mentions_of("Sarah").len(), 0, "{ahead}: half of the time is left");
        assert!(here.card(Message::is_pinned).await.is_claimable());
        kafka.goes_on_by(2).await;
        let told = here.sarah_is_told_of("Jake").await;
        assert!(told.content().starts_with("NO ONE has taken"), "{ahead}: {told:#?}");
        kafka.goes_on_by(3).await;
        here.card(|card| {
            card.embeds()
                .iter()
                .any(|embed| embed.title.as_ref().is_some_and(|title| title.starts_with("No one came forward")))
        })
        .await;
        board.end().await;
        here.discord.assert_clean();
    }
}
