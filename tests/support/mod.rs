//! What several test programs stand on: the bot as real processes, which can be killed and frozen.

#![allow(dead_code, reason = "each test program uses a part of it")]

pub mod command_line;
pub mod node;
pub mod program;
pub mod records;
pub mod street;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use fake_discord::FakeDiscord;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A name that no other test in this or another run has.
pub fn unique() -> String {
    let nanos = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |now| now.as_nanos());
    format!("t{:x}-{}", nanos & 0xffff_ffff_ffff, NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Says something in the test's output even where the test passes: the test program keeps only `print!` to itself.
pub fn say(line: &str) {
    _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// The broker to use, or a line in the output that says what did not run.
pub fn real_kafka(test: &str) -> Option<String> {
    let servers = std::env::var("KAFKA_BOOTSTRAP_SERVERS").ok();
    if servers.is_none() {
        say(&format!(
            "NOT RUN: {test} (needs real Kafka: scripts/kafka start, then KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:19092)"
        ));
    }
    servers
}

/// The settings of a bot against this stand-in, on topics of its own.
pub fn settings(discord: &FakeDiscord, servers: &str, name: &str) -> BTreeMap<String, String> {
    let settings = [
        ("DISCORD_TOKEN", discord.token()),
        ("DISCORD_API_URL", discord.url()),
        ("DISCORD_GUILD_ID", discord.guild_id().to_string()),
        ("DISCORD_CHANNEL_ID", discord.channel_id("bus-stop").to_string()),
        ("DISCORD_HELPER_ROLE_ID", discord.role_id("helpers").to_string()),
        ("KAFKA_BOOTSTRAP_SERVERS", servers.to_owned()),
        ("KAFKA_GROUP_ID", name.to_owned()),
        ("KAFKA_ALERTS_TOPIC", format!("{name}-alerts")),
        ("KAFKA_CONFIRMATIONS_TOPIC", format!("{name}-log")),
        ("KAFKA_DEAD_LETTER_TOPIC", format!("{name}-dead")),
        ("HTTP_LISTEN_ADDR", "127.0.0.1:0".to_owned()),
        ("RUST_LOG", "info".to_owned()),
    ];
    settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The bot, or a part of it, as a process of its own; it is killed when this is dropped.
pub struct Process {
    service: String,
    settings: BTreeMap<String, String>,
    log: PathBuf,
    child: Child,
}

impl Process {
    /// Starts `needhelp <service>`. Its log is kept in a file beside the test program's own.
    pub fn start(service: &str, settings: &BTreeMap<String, String>) -> Self {
        let log = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{service}.log", unique()));
        let child = spawn(service, settings, &log);
        Process { service: service.to_owned(), settings: settings.clone(), log, child }
    }

    /// `kill -9`, and started anew at once.
    pub fn kill_and_start(&mut self) {
        self.kill();
        self.child = spawn(&self.service, &self.settings, &self.log);
    }

    /// `kill -9`
    pub fn kill(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }

    /// Starts it anew after [`Self::kill`].
    pub fn start_again(&mut self) {
        self.child = spawn(&self.service, &self.settings, &self.log);
    }

    /// SIGSTOP: it does nothing more and knows nothing of it.
    pub fn freeze(&self) {
        self.signal(rustix::process::Signal::STOP);
    }

    /// SIGCONT
    pub fn thaw(&self) {
        self.signal(rustix::process::Signal::CONT);
    }

    /// SIGTERM
    pub fn ask_to_end(&self) {
        self.signal(rustix::process::Signal::TERM);
    }

    fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).expect("the process is there");
    }

    /// Its exit code, once it has ended.
    pub fn ended(&mut self) -> Option<i32> {
        self.child.try_wait().expect("the process can be asked").map(|status| status.code().unwrap_or(-1))
    }

    /// All that it has logged, over all its lives.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
        if !std::thread::panicking() {
            _ = std::fs::remove_file(&self.log);
        } else {
            say(&format!("the log of {}: {}", self.service, self.log.display()));
        }
    }
}

fn spawn(service: &str, settings: &BTreeMap<String, String>, log: &PathBuf) -> Child {
    let log = File::options().create(true).append(true).open(log).expect("the log can be written");
    Command::new(env!("CARGO_BIN_EXE_needhelp"))
        .arg(service)
        .env_clear()
        .envs(settings)
        // No .env of the checkout.
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .expect("the bot starts")
}
