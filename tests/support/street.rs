//! One bot as a real process between the stand-in for Discord and the embedded broker, asked from outside.

#![allow(dead_code, reason = "each test program uses a part of it")]

use std::sync::Arc;
use std::time::Duration;

use fake_discord::{FakeDiscord, Interaction, Limits, Message, Request, Setup};
use needhelp::kafka::client::MessageTimeout;
use needhelp::kafka::mock_broker::{FAST_PROPERTIES, MockBroker};
use needhelp::kafka::producer::{Outgoing, Producer};

use crate::support::{Process, settings, unique};

/// Longer than anything here takes on a busy machine, and than two attempts that time out.
pub const PATIENCE: Duration = Duration::from_secs(45);

pub struct Street {
    pub discord: FakeDiscord,
    pub broker: MockBroker,
    pub bot: Process,
    name: String,
    http: String,
}

impl Street {
    /// The bot runs and says that it is ready. Nothing limits it but the faults that a test asks for.
    pub async fn open() -> Self {
        let name = unique();
        let setup = Setup::default().limits(Limits::off());
        let discord = FakeDiscord::start(setup).await.expect("the stand-in starts");
        let topics = ["alerts", "log", "dead"].map(|topic| format!("{name}-{topic}"));
        let broker = MockBroker::start_at(0, &topics.each_ref().map(String::as_str)).await.expect("the broker starts");
        let mut settings = settings(&discord, broker.bootstrap_servers(), &name);
        settings.insert("KAFKA_PROPERTIES".to_owned(), FAST_PROPERTIES.to_owned());
        // A free port that nobody else takes in this moment.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let http = listener.local_addr().expect("it is bound").to_string();
        drop(listener);
        settings.insert("HTTP_LISTEN_ADDR".to_owned(), http.clone());
        let bot = Process::start("run", &settings);
        let street = Street { discord, broker, bot, name, http };
        street.until_readyz(|status, _| status == 200).await;
        street
    }

    /// Sarah types `/needhelp` for this child.
    pub async fn needhelp(&self, child: &str) -> Interaction {
        let typed = self.discord.person("Sarah").slash("needhelp").string("child", child);
        let typed = typed.string("location", "Oak Street Bus Stop").string("message", "Meeting ran over").send().await;
        typed.expect("typed").within(PATIENCE)
    }

    /// Appends any value to the alerts' topic.
    pub async fn append(&self, value: &[u8]) {
        let mut config = self.broker.config();
        config.alerts_topic = format!("{}-alerts", self.name);
        let producer = Producer::start(&config, "test", MessageTimeout::PERSON).expect("a producer");
        let outgoing = Outgoing { topic: config.alerts_topic, value: Some(value.to_vec()), ..Outgoing::default() };
        producer.send(outgoing).await.expect("appended");
    }

    pub fn channel(&self) -> fake_discord::Channel {
        self.discord.channel(self.discord.channel_id("bus-stop")).within(PATIENCE)
    }

    /// The child's card once it is pinned.
    pub async fn pinned(&self, child: &str) -> Arc<Message> {
        let card = self.channel().message(|message| message.is_pinned() && message.text().contains(child)).await;
        card.unwrap_or_else(|error| panic!("{error}; the bot's log:\n{}", self.bot.log()))
    }

    /// How many messages with a button were ever made for this child, deleted ones too.
    pub fn cards_ever(&self, child: &str) -> usize {
        let is_card = |message: &Message| message.versions.iter().any(|version| !version.components.is_empty());
        let history = self.channel().history();
        history.iter().filter(|message| is_card(message) && message.text().contains(child)).count()
    }

    /// The requests that wanted a message for this child made, however they ended.
    pub fn creates(&self, child: &str) -> Vec<Arc<Request>> {
        let path = format!("/channels/{}/messages", self.discord.channel_id("bus-stop"));
        let wanted = |request: &Request| {
            request.method == fake_discord::Method::Post
                && request.path == path
                && request.body.to_string().contains(child)
        };
        self.discord.requests().into_iter().filter(|request| wanted(request)).collect()
    }

    /// Status and body of `/healthz`, `/readyz` or `/metrics`; status 0 where nobody answers.
    pub async fn get(&self, path: &str) -> (u16, String) {
        match reqwest::get(format!("http://{}{path}", self.http)).await {
            Ok(answer) => (answer.status().as_u16(), answer.text().await.unwrap_or_default()),
            Err(_) => (0, String::new()),
        }
    }

    /// Asks `/readyz` until it says what is wanted.
    pub async fn until_readyz(&self, wanted: impl Fn(u16, &str) -> bool) -> String {
        self.until("/readyz", wanted).await
    }

    /// Asks until the answer is what is wanted.
    pub async fn until(&self, path: &str, wanted: impl Fn(u16, &str) -> bool) -> String {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let mut beat = tokio::time::interval(Duration::from_millis(50));
        loop {
            beat.tick().await;
            let (status, body) = self.get(path).await;
            if wanted(status, &body) {
                return body;
            }
            let late = tokio::time::Instant::now() > deadline;
            assert!(!late, "{path} says {status}:\n{body}\nthe bot's log:\n{}", self.bot.log());
        }
    }
}
