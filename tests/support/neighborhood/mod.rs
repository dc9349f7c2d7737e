//! A neighborhood of its own for each test: a Discord, topics of its own, and the bot.
//!
//! The bot runs as services in this process ([`Neighborhood::open`], [`Neighborhood::without_services`]), as one process
//! on the embedded broker ([`Neighborhood::of_one_process`]), or as several on a given Kafka
//! ([`Neighborhood::of_processes`]).

mod channel;
mod http;
mod kafka;
mod people;
mod services;
mod stopped_clock;

use std::collections::BTreeMap;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use fake_discord::{FakeDiscord, Limits, Setup};
use tokio_util::sync::CancellationToken;

use super::bot::{Config, FAST_PROPERTIES, Follower, KafkaConfig, MockBroker, Producer, Settings, topics};
use super::{Process, say, unique};
pub use people::{take, type_needhelp};
pub use services::Service;
pub use stopped_clock::StoppedClock;

/// How long a test waits for what this process does. Less than the minute after which a board parks what does not work.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// How long a test waits for one process: longer than two attempts of a request that time out.
pub const PROCESS_PATIENCE: Duration = Duration::from_secs(45);

/// How long a test waits for several processes on a machine that is busy with them.
pub const PROCESSES_PATIENCE: Duration = Duration::from_secs(60);

/// A Discord, a Kafka and the bot between them.
pub struct Neighborhood {
    pub discord: Arc<FakeDiscord>,
    /// As the bot reads its settings; also where the test's own records go.
    pub config: Config,
    /// The embedded broker, if it is not real Kafka.
    pub embedded: Option<MockBroker>,
    /// The bot's processes, in the order of their start.
    pub processes: Vec<Process>,
    /// How long to wait for what should happen soon.
    pub patience: Duration,
    settings: BTreeMap<String, String>,
    producer: OnceLock<Producer>,
    bot_settings: OnceLock<(Settings, Follower)>,
    services: Vec<Service>,
    /// By how much the boards' clocks are ahead, in milliseconds.
    ahead: Arc<AtomicI64>,
}

/// Which Kafka a neighborhood has.
enum Broker<'a> {
    Mock,
    /// An embedded broker that can be down.
    Breakable,
    At(&'a str),
}

fn read(settings: &BTreeMap<String, String>) -> Config {
    Config::read(&|name| settings.get(name).cloned()).expect("the settings are right")
}

impl Neighborhood {
    /// Intake and board run in this process.
    pub async fn open() -> Self {
        Self::with(&[]).await
    }

