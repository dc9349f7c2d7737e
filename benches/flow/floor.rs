//! What the same machine needs for the same round trips with nothing around them.

use std::time::{Duration, Instant};

use fake_discord::FakeDiscord;
use needhelp::config::KafkaConfig;
use needhelp::kafka::client::MessageTimeout;
use needhelp::kafka::producer::{Outgoing, Producer};
use rdkafka::consumer::{Consumer as _, StreamConsumer};
use rdkafka::{ClientConfig, Message as _, Offset, TopicPartitionList};

use super::{Times, pause};

/// Milliseconds, p50 where nothing else is said.
pub struct Floor {
    pub ack: f64,
    pub ack_p99: f64,
    /// Both of two records that were sent at once, to two partitions.
    pub both: f64,
    pub both_p99: f64,
    pub kafka: f64,
    pub kafka_p99: f64,
    pub post: f64,
    pub patch: f64,
}

pub async fn measure(kafka: &KafkaConfig, discord: &FakeDiscord, rounds: usize) -> anyhow::Result<Floor> {
    let (ack, both, through) = round_trips(kafka, rounds).await?;
    let (post, patch) = requests(discord, rounds).await?;
    Ok(Floor {
        ack: ack.at(0.5),
        ack_p99: ack.at(0.99),
        both: both.at(0.5),
        both_p99: both.at(0.99),
        kafka: through.at(0.5),
        kafka_p99: through.at(0.99),
        post: post.at(0.5),
        patch: patch.at(0.5),
    })
}

async fn round_trips(kafka: &KafkaConfig, rounds: usize) -> anyhow::Result<(Times, Times, Times)> {
    let topic = &kafka.dead_letter_topic;
    let producer = Producer::start(kafka, "floor", MessageTimeout::SERVICE)?;
    let mut settings = ClientConfig::new();
    settings
        .set("bootstrap.servers", &kafka.bootstrap_servers)
        .set("group.id", "floor")
        .set("fetch.wait.max.ms", "100");
    for (name, value) in &kafka.properties.0 {
        settings.set(name, value);
    }
    let reader: StreamConsumer = settings.create()?;
    let mut from = TopicPartitionList::new();
    from.add_partition_offset(topic, 0, Offset::Beginning)?;
    reader.assign(&from)?;
    let (mut acks, mut both, mut through) = (Times::default(), Times::default(), Times::default());
    // The first ones open connections.
    for round in 0..rounds + 20 {
        let value = format!("{round:0100}").into_bytes();
        pause().await;
        let began = Instant::now();
        let sent = producer.send(Outgoing {
            topic: topic.clone(),
            partition: Some(0),
            value: Some(value.clone()),
            ..Outgoing::default()
        });
        let acked = async {
            sent.await?;
            anyhow::Ok(began.elapsed())
        };
        let read = async {
            loop {
                let record = tokio::time::timeout(Duration::from_secs(20), reader.recv()).await??;
                if record.payload() == Some(&value[..]) {
                    return anyhow::Ok(began.elapsed());
                }
            }
        };
        let (acked, read) = tokio::try_join!(acked, read)?;
        if round >= 20 {
            acks.add(acked);
            through.add(read);
        }
        pause().await;
        let began = Instant::now();
        let send = |partition| {
            producer.send(Outgoing {
                topic: topic.clone(),
                partition: Some(partition),
                value: Some(value.clone()),
                ..Outgoing::default()
            })
        };
        tokio::try_join!(send(1), send(2))?;
        if round >= 20 {
            both.add(began.elapsed());
        }
    }
    Ok((acks, both, through))
}

async fn requests(discord: &FakeDiscord, rounds: usize) -> anyhow::Result<(Times, Times)> {
    let client = reqwest::Client::new();
    let channel = discord.add_channel(discord.guild_id(), "floor");
    let url = format!("{}/api/v10/channels/{channel}/messages", discord.url());
    let token = format!("Bot {}", discord.token());
    let (mut posts, mut patches) = (Times::default(), Times::default());
    for round in 0..rounds + 20 {
        let body = serde_json::json!({"content": format!("{round}"), "embeds": [{"title": "Jake", "description": "Oak Street"}]});
        pause().await;
        let began = Instant::now();
        let posted = client.post(&url).header("authorization", &token).json(&body).send().await?.error_for_status()?;
        let message: serde_json::Value = posted.json().await?;
        let post = began.elapsed();
        pause().await;
        let began = Instant::now();
        let one = format!("{url}/{}", message["id"].as_str().unwrap_or_default());
        client.patch(one).header("authorization", &token).json(&body).send().await?.error_for_status()?.bytes().await?;
        if round >= 20 {
            posts.add(post);
            patches.add(began.elapsed());
        }
    }
    Ok((posts, patches))
}
