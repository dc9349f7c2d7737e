//! A flood of alerts that stay open, as a script in a loop sends them.

use std::time::{Duration, Instant};

use fake_discord::{FakeDiscord, Setup};
use needhelp::kafka::client::MessageTimeout;
use needhelp::kafka::producer::{Outgoing, Producer};

use crate::process::Bot;

/// Sends this many alerts to one channel, starts the bot once more, and prints the memory of both runs.
pub async fn flood(alerts: usize) -> anyhow::Result<()> {
    let Ok(servers) = std::env::var("KAFKA_BOOTSTRAP_SERVERS") else {
        println!("NOT RUN: alerts that stay open (KAFKA_BOOTSTRAP_SERVERS is not set)");
        return Ok(());
    };
    let discord = FakeDiscord::start(Setup::default().openapi(None)).await?;
    let bot = Bot::start_with(&discord, &servers, None, "", &[])?;
    bot.until_ready(&discord).await?;
    let producer = Producer::start(&bot.kafka, "growth", MessageTimeout::SERVICE)?;
    let channel = discord.channel_id("bus-stop").to_string();
    let began = Instant::now();
    for first in (0..alerts).step_by(1_000) {
        let sent: Vec<_> =
            (first..alerts.min(first + 1_000)).map(|n| producer.send(alert(&bot, n, &channel))).collect();
        for one in sent {
            one.await?;
        }
    }
    until_open(&bot, alerts).await?;
    let took = began.elapsed().as_secs_f64();
    let first = bot.memory();
    drop(bot);

    let began = Instant::now();
    let again = Bot::start_with(&discord, &servers, None, "", &[])?;
    until_open(&again, alerts).await?;
    let read = began.elapsed().as_secs_f64();
    let before = posted(&again).await?;
    let watched = Duration::from_secs(60);
    tokio::time::sleep(watched).await;
    let rate = (posted(&again).await? - before) / watched.as_secs_f64();
    let second = again.memory();
    println!("\n## {alerts} alerts that stay open, Discord's limits on\n");
    println!("- sent and raised in {took:.0} s: {:.1} MB resident, {:.1} MB at most", first.now_mb, first.peak_mb);
    println!(
        "- a bot that starts has read them after {read:.1} s: {:.1} MB resident, {:.1} MB at most",
        second.now_mb, second.peak_mb
    );
    println!("- it posts {rate:.2} cards a second (floor: 1 a second in a channel)");
    Ok(())
}

fn alert(bot: &Bot, number: usize, channel: &str) -> Outgoing {
    let value = serde_json::json!({"parent_name": "Sarah", "child_name": format!("Jake {number}"),
        "location": "Oak Street Bus Stop", "message": "Meeting ran over, will be 10 mins late", "channel_id": channel});
    let value = Some(value.to_string().into_bytes());
    Outgoing { topic: bot.kafka.alerts_topic.clone(), value, ..Outgoing::default() }
}

/// Waits until the board has this many open alerts.
async fn until_open(bot: &Bot, alerts: usize) -> anyhow::Result<()> {
    let deadline = Instant::now() + Duration::from_secs(600);
    loop {
        tokio::time::sleep(Duration::from_millis(100)).await;
        // It answers nothing in the first moments.
        let open = bot.metrics().await.map(|metrics| number(&metrics, "needhelp_open_alerts ")).unwrap_or_default();
        if open >= alerts as f64 {
            return Ok(());
        }
        anyhow::ensure!(Instant::now() < deadline, "the board has {open} open alerts after 10 min");
    }
}

/// How many cards it has posted.
async fn posted(bot: &Bot) -> anyhow::Result<f64> {
    let metrics = bot.metrics().await?;
    let posts = metrics.lines().filter(|line| {
        line.starts_with("needhelp_discord_requests_total") && line.contains("POST /channels") && line.contains("200")
    });
    Ok(posts.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum())
}

fn number(metrics: &str, name: &str) -> f64 {
    let line = metrics.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|value| value.trim().parse().ok()).unwrap_or_default()
}
