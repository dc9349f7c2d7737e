//! Kafka behind TLS and SASL/SCRAM, on a node of this test's own. Where no real Kafka is used, or this build has
//! no TLS to Kafka, it says that it did not run.

use std::collections::BTreeMap;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use crate::support::command_line::{self, bare, run, text};
use crate::support::node::{Node, QUIET};
use crate::support::{real_kafka, say};

/// "NOT sent" is said after 9 s at the latest; the rest is a busy machine's start of a process.
const BOUND: Duration = Duration::from_secs(60);

/// A node with a `SASL_SSL` listener, and what `scripts/kafka start` printed for its clients.
struct Secured {
    node: Node,
    facts: BTreeMap<String, String>,
}

impl Secured {
    fn start() -> Self {
        let node = Node::place_with_tls();
        let _quiet = QUIET.blocking_lock();
        let facts = node.start_and_read();
        Secured { node, facts }
    }

    fn fact(&self, name: &str) -> &str {
        self.facts.get(name).unwrap_or_else(|| panic!("scripts/kafka does not print {name}"))
    }

    fn right(&self) -> Login<'_> {
        Login { ca: self.fact("KAFKA_CA_FILE").to_owned(), password: self.fact("KAFKA_SASL_PASSWORD"), node: self }
    }
}

/// How the program is told to log in.
struct Login<'a> {
    node: &'a Secured,
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

/// The one line for the person among what the log says.
fn for_the_person(output: &Output) -> &str {
    text(&output.stderr).lines().find(|line| line.starts_with("needhelp: ")).expect("something is said")
}

#[test]
fn over_tls_and_sasl_an_alert_is_sent_and_a_wrong_login_is_named() {
    // Not for its address: the node is this test's own.
    let Some(_kafka) = real_kafka("tests/real/tls.rs") else { return };
    if !cfg!(feature = "tls") {
        say("NOT RUN: tests/real/tls.rs (needs a build with TLS to Kafka: cargo test --workspace --features tls)");
        return;
    }
    let node = Secured::start();
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
    let stranger = node.node.folder().join("another-ca.pem");
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
