//! The bot as a process of its own, looked at from outside. For all benchmarks.

#![allow(dead_code, reason = "each benchmark uses a part of it")]

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fake_discord::FakeDiscord;
use needhelp::config::{Config, KafkaConfig};
use needhelp::kafka::admin::topics;
use needhelp::kafka::client::MessageTimeout;
use needhelp::kafka::mock_broker::MockBroker;
use needhelp::kafka::producer::{Outgoing, Producer};
use tokio_util::sync::CancellationToken;

pub struct Bot {
    child: Child,
    started: Instant,
    http: String,
    pub kafka: KafkaConfig,
}

/// What the process costs while nothing happens.
pub struct Idle {
    pub cpu_percent: f64,
    pub threads: usize,
    pub wakeups_per_second: f64,
}

struct Thread {
    ran: Duration,
    /// How often it gave up its processor to wait: each time something woke it again.
    woken: u64,
}

pub struct Memory {
    pub now_mb: f64,
    pub peak_mb: f64,
}

impl Bot {
    /// With no limit of its own on requests, for a stand-in that has none.
    pub fn start(
        discord: &FakeDiscord,
        servers: &str,
        embedded: Option<&MockBroker>,
        properties: &str,
    ) -> anyhow::Result<Self> {
        Self::start_with(discord, servers, embedded, properties, &[("DISCORD_REQUESTS_PER_SECOND", "65535")])
    }

