//! Whether a process that runs for long grows: interactions and alerts through one `needhelp run`, limits off.
//! Prints; asserts nothing.
//!
//! `cargo bench --bench growth`; `GROWTH_INTERACTIONS` (100000) and `GROWTH_ALERTS` (20000) change how much. Memory is taken
//! after the first tenth and at the end. In between lie the alerts that are over: the latest of them with their whole state
//! for 10 min, all others as a tombstone for 48 h. Both are estimated by folding this run's own log once more.
//! `GROWTH_SETTLE_SECONDS` (0) waits before each of the two, so that with 660 only tombstones are left.
//!
//! `GROWTH_OPEN=100000` measures instead a flood of alerts that stay open, with Discord's limits on, and the start of a bot
//! that finds them in the log. It needs real Kafka (`KAFKA_BOOTSTRAP_SERVERS`): the embedded broker drops old records.
//!
//! `GROWTH_VIEW=100000` measures instead what the gateway's view of so many open alerts takes, without Kafka and Discord.

#![allow(unreachable_pub, reason = "a program of its own: nothing in it is public")]

mod open;
#[path = "../flow/process.rs"]
mod process;
mod view;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use fake_discord::{FakeDiscord, Limits, Setup};
use needhelp::alert::{AlertId, AlertState, EventId, Kind, UserId};
use needhelp::alert_log::codec;
use needhelp::alert_log::codec::Read;
use needhelp::kafka::admin::read_topic;
use needhelp::kafka::client::MessageTimeout;
use needhelp::kafka::mock_broker::{FAST_PROPERTIES, MockBroker};
use needhelp::kafka::producer::Producer;
use process::Bot;
use tokio::task::JoinSet;

/// Alerts in progress at the same time.
const AT_ONCE: usize = 8;
/// Enough for them; what is older is let go, so that the stand-in stays quick.
const HISTORY: usize = 512;
const MB: f64 = 1024.0 * 1024.0;

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    let open = number("GROWTH_OPEN", 0);
    if open > 0 {
        return open::flood(open).await;
    }
    let viewed = number("GROWTH_VIEW", 0);
    if viewed > 0 {
        view::measure(viewed);
        return Ok(());
    }
    let alerts = number("GROWTH_ALERTS", 20_000).max(10);
    // One to raise it and one to claim it; the rest are clicks that come too late.
    let late = (number("GROWTH_INTERACTIONS", 100_000) / alerts).saturating_sub(2);
    let settle = Duration::from_secs(u64::try_from(number("GROWTH_SETTLE_SECONDS", 0))?);
    let embedded = MockBroker::start(&[])?;
    let setup = Setup::default().limits(Limits::off()).history(HISTORY).openapi(None);
    let discord = Arc::new(FakeDiscord::start(setup).await?);
    let bot = Bot::start(&discord, embedded.bootstrap_servers(), Some(&embedded), FAST_PROPERTIES)?;
    bot.until_ready(&discord).await?;
    let street = Arc::new(Street {
        discord: Arc::clone(&discord),
        producer: Producer::start(&bot.kafka, "growth", MessageTimeout::SERVICE)?,
        kafka: bot.kafka.clone(),
        late,
    });

    let began = Instant::now();
    street.run(0..alerts / 10).await?;
    at_rest(&bot, settle).await?;
    let tenth = bot.memory().now_mb;
    street.run(alerts / 10..alerts).await?;
    at_rest(&bot, settle).await?;
    let end = bot.memory();
    let took = began.elapsed().as_secs_f64();

    let (whole, tombstone) = estimate(&street).await?;
    let between = alerts - alerts / 10;
    let share = |bytes: f64| bytes * between as f64 / MB;
    println!("\n## {} interactions, {alerts} alerts, one process, {took:.0} s\n", alerts * (late + 2));
    println!("- memory after the first tenth: {tenth:.1} MB (resident)");
    println!("- memory at the end: {:.1} MB, peak {:.1} MB", end.now_mb, end.peak_mb);
    println!(
        "- grown by {:.1} MB over {between} alerts that are over: {:.0} bytes each",
        end.now_mb - tenth,
        (end.now_mb - tenth) * MB / between as f64
    );
    println!(
        "- estimated: tombstones {:.1} MB ({tombstone:.0} bytes each); had all of them their words yet, {:.1} MB ({whole:.0} \
         bytes each)",
        share(tombstone),
        share(whole)
    );
    Ok(())
}

