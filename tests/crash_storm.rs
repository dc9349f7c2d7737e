//! Effectively once, whatever dies in between (docs/reliability.md): alerts and claims while processes are killed at random
//! and Discord loses answers after the effect. Against real Kafka, with real processes and `kill -9`.
//!
//! `STORM_ALERTS`, `STORM_KILLS` and `STORM_SEED` make it longer or play one again.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use fake_discord::{FakeDiscord, Fault, Limits, Message, Method, Setup};
use support::{Process, real_kafka, say, settings, unique};
use tokio::sync::Semaphore;

/// How long the bot has to come to rest after the last kill.
const REST: Duration = Duration::from_secs(120);

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

/// A small generator of its own, so that a seed plays the same kills again.
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

/// What became of one alert, as its people saw it.
#[derive(Debug, Default)]
struct Told {
    /// The parent read "Sent".
    sent: bool,
    /// The parent read "NOT sent".
    not_sent: bool,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_promised_happens_exactly_once_whatever_is_killed() {
    let Some(servers) = real_kafka("tests/crash_storm.rs") else { return };
    let (alerts, kills) = (number("STORM_ALERTS", 300), number("STORM_KILLS", 60));
    let seed = number("STORM_SEED", u64::from(std::process::id()) * 7919 + 1);
    say(&format!("crash storm: {alerts} alerts, {kills} kills, STORM_SEED={seed}"));

    let discord =
        Arc::new(FakeDiscord::start(Setup::default().limits(Limits::off()).seed(seed)).await.expect("started"));
    let mut settings = settings(&discord, &servers, &unique());
    settings.insert("KAFKA_PROPERTIES".to_owned(), "session.timeout.ms=6000".to_owned());
    let services = ["gateway", "intake", "board", "board"];
    let mut processes: Vec<Process> = services.map(|service| Process::start(service, &settings)).into();
    discord.command_registered("needhelp").await.expect("the command is there");
    discord.gateway().wait_for_sessions(1).await.expect("the gateway is there");

    for (method, path) in [
        (Method::Post, "/channels/*/messages"),
        (Method::Patch, "/channels/*/messages/*"),
        (Method::Put, "/channels/*/messages/pins/*"),
        (Method::Patch, "/webhooks/**"),
    ] {
        discord.fault(Fault::reset_after().on(method, path).with_probability(0.05));
        discord.fault(Fault::status(502).on(method, path).with_probability(0.03));
    }

    let done = Arc::new(AtomicUsize::new(0));
    let over = Arc::new(AtomicBool::new(false));
    let pressing = tokio::spawn(press_all(Arc::clone(&discord), Arc::clone(&over)));
    let raising = tokio::spawn(raise_all(Arc::clone(&discord), alerts, Arc::clone(&done)));
    let mut dice = Dice(seed | 1);
    for kill in 0..kills {
        // The kills are spread over the alerts, not over the clock: a slow machine has as many.
        let due = usize::try_from(alerts * kill / kills).unwrap_or(usize::MAX);
        let mut waited = tokio::time::interval(Duration::from_millis(50));
        let deadline = tokio::time::Instant::now() + Duration::from_secs(15);
        while done.load(Ordering::Relaxed) < due && tokio::time::Instant::now() < deadline {
            waited.tick().await;
        }
        let victim = usize::try_from(dice.next(services.len() as u64)).unwrap_or(0);
        processes[victim].kill_and_start();
    }
    let told = raising.await.expect("the parents typed");
    discord.heal_all();
    assert!(processes.iter_mut().all(|process| process.ended().is_none()), "a process ended by itself");
    at_rest(&discord, &told).await;
    over.store(true, Ordering::Relaxed);
    pressing.await.expect("the neighbors pressed");
    judge(&discord, &told);
    discord.assert_clean();
}

/// Raises all alerts, some at a time.
async fn raise_all(discord: Arc<FakeDiscord>, alerts: u64, done: Arc<AtomicUsize>) -> BTreeMap<String, Told> {
    let room = Arc::new(Semaphore::new(12));
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..alerts {
        let permit = Arc::clone(&room).acquire_owned().await.expect("not closed");
        let (discord, done) = (Arc::clone(&discord), Arc::clone(&done));
        tasks.spawn(async move {
            let child = format!("Jake {n:04}");
            let told = raise(&discord, &child).await;
            done.fetch_add(1, Ordering::Relaxed);
            drop(permit);
            (child, told)
        });
    }
    tasks.join_all().await.into_iter().collect()
}

async fn raise(discord: &FakeDiscord, child: &str) -> Told {
    let sarah = discord.person("Sarah");
    let typed = sarah
        .slash("needhelp")
        .string("child", child)
        .string("location", "Oak Street Bus Stop")
        .string("message", "Meeting ran over")
        .send()
        .await;
    let Ok(interaction) = typed else { return Told::default() };
    let interaction = interaction.within(Duration::from_secs(12));
    // The gateway may be dead just now; then nothing was promised.
    let settled = interaction
        .original_matches(|answer| !answer.text().contains("Not sent yet"))
        .await
        .map(|answer| answer.text())
        .unwrap_or_default();
    Told { sent: settled.contains("Sent"), not_sent: settled.contains("NOT") }
}

/// Mike, Lisa and David press what they see: two of them each card, until it is `over`.
async fn press_all(discord: Arc<FakeDiscord>, over: Arc<AtomicBool>) {
    let mut beat = tokio::time::interval(Duration::from_millis(100));
    let mut turn = 0;
    // Nobody presses the same button again within a few seconds.
    let mut pressed: BTreeMap<u64, tokio::time::Instant> = BTreeMap::new();
    while !over.load(Ordering::Relaxed) {
        beat.tick().await;
        let open: Vec<_> = open_cards(&discord);
        let now = tokio::time::Instant::now();
        let again = |pressed: &BTreeMap<u64, tokio::time::Instant>, card: &Message| {
            pressed.get(&card.id.get()).is_none_or(|at| now.duration_since(*at) > Duration::from_secs(5))
        };
        for card in open.iter().filter(|card| again(&pressed, card)).collect::<Vec<_>>() {
            turn += 1;
            pressed.insert(card.id.get(), now);
            let names = [["Mike", "Lisa"], ["Lisa", "David"], ["David", "Mike"]][turn % 3];
            for name in names {
                let button = card.buttons().first().map(|button| button.custom_id.clone()).unwrap_or_default();
                // It may have been claimed in this very moment.
                _ = discord.person(name).click_as_seen(card, &button).await;
            }
        }
    }
}

fn cards(discord: &FakeDiscord) -> Vec<Arc<Message>> {
    let history = discord.channel(discord.channel_id("bus-stop")).history();
    let is_card = |message: &Message| message.versions.iter().any(|version| !version.components.is_empty());
    history.into_iter().filter(|message| is_card(message)).collect()
}

fn open_cards(discord: &FakeDiscord) -> Vec<Arc<Message>> {
    cards(discord).into_iter().filter(|card| card.exists() && !card.buttons().is_empty()).collect()
}

/// Waits until every promised alert's parent was told, and nothing is left to press.
async fn at_rest(discord: &FakeDiscord, told: &BTreeMap<String, Told>) {
    let promised: BTreeSet<&str> = told.iter().filter(|(_, told)| told.sent).map(|(child, _)| child.as_str()).collect();
    let channel = discord.channel(discord.channel_id("bus-stop")).within(REST);
    let rest = channel
        .wait_for(|messages| {
            let open = messages.iter().any(|message| !message.buttons().is_empty());
            let told: BTreeSet<String> =
                messages.iter().filter(|message| mentions_sarah(discord, message)).filter_map(|m| child(m)).collect();
            (!open && promised.iter().all(|child| told.contains(*child))).then_some(())
        })
        .await;
    if let Err(error) = rest {
        say(&format!("not at rest: {}", error.bound.as_secs()));
    }
}

/// Whom a message is about.
fn child(message: &Message) -> Option<String> {
    let text = message.text();
    let at = text.find("Jake ")?;
    text.get(at..at + 9).map(str::to_owned)
}

fn mentions_sarah(discord: &FakeDiscord, message: &Message) -> bool {
    message.pings.users.contains(&discord.person("Sarah").id())
}

fn judge(discord: &FakeDiscord, told: &BTreeMap<String, Told>) {
    let (cards, history) = (cards(discord), discord.channel(discord.channel_id("bus-stop")).history());
    let mut wrong = Vec::new();
    for (child, told) in told {
        let ours: Vec<_> = cards.iter().filter(|card| card.text().contains(child.as_str())).collect();
        let there: Vec<_> = ours.iter().filter(|card| card.exists()).collect();
        let mentions = history
            .iter()
            .filter(|message| mentions_sarah(discord, message) && message.text().contains(child.as_str()))
            .count();
        let claimed = there.first().is_some_and(|card| card.buttons().is_empty());
        if told.sent && there.len() != 1 {
            wrong.push(format!("{child}: sent, and {} cards", there.len()));
        }
        if ours.len() > 1 {
            wrong.push(format!("{child}: {} cards were made", ours.len()));
        }
        if told.sent && (mentions != 1 || !claimed) {
            wrong.push(format!("{child}: claimed {claimed}, the parent was told {mentions} times"));
        }
        if mentions > 1 {
            wrong.push(format!("{child}: the parent was told {mentions} times"));
        }
        if let Some(card) = there.iter().find(|card| !card.is_pinned()) {
            wrong.push(format!("{child}: card {} is not pinned though it is not over", card.id));
        }
    }
    let promised = told.values().filter(|told| told.sent).count();
    let refused = told.values().filter(|told| told.not_sent).count();
    say(&format!("crash storm: {promised} promised, {refused} refused, {} cards, {} wrong", cards.len(), wrong.len()));
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(promised * 2 > told.len(), "hardly anything was promised: the storm shows nothing");
}