    /// With other settings; an empty one is none.
    pub fn start_with(
        discord: &FakeDiscord,
        servers: &str,
        embedded: Option<&MockBroker>,
        properties: &str,
        others: &[(&'static str, &str)],
    ) -> anyhow::Result<Self> {
        let name = format!("flow-{}", std::process::id());
        // A free port that nobody else takes in this moment.
        let http = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let mut settings: BTreeMap<&str, String> = BTreeMap::from([
            ("DISCORD_TOKEN", discord.token()),
            ("DISCORD_API_URL", discord.url()),
            ("DISCORD_GUILD_ID", discord.guild_id().to_string()),
            ("DISCORD_HELPER_ROLE_ID", discord.role_id("helpers").to_string()),
            ("KAFKA_BOOTSTRAP_SERVERS", servers.to_owned()),
            ("KAFKA_PROPERTIES", properties.to_owned()),
            ("KAFKA_GROUP_ID", name.clone()),
            ("KAFKA_ALERTS_TOPIC", format!("{name}-alerts")),
            ("KAFKA_CONFIRMATIONS_TOPIC", format!("{name}-log")),
            ("KAFKA_DEAD_LETTER_TOPIC", format!("{name}-dead")),
            ("HTTP_LISTEN_ADDR", http.clone()),
            ("RUST_LOG", "warn".to_owned()),
        ]);
        settings.extend(others.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let kafka = Config::read(&|name| settings.get(name).cloned())?.kafka;
        if let Some(embedded) = embedded {
            for topic in [&kafka.alerts_topic, &kafka.confirmations_topic, &kafka.dead_letter_topic] {
                embedded.create_topic(topic)?;
            }
        }
        let started = Instant::now();
        let program = std::env::var_os("FLOW_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_needhelp").into());
        let child = Command::new(program)
            .arg("run")
            .env_clear()
            .envs(&settings)
            .current_dir(env!("CARGO_TARGET_TMPDIR"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()?;
        Ok(Bot { child, started, http, kafka })
    }

    /// From the start to the gateway's session, and to `/readyz`.
    pub async fn until_ready(&self, discord: &FakeDiscord) -> anyhow::Result<(Duration, Duration)> {
        discord.gateway().wait_for_sessions(1).await?;
        let connected = self.started.elapsed();
        let url = format!("http://{}/readyz", self.http);
        let client = reqwest::Client::new();
        loop {
            let ready = client.get(&url).send().await.is_ok_and(|answer| answer.status().is_success());
            if ready {
                break;
            }
            anyhow::ensure!(self.started.elapsed() < Duration::from_secs(60), "the bot is not ready after a minute");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let ready = self.started.elapsed();
        topics::prepare(&self.kafka, &CancellationToken::new()).await?;
        Ok((connected, ready))
    }

    /// Appends alerts as fast as Kafka takes them.
    pub async fn flood(&self, discord: &FakeDiscord, alerts: usize) -> anyhow::Result<()> {
        let producer = Producer::start(&self.kafka, "flood", MessageTimeout::SERVICE)?;
        let mut sent = Vec::new();
        let mut channel = discord.channel_id("bus-stop");
        for alert in 0..alerts {
            // A channel takes 250 pins.
            if alert % 200 == 0 {
                channel = discord.add_channel(discord.guild_id(), &format!("flood-{alert}"));
            }
            let value = serde_json::json!({"parent_name": "Sarah", "child_name": format!("Jake {alert}"),
                "location": "Oak Street Bus Stop", "message": "Meeting ran over", "channel_id": channel.to_string()});
            sent.push(producer.send(Outgoing {
                topic: self.kafka.alerts_topic.clone(),
                value: Some(value.to_string().into_bytes()),
                ..Outgoing::default()
            }));
        }
        for one in sent {
            one.await?;
        }
        Ok(())
    }

    /// Waits until so many cards were pinned since the start.
    pub async fn until_shown(&self, discord: &FakeDiscord, cards: u64) -> anyhow::Result<()> {
        let began = Instant::now();
        while self.pinned().await? < cards {
            anyhow::ensure!(
                began.elapsed() < Duration::from_secs(300),
                "not all cards came: {:?}",
                discord.complaints()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// What `/metrics` says.
    pub async fn metrics(&self) -> anyhow::Result<String> {
        Ok(reqwest::get(format!("http://{}/metrics", self.http)).await?.text().await?)
    }

    async fn pinned(&self) -> anyhow::Result<u64> {
        let text = self.metrics().await?;
        let line = text.lines().find(|line| {
            line.starts_with("needhelp_discord_requests_total")
                && line.contains("PUT /channels")
                && line.contains("204")
        });
        Ok(line.and_then(|line| line.rsplit(' ').next()).and_then(|count| count.parse().ok()).unwrap_or(0))
    }

    /// Processor time so far, user and system.
    pub fn cpu(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        let after = stat.rsplit(')').next().unwrap_or_default();
        let ticks: u64 = after.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
        // Linux counts in hundredths of a second for every program.
        Duration::from_millis(ticks * 10)
    }

    /// Watches the process while nobody asks anything of it.
    pub async fn idle(&self, time: Duration) -> anyhow::Result<Idle> {
        // What its start leaves behind: joins, first statistics.
        tokio::time::sleep(Duration::from_secs(3)).await;
        let before = self.threads()?;
        let began = Instant::now();
        tokio::time::sleep(time).await;
        let after = self.threads()?;
        let seconds = began.elapsed().as_secs_f64();
        // A thread that ended meanwhile is left out.
        let mut idle = Idle { cpu_percent: 0.0, threads: after.len(), wakeups_per_second: 0.0 };
        for (thread, after) in &after {
            let Some(before) = before.get(thread) else { continue };
            idle.cpu_percent += (after.ran - before.ran).as_secs_f64() / seconds * 100.0;
            idle.wakeups_per_second += f64::from(u32::try_from(after.woken - before.woken)?) / seconds;
        }
        Ok(idle)
    }

    fn threads(&self) -> anyhow::Result<BTreeMap<String, Thread>> {
        let mut threads = BTreeMap::new();
        for task in std::fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            let task = task?;
            let read = |name: &str| std::fs::read_to_string(task.path().join(name)).unwrap_or_default();
            // To the nanosecond, where `stat` counts hundredths of a second.
            let ran = read("schedstat").split_whitespace().next().and_then(|time| time.parse().ok());
            let status = read("status");
            let woken = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
            if let (Some(ran), Some(Ok(woken))) = (ran, woken.map(|count| count.trim().parse())) {
                let thread = Thread { ran: Duration::from_nanos(ran), woken };
                threads.insert(task.file_name().to_string_lossy().into_owned(), thread);
            }
        }
        Ok(threads)
    }

    pub fn memory(&self) -> Memory {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let mb = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name));
            let kb = line.and_then(|line| line.split_whitespace().nth(1)).and_then(|kb| kb.parse::<f64>().ok());
            kb.unwrap_or(f64::NAN) / 1024.0
        };
        Memory { now_mb: mb("VmRSS"), peak_mb: mb("VmHWM") }
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