struct Street {
    discord: Arc<FakeDiscord>,
    producer: Producer,
    kafka: needhelp::config::KafkaConfig,
    late: usize,
}

impl Street {
    async fn run(self: &Arc<Self>, numbers: std::ops::Range<usize>) -> anyhow::Result<()> {
        let mut under_way = JoinSet::new();
        for number in numbers {
            if under_way.len() >= AT_ONCE
                && let Some(ended) = under_way.join_next().await
            {
                ended??;
            }
            let street = Arc::clone(self);
            under_way.spawn(async move { street.one(number).await });
        }
        while let Some(ended) = under_way.join_next().await {
            ended??;
        }
        Ok(())
    }

    /// Raised, claimed, pressed too late by others, cancelled.
    async fn one(&self, number: usize) -> anyhow::Result<()> {
        let child = format!("Jake {number:06}");
        let (discord, bound) = (&self.discord, Duration::from_secs(60));
        let channel = discord.channel(discord.channel_id("bus-stop")).within(bound);
        let sarah = discord.person("Sarah");
        let typed = sarah.slash("needhelp").string("child", &child).string("location", "Oak Street Bus Stop");
        let raised = typed.string("message", "Meeting ran over").send().await?.within(bound);
        let card = channel.message(|card| card.is_pinned() && card.text().contains(&child)).await?;
        let button = card.buttons().first().map(|button| button.custom_id.clone()).unwrap_or_default();
        discord.person("Mike").click(card.id, &button).await?;
        channel.message(|message| message.id == card.id && message.buttons().is_empty()).await?;
        for n in 0..self.late {
            let late = discord.person(["Lisa", "David"][n % 2]).click_as_seen(&card, &button).await?;
            late.within(bound).response().await?;
        }
        let alert = AlertId::new(raised.id().to_string())?;
        let kind = Kind::Cancelled { parent_id: UserId(sarah.id().get()), moderator_id: None, since: None };
        let id = EventId::new(format!("{alert}-cancelled"));
        let home = codec::home(&self.kafka, &alert);
        self.producer.send(codec::outgoing(&self.kafka, home, &alert, kind, &id, "growth")).await?;
        channel
            .wait_for(|messages| {
                let pinned = messages.iter().any(|message| message.id == card.id && message.is_pinned());
                (!pinned).then_some(())
            })
            .await?;
        Ok(())
    }
}

/// Waits until no alert is open and nothing is left to do.
async fn at_rest(bot: &Bot, settle: Duration) -> anyhow::Result<()> {
    let deadline = Instant::now() + Duration::from_secs(120);
    let mut beat = tokio::time::interval(Duration::from_millis(200));
    loop {
        beat.tick().await;
        let metrics = bot.metrics().await?;
        let mut sizes = metrics.lines().filter(|line| {
            line.starts_with("needhelp_open_alerts") || line.starts_with("needhelp_oldest_unfinished_record_seconds")
        });
        if sizes.all(|line| line.ends_with(" 0")) {
            break;
        }
        anyhow::ensure!(Instant::now() < deadline, "it does not come to rest");
    }
    tokio::time::sleep(settle).await;
    Ok(())
}

/// Bytes of an alert that is over, whole and as a tombstone: this run's log, folded here, by this process's own memory.
async fn estimate(street: &Street) -> anyhow::Result<(f64, f64)> {
    let kafka = street.kafka.clone();
    let read = move || read_topic::read_all(&kafka, &kafka.confirmations_topic, Duration::from_secs(120));
    // Kept to the end, lest the states take the room that they leave.
    let records = tokio::task::spawn_blocking(read).await??;
    let before = resident();
    let mut states: BTreeMap<AlertId, AlertState> = BTreeMap::new();
    for record in &records {
        if let Read::Event(alert, event) = codec::read(record) {
            states.entry(alert.clone()).or_insert_with(|| AlertState::new(alert)).fold(&event);
        }
    }
    let folded = resident();
    let tombstones: BTreeMap<AlertId, AlertState> = states
        .iter()
        .map(|(id, state)| {
            let mut state = state.clone();
            state.shrink();
            (id.clone(), state)
        })
        .collect();
    let shrunk = resident();
    let count = tombstones.len().max(1) as f64;
    drop(records);
    Ok(((folded - before) / count, (shrunk - folded) / count))
}

/// This process's resident memory, in bytes.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS"));
    let kb = line.and_then(|line| line.split_whitespace().nth(1)).and_then(|kb| kb.parse::<f64>().ok());
    kb.unwrap_or(f64::NAN) * 1024.0
}
