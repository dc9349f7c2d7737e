//! How fast the way of an alert is, how much it costs, and what the floor of the same run is. Prints; asserts nothing.
//!
//! `cargo bench --bench flow`: on the embedded broker, and on the one that `KAFKA_BOOTSTRAP_SERVERS` names as well.
//! These change what is measured:
//!
//! - `FLOW_ROUNDS` (500): how many alerts one after the other. `FLOW_ALERTS` (1000): how many at once.
//! - `FLOW_PAUSE_MS` (0): a pause before each act, because people pause, and what has rested answers later.
//! - `FLOW_DISCORD_LATENCY_MS` (0): how long the stand-in for Discord takes for each request, `0.5` for example.
//! - `FLOW_KAFKA_PROPERTIES` (none): `KAFKA_PROPERTIES` on real Kafka.
//! - `FLOW_IDLE_SECONDS` (30): for how long the idle process is watched.
//! - `FLOW_EMBEDDED` (1): 0 leaves the embedded broker out.
//! - `FLOW_PROGRAM`: another build of `needhelp`, to compare with.
//!
//! The floor is measured with the same pause and the same latency.

#![allow(unreachable_pub, reason = "a program of its own: nothing in it is public")]

mod floor;
mod process;

use std::time::{Duration, Instant};

use fake_discord::{Channel, FakeDiscord, Fault, Limits, Setup};
use needhelp::kafka::mock_broker::{FAST_PROPERTIES, MockBroker};
use process::Bot;

/// Rounds in one channel: it takes 250 pins, and a long channel is slow to look through.
const ROUNDS_A_CHANNEL: usize = 40;

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

/// As a person does, who is never as fast as a program.
pub async fn pause() {
    let pause = Duration::from_millis(u64::try_from(number("FLOW_PAUSE_MS", 0)).unwrap_or(0));
    if !pause.is_zero() {
        tokio::time::sleep(pause).await;
    }
}

/// How long the stand-in takes for each request.
fn latency() -> Duration {
    let ms = std::env::var("FLOW_DISCORD_LATENCY_MS").ok().and_then(|value| value.parse::<f64>().ok());
    Duration::from_secs_f64(ms.unwrap_or(0.0).max(0.0) / 1000.0)
}

/// Times, in milliseconds when shown.
#[derive(Default)]
pub struct Times(Vec<Duration>);

impl Times {
    fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    fn at(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let index = ((sorted.len().saturating_sub(1)) as f64 * share).round() as usize;
        sorted.get(index).map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
    }
}

fn row(what: &str, times: &Times, floor_p50: f64, of: &str) {
    let (p50, p99) = (times.at(0.5), times.at(0.99));
    println!("| {what} | {p50:.2} | {p99:.2} | {floor_p50:.2} ({of}) | {:.1} | {} |", p50 / floor_p50, times.0.len());
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    if number("FLOW_EMBEDDED", 1) > 0 {
        let embedded = MockBroker::start(&[])?;
        measure("embedded broker", embedded.bootstrap_servers(), Some(&embedded), FAST_PROPERTIES).await?;
    }
    match std::env::var("KAFKA_BOOTSTRAP_SERVERS") {
        Ok(servers) => {
            measure("real Kafka", &servers, None, &std::env::var("FLOW_KAFKA_PROPERTIES").unwrap_or_default()).await?;
        }
        Err(_) => println!("\nNOT RUN: on real Kafka (KAFKA_BOOTSTRAP_SERVERS is not set)"),
    }
    Ok(())
}

