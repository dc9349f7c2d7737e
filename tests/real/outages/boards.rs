//! Two and three boards of one group under load: one is killed, one is added, one is frozen past its session and woken.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use fake_discord::ids::MessageId;
use fake_discord::{FakeDiscord, Fault, Message, Method};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::Instant;

use super::load::{Told, child};
use crate::support::neighborhood::{PROCESSES_PATIENCE, take};
use crate::support::{Neighborhood, Process, Shown, eventually, real_kafka};

/// A dead board's partitions are another's within this: the session (6 s), the rebalance and the replay.
const TAKE_OVER: Duration = Duration::from_secs(10);

/// After this a neighbor presses a button again.
const AGAIN: Duration = Duration::from_secs(15);

/// Past the time in which Discord knows a nonce again.
const NONCES_FORGOTTEN: Duration = Duration::from_secs(200);

/// How long Discord takes for an answer while a board is to be frozen, less than what a channel is held up for by one request.
const SLOW: Duration = Duration::from_millis(900);

/// When nothing was posted for so long, whatever was to be written has been.
const STILL: Duration = Duration::from_millis(150);

/// Two of Mike, Lisa and David press each button as soon as they see it, and again when nothing came of that.
fn press_all(discord: Arc<FakeDiscord>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let channel = discord.channel(discord.channel_id("bus-stop"));
        let mut beat = tokio::time::interval(Duration::from_millis(100));
        let mut pressed: BTreeMap<MessageId, Instant> = BTreeMap::new();
        // Who holds another alert is asked before they take this one, too.
        let mut asked = JoinSet::new();
        loop {
            beat.tick().await;
            let open = channel.messages().into_iter().filter(|message| message.is_claimable());
            for card in open.collect::<Vec<_>>() {
                if pressed.get(&card.id).is_some_and(|at| at.elapsed() < AGAIN) {
                    continue;
                }
                pressed.insert(card.id, Instant::now());
                for name in [["Mike", "Lisa"], ["Lisa", "David"], ["David", "Mike"]][pressed.len() % 3] {
                    let (discord, card) = (Arc::clone(&discord), Arc::clone(&card));
                    asked.spawn(async move { take(&discord, name, &card, AGAIN).await });
                }
            }
        }
    })
}

fn load(here: &Neighborhood, alerts: usize) -> tokio::task::JoinSet<(String, Told)> {
    here.needhelp_all((0..alerts).map(|_| child()))
}

/// Loads the boards and freezes one of them with requests that are ready to go: each waits for the answer to the one before.
///
/// None of them is between its last check and the write, because what a process sends that is stopped there nobody can
/// take back (docs/reliability.md, "not promised"). Of 110 freezes at random moments of a load 5 met a request after its
/// first check, and one met a request that was past the last one, too.
async fn load_and_freeze(here: &Neighborhood, alerts: usize, board: usize) -> Vec<(String, Told)> {
    let slow = here.discord.fault(Fault::latency_after(SLOW).on(Method::Post, "/channels/*/messages"));
    let before = here.cards_ever().len();
    let typing = load(here, alerts);
    let mut newest = (here.channel().history().len(), Instant::now());
    let still = async || {
        let there = here.channel().history().len();
        if there != newest.0 {
            newest = (there, Instant::now());
        }
        (here.cards_ever().len() > before && newest.1.elapsed() >= STILL).then_some(())
    };
    eventually(PROCESSES_PATIENCE, "boards that wait for Discord", still).await;
    here.processes[board].freeze();
    assert!(here.cards_ever().len() < before + alerts, "no request is left to be ready");
    here.discord.heal(slow);
    typing.join_all().await
}

/// How often Sarah was mentioned for this child.
fn mentions(here: &Neighborhood, messages: &[Arc<Message>], child: &str) -> usize {
    messages.iter().filter(|message| here.tells_sarah_of(message, child)).count()
}

