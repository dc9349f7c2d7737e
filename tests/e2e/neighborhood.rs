//! A neighborhood of its own for each test: a Discord, topics that nobody else uses, and the bot's services.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use fake_discord::{FakeDiscord, Interaction, Limits, Message, Setup};
use needhelp::alert::{Alert, AlertId, Body, EventId, Kind, Millis};
use needhelp::alert_log::codec;
use needhelp::board::Board;
use needhelp::config::{Config, KafkaConfig};
use needhelp::discord::rest::Rest;
use needhelp::gateway::Gateway;
use needhelp::intake::Intake;
use needhelp::kafka::admin::read_topic;
use needhelp::kafka::admin::topics;
use needhelp::kafka::client::MessageTimeout;
use needhelp::kafka::mock_broker::{FAST_PROPERTIES, MockBroker};
use needhelp::kafka::producer::{Delivered, Outgoing, Producer};
use needhelp::kafka::record::Record;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// How long a test waits for something that should happen at once. Generous: the machine may be busy.
pub const PATIENCE: Duration = Duration::from_secs(20);

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A Discord, a Kafka and the bot between them.
pub struct Neighborhood {
    pub discord: FakeDiscord,
    pub config: Config,
    /// A producer as any program has one.
    pub producer: Producer,
    services: Vec<Service>,
    /// By how much the board's clock is ahead, in milliseconds.
    ahead: i64,
    pub embedded: Option<MockBroker>,
}

/// A service that runs in this process.
pub struct Service {
    stop: CancellationToken,
    task: JoinHandle<anyhow::Result<()>>,
}

impl Service {
    /// Asks it to end and waits until it has.
    pub async fn end(self) {
        self.stop.cancel();
        let ended = tokio::time::timeout(PATIENCE, self.task).await.expect("the service did not end");
        ended.expect("the service panicked").expect("the service failed");
    }

    /// Waits until it ends by itself, and says why.
    pub async fn failed(self) -> String {
        let ended = tokio::time::timeout(PATIENCE, self.task).await.expect("the service did not end");
        let error = ended.expect("the service panicked").expect_err("the service did not fail");
        format!("{error:#}")
    }

    /// Ends it as a crash does: nothing is finished, nothing is said.
    pub fn kill(self) {
        self.task.abort();
    }
}

impl Neighborhood {
    /// Discord and Kafka; no service runs yet.
    pub async fn empty(setup: Setup, settings: &[(&str, &str)]) -> Self {
        let name = format!("t{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let discord = FakeDiscord::start(setup.limits(Limits::off())).await.expect("the stand-in starts");
        let topics = ["alerts", "log", "dead"].map(|topic| format!("{name}-{topic}"));
        let real = std::env::var("KAFKA_BOOTSTRAP_SERVERS").ok();
        let embedded = real
            .is_none()
            .then(|| MockBroker::start(&topics.each_ref().map(String::as_str)).expect("the embedded broker starts"));
        let servers = match (&real, &embedded) {
            (Some(servers), _) => servers.clone(),
            (None, Some(embedded)) => embedded.bootstrap_servers().to_owned(),
            (None, None) => unreachable!("one of them is there"),
        };
        let channel = discord.channel_id("bus-stop").to_string();
        let role = discord.role_id("helpers").to_string();
        let guild = discord.guild_id().to_string();
        let mut variables: BTreeMap<&str, String> = BTreeMap::from([
            ("DISCORD_TOKEN", discord.token()),
            ("DISCORD_API_URL", discord.url()),
            ("DISCORD_GUILD_ID", guild),
            ("DISCORD_CHANNEL_ID", channel),
            ("DISCORD_HELPER_ROLE_ID", role),
            ("KAFKA_BOOTSTRAP_SERVERS", servers),
            ("KAFKA_GROUP_ID", name.clone()),
            ("KAFKA_ALERTS_TOPIC", topics[0].clone()),
            ("KAFKA_CONFIRMATIONS_TOPIC", topics[1].clone()),
            ("KAFKA_DEAD_LETTER_TOPIC", topics[2].clone()),
        ]);
        if embedded.is_some() {
            variables.insert("KAFKA_PROPERTIES", FAST_PROPERTIES.to_owned());
        }
        for (name, value) in settings {
            variables.insert(name, (*value).to_owned());
        }
        let config = Config::read(&|name| variables.get(name).cloned()).expect("the settings are right");
        if embedded.is_none() {
            let findings = topics::prepare(&config.kafka, &CancellationToken::new()).await.expect("topics");
            assert_eq!(findings.unwrap_or_default(), [], "the topics are as they should be");
        }
        let producer = Producer::start(&config.kafka, "test", MessageTimeout::SERVICE).expect("a producer");
        Neighborhood { discord, config, producer, services: Vec::new(), ahead: 0, embedded }
    }

    /// The broker, where it is one that can be broken from here; else a line in the output says what did not run.
    pub fn breakable(&self) -> Option<&MockBroker> {
        if self.embedded.is_none() {
            let test = std::thread::current().name().unwrap_or_default().to_owned();
            // Not through `eprintln!`, which the test program keeps to itself.
            _ = writeln!(std::io::stderr(), "NOT RUN on real Kafka: {test} (it breaks the embedded broker)");
        }
        self.embedded.as_ref()
    }

    /// Sarah types `/needhelp`.
    pub async fn needhelp(&self, when: Option<&str>) -> Interaction {
        let mut typed = self
            .discord
            .person("Sarah")
            .slash("needhelp")
            .string("child", "Jake")
            .string("location", "Oak Street Bus Stop")
            .string("message", "Meeting ran over, will be 10 mins late");
        if let Some(when) = when {
            typed = typed.string("when", when);
        }
        typed.send().await.expect("typed").within(PATIENCE)
    }

    /// Discord and Kafka with the usual settings; no service runs yet.
    pub async fn without_services() -> Self {
        Self::empty(Setup::default(), &[]).await
    }

    /// Intake and board run.
    pub async fn open() -> Self {
        Self::with(&[]).await
    }

    /// The same with other settings; an empty one is none.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        let mut here = Self::empty(Setup::default(), settings).await;
        let services = [here.intake(), here.board()];
        here.services.extend(services);
        here
    }

