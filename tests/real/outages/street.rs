//! The neighborhood of one test: a Discord, the bot's processes, and what its people were told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use fake_discord::{FakeDiscord, Interaction, Limits, Message, Setup};
use needhelp::config::{Config, KafkaConfig};
use needhelp::kafka::client::MessageTimeout;
use needhelp::kafka::producer::{Outgoing, Producer};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::support::{Process, settings, unique};

/// How long a test waits for something that it makes no promise about.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Within this a person knows whether it was sent.
pub const ANSWER: Duration = Duration::from_secs(10);

/// Discord and the bot's processes.
pub struct Street {
    pub discord: Arc<FakeDiscord>,
    settings: BTreeMap<String, String>,
    pub processes: Vec<Process>,
}

/// What a person read in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Sent,
    NotSent,
    /// Neither within the bound.
    Nothing,
}

impl Street {
    /// Starts these services; Discord is connected, Kafka may be away.
    pub async fn open(servers: &str, services: &[&str]) -> Self {
        let discord = FakeDiscord::start(Setup::default().limits(Limits::off())).await.expect("started");
        let settings = settings(&discord, servers, &unique());
        let processes = services.iter().map(|service| Process::start(service, &settings)).collect();
        discord.command_registered("needhelp").await.expect("the command is there");
        discord.gateway().wait_for_sessions(1).await.expect("the gateway is there");
        Street { discord: Arc::new(discord), settings, processes }
    }

    pub fn kafka(&self) -> KafkaConfig {
        Config::read(&|name| self.settings.get(name).cloned()).expect("the settings are right").kafka
    }

    /// Sarah types `/needhelp`.
    pub async fn raise(&self, child: &str) -> Interaction {
        raise(&self.discord, child).await
    }

    /// She types it for all of these, some at a time, and reads the answers.
    pub fn raise_all(&self, children: impl IntoIterator<Item = String>) -> JoinSet<(String, Told)> {
        let room = Arc::new(tokio::sync::Semaphore::new(6));
        let mut tasks = JoinSet::new();
        for child in children {
            let (discord, room) = (Arc::clone(&self.discord), Arc::clone(&room));
            tasks.spawn(async move {
                let _turn = room.acquire().await.expect("not closed");
                let asked = raise(&discord, &child).await;
                let told = told(&asked, ANSWER).await;
                (child, told)
            });
        }
        tasks
    }

    pub fn channel(&self) -> fake_discord::Channel {
        self.discord.channel(self.discord.channel_id("bus-stop")).within(PATIENCE)
    }

    /// Every card there ever was.
    pub fn cards(&self) -> Vec<Arc<Message>> {
        self.channel().history().into_iter().filter(|message| is_card(message)).collect()
    }

    /// Waits for the cards of all of these.
    pub async fn carded(&self, children: &BTreeSet<String>, bound: Duration) {
        let channel = self.channel().within(bound);
        let there = channel.wait_for(|messages| {
            let shown = |child: &String| messages.iter().any(|message| is_card_of(message, child));
            children.iter().all(shown).then_some(())
        });
        if let Err(error) = there.await {
            let missing: Vec<_> =
                children.iter().filter(|child| !self.cards().iter().any(|card| is_card_of(card, child))).collect();
            panic!("no card of {missing:?}: {error}");
        }
    }

    /// Waits until alerts are sent and shown again; what is typed meanwhile may be refused.
    pub async fn works_within(&self, bound: Duration) -> String {
        let deadline = Instant::now() + bound;
        loop {
            let jake = child();
            let asked = self.raise(&jake).await;
            let left = deadline.saturating_duration_since(Instant::now());
            if told(&asked, ANSWER.min(left)).await == Told::Sent {
                let left = deadline.saturating_duration_since(Instant::now());
                self.carded(&BTreeSet::from([jake.clone()]), left).await;
                return jake;
            }
            assert!(Instant::now() < deadline, "it does not work again within {bound:?}");
        }
    }

