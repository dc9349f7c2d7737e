//! A board as a process that is frozen with requests ready to go, and thawed when another board has done its work. Kafka is
//! away then, so nobody tells it that it has lost its partitions: only its lease keeps it from sending
//! (docs/protocol.md#rule-9).

use std::time::Duration;

use fake_discord::{Fault, Message, Method};
use tokio::time::Instant;

use crate::support::bot::{AlertId, Kind, PARTITIONS};
use crate::support::neighborhood::PROCESS_PATIENCE;
use crate::support::{Neighborhood, Shown, eventually};

const ALERTS: usize = 6;

/// How long Discord takes for an answer, for which the next request of the channel waits.
const SLOW: Duration = Duration::from_millis(900);

/// Longer than a lease lasts without a tick.
const FREEZE: Duration = Duration::from_secs(3);

/// Long enough to send what is ready to go, where nothing holds it.
const TEMPTATION: Duration = Duration::from_secs(1);

/// Past the time in which Discord knows a nonce again.
const NONCES_FORGOTTEN: Duration = Duration::from_secs(200);

#[tokio::test(flavor = "multi_thread")]
async fn a_thawed_board_sends_nothing_before_the_group_has_answered() {
    let mut here = Neighborhood::on_breakable_broker().await;
    here.patience = PROCESS_PATIENCE;
    let slow = here.discord.fault(Fault::latency_after(SLOW).on(Method::Post, "/channels/*/messages"));
    here.start("board");
    let alerts: Vec<_> = (0..ALERTS).map(|n| AlertId::new(format!("frozen-{n}")).expect("an id")).collect();
    for alert in &alerts {
        here.append(alert, Kind::Raised(here.alert()), alert.as_str()).await;
    }
    here.card(Message::is_claimable).await;
    here.processes[0].freeze();
    let frozen = Instant::now();
    assert!(here.cards_ever().len() < ALERTS, "no request is left to be ready");
    here.discord.heal(slow);
    let other = here.board();
    for alert in &alerts {
        here.card_of_alert_is_recorded(alert).await;
    }
    other.end().await;
    assert_eq!(here.cards_ever().len(), ALERTS);
    here.discord.advance(NONCES_FORGOTTEN);
    eventually(PROCESS_PATIENCE, "a freeze", async || (frozen.elapsed() > FREEZE).then_some(())).await;

    here.broker().down().expect("it has a proxy");
    here.processes[0].thaw();
    here.processes[0].logs("this process was frozen", PROCESS_PATIENCE).await;
    // Nobody announces that nothing is sent.
    let thawed = Instant::now();
    eventually(PROCESS_PATIENCE, "a second", async || (thawed.elapsed() > TEMPTATION).then_some(())).await;
    assert_eq!(here.cards_ever().len(), ALERTS, "{:#?}", here.cards_ever());
    here.broker().up().expect("it has a proxy");
    here.all_before_is_processed("afterwards").await;
    let of_afterwards = usize::try_from(PARTITIONS).expect("a few");
    assert_eq!(here.cards_ever().len(), ALERTS + of_afterwards, "{:#?}", here.cards_ever());
    here.discord.assert_clean();
}