    /// The gateway, connected and with its command registered.
    pub async fn gateway(&self) -> Service {
        let stop = CancellationToken::new();
        let producer = Producer::start(&self.config.kafka, "gateway", MessageTimeout::PERSON).expect("a producer");
        let gateway = Gateway::start(&self.config, self.rest(), producer, tokio::sync::watch::channel(true).1)
            .expect("the gateway starts");
        let mut state = gateway.state();
        let task = tokio::spawn(gateway.run(stop.clone()));
        let ready = state.wait_for(|state| state.missing().is_none());
        tokio::time::timeout(PATIENCE, ready).await.expect("the gateway is not ready").expect("the gateway ended");
        Service { stop, task }
    }

    /// The bot's own client of Discord.
    pub fn rest(&self) -> Rest {
        let token = self.config.discord.token().expect("there is a token").reveal();
        Rest::new(&self.config.discord.api_url, token, self.config.discord.requests_per_second).expect("a client")
    }

    /// From now on, boards are started so much later than it is.
    pub fn clock_is_ahead(&mut self, by: Duration) {
        self.ahead = i64::try_from(by.as_millis()).expect("a short time");
    }

    /// Ten minutes and 200 messages of other people later, for Discord and for boards started from now on; nothing is wrong
    /// with Discord any more.
    pub fn ten_minutes_later(&mut self) {
        self.discord.heal_all();
        let later = Duration::from_secs(600);
        self.discord.advance(later);
        for n in 0..200 {
            self.discord.person("David").says(&format!("What a lovely day, {n}"));
        }
        self.clock_is_ahead(later);
    }

    pub fn intake(&self) -> Service {
        let stop = CancellationToken::new();
        let producer = self.service_producer("intake");
        let intake = Intake::start(&self.config.kafka, producer).expect("the intake starts");
        let task = tokio::spawn(intake.run(stop.clone()));
        Service { stop, task }
    }

    pub fn board(&self) -> Service {
        let stop = CancellationToken::new();
        let producer = self.service_producer("board");
        let ahead = self.ahead;
        let clock = Arc::new(move || Millis::from(jiff::Timestamp::now()).plus(ahead));
        let board = Board::start_by(clock, &self.config, self.rest(), producer).expect("the board starts");
        let task = tokio::spawn(board.run(stop.clone()));
        Service { stop, task }
    }

    fn service_producer(&self, name: &str) -> Producer {
        Producer::start(&self.config.kafka, name, MessageTimeout::SERVICE).expect("a producer")
    }