    /// The same with other settings; an empty one is none.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        let mut here = Self::empty(settings).await;
        let services = [here.intake(), here.board()];
        here.services.extend(services);
        here
    }

    /// Discord and Kafka with the usual settings; no service runs yet.
    pub async fn without_services() -> Self {
        Self::empty(&[]).await
    }

    /// The same with other settings.
    pub async fn without_services_and_with(settings: &[(&str, &str)]) -> Self {
        Self::empty(settings).await
    }

    /// The same with another Discord, on the embedded broker.
    pub async fn on_another_discord(setup: Setup) -> Self {
        Self::build(Broker::Mock, setup, &[]).await
    }

    /// Discord and Kafka: the one that `KAFKA_BOOTSTRAP_SERVERS` names, else the embedded broker.
    async fn empty(settings: &[(&str, &str)]) -> Self {
        match std::env::var("KAFKA_BOOTSTRAP_SERVERS") {
            Err(_) => Self::build(Broker::Mock, Setup::default(), settings).await,
            Ok(servers) => {
                let here = Self::build(Broker::At(&servers), Setup::default(), settings).await;
                let findings = topics::prepare(here.kafka(), &CancellationToken::new()).await.expect("topics");
                assert_eq!(findings.unwrap_or_default(), [], "the topics are as they should be");
                here
            }
        }
    }

    /// Discord and an embedded broker that can be down, and whose clock can differ; no service runs yet.
    pub async fn on_breakable_broker() -> Self {
        Self::build(Broker::Breakable, Setup::default(), &[]).await
    }

    /// The whole bot as one process, ready, on an embedded broker that can be down.
    pub async fn of_one_process() -> Self {
        Self::of_one_process_with(&[]).await
    }

    /// The same with other settings.
    pub async fn of_one_process_with(settings: &[(&str, &str)]) -> Self {
        let mut here = Self::build(Broker::Breakable, Setup::default(), settings).await;
        here.patience = PROCESS_PATIENCE;
        here.has_an_address();
        here.start("run");
        here.until_readyz(|status, _| status == 200).await;
        here
    }

    /// The whole bot as one process against a Discord with https and wss. With `trusted`, `DISCORD_CA_FILE` names
    /// the authority of its certificate.
    pub async fn over_tls(trusted: bool) -> Self {
        let settings: &[(&str, &str)] = if trusted { &[] } else { &[("DISCORD_CA_FILE", "")] };
        let mut here = Self::build(Broker::Breakable, Setup::default().tls(), settings).await;
        here.patience = PROCESS_PATIENCE;
        here.has_an_address();
        here.start("run");
        here
    }

    /// The whole bot as one process on an embedded broker, in a Discord with this setup. It is not waited for: something
    /// may be wrong from the start.
    pub async fn of_one_process_in(setup: Setup) -> Self {
        let mut here = Self::build(Broker::Breakable, setup, &[]).await;
        here.patience = PROCESS_PATIENCE;
        here.has_an_address();
        here.start("run");
        here
    }

    /// A process for each of these services, connected to Discord; Kafka may be away.
    pub async fn of_processes(servers: &str, services: &[&str]) -> Self {
        // Sarah types all of a test's alerts, more than one person may by default.
        let mut here = Self::at(servers, Setup::default(), &[("ALERTS_PER_HOUR", "1000")]).await;
        services.iter().for_each(|service| here.start(service));
        here.until_connected().await;
        here
    }

    /// Discord and this Kafka; no process runs yet, and no topic is created.
    pub async fn at(servers: &str, setup: Setup, settings: &[(&str, &str)]) -> Self {
        let mut here = Self::build(Broker::At(servers), setup, settings).await;
        here.patience = PROCESSES_PATIENCE;
        here
    }

    async fn build(broker: Broker<'_>, setup: Setup, other: &[(&str, &str)]) -> Self {
        let discord = FakeDiscord::start(setup.limits(Limits::off())).await.expect("the stand-in starts");
        let name = unique();
        let topics = ["alerts", "log", "dead"].map(|topic| format!("{name}-{topic}"));
        let names = topics.each_ref().map(String::as_str);
        let (embedded, servers) = match broker {
            Broker::Mock => (Some(MockBroker::start(&names).expect("the embedded broker starts")), ""),
            Broker::Breakable => (Some(MockBroker::start_at(0, &names).await.expect("the embedded broker starts")), ""),
            Broker::At(servers) => (None, servers),
        };
        let servers = embedded.as_ref().map_or(servers, |broker| broker.bootstrap_servers());
        let mut settings = BTreeMap::from([
            ("DISCORD_TOKEN", discord.token()),
            ("DISCORD_API_URL", discord.url()),
            ("DISCORD_GUILD_ID", discord.guild_id().to_string()),
            ("DISCORD_CHANNEL_ID", discord.channel_id("bus-stop").to_string()),
            ("DISCORD_HELPER_ROLE_ID", discord.role_id("helpers").to_string()),
            ("KAFKA_BOOTSTRAP_SERVERS", servers.to_owned()),
            ("KAFKA_GROUP_ID", name.clone()),
            ("KAFKA_ALERTS_TOPIC", topics[0].clone()),
            ("KAFKA_CONFIRMATIONS_TOPIC", topics[1].clone()),
            ("KAFKA_DEAD_LETTER_TOPIC", topics[2].clone()),
            ("HTTP_LISTEN_ADDR", "127.0.0.1:0".to_owned()),
            ("RUST_LOG", "info".to_owned()),
        ]);
        if embedded.is_some() {
            settings.insert("KAFKA_PROPERTIES", FAST_PROPERTIES.to_owned());
        } else {
            // The embedded broker has this topic of itself.
            settings.insert("KAFKA_SETTINGS_TOPIC", format!("{name}-settings"));
        }
        if let Some(certificate) = discord.ca_certificate() {
            let path = format!("{}/{name}-ca.pem", env!("CARGO_TARGET_TMPDIR"));
            std::fs::write(&path, certificate).expect("the certificate can be written");
            settings.insert("DISCORD_CA_FILE", path);
        }
        settings.extend(other.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let settings: BTreeMap<_, _> = settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let config = read(&settings);
        Neighborhood {
            discord: Arc::new(discord),
            config,
            embedded,
            processes: Vec::new(),
            patience: PATIENCE,
            settings,
            producer: OnceLock::new(),
            bot_settings: OnceLock::new(),
            services: Vec::new(),
            ahead: Arc::default(),
        }
    }

    /// Changes a setting for services that are started from now on.
    pub fn set(&mut self, name: &str, value: &str) {
        self.settings.insert(name.to_owned(), value.to_owned());
        self.config = read(&self.settings);
        self.bot_settings = OnceLock::new();
    }

    /// The embedded broker.
    pub fn broker(&self) -> &MockBroker {
        self.embedded.as_ref().expect("it is on the embedded broker")
    }

    /// The broker if it is one that can be broken from here; else a line in the output says what did not run.
    pub fn breakable(&self) -> Option<&MockBroker> {
        if self.embedded.is_none() {
            let test = std::thread::current().name().unwrap_or_default().to_owned();
            say(&format!("NOT RUN on real Kafka: {test} (it breaks the embedded broker)"));
        }
        self.embedded.as_ref()
    }

    pub fn kafka(&self) -> &KafkaConfig {
        &self.config.kafka
    }
}
