//! SIGTERM: the first drains, the second ends at once.

use std::collections::BTreeMap;
use std::time::Duration;

use fake_discord::{Fault, Method};

use super::load::{Told, child};
use crate::support::neighborhood::PROCESSES_PATIENCE as PATIENCE;
use crate::support::{Neighborhood, real_kafka};

/// A process that was asked to end has ended within this.
const END: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_sigterm_under_load_every_service_drains_and_ends_with_0() {
    let Some(servers) = real_kafka("SIGTERM under load") else { return };
    let mut here = Neighborhood::of_processes(&servers, &["gateway", "intake", "board"]).await;
    here.works_within(PATIENCE).await;
    let mut typing = here.needhelp_all((0..24).map(|_| child()));
    let mut told = BTreeMap::new();
    while told.len() < 6 {
        told.extend(typing.join_next().await.expect("there are more").ok());
    }
    for process in &here.processes {
        process.ask_to_end();
    }
    for process in &mut here.processes {
        let code = process.exit_code(END).await;
        assert_eq!(code, 0, "{}", process.log());
    }
    for process in &mut here.processes {
        process.start_again();
    }
    told.extend(typing.join_all().await);
    here.works_within(PATIENCE).await;
    let sent = told.iter().filter(|(_, told)| **told == Told::Sent).map(|(child, _)| child.clone()).collect();
    here.carded(&sent, PATIENCE).await;
    here.all_is_read().await;
    here.assert_as_told(&told);
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_sigterm_ends_a_draining_service_at_once() {
    let Some(servers) = real_kafka("a second SIGTERM") else { return };
    let mut here = Neighborhood::of_processes(&servers, &["gateway", "intake", "board"]).await;
    here.works_within(PATIENCE).await;
    // What the board waits for while it drains.
    let slow = Fault::latency_after(Duration::from_secs(30)).on(Method::Post, "/channels/*/messages");
    here.discord.fault(slow);
    let jake = child();
    here.needhelp(&jake).await;
    here.card_of(&jake).await;

    let board = &mut here.processes[2];
    board.ask_to_end();
    board.logs("finishing the running work", PATIENCE).await;
    assert_eq!(board.ended(), None, "it drains");
    board.ask_to_end();
    // An end in its own time would be 0, or 1 where not all was finished.
    assert_eq!(board.exit_code(PATIENCE).await, 128 + 15, "{}", board.log());

    // Its successor finds the card that was never answered.
    here.discord.heal_all();
    here.processes[2].start_again();
    here.works_within(PATIENCE).await;
    here.all_is_read().await;
    here.assert_as_told(&BTreeMap::from([(jake, Told::Sent)]));
}
