//! The crash storm (docs/reliability.md): alerts, claims and cancellations while processes are killed at random, and
//! Discord and Kafka lose responses after the effect. Real Kafka, real processes, `kill -9`.
//!
//! `STORM_ALERTS` and `STORM_KILLS` make it longer, `STORM_SEED` repeats one.

mod dice;
mod lossy;
mod people;
mod verdict;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use dice::Dice;
use fake_discord::{FakeDiscord, Fault, Method, Setup, Weather};
use lossy::Lossy;
use people::People;

use crate::support::bot::{AlertId, codec};
use crate::support::node::Node;
use crate::support::wait::within;
use crate::support::{Neighborhood, Process, real_kafka_alone, say, unique};

/// One answer of Kafka in so many is lost after the effect.
const LOST_ONE_IN: u64 = 25;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_promise_is_kept_exactly_once_whatever_is_killed() {
    // Not for its address: the storm has a broker of its own, behind a proxy. It leaves no processor to other tests.
    let Some(_kafka) = real_kafka_alone("tests/real/crash_storm") else { return };
    let (alerts, kills) = (number("STORM_ALERTS", 300), number("STORM_KILLS", 60));
    let seed = number("STORM_SEED", u64::from(std::process::id()) * 7919 + 1);
    say(&format!("crash storm: {alerts} alerts, {kills} kills, STORM_SEED={seed}"));

    let (mut lossy, listener) = Lossy::place(seed).await;
    let mut node = Node::place();
    lossy.pass_on(listener, node.behind(lossy.port()));
    node.start();
    // Cards go where the command was typed, and one parent sends all alerts.
    let settings =
        [("KAFKA_PROPERTIES", "session.timeout.ms=6000"), ("DISCORD_CHANNEL_ID", ""), ("ALERTS_PER_HOUR", "1000")];
    let servers = format!("127.0.0.1:{}", lossy.port());
    let mut here = Neighborhood::at(&servers, Setup::default().seed(seed), &settings).await;
    ["gateway", "intake", "board", "board"].iter().for_each(|service| here.start(service));
    here.until_connected().await;
    // The people's own records do not go through the storm.
    here.config.kafka.bootstrap_servers = node.servers();
    let mut processes = std::mem::take(&mut here.processes);
    let (discord, people) = (Arc::clone(&here.discord), People::new(here, alerts));

    weather(&discord);
    lossy.loses_one_in(LOST_ONE_IN);
    let over = Arc::new(AtomicBool::new(false));
    let pressing = people.press_all(Arc::clone(&over));
    let raising = tokio::spawn(Arc::clone(&people).needhelp_all(alerts));
    kill_at_random(&mut processes, &people, alerts, kills, Dice::of(seed)).await;
    let told = raising.await.expect("the parents typed");
    discord.heal_all();
    lossy.loses_one_in(0);
    alive(&mut processes);
    let wrong = verdict::at_rest(&people, &told).await;
    verdict::sum_up(&people, &told, lossy.lost());
    over.store(true, Ordering::Relaxed);
    pressing.await.expect("the neighbors pressed");
    assert!(wrong.is_empty(), "{wrong:#?}");

    // Nothing comes again when all processes start again and read it all.
    processes.iter_mut().for_each(Process::kill_and_start);
    all_is_read(&people).await;
    assert_eq!(verdict::judge(&people, &told), Vec::<String>::new(), "after all were started again");
    alive(&mut processes);
    discord.assert_clean();
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

/// The kills are spread over the alerts, not over the clock: a slow machine has as many.
async fn kill_at_random(processes: &mut [Process], people: &People, alerts: u64, kills: u64, mut dice: Dice) {
    for kill in 0..kills {
        let due = usize::try_from(alerts * kill / kills).unwrap_or(usize::MAX);
        // If nothing makes progress for this time, the next kill comes nevertheless.
        _ = within(Duration::from_secs(15), async || (people.typed.load(Ordering::Relaxed) >= due).then_some(())).await;
        let victim = usize::try_from(dice.next(processes.len() as u64)).unwrap_or(0);
        processes[victim].kill_and_start();
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