    pub fn kafka(&self) -> &KafkaConfig {
        &self.config.kafka
    }

    pub fn channel(&self) -> fake_discord::Channel {
        self.discord.channel(self.discord.channel_id("bus-stop")).within(PATIENCE)
    }

    /// The id of a person as our records have it.
    pub fn user(&self, name: &str) -> needhelp::alert::UserId {
        needhelp::alert::UserId(self.discord.person(name).id().get())
    }

    /// Sarah's alert, as a record of another program that knows her id.
    pub fn alert(&self) -> Alert {
        Alert {
            parent_name: "Sarah".into(),
            child_name: "Jake".into(),
            location: "Oak Street Bus Stop".into(),
            message: "Meeting ran over, will be 10 mins late".into(),
            parent_id: Some(self.user("Sarah")),
            guild_id: None,
            channel_id: None,
            raised_at: None,
            needed_by: None,
            locale: None,
        }
    }

    /// Appends to the alerts topic.
    pub async fn send(&self, value: &[u8]) -> Delivered {
        let outgoing =
            Outgoing { topic: self.kafka().alerts_topic.clone(), value: Some(value.to_vec()), ..Outgoing::default() };
        self.producer.send(outgoing).await.expect("appended")
    }

    /// Appends an event to an alert's log.
    pub async fn append(&self, alert: &AlertId, kind: Kind, id: &str) -> Delivered {
        let home = codec::home(self.kafka(), alert);
        let outgoing = codec::outgoing(self.kafka(), home, alert, kind, &EventId::new(id), "test");
        self.producer.send(outgoing).await.expect("appended")
    }

    /// Appends an event as another program does: without our headers, in any partition.
    pub async fn append_foreign(&self, body: &Body, partition: i32) -> Delivered {
        let outgoing = Outgoing {
            topic: self.kafka().confirmations_topic.clone(),
            partition: Some(partition),
            value: Some(serde_json::to_vec(body).expect("JSON")),
            ..Outgoing::default()
        };
        self.producer.send(outgoing).await.expect("appended")
    }

    /// The cards in the channel.
    pub fn cards(&self) -> Vec<std::sync::Arc<Message>> {
        self.channel().messages().into_iter().filter(|message| is_card(message)).collect()
    }

    /// Waits for the first dead letter.
    pub async fn dead_letter(&self) -> needhelp::kafka::producer::dead_letter::DeadLetter {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            if let Some(record) = self.records(&self.kafka().dead_letter_topic).await.first() {
                return needhelp::kafka::producer::dead_letter::DeadLetter::read(record);
            }
            assert!(tokio::time::Instant::now() < deadline, "there is no dead letter");
            tokio::task::yield_now().await;
        }
    }

    /// All records of a topic up to now.
    pub async fn records(&self, topic: &str) -> Vec<Record> {
        let (config, topic) = (self.kafka().clone(), topic.to_owned());
        let read = tokio::task::spawn_blocking(move || read_topic::read_all(&config, &topic, PATIENCE));
        read.await.expect("no panic").expect("the topic can be read")
    }

    /// The log of all alerts: kinds with their bodies.
    pub async fn log(&self) -> Vec<Body> {
        let records = self.records(&self.kafka().confirmations_topic).await;
        records.iter().filter_map(|record| serde_json::from_slice(record.value.as_deref()?).ok()).collect()
    }

    /// Waits until the log has something.
    pub async fn log_has(&self, what: impl Fn(&Body) -> bool) -> Body {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let log = self.log().await;
            if let Some(found) = log.iter().find(|body| what(body)) {
                return found.clone();
            }
            assert!(tokio::time::Instant::now() < deadline, "not in the log: {log:#?}");
            tokio::task::yield_now().await;
        }
    }

    /// The alert's card, once `wanted` is true of it.
    pub async fn card(&self, wanted: impl Fn(&Message) -> bool) -> std::sync::Arc<Message> {
        match self.channel().message(|message| is_card(message) && wanted(message)).await {
            Ok(card) => card,
            Err(error) => panic!("{error}; there is {:#?}", self.channel().messages()),
        }
    }
}

/// Whether a message is a card: it has a claim button now or had one.
pub fn is_card(message: &Message) -> bool {
    message.versions.iter().any(|version| !version.components.is_empty())
}