/// Waits until each of these boards has a partition of its own.
async fn all_have_work(boards: &[Process]) {
    for board in boards {
        board.logs("assigned: reading the log", PROCESSES_PATIENCE).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_two_boards_a_death_a_start_and_a_freeze_lose_nothing() {
    let Some(kafka) = real_kafka("two boards that come and go") else { return };
    boards_come_and_go(&kafka, 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_three_boards_a_death_a_start_and_a_freeze_lose_nothing() {
    let Some(kafka) = real_kafka("three boards that come and go") else { return };
    boards_come_and_go(&kafka, 3).await;
}

/// The first board is killed and comes again, the last one freezes; their partitions go to the other boards.
async fn boards_come_and_go(servers: &str, boards: usize) {
    let services: Vec<_> = ["gateway", "intake"].into_iter().chain(std::iter::repeat_n("board", boards)).collect();
    let mut here = Neighborhood::of_processes(servers, &services).await;
    here.works_within(PROCESSES_PATIENCE).await;
    all_have_work(&here.processes[2..]).await;
    let pressing = press_all(Arc::clone(&here.discord));
    let mut told = BTreeMap::new();

    // Killed under load; what is raised from then on reaches every partition, the dead one's too.
    let mut typing = load(&here, 18);
    while told.len() < 6 {
        told.extend(typing.join_next().await.expect("there are more").ok());
    }
    here.processes[2].kill();
    let killed = Instant::now();
    let raised: Vec<_> = load(&here, 8).join_all().await;
    let new: BTreeSet<_> = raised.iter().map(|(child, _)| child.clone()).collect();
    here.carded(&new, TAKE_OVER.saturating_sub(killed.elapsed())).await;
    told.extend(raised);
    told.extend(typing.join_all().await);

    // Added under load.
    let typing = load(&here, 10);
    here.processes[2].start_again();
    told.extend(typing.join_all().await);
    here.works_within(PROCESSES_PATIENCE).await;

    // Frozen under load, with records and requests of its own under way, until the others have done its work.
    let last = here.processes.len() - 1;
    told.extend(load_and_freeze(&here, 18, last).await);
    let all: BTreeSet<_> = told.keys().cloned().collect();
    here.carded(&all, PROCESSES_PATIENCE).await;
    let channel = here.channel();
    let claimed = channel.wait_for(|messages| (!messages.iter().any(|message| message.is_claimable())).then_some(()));
    claimed.await.expect("the other boards show all claims");
    here.discord.advance(NONCES_FORGOTTEN);
    let typing = load(&here, 10);
    here.processes[last].thaw();
    told.extend(typing.join_all().await);

    assert!(told.values().all(|told| *told == Told::Sent), "Kafka was there all the time: {told:?}");
    let rest = channel.wait_for(|messages| {
        let done = |child: &String| {
            let card = messages.iter().find(|message| message.is_card_of(child));
            card.is_some_and(|card| !card.is_claimable()) && mentions(&here, messages, child) > 0
        };
        told.keys().all(done).then_some(())
    });
    rest.await.expect("every alert is claimed and its parent told");
    pressing.abort();
    here.all_is_read().await;
    judge(&here, &told);
    here.assert_alive();
    here.discord.assert_clean();
}

/// One card an alert, one mention, and no claimed card that was open again.
fn judge(here: &Neighborhood, told: &BTreeMap<String, Told>) {
    here.assert_as_told(told);
    let history = here.channel().history();
    let mut wrong = Vec::new();
    for child in told.keys() {
        let mentions = mentions(here, &history, child);
        if mentions != 1 {
            wrong.push(format!("{child}: the parent was told {mentions} times"));
        }
        for card in history.iter().filter(|message| message.is_card_of(child)) {
            if card.was_opened_again() {
                wrong.push(format!("{child}: its card was closed and opened again"));
            }
            if !card.is_pinned() {
                wrong.push(format!("{child}: its card is not pinned though it is not over"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
