//! From the state of consumers and services to readiness and metrics.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::alert::Millis;
use crate::board::BoardState;
use crate::discord::rest::{GuardState, Rest};
use crate::gateway::Gateway;
use crate::history::HistoryState;
use crate::kafka::consumer::Consumer;
use crate::kafka::producer::Producer;
use crate::metric_names;
use crate::process::http::Readiness;

/// A record that is unfinished for longer is stuck: effects are parked after 60 s (docs/protocol.md#rule-13).
const UNFINISHED_MS: i64 = 120_000;
/// Intake's appends take milliseconds. librdkafka ends an attempt after this, and intake makes another.
const UNRAISED_MS: i64 = 30_000;
/// How often the numbers of the services are copied to the metrics.
const LOOK: Duration = Duration::from_secs(1);

/// Shows at `/readyz` whether requests other than interaction answers are sent to Discord.
pub(crate) fn discord(rest: &Rest, readiness: &Readiness) {
    let rest = rest.clone();
    readiness.add("discord", move || guarded(rest.guard_state()));
}

fn guarded(guard: GuardState) -> Result<(), String> {
    match guard {
        GuardState::Open { .. } => Ok(()),
        GuardState::Closed { invalid, opens_in } => Err(format!(
            "it refused {invalid} requests within 10 min; for {} s nothing but answers is sent, lest it block this address",
            opens_in.as_secs()
        )),
        GuardState::BadToken => Err("it refuses the token".to_owned()),
    }
}

/// Shows the gateway's connection, commands and producer at `/readyz`.
pub(crate) fn gateway(gateway: &Gateway, producer: &Producer, readiness: &Readiness) {
    let (state, producer) = (gateway.state(), producer.clone());
    readiness.add("gateway", move || match state.borrow().missing() {
        Some(missing) => Err(missing.into_owned()),
        None if !producer.broker_reachable() => Err("Kafka is out of reach".to_owned()),
        None => Ok(()),
    });
}

/// Shows a service's consumer at `/readyz` and `/metrics` until `stop`.
pub(crate) fn consumer(service: &'static str, consumer: &Consumer, readiness: &Readiness, stop: &CancellationToken) {
    let asked = consumer.clone();
    readiness.add(service, move || asked.status().not_ready().map_or(Ok(()), |reason| Err(reason.to_owned())));

    let (mut status, stop) = (consumer.watch_status(), stop.clone());
    tokio::spawn(async move {
        let mut shown = BTreeSet::new();
        let (mut was_reachable, mut ever_reachable) = (false, false);
        loop {
            tokio::select! {
                changed = status.changed() => if changed.is_err() { return },
                () = stop.cancelled() => return,
            }
            let status = status.borrow_and_update().clone();
            if status.broker_reachable && !was_reachable {
                if ever_reachable {
                    metrics::counter!(metric_names::RECONNECTS, "to" => "kafka", "service" => service).increment(1);
                }
                ever_reachable = true;
            }
            was_reachable = status.broker_reachable;
            let held: BTreeSet<i32> = status.partitions.iter().copied().collect();
            // Whoever has them now tells of them.
            for gone in shown.difference(&held) {
                set_lag(service, *gone, 0);
            }
            for partition in &held {
                set_lag(service, *partition, status.lag.get(partition).copied().unwrap_or(0));
            }
            shown = held;
        }
    });
}

/// Shows how old the oldest record is that intake has not raised yet, until `stop`.
pub(crate) fn intake(consumer: &Consumer, readiness: &Readiness, stop: &CancellationToken) {
    let asked = consumer.clone();
    readiness.add("intake's records", move || unraised(asked.oldest_unfinished(), Millis::from(Timestamp::now())));
    let (consumer, stop) = (consumer.clone(), stop.clone());
    tokio::spawn(async move {
        // An age grows while nothing changes, so it is not enough to wait for changes.
        while tokio::time::timeout(LOOK, stop.cancelled()).await.is_err() {
            set_oldest("intake", consumer.oldest_unfinished());
        }
    });
}

fn unraised(oldest: Option<i64>, now: Millis) -> Result<(), String> {
    match age(oldest, now) {
        age if age > UNRAISED_MS => Err(format!(
            "a record of {} s ago is neither raised nor a dead letter: Kafka does not take what it became, the log says why",
            age / 1000
        )),
        _ => Ok(()),
    }
}

/// Tells a service's consumer whenever the topics are there (again), until `stop`.
pub(crate) fn topics(consumer: &Consumer, mut there: watch::Receiver<bool>, stop: &CancellationToken) {
    let (consumer, stop) = (consumer.clone(), stop.clone());
    tokio::spawn(async move {
        loop {
            tokio::select! {
                seen = there.wait_for(|there| *there) => if seen.is_err() { return },
                () = stop.cancelled() => return,
            }
            consumer.look_again();
            tokio::select! {
                changed = there.changed() => if changed.is_err() { return },
                () = stop.cancelled() => return,
            }
        }
    });
}

