//! Effectively once, whatever dies in between (docs/reliability.md): alerts, claims and cancellations while processes are
//! killed at random, Discord loses answers after the effect, and so does Kafka. Real Kafka, real processes, `kill -9`.
//!
//! `STORM_ALERTS`, `STORM_KILLS` and `STORM_SEED` make it longer or play one again.

mod dice;
mod lossy;
mod people;
mod verdict;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use dice::Dice;
use fake_discord::{FakeDiscord, Fault, Limits, Method, Setup};
use lossy::Lossy;
use needhelp::alert::AlertId;
use needhelp::alert_log::codec;
use needhelp::config::{Config, KafkaConfig};
use needhelp::kafka::client::MessageTimeout;
use needhelp::kafka::producer::{Outgoing, Producer};
use people::Street;
use tokio::time::{Instant, interval};

use crate::support::node::Node;
use crate::support::{Process, real_kafka, say, settings, unique};

/// One answer of Kafka in so many is lost after the effect.
const LOST_ONE_IN: u64 = 25;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_promised_happens_exactly_once_whatever_is_killed() {
    // Not for its address: the storm has a broker of its own, behind a proxy.
    let Some(_) = real_kafka("tests/crash_storm.rs") else { return };
    let (alerts, kills) = (number("STORM_ALERTS", 300), number("STORM_KILLS", 60));
    let seed = number("STORM_SEED", u64::from(std::process::id()) * 7919 + 1);
    say(&format!("crash storm: {alerts} alerts, {kills} kills, STORM_SEED={seed}"));

    let (mut lossy, listener) = Lossy::place(seed).await;
    let mut node = Node::place();
    lossy.pass_on(listener, node.behind(lossy.port()));
    node.start();
    let discord =
        Arc::new(FakeDiscord::start(Setup::default().limits(Limits::off()).seed(seed)).await.expect("started"));
    let mut settings = settings(&discord, &format!("127.0.0.1:{}", lossy.port()), &unique());
    settings.insert("KAFKA_PROPERTIES".to_owned(), "session.timeout.ms=6000".to_owned());
    // Cards go where the command was typed.
    settings.remove("DISCORD_CHANNEL_ID");
    let mut processes: Vec<Process> =
        ["gateway", "intake", "board", "board"].map(|service| Process::start(service, &settings)).into();
    discord.command_registered("needhelp").await.expect("the command is there");
    discord.gateway().wait_for_sessions(1).await.expect("the gateway is there");

    // The people's own records do not go through the storm.
    settings.insert("KAFKA_BOOTSTRAP_SERVERS".to_owned(), node.servers());
    let kafka = Config::read(&|name| settings.get(name).cloned()).expect("the settings are right").kafka;
    let producer = Producer::start(&kafka, "test", MessageTimeout::SERVICE).expect("a producer");
    let street = Street::new(Arc::clone(&discord), alerts, kafka.clone(), producer.clone());

    weather(&discord);
    lossy.loses_one_in(LOST_ONE_IN);
    let over = Arc::new(AtomicBool::new(false));
    let pressing = street.press_all(Arc::clone(&over));
    let raising = tokio::spawn(Arc::clone(&street).raise_all(alerts));
    kill_at_random(&mut processes, &street, alerts, kills, Dice::of(seed)).await;
    let told = raising.await.expect("the parents typed");
    discord.heal_all();
    lossy.loses_one_in(0);
    alive(&mut processes);
    let wrong = verdict::at_rest(&street, &told).await;
    verdict::sum_up(&street, &told, lossy.lost());
    over.store(true, Ordering::Relaxed);
    pressing.await.expect("the neighbors pressed");
    assert!(wrong.is_empty(), "{wrong:#?}");

    // Nor does anything come again when everybody starts anew and reads it all.
    processes.iter_mut().for_each(Process::kill_and_start);
    all_is_read(&street, &kafka, &producer).await;
    assert_eq!(verdict::judge(&street, &told), Vec::<String>::new(), "after all were started anew");
    alive(&mut processes);
    discord.assert_clean();
}

/// Discord loses answers after the effect, and fails without one.
fn weather(discord: &FakeDiscord) {
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
async fn kill_at_random(processes: &mut [Process], street: &Street, alerts: u64, kills: u64, mut dice: Dice) {
    for kill in 0..kills {
        let due = usize::try_from(alerts * kill / kills).unwrap_or(usize::MAX);
        let mut look = interval(Duration::from_millis(50));
        let deadline = Instant::now() + Duration::from_secs(15);
        while street.typed.load(Ordering::Relaxed) < due && Instant::now() < deadline {
            look.tick().await;
        }
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
async fn all_is_read(street: &Street, kafka: &KafkaConfig, producer: &Producer) {
    let channel = street.channels[0];
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
        let outgoing = Outgoing {
            topic: kafka.alerts_topic.clone(),
            value: Some(value.to_string().into_bytes()),
            ..Outgoing::default()
        };
        producer.send(outgoing).await.expect("appended");
    }
    let channel = street.discord.channel(channel).within(Duration::from_secs(60));
    let shown = channel.wait_for(|messages| {
        let shown = |alert: &AlertId| messages.iter().any(|message| message.text().contains(alert.as_str()));
        last.values().all(shown).then_some(())
    });
    shown.await.expect("the last ones are shown");
}
