//! Many servers in one process: what it costs, and how long a parent waits, beside Discord's limit of requests.
//! Prints; asserts nothing.
//!
//! `cargo bench --bench servers` takes two minutes: one minute of 2,000 servers with 10 alerts an hour each, then as many
//! servers as `SERVERS_BURST` at once. These change what is measured: `SERVERS` (2000), `SERVERS_ALERTS_PER_HOUR` (10, of
//! each server), `SERVERS_SECONDS` (60), `SERVERS_BURST` (200).

#![allow(unreachable_pub, reason = "a program of its own: nothing in it is public")]

#[path = "../flow/process.rs"]
mod process;

use std::sync::Arc;
use std::time::{Duration, Instant};

use fake_discord::ids::ChannelId;
use fake_discord::{FakeDiscord, GuildSetup, Limits, Person, Setup};
use needhelp::kafka::mock_broker::{FAST_PROPERTIES, MockBroker};
use process::Bot;
use tokio::task::JoinSet;

/// Discord's limit of requests a second, over all servers.
const LIMIT: f64 = 50.0;

fn number(name: &str, default: u32) -> u32 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

/// A parent in a server of their own.
#[derive(Clone)]
struct Parent {
    person: Person,
    channel: ChannelId,
}

/// What a parent waits for: the first answer, and the card.
struct Waited {
    answer: Duration,
    card: Duration,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    let servers = number("SERVERS", 2_000);
    let embedded = MockBroker::start(&[])?;
    let discord = Arc::new(FakeDiscord::start(Setup::default().limits(Limits::discord()).openapi(None)).await?);
    let parents: Vec<Parent> = (0..servers)
        .map(|server| {
            let street = format!("street-{server}");
            let guild = discord.add_guild(&GuildSetup::new("A street").channel(&street));
            let channel = discord.channel_id(&street);
            Parent { person: discord.add_person(guild, &format!("Sarah {server}"), &[]), channel }
        })
        .collect();
    let settings = [("DISCORD_GUILD_ID", ""), ("DISCORD_HELPER_ROLE_ID", ""), ("DISCORD_REQUESTS_PER_SECOND", "50")];
    let bot = Bot::start_with(&discord, embedded.bootstrap_servers(), Some(&embedded), FAST_PROPERTIES, &settings)?;
    let (connected, ready) = bot.until_ready(&discord).await?;
    let idle = bot.idle(Duration::from_secs(5)).await?;
    println!("\n## {servers} servers in one process\n");
    println!("- start → connected {:.2} s, start → ready {:.2} s", connected.as_secs_f64(), ready.as_secs_f64());
    println!("- idle: {:.2} % of a core, {:.1} MB (resident)", idle.cpu_percent, bot.memory().now_mb);

    let seconds = number("SERVERS_SECONDS", 60).max(1);
    let per_hour = f64::from(servers) * f64::from(number("SERVERS_ALERTS_PER_HOUR", 10));
    let pause = Duration::from_secs_f64(3_600.0 / per_hour.max(1.0));
    steady(&bot, &discord, &parents, pause, Duration::from_secs(seconds.into())).await?;
    burst(&bot, &discord, &parents, number("SERVERS_BURST", 200) as usize).await?;
    println!("- memory at the end: {:.1} MB, peak {:.1} MB (resident)", bot.memory().now_mb, bot.memory().peak_mb);
    Ok(())
}

