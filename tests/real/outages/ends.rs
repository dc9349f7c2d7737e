//! SIGTERM: the first drains, the second ends at once.

use std::collections::BTreeMap;
use std::time::Duration;

use fake_discord::{Fault, Method};
use tokio::time::{Instant, interval};

use crate::outages::street::{PATIENCE, Street, Told, child, is_card_of};
use crate::support::{Process, real_kafka};

/// A process that was asked to end has ended within this.
const END: Duration = Duration::from_secs(10);

async fn exit_code(process: &mut Process, bound: Duration) -> i32 {
    let deadline = Instant::now() + bound;
    let mut look = interval(Duration::from_millis(20));
    loop {
        look.tick().await;
        if let Some(code) = process.ended() {
            return code;
        }
        assert!(Instant::now() < deadline, "it has not ended within {bound:?}: {}", process.log());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asked_to_end_under_load_every_service_drains_and_ends_with_0() {
    let Some(servers) = real_kafka("SIGTERM under load") else { return };
    let mut street = Street::open(&servers, &["gateway", "intake", "board"]).await;
    street.works_within(PATIENCE).await;
    let mut typing = street.raise_all((0..24).map(|_| child()));
    let mut told = BTreeMap::new();
    while told.len() < 6 {
        told.extend(typing.join_next().await.expect("there are more").ok());
    }
    for process in &street.processes {
        process.ask_to_end();
    }
    for process in &mut street.processes {
        let code = exit_code(process, END).await;
        assert_eq!(code, 0, "{}", process.log());
    }
    for process in &mut street.processes {
        process.start_again();
    }
    told.extend(typing.join_all().await);
    street.works_within(PATIENCE).await;
    let sent = told.iter().filter(|(_, told)| **told == Told::Sent).map(|(child, _)| child.clone()).collect();
    street.carded(&sent, PATIENCE).await;
    street.all_is_read().await;
    street.assert_as_told(&told);
    street.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asked_a_second_time_a_service_that_still_drains_ends_at_once() {
    let Some(servers) = real_kafka("a second SIGTERM") else { return };
    let mut street = Street::open(&servers, &["gateway", "intake", "board"]).await;
    street.works_within(PATIENCE).await;
    // What the board waits for while it drains.
    let slow = Fault::latency_after(Duration::from_secs(30)).on(Method::Post, "/channels/*/messages");
    street.discord.fault(slow);
    let jake = child();
    street.raise(&jake).await;
    street.channel().message(|message| is_card_of(message, &jake)).await.expect("posted, and not answered");

    let board = &mut street.processes[2];
    board.ask_to_end();
    let deadline = Instant::now() + PATIENCE;
    let mut look = interval(Duration::from_millis(20));
    while !board.log().contains("finishing what is under way") {
        look.tick().await;
        assert!(Instant::now() < deadline, "it did not hear: {}", board.log());
    }
    assert_eq!(board.ended(), None, "it drains");
    board.ask_to_end();
    // An end in its own time would be 0, or 1 where not all was finished.
    assert_eq!(exit_code(board, PATIENCE).await, 128 + 15, "{}", board.log());

    // Its successor finds the card that was never answered.
    street.discord.heal_all();
    street.processes[2].start_again();
    street.works_within(PATIENCE).await;
    street.all_is_read().await;
    street.assert_as_told(&BTreeMap::from([(jake, Told::Sent)]));
}
