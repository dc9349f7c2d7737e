//! Two and three boards of one group under load: one is killed, one is added, one is frozen past its session and woken.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use fake_discord::ids::MessageId;
use fake_discord::{FakeDiscord, Fault, Message, Method};
use tokio::task::JoinHandle;
use tokio::time::{Instant, interval};

use crate::outages::street::{PATIENCE, Street, Told, child, is_card, is_card_of};
use crate::support::{Process, real_kafka};

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
        loop {
            beat.tick().await;
            let open = channel.messages().into_iter().filter(|message| !message.buttons().is_empty());
            for card in open.collect::<Vec<_>>() {
                if pressed.get(&card.id).is_some_and(|at| at.elapsed() < AGAIN) {
                    continue;
                }
                pressed.insert(card.id, Instant::now());
                for name in [["Mike", "Lisa"], ["Lisa", "David"], ["David", "Mike"]][pressed.len() % 3] {
                    let button = card.buttons().first().map(|button| button.custom_id.clone()).unwrap_or_default();
                    // It may have been claimed in this very moment.
                    _ = discord.person(name).click_as_seen(&card, &button).await;
                }
            }
        }
    })
}

fn load(street: &Street, alerts: usize) -> tokio::task::JoinSet<(String, Told)> {
    street.raise_all((0..alerts).map(|_| child()))
}

/// Loads the boards and freezes one of them with requests that are ready to go: each waits for the answer to the one before.
///
/// None of them is between its last check and the write, because what a process sends that is stopped there nobody can
/// take back (docs/reliability.md, "not promised"). Of 110 freezes at random moments of a load 5 met a request after its
/// first check, and one met a request that was past the last one, too.
async fn load_and_freeze(street: &Street, alerts: usize, board: usize) -> Vec<(String, Told)> {
    let slow = street.discord.fault(Fault::latency_after(SLOW).on(Method::Post, "/channels/*/messages"));
    let before = street.cards().len();
    let typing = load(street, alerts);
    let (deadline, mut look) = (Instant::now() + PATIENCE, interval(Duration::from_millis(5)));
    let mut newest = (street.channel().history().len(), Instant::now());
    while street.cards().len() == before || newest.1.elapsed() < STILL {
        look.tick().await;
        let there = street.channel().history().len();
        if there != newest.0 {
            newest = (there, Instant::now());
        }
        assert!(Instant::now() < deadline, "the boards do not wait for Discord");
    }
    street.processes[board].freeze();
    assert!(street.cards().len() < before + alerts, "no request is left to be ready");
    street.discord.heal(slow);
    typing.join_all().await
}

/// How often Sarah was mentioned for this child.
fn mentions(street: &Street, messages: &[Arc<Message>], child: &str) -> usize {
    let sarah = street.discord.person("Sarah").id();
    messages.iter().filter(|message| message.pings.users.contains(&sarah) && message.text().contains(child)).count()
}

/// Waits until each of these boards has a partition of its own.
async fn all_have_work(boards: &[Process]) {
    let deadline = Instant::now() + PATIENCE;
    let mut look = interval(Duration::from_millis(50));
    while !boards.iter().all(|board| board.log().contains("assigned: folding the log")) {
        look.tick().await;
        assert!(Instant::now() < deadline, "a board got no partition");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_boards_one_may_die_come_and_freeze_and_nothing_is_lost_or_doubled() {
    let Some(servers) = real_kafka("two boards that come and go") else { return };
    boards_come_and_go(&servers, 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_three_boards_two_may_die_come_and_freeze_and_nothing_is_lost_or_doubled() {
    let Some(servers) = real_kafka("three boards that come and go") else { return };
    boards_come_and_go(&servers, 3).await;
}

/// The first board is killed and comes again, the last one freezes; what they had goes to whoever is there.
async fn boards_come_and_go(servers: &str, boards: usize) {
    let services: Vec<_> = ["gateway", "intake"].into_iter().chain(std::iter::repeat_n("board", boards)).collect();
    let mut street = Street::open(servers, &services).await;
    street.works_within(PATIENCE).await;
    all_have_work(&street.processes[2..]).await;
    let pressing = press_all(Arc::clone(&street.discord));
    let mut told = BTreeMap::new();

    // Killed under load; what is raised from then on reaches every partition, the dead one's too.
    let mut typing = load(&street, 18);
    while told.len() < 6 {
        told.extend(typing.join_next().await.expect("there are more").ok());
    }
    street.processes[2].kill();
    let killed = Instant::now();
    let raised: Vec<_> = load(&street, 8).join_all().await;
    let new: BTreeSet<_> = raised.iter().map(|(child, _)| child.clone()).collect();
    street.carded(&new, TAKE_OVER.saturating_sub(killed.elapsed())).await;
    told.extend(raised);
    told.extend(typing.join_all().await);

    // Added under load.
    let typing = load(&street, 10);
    street.processes[2].start_again();
    told.extend(typing.join_all().await);
    street.works_within(PATIENCE).await;

    // Frozen under load, with records and requests of its own under way, until the others have done its work.
    let last = street.processes.len() - 1;
    told.extend(load_and_freeze(&street, 18, last).await);
    let all: BTreeSet<_> = told.keys().cloned().collect();
    street.carded(&all, PATIENCE).await;
    let channel = street.channel();
    let claimed = channel.wait_for(|messages| {
        let open = messages.iter().any(|message| is_card(message) && !message.buttons().is_empty());
        (!open).then_some(())
    });
    claimed.await.expect("the other boards show all claims");
    street.discord.advance(NONCES_FORGOTTEN);
    let typing = load(&street, 10);
    street.processes[last].thaw();
    told.extend(typing.join_all().await);

    assert!(told.values().all(|told| *told == Told::Sent), "Kafka was there all the time: {told:?}");
    let rest = channel.wait_for(|messages| {
        let done = |child: &String| {
            let card = messages.iter().find(|message| is_card_of(message, child));
            card.is_some_and(|card| card.buttons().is_empty()) && mentions(&street, messages, child) > 0
        };
        told.keys().all(done).then_some(())
    });
    rest.await.expect("every alert is claimed and its parent told");
    pressing.abort();
    street.all_is_read().await;
    judge(&street, &told);
    street.assert_alive();
    street.discord.assert_clean();
}

/// One card an alert, one mention, and no claimed card that was open again.
fn judge(street: &Street, told: &BTreeMap<String, Told>) {
    street.assert_as_told(told);
    let history = street.channel().history();
    let mut wrong = Vec::new();
    for child in told.keys() {
        let mentions = mentions(street, &history, child);
        if mentions != 1 {
            wrong.push(format!("{child}: the parent was told {mentions} times"));
        }
        for card in history.iter().filter(|message| is_card_of(message, child)) {
            let open: Vec<bool> = card.versions.iter().map(|version| !version.components.is_empty()).collect();
            if open.windows(2).any(|pair| !pair[0] && pair[1]) {
                wrong.push(format!("{child}: its card was closed and opened again"));
            }
            if !card.is_pinned() {
                wrong.push(format!("{child}: its card is not pinned though it is not over"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
