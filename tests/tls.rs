//! Kafka behind TLS and SASL/SCRAM, on a node of this test's own. Where no real Kafka is used, or this build has
//! no TLS to Kafka, it says that it did not run.

#[path = "support/command_line.rs"]
mod command_line;
mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use command_line::{bare, run, text};
use support::{real_kafka, say};

/// "NOT sent" is said after 9 s at the latest; the rest is a busy machine's start of a process.
const BOUND: Duration = Duration::from_secs(60);

/// A node with a `SASL_SSL` listener beside the plain one; it and its data are gone when this is dropped.
struct Node {
    environment: BTreeMap<String, String>,
    data: tempfile::TempDir,
    /// What `scripts/kafka start` said of it.
    facts: BTreeMap<String, String>,
}

impl Node {
    fn start() -> Self {
        let data = tempfile::tempdir().expect("a directory");
        let mut environment: BTreeMap<_, _> = ["KAFKA_PORT", "KAFKA_TLS_PORT"]
            .into_iter()
            .zip(two_free_ports())
            .map(|(name, port)| (name.to_owned(), port.to_string()))
            .collect();
        environment.insert("KAFKA_DATA".to_owned(), data.path().display().to_string());
        let mut node = Node { environment, data, facts: BTreeMap::new() };
        let started = node.script("start").output().expect("scripts/kafka runs");
        let (said, complaints) = (text(&started.stdout), text(&started.stderr));
        assert!(started.status.success(), "the node does not start: {complaints}");
        node.facts = said
            .lines()
            .filter_map(|line| line.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        node
    }

    fn script(&self, command: &str) -> Command {
        let mut script = Command::new(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scripts/kafka"));
        script.arg(command).envs(&self.environment).stdin(Stdio::null());
        script
    }

    fn fact(&self, name: &str) -> &str {
        self.facts.get(name).unwrap_or_else(|| panic!("scripts/kafka does not say {name}"))
    }

    fn right(&self) -> Login<'_> {
        Login { ca: self.fact("KAFKA_CA_FILE").to_owned(), password: self.fact("KAFKA_SASL_PASSWORD"), node: self }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        _ = self.script("reset").output();
        _ = &self.data;
    }
}

/// How the program is told to log in.
struct Login<'a> {
    node: &'a Node,
    ca: String,
    password: &'a str,
}

impl Login<'_> {
    fn needhelp(&self, arguments: &[&str]) -> Output {
        let properties = format!(
            "security.protocol=SASL_SSL,sasl.mechanism=SCRAM-SHA-512,sasl.username={},sasl.password={},\
             ssl.ca.location={}",
            self.node.fact("KAFKA_SASL_USERNAME"),
            self.password,
            self.ca,
        );
        let began = Instant::now();
        let mut command = bare(arguments);
        command
            .env("KAFKA_BOOTSTRAP_SERVERS", self.node.fact("KAFKA_TLS_BOOTSTRAP_SERVERS"))
            .env("KAFKA_PROPERTIES", properties)
            // Above what the program says by itself, so that a password in a log would be seen here.
            .env("RUST_LOG", "trace");
        let output = run(command);
        assert!(began.elapsed() < BOUND, "{arguments:?} took {:?}", began.elapsed());
        for said in [text(&output.stdout), text(&output.stderr)] {
            assert!(!said.contains(self.password), "the password is shown: {said}");
        }
        output
    }

    fn send(&self) -> Output {
        self.needhelp(&command_line::send("Sarah"))
    }
}

fn two_free_ports() -> [u16; 2] {
    // Below 32768, where no outgoing connection takes them between here and the node's start.
    let mut free = (20_000 + u16::try_from(std::process::id() % 9_000).unwrap_or(0)..30_000)
        .filter(|port| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok());
    [(); 2].map(|()| free.next().expect("a free port"))
}

/// The one line for the person among what the log says.
fn for_the_person(output: &Output) -> &str {
    text(&output.stderr).lines().find(|line| line.starts_with("needhelp: ")).expect("something is said")
}

#[test]
fn over_tls_with_a_password_an_alert_is_sent_and_with_a_wrong_one_it_says_why_not() {
    if real_kafka("tests/tls.rs").is_none() {
        return;
    }
    if !cfg!(feature = "tls") {
        say("NOT RUN: tests/tls.rs (needs a build with TLS to Kafka: cargo test --workspace --features tls)");
        return;
    }
    let node = Node::start();
    // A node in its first seconds may be slow, and then says so: what counts is that the connection is taken.
    let sent = (0..5).map(|_| node.right().send()).find(|sent| sent.status.success());
    let sent = sent.expect("an alert is sent in five attempts");
    assert_eq!(text(&sent.stdout), "✅ Alert sent: Sarah needs help\n");

    let wrong = Login { password: "not-the-password", ..node.right() }.send();
    assert_eq!((wrong.status.code(), text(&wrong.stdout)), (Some(1), ""));
    let said = for_the_person(&wrong);
    assert!(
        said.contains("NOT sent") && said.contains("refuses this client") && said.contains("SASL settings"),
        "{said}"
    );

    // The system's own certificates do not know this node: nothing is said to a broker that cannot prove who it is.
    let stranger = node.data.path().join("another-ca.pem");
    another_ca(&stranger);
    let untrusted = Login { ca: stranger.display().to_string(), ..node.right() }.send();
    assert_eq!((untrusted.status.code(), text(&untrusted.stdout)), (Some(1), ""));
    let said = for_the_person(&untrusted);
    assert!(
        said.contains("NOT sent") && said.contains("no TLS with Kafka") && said.contains("ssl.ca.location"),
        "{said}"
    );
}

fn another_ca(path: &std::path::Path) {
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=another CA"])
        .args(["-keyout", "/dev/null", "-out"])
        .arg(path)
        .output()
        .expect("openssl runs, as scripts/kafka needs it");
    assert!(made.status.success(), "{}", text(&made.stderr));
}
