//! The crash storm (docs/reliability.md): people press all that the cards and the private answers show, while processes
//! are killed at random, and Discord and Kafka lose responses after the effect. Real Kafka, real processes, `kill -9`.
//!
//! `STORM_ALERTS`, `STORM_PRESSES` and `STORM_KILLS` make it longer, `STORM_SEED` repeats one.

mod answers;
mod choices;
mod clock;
mod dice;
mod face;
mod lossy;
mod people;
mod story;
mod verdict;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use dice::Dice;
use fake_discord::{FakeDiscord, Fault, Method, Permissions, Setup, Weather};
use lossy::Lossy;
use people::People;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, interval};

use crate::support::bot::{AlertId, codec};
use crate::support::node::Node;
use crate::support::wait::within;
use crate::support::{Neighborhood, Process, real_kafka_alone, say, unique};

/// One answer of Kafka in so many is lost after the effect.
const LOST_ONE_IN: u64 = 25;

/// Alerts in one channel: it takes 250 pins, and a card is pinned until its alert is over.
const ALERTS_A_CHANNEL: u64 = 50;

/// So many alerts are raised before anybody presses anything.
const AT_FIRST: u64 = 12;

/// Between two presses.
const BEAT: Duration = Duration::from_millis(40);

/// Nobody looks at the same card again within this.
const AGAIN: Duration = Duration::from_millis(500);

/// So many people wait for an answer at a time.
const AT_ONCE: usize = 12;

/// If nothing makes progress for this time, the next kill comes nevertheless.
const STALLED: Duration = Duration::from_secs(10);

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_promise_is_kept_exactly_once_whatever_is_killed() {
    // Not for its address: the storm has a broker of its own, behind a proxy. It leaves no processor to other tests.
    let Some(_kafka) = real_kafka_alone("tests/real/crash_storm") else { return };
    let alerts = number("STORM_ALERTS", 40);
    let (presses, kills) = (number("STORM_PRESSES", 500), number("STORM_KILLS", 35));
    let seed = number("STORM_SEED", u64::from(std::process::id()) * 7919 + 1);
    say(&format!("crash storm: {alerts} alerts, {presses} presses, {kills} kills, STORM_SEED={seed}"));
    let mut dice = Dice::of(seed);

    let (mut lossy, listener) = Lossy::place(seed).await;
    let mut node = Node::place();
    lossy.pass_on(listener, node.behind(lossy.port()));
    node.start();
    let servers = format!("127.0.0.1:{}", lossy.port());
    let mut here = neighborhood(&servers, seed).await;
    // The people's own records, and the verdict's look into the log, do not go through the storm.
    here.config.kafka.bootstrap_servers = node.servers();
    let mut processes = std::mem::take(&mut here.processes);
    let (discord, people) = (Arc::clone(&here.discord), People::new(here, 1 + alerts / ALERTS_A_CHANNEL));

    weather(&discord);
    lossy.loses_one_in(LOST_ONE_IN);
    let over = Arc::new(AtomicBool::new(false));
    let raising = raise_all(&people, presses / alerts.max(1), Arc::clone(&over), dice.split());
    let pressing = press_all(&people, presses, dice.split());
    kill_at_random(&mut processes, &people, presses, kills, &pressing, dice.split()).await;
    pressing.await.expect("everybody has pressed");
    over.store(true, Ordering::Relaxed);
    raising.await.expect("the parents typed");
    discord.heal_all();
    lossy.loses_one_in(0);
    alive(&mut processes);
    let wrong = verdict::at_rest(&people).await;
    let promised = verdict::sum_up(&people, &verdict::facts(&people).await);
    assert!(wrong.is_empty(), "STORM_SEED={seed}: {wrong:#?}");
    assert_eq!(
        people.spared(),
        Vec::<&str>::new(),
        "no process was killed while somebody waited for the answer to these"
    );
    assert_eq!(people.unpressed(), Vec::<&str>::new(), "nobody has pressed these: the storm shows less than it says");
    assert!(promised as u64 * 2 > alerts, "hardly anything was promised: the storm shows nothing");
    assert!(lossy.lost() > 0, "Kafka lost no answer: the storm shows less than it says");

    // Nothing comes again when all processes start again and read it all.
    processes.iter_mut().for_each(Process::kill_and_start);
    all_is_read(&people).await;
    let wrong = verdict::at_rest(&people).await;
    assert!(wrong.is_empty(), "STORM_SEED={seed}, after all were started again: {wrong:#?}");
    alive(&mut processes);
    discord.assert_clean();
}

/// The bot as a gateway, an intake and two boards. David is a moderator, and everybody else may be asked in the end.
async fn neighborhood(servers: &str, seed: u64) -> Neighborhood {
    // Cards go where the command was typed, and Sarah sends most of the alerts.
    let settings =
        [("KAFKA_PROPERTIES", "session.timeout.ms=6000"), ("DISCORD_CHANNEL_ID", ""), ("ALERTS_PER_HOUR", "1000")];
    let mut here = Neighborhood::at(servers, Setup::default().seed(seed), &settings).await;
    let (discord, guild) = (Arc::clone(&here.discord), here.discord.guild_id());
    let moderators = discord.add_role(guild, "moderators", false);
    discord.set_permissions(moderators, Permissions::MANAGE_MESSAGES);
    discord.person("David").gets_role(moderators);
    here.set("DISCORD_ESCALATION_ROLE_ID", &discord.add_role(guild, "parents", false).to_string());
    ["gateway", "intake", "board", "board"].iter().for_each(|service| here.start(service));
    here.until_connected().await;
    here
}