    /// Appends an alert at the end of each partition and waits for their cards: what came before has then been dealt with.
    pub async fn all_is_read(&self) {
        let kafka = self.kafka();
        let mut last = BTreeSet::new();
        for partition in 0..kafka.partitions {
            let jake = child();
            self.append(&kafka.alerts_topic, partition, &alert_of(&jake)).await;
            last.insert(jake);
        }
        self.carded(&last, PATIENCE).await;
    }

    /// Appends a record as another program does: without this one's headers, in any partition.
    pub async fn append(&self, topic: &str, partition: i32, value: &serde_json::Value) {
        let producer = Producer::start(&self.kafka(), "test", MessageTimeout::SERVICE).expect("a producer");
        let outgoing = Outgoing {
            topic: topic.to_owned(),
            partition: Some(partition),
            value: Some(value.to_string().into_bytes()),
            ..Outgoing::default()
        };
        let never = CancellationToken::new();
        let appended = producer.append_until(outgoing, &never);
        timeout_at(Instant::now() + PATIENCE, appended).await.expect("in time").expect("appended");
        _ = producer.close(PATIENCE).await;
    }

    /// What was read as "Sent" has one card, what was read as "NOT sent" never had any.
    pub fn assert_as_told(&self, told: &BTreeMap<String, Told>) {
        let cards = self.cards();
        let mut wrong = Vec::new();
        for (child, told) in told {
            let made = cards.iter().filter(|card| is_card_of(card, child)).count();
            let right = match told {
                Told::Sent => made == 1,
                Told::NotSent => made == 0,
                Told::Nothing => made <= 1,
            };
            if !right {
                wrong.push(format!("{child}: {told:?}, and {made} cards"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    /// Nothing had to be restarted, and no admin was alarmed about what mends itself.
    pub fn assert_alive(&mut self) {
        assert!(self.processes.iter_mut().all(|process| process.ended().is_none()), "a process ended by itself");
        for process in &self.processes {
            let log = process.log();
            // rdkafka's own words at the end of a consumer, which are off where nobody asks for them.
            let ours = |line: &&str| line.contains(" ERROR ") && !line.contains("Failed to close consumer queue");
            let alarms: Vec<_> = log.lines().filter(ours).collect();
            assert!(alarms.is_empty(), "{alarms:#?}");
        }
    }
}

/// What the tutorial's producer writes for this child.
pub fn alert_of(child: &str) -> serde_json::Value {
    serde_json::json!({
        "parent_name": "Sarah", "child_name": child, "location": "Oak Street", "message": "Meeting ran over",
    })
}

/// A child's name that is nobody else's.
pub fn child() -> String {
    format!("Jake {}", unique().replace('-', "x"))
}

async fn raise(discord: &FakeDiscord, child: &str) -> Interaction {
    let typed = discord
        .person("Sarah")
        .slash("needhelp")
        .string("child", child)
        .string("location", "Oak Street Bus Stop")
        .string("message", "Meeting ran over");
    typed.send().await.expect("typed")
}

/// What the person reads in the end: no answer may stay at "Not sent yet", and none is "thinking…".
pub async fn told(asked: &Interaction, bound: Duration) -> Told {
    let open = ["Not sent yet", "Passed on, one moment"];
    let is_settled = |text: &str| !open.iter().any(|words| text.contains(words));
    let settled = asked.clone().within(bound).original_matches(|answer| is_settled(&answer.text())).await;
    match settled.map(|answer| (answer.is_loading(), answer.text())) {
        Ok((false, text)) if text.contains("NOT sent") => Told::NotSent,
        Ok((false, text)) if text.contains("✅") => Told::Sent,
        _ => Told::Nothing,
    }
}

/// Whether a message is a card: it has a claim button now or had one.
pub fn is_card(message: &Message) -> bool {
    message.versions.iter().any(|version| !version.components.is_empty())
}

pub fn is_card_of(message: &Message, child: &str) -> bool {
    is_card(message) && message.text().contains(child)
}
