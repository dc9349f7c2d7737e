//! The bot, or one of its services, as a process that can be killed and frozen.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::{eventually, say, unique};

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

    /// `kill -9`, and started again at once.
    pub fn kill_and_start(&mut self) {
        self.kill();
        self.child = spawn(&self.service, &self.settings, &self.log);
    }

    /// `kill -9`
    pub fn kill(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }

    /// Starts it again after [`Self::kill`].
    pub fn start_again(&mut self) {
        self.child = spawn(&self.service, &self.settings, &self.log);
    }

    /// SIGSTOP: it stands still and does not notice.
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

    /// Waits until it has ended, and returns its exit code.
    pub async fn exit_code(&mut self, bound: Duration) -> i32 {
        let log = self.log.clone();
        let what = format!("the end of {} (log: {})", self.service, log.display());
        eventually(bound, &what, async || self.ended()).await
    }

    /// Waits until it has logged this.
    pub async fn logs(&self, text: &str, bound: Duration) {
        let what = format!("{text:?} in {}", self.log.display());
        eventually(bound, &what, async || self.log().contains(text).then_some(())).await;
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