async fn measure(on: &str, servers: &str, embedded: Option<&MockBroker>, properties: &str) -> anyhow::Result<()> {
    let (rounds, alerts) = (number("FLOW_ROUNDS", 500), number("FLOW_ALERTS", 1000));
    let setup = Setup::default().limits(Limits::off()).openapi(None);
    let discord = FakeDiscord::start(setup).await?;
    let bot = Bot::start(&discord, servers, embedded, properties)?;
    let (connected, ready) = bot.until_ready(&discord).await?;

    println!("\n## {on}\n");
    println!(
        "Pauses of {} ms, {} ms for each request to the stand-in.\n",
        number("FLOW_PAUSE_MS", 0),
        latency().as_secs_f64() * 1000.0
    );
    let idle_load = bot.idle(Duration::from_secs(u64::try_from(number("FLOW_IDLE_SECONDS", 30))?)).await?;
    if !latency().is_zero() {
        discord.fault(Fault::latency_before(latency()));
    }
    println!("| from → to | p50 ms | p99 ms | floor p50 ms | × floor | n |\n|---|---|---|---|---|---|");
    let floor = floor::measure(&bot.kafka, &discord, rounds).await?;
    let idle = bot.memory();
    let (mut answers, mut cards, mut edits) = (Times::default(), Times::default(), Times::default());
    let (cpu, rounds_began) = (bot.cpu(), Instant::now());
    let mut channel = discord.channel(discord.channel_id("bus-stop"));
    for round in 0..rounds {
        if round % ROUNDS_A_CHANNEL == 0 {
            channel = discord.channel(discord.add_channel(discord.guild_id(), &format!("stop-{round}")));
        }
        one(&discord, &channel, round, &mut answers, &mut cards, &mut edits).await?;
    }
    // What it costs anyway, in the pauses and between them.
    let resting = rounds_began.elapsed().mul_f64(idle_load.cpu_percent / 100.0);
    let cpu = bot.cpu().saturating_sub(cpu).saturating_sub(resting);
    row("slash → first answer", &answers, floor.ack + floor.post, "1 Kafka ack + 1 POST");
    row("slash → card posted", &cards, 2.0 * floor.kafka + floor.post, "2 Kafka round trips + 1 POST");
    row("click → card edited", &edits, floor.kafka + floor.patch, "1 Kafka round trip + 1 PATCH");

    let flooded = bot.cpu();
    let began = Instant::now();
    bot.flood(&discord, alerts).await?;
    bot.until_shown(&discord, u64::try_from(rounds + alerts)?).await?;
    #[allow(clippy::cast_precision_loss)]
    let rate = alerts as f64 / began.elapsed().as_secs_f64();
    let flooded = bot.cpu().saturating_sub(flooded);

    println!();
    println!(
        "- floor: Kafka ack {:.2} ms (p99 {:.2}), two at once to two partitions {:.2} ms (p99 {:.2}), produce → consume {:.2} ms (p99 {:.2}), POST {:.2} ms, PATCH {:.2} ms (p50, measured bare)",
        floor.ack, floor.ack_p99, floor.both, floor.both_p99, floor.kafka, floor.kafka_p99, floor.post, floor.patch
    );
    println!("- alerts per second, topic → pinned cards, limits off: {rate:.0}");
    println!(
        "- CPU a card of these (topic → log → card, notice looked for and removed, pinned): {:.2} ms",
        flooded.as_secs_f64() * 1000.0 / f64::from(u32::try_from(alerts)?)
    );
    println!(
        "- CPU a round (card, pin, claim, three messages), idle load left out: {:.2} ms",
        cpu.as_secs_f64() * 1000.0 / f64::from(u32::try_from(rounds)?)
    );
    println!(
        "- idle: {:.2} % of a core, {} threads that wake {:.0} times a second",
        idle_load.cpu_percent, idle_load.threads, idle_load.wakeups_per_second
    );
    println!("- memory: {:.1} MB idle, {:.1} MB peak (resident)", idle.now_mb, bot.memory().peak_mb);
    println!("- start → connected {:.2} s, start → ready {:.2} s", connected.as_secs_f64(), ready.as_secs_f64());
    Ok(())
}

async fn one(
    discord: &FakeDiscord,
    channel: &Channel,
    round: usize,
    answers: &mut Times,
    cards: &mut Times,
    edits: &mut Times,
) -> anyhow::Result<()> {
    let child = format!("Jake {round:05}");
    pause().await;
    let began = Instant::now();
    let typed = discord
        .person("Sarah")
        .slash("needhelp")
        .in_channel(channel.id())
        .string("child", &child)
        .string("location", "Oak Street");
    let interaction = typed.string("message", "Running late").send().await?;
    let answered = async {
        interaction.response().await?;
        anyhow::Ok(began.elapsed())
    };
    let shown = async {
        let card = channel.message(|message| !message.buttons().is_empty() && message.text().contains(&child)).await?;
        anyhow::Ok((began.elapsed(), card))
    };
    let (answered, (shown, card)) = tokio::try_join!(answered, shown)?;
    answers.add(answered);
    cards.add(shown);

    // Not in the middle of the pin: what is measured is the click alone.
    channel.message(|message| message.id == card.id && message.is_pinned()).await?;
    pause().await;
    let button = card.buttons().first().map(|button| button.custom_id.clone()).unwrap_or_default();
    let began = Instant::now();
    discord.person("Mike").in_channel(channel.id()).click(card.id, &button).await?;
    channel.message(|message| message.id == card.id && message.buttons().is_empty()).await?;
    edits.add(began.elapsed());
    let sarah = discord.person("Sarah").id();
    channel.message(|message| message.pings.users.contains(&sarah) && message.text().contains(&child)).await?;
    Ok(())
}
