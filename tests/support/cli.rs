//! The program as people start it: its real binary, an environment of its own, and what it says.

use std::io::{BufRead as _, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::{Offset, TopicPartitionList};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tokio_util::sync::CancellationToken;

use super::bot::{Config, FAST_PROPERTIES, KafkaConfig, MessageTimeout, MockBroker, Outgoing, Producer, topics};
pub use super::command_line::{bare, run, text};
use super::real_kafka::RealKafka;
use super::recreate::recreate_topics;
use super::{command_line, eventually, real_kafka, unique};

/// Longer than anything here takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(30);

const TOPICS: [&str; 3] = ["bus-stop-alerts", "bus-stop-confirmations", "bus-stop-dead-letters"];

/// A broker of the test's own, or topics of its own on a real one, and commands that are told only of these.
pub struct Cli {
    broker: Option<MockBroker>,
    servers: String,
    /// Beside the servers.
    settings: Vec<(&'static str, String)>,
    folder: TempDir,
    /// Where the broker's port and the stand-in of Discord are served.
    runtime: Runtime,
    _kafka: Option<RealKafka>,
}

impl Cli {
    pub fn new() -> Self {
        let broker = MockBroker::start(&TOPICS).expect("the embedded broker starts");
        let servers = broker.bootstrap_servers().to_owned();
        Self { broker: Some(broker), ..Self::at(servers) }
    }

    /// A broker that can be taken away and given back.
    pub fn breakable() -> Self {
        let mut cli = Self::at(String::new());
        let broker = cli.runtime.block_on(MockBroker::start_at(0, &TOPICS)).expect("the embedded broker starts");
        cli.servers = broker.bootstrap_servers().to_owned();
        Self { broker: Some(broker), ..cli }
    }

    /// On real Kafka, with a group and topics of its own; `None` if there is no Kafka, after a line that says so.
    pub fn real(test: &str) -> Option<Self> {
        let kafka = real_kafka(test)?;
        let name = unique();
        let settings = vec![
            ("KAFKA_GROUP_ID", name.clone()),
            ("KAFKA_ALERTS_TOPIC", format!("{name}-alerts")),
            ("KAFKA_CONFIRMATIONS_TOPIC", format!("{name}-log")),
            ("KAFKA_DEAD_LETTER_TOPIC", format!("{name}-dead")),
            ("KAFKA_SETTINGS_TOPIC", format!("{name}-settings")),
        ];
        let servers = kafka.to_owned();
        let cli = Self { settings, _kafka: Some(kafka), ..Self::at(servers) };
        cli.make_topics();
        Some(cli)
    }

    /// Where no broker is yet: nothing even listens there.
    pub fn without_broker() -> Self {
        // Below the ports that the system gives to connections by itself.
        let free = (20_000..30_000).skip(std::process::id() as usize % 9_000);
        let port = free.into_iter().find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok());
        Self::at(format!("127.0.0.1:{}", port.expect("a free port")))
    }

    fn at(servers: String) -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let settings = vec![("KAFKA_PROPERTIES", FAST_PROPERTIES.to_owned())];
        let folder = tempfile::tempdir().expect("a folder without .env");
        Self { broker: None, servers, settings, folder, runtime, _kafka: None }
    }

    /// The broker is there from now on.
    pub fn open(&mut self) {
        let port = self.servers.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
        let started = self.runtime.block_on(MockBroker::start_at(port, &TOPICS));
        self.broker = Some(started.expect("the embedded broker starts"));
    }

    /// Waits for what is served beside the test.
    pub fn wait<F: Future>(&self, what: F) -> F::Output {
        self.runtime.block_on(what)
    }

    pub fn needhelp(&self, arguments: &[&str]) -> Command {
        self.told(bare(arguments))
    }

    /// A program that is told where the broker is and how group and topics are called here.
    pub fn told(&self, mut command: Command) -> Command {
        command
            .current_dir(self.folder.path())
            .env("KAFKA_BOOTSTRAP_SERVERS", &self.servers)
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .env("HTTP_LISTEN_ADDR", "127.0.0.1:0");
        command
    }

    /// The embedded broker.
    pub fn broker(&self) -> &MockBroker {
        self.broker.as_ref().expect("it is open")
    }

    /// As the programs started here read it.
    pub fn config(&self) -> KafkaConfig {
        let setting =
            |name: &str| self.settings.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        let servers = |name: &str| (name == "KAFKA_BOOTSTRAP_SERVERS").then(|| self.servers.clone());
        Config::read(&|name| servers(name).or_else(|| setting(name))).expect("right settings").kafka
    }

    /// The librdkafka settings of the programs started here.
    pub fn properties(&self) -> Option<&str> {
        self.settings.iter().find(|(name, _)| *name == "KAFKA_PROPERTIES").map(|(_, value)| &**value)
    }

    fn make_topics(&self) {
        let never = CancellationToken::new();
        let config = self.config();
        let made = async { tokio::time::timeout(PATIENCE, topics::prepare(&config, &never)).await };
        let findings = self.runtime.block_on(made).expect("made in time").expect("an admin client");
        assert_eq!(findings, Some(Vec::new()));
    }

    /// Deletes the alerts' topic and creates it again, on real Kafka.
    pub fn recreate_the_topic(&self) {
        let config = self.config();
        self.runtime.block_on(recreate_topics(&config, &[&config.alerts_topic]));
    }

    /// Appends any value to the first partition of the alerts' topic, as any program may.
    pub fn append(&self, value: &str) {
        self.append_to(0, value);
    }

    /// The same to this partition.
    pub fn append_to(&self, partition: i32, value: &str) {
        let config = self.config();
        let outgoing = Outgoing {
            topic: config.alerts_topic.clone(),
            partition: Some(partition),
            value: Some(value.as_bytes().to_vec()),
            ..Outgoing::default()
        };
        self.runtime.block_on(async {
            let producer = Producer::start(&config, "test", MessageTimeout::PERSON).expect("a producer");
            // A partition just made may not have its leader yet.
            producer.append_until(outgoing, &CancellationToken::new()).await.expect("written");
        });
    }

    /// Waits until the group has saved that it has read so many records of the alerts' first partition.
    pub fn until_saved(&self, group: &str, records: i64) {
        let topic = self.config().alerts_topic;
        let mut settings = ClientConfig::new();
        let asking: BaseConsumer =
            settings.set("bootstrap.servers", &self.servers).set("group.id", group).create().expect("a consumer");
        self.eventually(|| {
            let mut asked = TopicPartitionList::new();
            asked.add_partition(&topic, 0);
            let saved = asking.committed_offsets(asked, PATIENCE).ok()?;
            (saved.elements().first()?.offset() == Offset::Offset(records)).then_some(())
        });
    }

    /// Asks until there is an answer.
    pub fn eventually<T>(&self, mut ask: impl FnMut() -> Option<T>) -> T {
        self.runtime.block_on(eventually(PATIENCE, "what the command should do", async || ask()))
    }

    /// The body of what is at this address.
    pub fn get(&self, url: &str) -> String {
        self.runtime.block_on(async { reqwest::get(url).await.expect("an answer").text().await.expect("text") })
    }

    /// Sends an alert of this parent and expects it to be sent.
    pub fn send(&self, parent: &str) {
        let sent = run(self.needhelp(&command_line::send(parent)));
        assert_eq!(text(&sent.stdout), format!("✅ Alert sent: {parent} needs help\n"), "{}", text(&sent.stderr));
        assert_eq!(sent.status.code(), Some(0));
    }
}

