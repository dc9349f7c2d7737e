//! The program as people start it: its real binary, an environment of its own, and what it says.

use std::io::{BufRead as _, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use needhelp::kafka::client::MessageTimeout;
use needhelp::kafka::embedded::{Embedded, FAST_PROPERTIES};
use needhelp::kafka::producer::{Outgoing, Producer};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use crate::command_line;
pub use crate::command_line::{bare, run, text};

/// Longer than anything here takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(30);

const TOPICS: [&str; 3] = ["bus-stop-alerts", "bus-stop-confirmations", "bus-stop-dead-letters"];

/// A broker of the test's own, and programs that know nothing but it.
pub struct Kitchen {
    broker: Option<Embedded>,
    servers: String,
    folder: TempDir,
    /// Where the broker's port and the stand-in of Discord are served.
    runtime: Runtime,
}

impl Kitchen {
    pub fn new() -> Self {
        let broker = Embedded::start(&TOPICS).expect("the embedded broker starts");
        let servers = broker.bootstrap_servers().to_owned();
        Self { broker: Some(broker), ..Self::at(servers) }
    }

    /// Where no broker is yet: nothing even listens there.
    pub fn closed() -> Self {
        // Below the ports that the system gives to connections by itself.
        let free = (20_000..30_000).skip(std::process::id() as usize % 9_000);
        let port = free.into_iter().find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok());
        Self::at(format!("127.0.0.1:{}", port.expect("a free port")))
    }

    fn at(servers: String) -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        Self { broker: None, servers, folder: tempfile::tempdir().expect("a folder without .env"), runtime }
    }

    /// The broker is there from now on.
    pub fn open(&mut self) {
        let port = self.servers.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
        let started = self.runtime.block_on(Embedded::start_at(port, &TOPICS));
        self.broker = Some(started.expect("the embedded broker starts"));
    }

    /// Waits for what is served beside the test.
    pub fn wait<F: Future>(&self, what: F) -> F::Output {
        self.runtime.block_on(what)
    }

    pub fn needhelp(&self, arguments: &[&str]) -> Command {
        let mut command = bare(arguments);
        command
            .current_dir(self.folder.path())
            .env("KAFKA_BOOTSTRAP_SERVERS", &self.servers)
            .env("KAFKA_PROPERTIES", FAST_PROPERTIES)
            .env("HTTP_LISTEN_ADDR", "127.0.0.1:0");
        command
    }

    /// Appends any value to the first partition of the alerts' topic, as any program may.
    pub fn append(&self, value: &str) {
        let config = self.broker.as_ref().expect("it is open").config();
        let outgoing = Outgoing {
            topic: config.alerts_topic.clone(),
            partition: Some(0),
            value: Some(value.as_bytes().to_vec()),
            ..Outgoing::default()
        };
        self.runtime.block_on(async {
            let producer = Producer::start(&config, "test", MessageTimeout::PERSON).expect("a producer");
            producer.send(outgoing).await.expect("written");
        });
    }

    /// Asks until there is something.
    pub fn eventually<T>(&self, mut ask: impl FnMut() -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = ask() {
                return found;
            }
            assert!(Instant::now() < deadline, "it does not come");
            // Whoever is asked is another process and tells nobody when it changes.
            std::thread::sleep(Duration::from_millis(10));
        }
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
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let line = self.log.recv_timeout(left).expect("it is logged in time");
            if is(&line) {
                return;
            }
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
