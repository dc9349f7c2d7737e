//! What Discord's limits leave of the bot's speed: 500 alerts over 10 channels, and one that has to overtake them.
//! Prints; asserts nothing.
//!
//! `cargo bench --bench drain` takes about a minute, because the limits do. `DRAIN_ALERTS` (500) changes how much.

#![allow(unreachable_pub, reason = "a program of its own: nothing in it is public")]

mod client;
#[path = "../flow/process.rs"]
mod process;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use fake_discord::twilight_model::id::Id;
use fake_discord::{FakeDiscord, Limits, Method, Request, Setup};
use needhelp::kafka::client::MessageTimeout;
use needhelp::kafka::mock_broker::{FAST_PROPERTIES, MockBroker};
use needhelp::kafka::producer::{Outgoing, Producer};
use process::Bot;

type ChannelId = Id<fake_discord::twilight_model::id::marker::ChannelMarker>;

const CHANNELS: usize = 10;
/// Discord's limit of creates, a channel and 5 s (`Limits::discord`).
const IN_A_WINDOW: usize = 5;
const WINDOW: Duration = Duration::from_secs(5);
const URGENT: &str = "Jake, urgent";

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    client::beside_its_floor().await?;
    let alerts = std::env::var("DRAIN_ALERTS").ok().and_then(|value| value.parse().ok()).unwrap_or(500);
    drain(alerts / CHANNELS * CHANNELS).await
}

async fn drain(alerts: usize) -> anyhow::Result<()> {
    let embedded = MockBroker::start(&[])?;
    let discord = FakeDiscord::start(Setup::default().limits(Limits::discord()).openapi(None)).await?;
    let channels: Vec<ChannelId> =
        (0..CHANNELS).map(|n| discord.add_channel(discord.guild_id(), &format!("stop-{n}"))).collect();
    let properties = FAST_PROPERTIES;
    // Each alert goes to the channel that it names.
    let others = [("DISCORD_CHANNEL_ID", "")];
    let bot = Bot::start_with(&discord, embedded.bootstrap_servers(), Some(&embedded), properties, &others)?;
    bot.until_ready(&discord).await?;
    let producer = Producer::start(&bot.kafka, "drain", MessageTimeout::SERVICE)?;
    let topic = &bot.kafka.alerts_topic;

    // The urgent one is one of them, so that its channel has no more to do than the others.
    for n in 1..alerts {
        let channel = channels[n % CHANNELS];
        producer.send(alert(topic, &format!("Jake {n}"), channel, Duration::from_secs(3 * 3600))).await?;
    }
    posted(&discord, &channels, alerts / 2).await?;
    let before = creates(&discord, &channels[..1]).len();
    producer.send(alert(topic, URGENT, channels[0], Duration::from_secs(600))).await?;
    posted(&discord, &channels, alerts).await?;

    let all = creates(&discord, &channels);
    let (Some(first), Some(last)) = (all.first(), all.last()) else { anyhow::bail!("nothing was posted") };
    let took = Duration::from_millis(u64::try_from(last.at - first.at)?);
    // The first window opens with the first card, and the last one's cards may go as soon as it opens.
    let windows = (alerts / CHANNELS).div_ceil(IN_A_WINDOW) - 1;
    let allowed = WINDOW * u32::try_from(windows)?;
    let share = allowed.as_secs_f64() / took.as_secs_f64() * 100.0;
    let of_one = creates(&discord, &channels[..1]);
    let place = of_one.iter().position(|create| create.body.to_string().contains(URGENT)).unwrap_or(usize::MAX);
    let mut refused = BTreeMap::<&str, usize>::new();
    for request in discord.requests().iter().filter(|request| request.status == Some(429)) {
        *refused.entry(request.route).or_default() += 1;
    }

    println!("\n## {alerts} alerts over {CHANNELS} channels, topic → cards, under Discord's limits\n");
    println!(
        "- {share:.2} % of what the limits allow: {:.2} s, the limits' own {:.0} s; 429: {refused:?}",
        took.as_secs_f64(),
        allowed.as_secs_f64()
    );
    println!(
        "- an urgent alert raised after half of them: posted as number {} of the {} that its channel still had to post",
        (place + 1).saturating_sub(before),
        alerts / CHANNELS - before
    );
    let mut slips = late(&discord, &channels);
    slips.sort_unstable();
    let at = |index: usize| slips.get(index).copied().unwrap_or_default();
    println!(
        "- a channel's next window opens p50 {} ms, p90 {} ms, at most {} ms later than it might",
        at(slips.len() / 2),
        at(slips.len() * 9 / 10),
        at(slips.len().saturating_sub(1))
    );
    bot.until_shown(&discord, u64::try_from(alerts)?).await?;
    println!("- all are pinned {:.2} s after the first card", (discord.now() - first.at) as f64 / 1000.0);
    Ok(())
}

fn alert(topic: &str, child: &str, channel: ChannelId, in_time: Duration) -> Outgoing {
    let needed_by = jiff::Timestamp::now() + in_time;
    let value = serde_json::json!({"parent_name": "Sarah", "child_name": child, "location": "Oak Street Bus Stop",
        "message": "Meeting ran over", "channel_id": channel.to_string(), "needed_by": needed_by.to_string()});
    Outgoing { topic: topic.to_owned(), value: Some(value.to_string().into_bytes()), ..Outgoing::default() }
}

/// The creates that worked, oldest first.
fn creates(discord: &FakeDiscord, channels: &[ChannelId]) -> Vec<Arc<Request>> {
    let paths: Vec<String> = channels.iter().map(|channel| format!("/channels/{channel}/messages")).collect();
    let worked = |request: &Request| {
        request.method == Method::Post && request.status == Some(200) && paths.contains(&request.path)
    };
    discord.requests().into_iter().filter(|request| worked(request)).collect()
}

/// By how many milliseconds each channel's windows opened later than their predecessors allowed.
fn late(discord: &FakeDiscord, channels: &[ChannelId]) -> Vec<i64> {
    let mut late = Vec::new();
    for channel in channels {
        let began: Vec<i64> =
            creates(discord, &[*channel]).chunks(IN_A_WINDOW).filter_map(|window| Some(window.first()?.at)).collect();
        late.extend(began.windows(2).map(|two| two[1] - two[0] - 5_000));
    }
    late
}

async fn posted(discord: &FakeDiscord, channels: &[ChannelId], wanted: usize) -> anyhow::Result<()> {
    let deadline = tokio::time::Instant::now() + WINDOW * u32::try_from(wanted)?;
    let mut beat = tokio::time::interval(Duration::from_millis(20));
    while creates(discord, channels).len() < wanted {
        beat.tick().await;
        anyhow::ensure!(tokio::time::Instant::now() < deadline, "not all cards came: {:?}", discord.complaints());
    }
    Ok(())
}