/// A program that goes on until it is told to stop.
pub struct Running {
    child: Child,
    lines: mpsc::Receiver<String>,
    log: mpsc::Receiver<String>,
    /// All that it has said on stdout so far.
    pub said: Vec<String>,
}

impl Running {
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let lines = lines_of(child.stdout.take().expect("stdout is piped"));
        let log = lines_of(child.stderr.take().expect("stderr is piped"));
        Self { child, lines, log, said: Vec::new() }
    }

    /// Waits until it has logged a line that `is` it.
    pub fn until_logged(&self, is: impl Fn(&str) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        let mut logged = Vec::new();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(line) = self.log.recv_timeout(left) else { panic!("it only logged {logged:#?}") };
            if is(&line) {
                return;
            }
            logged.push(line);
        }
    }

    /// Waits until it has said a line that `is` it.
    pub fn until(&mut self, is: impl Fn(&str) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(line) = self.lines.recv_timeout(left) else { panic!("it only said {:#?}", self.said) };
            self.said.push(line);
            if self.said.last().is_some_and(|line| is(line)) {
                return;
            }
        }
    }

    /// Whose alerts it has shown, in order, with those that have come since.
    pub fn shown(&mut self) -> Vec<String> {
        let parent = |line: &String| Some(line.strip_prefix("🚨 ")?.strip_suffix(" needs help!")?.to_owned());
        self.so_far().iter().filter_map(parent).collect()
    }

    /// Waits until it has said so many lines.
    pub fn until_lines(&mut self, lines: usize) {
        while self.said.len() < lines {
            self.until(|_| true);
        }
    }

    /// Lines that have come since, without waiting.
    pub fn so_far(&mut self) -> &[String] {
        self.said.extend(self.lines.try_iter());
        &self.said
    }

    /// How many alerts it has shown.
    pub fn alerts(&self) -> usize {
        self.said.iter().filter(|line| line.starts_with("🚨")).count()
    }

    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.child.id().cast_signed()).expect("a process id");
        kill_process(pid, signal).expect("it is still there");
    }

    /// Waits for its end: it has one when nothing more can come from it.
    pub fn ended(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => self.said.push(line),
                Err(mpsc::RecvTimeoutError::Disconnected) => return self.child.wait().expect("its state"),
                Err(mpsc::RecvTimeoutError::Timeout) => panic!("it does not end; it said {:#?}", self.said),
            }
        }
    }

    /// Ctrl+C.
    pub fn interrupt(&mut self) -> ExitStatus {
        self.signal(Signal::INT);
        self.ended()
    }
}

/// Reads to the end, whether anybody listens or not: a full pipe would stop the program.
fn lines_of(out: impl Read + Send + 'static) -> mpsc::Receiver<String> {
    let (tell, lines) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            _ = tell.send(line);
        }
    });
    lines
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already, which is what is wanted.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
