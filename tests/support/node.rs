//! A Kafka of the test's own, which can be killed, frozen, and reached through a proxy. It ends when this is dropped.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use tempfile::TempDir;
use tokio::sync::Mutex;

/// What a thawed broker takes at most until it serves; a few seconds on an idle machine.
const SERVES_AGAIN: Duration = Duration::from_secs(60);

/// How long a look at a broker takes at most.
const A_LOOK: Duration = Duration::from_secs(1);

static NEXT: AtomicU16 = AtomicU16::new(0);

/// Held while a node starts, and while a recovery is timed: a node that starts takes a whole small machine for seconds.
pub static QUIET: Mutex<()> = Mutex::const_new(());

/// One node of `scripts/kafka`, with its own port and data.
pub struct Node {
    port: u16,
    /// The port behind the proxy, and the proxy's.
    proxied: Option<(u16, u16)>,
    /// The port for TLS and SASL.
    tls: Option<u16>,
    data: TempDir,
}

impl Node {
    /// A place for a node; nothing runs there yet.
    pub fn place() -> Self {
        Node { port: free_port(), proxied: None, tls: None, data: TempDir::new().expect("a directory") }
    }

    /// The same with one more port, for TLS and SASL.
    pub fn place_with_tls() -> Self {
        let mut node = Self::place();
        node.tls = Some(free_port());
        node
    }

    /// Has it listen on one more port and tell who connects there to use this one from then on. To be called before it
    /// starts; answers with where the proxy that listens here has to pass things on to.
    pub fn behind(&mut self, proxy: u16) -> String {
        let port = free_port();
        self.proxied = Some((port, proxy));
        format!("127.0.0.1:{port}")
    }

    /// Its address, whether or not it runs.
    pub fn servers(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Starts it and waits until it serves.
    pub fn start(&self) {
        _ = self.run("start");
    }

    /// The same; returns what the script prints for clients, by name.
    pub fn start_and_read(&self) -> BTreeMap<String, String> {
        let said = self.run("start");
        let facts = said.lines().filter_map(|line| line.split_once('='));
        facts.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// The folder of its data.
    pub fn folder(&self) -> &std::path::Path {
        self.data.path()
    }

    /// SIGKILL; its data stays.
    pub fn kill(&self) {
        _ = self.run("kill");
    }

    /// SIGSTOP: connections stay open and nothing answers.
    pub fn freeze(&self) {
        _ = self.run("freeze");
        // The signal is on its way when it is sent: a busy machine lets it answer for a while.
        let is_frozen = || self.command("status").output().is_ok_and(|output| output.status.code() == Some(2));
        assert!(std::iter::repeat_with(is_frozen).take(100).any(|frozen| frozen), "it is not frozen");
    }

    /// SIGCONT, and waits until it serves: a broker that was frozen has lost its own session, and leads nothing until its
    /// controller has taken it back.
    pub fn thaw(&self) {
        _ = self.run("thaw");
        let deadline = Instant::now() + SERVES_AGAIN;
        while !self.serves() {
            assert!(Instant::now() < deadline, "the thawed broker does not serve");
        }
    }

    /// Whether it leads the partitions that it has, as far as a client of today is told.
    fn serves(&self) -> bool {
        let client: Result<BaseConsumer, _> = ClientConfig::new().set("bootstrap.servers", self.servers()).create();
        let asked = client.and_then(|client| {
            for topic in client.fetch_metadata(None, A_LOOK)?.topics() {
                for partition in topic.partitions() {
                    client.fetch_watermarks(topic.name(), partition.id(), A_LOOK)?;
                }
            }
            Ok(())
        });
        asked.is_ok()
    }

    fn run(&self, what: &str) -> String {
        let output = self.command(what).output().expect("scripts/kafka runs");
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "scripts/kafka {what}: {complaints}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn command(&self, what: &str) -> Command {
        let mut command = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/kafka"));
        command
            .arg(what)
            .env("KAFKA_PORT", self.port.to_string())
            .env("KAFKA_DATA", self.data.path())
            .env("KAFKA_HEAP", "256m")
            .env("KAFKA_START_TIMEOUT", "120")
            .env("KAFKA_PROXIED", self.proxied.map(|(port, proxy)| format!("{port}:{proxy}")).unwrap_or_default())
            .stdin(Stdio::null());
        match self.tls {
            Some(port) => command.env("KAFKA_TLS_PORT", port.to_string()),
            None => command.env_remove("KAFKA_TLS_PORT"),
        };
        command
    }
}

/// Below 32768, where no outgoing connection takes the port while the node is away.
pub fn free_port() -> u16 {
    let first = u16::try_from(std::process::id() % 1_900).unwrap_or(0);
    let free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    let mut ports = std::iter::repeat_with(|| 30_000 + (first + 7 * NEXT.fetch_add(1, Ordering::Relaxed)) % 1_900);
    ports.by_ref().take(200).find(free).expect("one of 200 ports is free")
}

impl Drop for Node {
    fn drop(&mut self) {
        // The script says itself if there is nothing to end.
        _ = self.command("reset").output();
    }
}