/// Shows the board's own state until `stop`.
pub(crate) fn board(state: watch::Receiver<BoardState>, readiness: &Readiness, stop: &CancellationToken) {
    let asked = state.clone();
    readiness.add("board's log", move || missing(&asked.borrow(), Millis::from(Timestamp::now())));
    let (phones, cards) = (state.clone(), state.clone());
    readiness.add("helpers' phones", move || rings(&phones.borrow()));
    readiness.add("cards", move || has_embeds(&cards.borrow()));

    let stop = stop.clone();
    tokio::spawn(async move {
        while tokio::time::timeout(LOOK, stop.cancelled()).await.is_err() {
            let now = state.borrow().clone();
            // Counts are far below where a float has gaps.
            #[allow(clippy::cast_precision_loss)]
            metrics::gauge!(metric_names::OPEN_ALERTS).set(now.open_alerts as f64);
            set_oldest("board", now.oldest_unfinished);
        }
    });
}

/// Shows the history at `/readyz` and `/metrics` until `stop`.
pub(crate) fn history(state: watch::Receiver<HistoryState>, readiness: &Readiness, stop: &CancellationToken) {
    let asked = state.clone();
    readiness.add("history", move || asked.borrow().ready());

    let stop = stop.clone();
    tokio::spawn(async move {
        while tokio::time::timeout(LOOK, stop.cancelled()).await.is_err() {
            let lag: Vec<_> = state.borrow().lag().collect();
            lag.into_iter().for_each(|(partition, records)| set_lag("history", partition, records));
        }
    });
}

fn missing(board: &BoardState, now: Millis) -> Result<(), String> {
    if board.catching_up > 0 {
        return Err(format!("{} partitions are still being read", board.catching_up));
    }
    if board.postponed_cards > 0 {
        return Err(format!(
            "{} cards wait to be posted, because Discord takes about one a second in a channel: does a program send alerts \
             in a loop? `needhelp watch` shows them",
            board.postponed_cards
        ));
    }
    match age(board.oldest_unfinished, now) {
        age if age > UNFINISHED_MS => Err(format!("the oldest unfinished record is {} s old", age / 1000)),
        _ => Ok(()),
    }
}

/// The newest card says whether the helpers' phones ring.
fn rings(board: &BoardState) -> Result<(), String> {
    if board.role_is_silent {
        return Err(
            "the newest card did not notify the helper role: Server Settings → Roles → the helpers' role → Allow \
                    anyone to @mention this role"
                .to_owned(),
        );
    }
    Ok(())
}

fn has_embeds(board: &BoardState) -> Result<(), String> {
    if board.embeds_are_dropped {
        return Err("Discord dropped the newest card's embed: give the bot \"Embed Links\" in the channel".to_owned());
    }
    Ok(())
}

/// Milliseconds since the oldest unfinished record was appended.
fn age(oldest: Option<i64>, now: Millis) -> i64 {
    oldest.map_or(0, |oldest| now.since(Millis(oldest)).max(0))
}

fn set_oldest(service: &'static str, oldest: Option<i64>) {
    // Milliseconds are far below where a float has gaps.
    #[allow(clippy::cast_precision_loss)]
    let seconds = age(oldest, Millis::from(Timestamp::now())) as f64 / 1000.0;
    metrics::gauge!(metric_names::OLDEST_UNFINISHED, "service" => service).set(seconds);
}

fn set_lag(service: &'static str, partition: i32, records: i64) {
    // Counts of records are far below where a float has gaps.
    #[allow(clippy::cast_precision_loss)]
    let records = records as f64;
    metrics::gauge!(metric_names::LAG, "service" => service, "partition" => partition.to_string()).set(records);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_guard_is_said_with_its_reason() {
        assert_eq!(guarded(GuardState::Open { invalid: 4_999 }), Ok(()));
        let closed = GuardState::Closed { invalid: 5_000, opens_in: Duration::from_secs(420) };
        let said = guarded(closed).unwrap_err();
        assert!(said.contains("5000 requests") && said.contains("420 s"), "{said}");
        assert!(guarded(GuardState::BadToken).unwrap_err().contains("token"));
    }

    #[test]
    fn a_board_is_ready_when_it_has_read_its_logs_and_nothing_is_stuck() {
        let now = Millis(1_000_000);
        let board = |catching_up, oldest_unfinished| BoardState {
            catching_up,
            oldest_unfinished,
            open_alerts: 5,
            ..BoardState::default()
        };
        assert_eq!(missing(&board(0, None), now), Ok(()));
        assert_eq!(missing(&board(0, Some(now.0 - 1_000)), now), Ok(()));
        assert!(missing(&board(2, None), now).unwrap_err().contains("2 partitions"));
        assert!(missing(&board(0, Some(now.0 - 121_000)), now).unwrap_err().contains("121 s old"));
        let flooded = BoardState { postponed_cards: 16_900, ..board(0, None) };
        assert!(missing(&flooded, now).unwrap_err().starts_with("16900 cards wait to be posted"));
    }

    #[test]
    fn a_card_that_rang_nobody_is_said_with_its_fix() {
        let board = BoardState { role_is_silent: true, embeds_are_dropped: true, ..BoardState::default() };
        assert!(rings(&board).unwrap_err().contains("Allow anyone to @mention this role"));
        assert!(has_embeds(&board).unwrap_err().contains("Embed Links"));
        assert_eq!((rings(&BoardState::default()), has_embeds(&BoardState::default())), (Ok(()), Ok(())));
    }

    #[test]
    fn an_intake_whose_record_is_not_taken_says_since_when() {
        let now = Millis(1_000_000);
        assert_eq!(unraised(None, now), Ok(()));
        assert_eq!(unraised(Some(now.0 - 29_000), now), Ok(()));
        assert!(unraised(Some(now.0 - 31_000), now).unwrap_err().contains("31 s ago"));
    }
}