/// Raises the alerts, some at first and then one after so many presses, until it is `over`.
fn raise_all(people: &Arc<People>, every: u64, over: Arc<AtomicBool>, mut dice: Dice) -> JoinHandle<()> {
    let people = Arc::clone(people);
    tokio::spawn(async move {
        let (mut beat, mut tasks) = (interval(BEAT), JoinSet::new());
        for n in 0_u64.. {
            let due = usize::try_from(every * n.saturating_sub(AT_FIRST)).unwrap_or(usize::MAX);
            let is_offline = || people.here.discord.gateway().connected() == 0;
            while is_offline() || tasks.len() >= AT_ONCE || people.answered.load(Ordering::Relaxed) < due {
                beat.tick().await;
                while tasks.try_join_next().is_some() {}
                if over.load(Ordering::Relaxed) {
                    _ = tasks.join_all().await;
                    return;
                }
            }
            tasks.spawn(Arc::clone(&people).needhelp(n, dice.split()));
        }
    })
}

/// Somebody presses something, so many times, and now and then the clock goes on by minutes.
fn press_all(people: &Arc<People>, presses: u64, mut dice: Dice) -> JoinHandle<()> {
    let people = Arc::clone(people);
    tokio::spawn(async move {
        let (mut beat, mut tasks) = (interval(BEAT), JoinSet::new());
        let mut looked_at: BTreeMap<u64, Instant> = BTreeMap::new();
        let presses = usize::try_from(presses).unwrap_or(usize::MAX);
        // It goes on for a while for the rare buttons: until somebody has pressed each, and a process was killed meanwhile.
        let is_complete = || people.spared().is_empty() && people.unpressed().is_empty();
        let is_over = |answered: usize| answered >= presses && (answered >= 4 * presses || is_complete());
        while !is_over(people.answered.load(Ordering::Relaxed)) {
            beat.tick().await;
            while tasks.try_join_next().is_some() {}
            // A bot that is not connected is shown as offline.
            if tasks.len() >= AT_ONCE || people.here.discord.gateway().connected() == 0 {
                continue;
            }
            let Some(shown) = people.sees(&mut dice) else { continue };
            if looked_at.get(&shown.id.get()).is_some_and(|last| last.elapsed() < AGAIN) {
                continue;
            }
            looked_at.insert(shown.id.get(), Instant::now());
            if dice.one_in(4) {
                tasks.spawn(Arc::clone(&people).time_passes(shown, dice.split()));
                continue;
            }
            for (name, button) in people.choose(&shown, &mut dice) {
                tasks.spawn(Arc::clone(&people).press(name, Arc::clone(&shown), button, dice.split()));
            }
        }
        tasks.join_all().await;
    })
}

/// Discord takes its time, refuses now and then what it accepts a moment later, loses answers after the effect, and fails
/// without one.
fn weather(discord: &FakeDiscord) {
    discord.set_weather(Some(Weather::real_world()));
    for (method, path) in [
        (Method::Post, "/channels/*/messages"),
        (Method::Patch, "/channels/*/messages/*"),
        (Method::Put, "/channels/*/messages/pins/*"),
        (Method::Delete, "/channels/*/messages/pins/*"),
        (Method::Patch, "/webhooks/**"),
    ] {
        discord.fault(Fault::reset_after().on(method, path).with_probability(0.05));
        discord.fault(Fault::status(502).on(method, path).with_probability(0.03));
    }
}

/// The kills are spread over the presses that were answered, not over the clock: a slow machine has as many. Each comes while
/// somebody waits for the answer to a button that was spared so far, and some more come until none was spared.
async fn kill_at_random(
    processes: &mut [Process],
    people: &People,
    presses: u64,
    kills: u64,
    pressing: &JoinHandle<()>,
    mut dice: Dice,
) {
    let mut kill = 0;
    while !pressing.is_finished() {
        if kill < kills {
            let due = usize::try_from(presses * kill / kills).unwrap_or(usize::MAX);
            _ = within(STALLED, async || (people.answered.load(Ordering::Relaxed) >= due).then_some(())).await;
        }
        let is_spared = || people.under_way().iter().any(|action| people.spared().contains(action));
        let hits = within(Duration::from_secs(1), async || is_spared().then_some(())).await;
        if kill >= kills && hits.is_none() {
            continue;
        }
        let now = people.under_way();
        // Gateway and boards more often: what is pressed does not go through intake.
        let victim = *dice.pick(&[0, 0, 0, 1, 2, 2, 3, 3]).unwrap_or(&0);
        processes[victim].kill_and_start();
        if victim != 1 {
            people.are_struck(now);
        }
        kill += 1;
    }
}

fn alive(processes: &mut [Process]) {
    for process in processes {
        assert_eq!(process.ended(), None, "a process ended by itself: {}", process.log());
    }
}

/// Raises an alert at home in each partition of the log and waits for their cards: what came before has then been read.
async fn all_is_read(people: &People) {
    let (here, kafka, channel) = (&people.here, people.here.kafka(), people.channels[0]);
    let name = unique();
    let ids = (0..).filter_map(|n| AlertId::new(format!("{name}-{n}")).ok());
    let mut last = BTreeMap::new();
    for alert in ids {
        if last.len() == usize::try_from(kafka.partitions).expect("a few") {
            break;
        }
        last.entry(codec::home(kafka, &alert)).or_insert(alert);
    }
    for alert in last.values() {
        let value = serde_json::json!({"alert_id": alert, "parent_name": "Sarah", "child_name": alert,
            "location": "Oak Street", "message": "The last one", "channel_id": channel.to_string()});
        here.send(value.to_string()).await;
    }
    let channel = here.discord.channel(channel).within(Duration::from_secs(60));
    let shown = channel.wait_for(|messages| {
        let shown = |alert: &AlertId| messages.iter().any(|message| message.text().contains(alert.as_str()));
        last.values().all(shown).then_some(())
    });
    shown.await.expect("the last ones are shown");
}