/// One alert after the other, each in another server, as often as people send them.
async fn steady(
    bot: &Bot,
    discord: &Arc<FakeDiscord>,
    parents: &[Parent],
    pause: Duration,
    time: Duration,
) -> anyhow::Result<()> {
    let (cpu, requests, began) = (bot.cpu(), discord.requests().len(), Instant::now());
    let mut asked = JoinSet::new();
    let mut clock = tokio::time::interval(pause);
    // Servers far from each other, so that neighbors in time are none in the list.
    let mut turn = (0..parents.len()).cycle().map(|turn| turn * 7 % parents.len());
    while began.elapsed() < time {
        clock.tick().await;
        let Some(parent) = turn.next().and_then(|turn| parents.get(turn)) else { break };
        asked.spawn(ask(Arc::clone(discord), parent.clone()));
    }
    let alerts = asked.len();
    let waited = all(asked).await?;
    let seconds = began.elapsed().as_secs_f64();
    let cpu = bot.cpu().saturating_sub(cpu).as_secs_f64();
    println!("\n{alerts} alerts in {seconds:.0} s, one every {:.0} ms:\n", pause.as_secs_f64() * 1_000.0);
    print(&waited);
    println!("- CPU: {:.1} % of a core, {:.1} ms an alert", cpu / seconds * 100.0, cpu * 1_000.0 / count(alerts));
    beside_the_limit(discord.requests().len() - requests, alerts, seconds);
    Ok(())
}

/// Alerts of many servers in the same moment.
async fn burst(bot: &Bot, discord: &Arc<FakeDiscord>, parents: &[Parent], alerts: usize) -> anyhow::Result<()> {
    let (cpu, requests, began) = (bot.cpu(), discord.requests().len(), Instant::now());
    let mut asked = JoinSet::new();
    // Not the parents of before: one of them may have an alert that is open.
    for parent in parents.iter().rev().take(alerts) {
        asked.spawn(ask(Arc::clone(discord), parent.clone()));
    }
    let alerts = asked.len();
    let waited = all(asked).await?;
    let seconds = began.elapsed().as_secs_f64();
    let cpu = bot.cpu().saturating_sub(cpu).as_secs_f64();
    println!("\n{alerts} alerts at once, each in another server; all cards after {seconds:.1} s:\n");
    print(&waited);
    println!("- CPU: {:.1} ms an alert", cpu * 1_000.0 / count(alerts));
    beside_the_limit(discord.requests().len() - requests, alerts, seconds);
    Ok(())
}

/// A parent sends an alert, and waits for its card.
async fn ask(discord: Arc<FakeDiscord>, parent: Parent) -> anyhow::Result<Waited> {
    let child = format!("Jake {}", parent.person.id());
    let began = Instant::now();
    let typed = parent.person.slash("needhelp").string("child", &child).string("location", "Bus stop");
    let asked = typed.string("message", "Running late").send().await?.within(Duration::from_secs(120));
    asked.response().await?;
    let answer = began.elapsed();
    let channel = discord.channel(parent.channel).within(Duration::from_secs(120));
    channel.message(|message| !message.buttons().is_empty() && message.text().contains(&child)).await?;
    Ok(Waited { answer, card: began.elapsed() })
}

async fn all(mut asked: JoinSet<anyhow::Result<Waited>>) -> anyhow::Result<Vec<Waited>> {
    let mut waited = Vec::new();
    while let Some(one) = asked.join_next().await {
        waited.push(one??);
    }
    Ok(waited)
}

fn print(waited: &[Waited]) {
    println!("| from → to | p50 ms | p99 ms |\n|---|---|---|");
    for (what, of) in [
        ("slash → first answer", waited.iter().map(|waited| waited.answer).collect::<Vec<_>>()),
        ("slash → card posted", waited.iter().map(|waited| waited.card).collect()),
    ] {
        println!("| {what} | {:.1} | {:.1} |", at(&of, 50), at(&of, 99));
    }
    println!();
}

/// So many of a hundred took no longer, in milliseconds.
fn at(times: &[Duration], percent: usize) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let index = sorted.len().saturating_sub(1) * percent / 100;
    sorted.get(index).map_or(f64::NAN, |time| time.as_secs_f64() * 1_000.0)
}

/// Answers to interactions do not count for Discord's limit, so this is more than what counts.
fn beside_the_limit(requests: usize, alerts: usize, seconds: f64) {
    let (each, rate) = (count(requests) / count(alerts), count(requests) / seconds);
    println!(
        "- requests: {each:.1} an alert (answers included), {rate:.1} a second; Discord takes {LIMIT} a second of a bot, \
         answers left out"
    );
}

#[allow(clippy::cast_precision_loss, reason = "counts are far below where a float has gaps")]
fn count(number: usize) -> f64 {
    number.max(1) as f64
}
