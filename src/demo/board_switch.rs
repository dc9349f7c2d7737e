//! The board of the demo, which a reader can stop and start while the other services run.
//!
//! Must not do more than a board in a process of its own would: it shares only Kafka with the others.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::clocks::Clock;
use crate::config::Config;
use crate::process::Parts;
use crate::process::http::Readiness;
use crate::process::supervisor::Process;

/// How long a start may take.
const START: Duration = Duration::from_secs(30);

/// What the board is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Run,
    Pause,
    End,
}

/// A board that runs, unless it is switched off.
pub(crate) struct BoardSwitch {
    wanted: watch::Sender<Wanted>,
    state: watch::Receiver<State>,
    task: JoinHandle<anyhow::Result<()>>,
}

/// Whether it runs, and what it says about itself.
#[derive(Clone, Default)]
struct State {
    readiness: Option<Readiness>,
}

/// Switches the board off and on. Clones switch the same one.
#[derive(Clone)]
pub(crate) struct Switch {
    wanted: watch::Sender<Wanted>,
    state: watch::Receiver<State>,
}

impl Switch {
    pub(crate) fn set(&self, on: bool) {
        self.wanted.send_replace(if on { Wanted::Run } else { Wanted::Pause });
    }

    pub(crate) fn is_running(&self) -> bool {
        self.state.borrow().readiness.is_some()
    }

    /// Waits for a start or a stop.
    pub(crate) async fn changed(&mut self) {
        // An error says that the demo ends.
        if self.state.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl BoardSwitch {
    pub(crate) fn start(config: Config, clock: Clock) -> Self {
        let (wanted, wants) = watch::channel(Wanted::Run);
        let (tell, state) = watch::channel(State::default());
        Self { wanted, state, task: tokio::spawn(run(config, clock, wants, tell)) }
    }

    pub(crate) fn switch(&self) -> Switch {
        Switch { wanted: self.wanted.clone(), state: self.state.clone() }
    }

    /// Waits until it has joined its group.
    pub(crate) async fn until_ready(&mut self) -> anyhow::Result<()> {
        let deadline = tokio::time::Instant::now() + START;
        loop {
            let (ready, report) = match &self.state.borrow().readiness {
                Some(readiness) => readiness.report(),
                None => (false, "it does not run".to_owned()),
            };
            if ready {
                return Ok(());
            }
            anyhow::ensure!(
                tokio::time::Instant::now() < deadline && !self.task.is_finished(),
                "the board is not ready: {report}"
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits for it to end by itself.
    pub(crate) async fn broken(&mut self) -> anyhow::Error {
        match (&mut self.task).await {
            Ok(Ok(())) => anyhow::anyhow!("the board ended by itself"),
            Ok(Err(error)) => error,
            Err(error) => error.into(),
        }
    }

    pub(crate) async fn end(self) -> anyhow::Result<()> {
        if self.task.is_finished() {
            // `broken` has reported how.
            return Ok(());
        }
        self.wanted.send_replace(Wanted::End);
        self.task.await?
    }
}

async fn run(
    config: Config,
    clock: Clock,
    mut wants: watch::Receiver<Wanted>,
    tell: watch::Sender<State>,
) -> anyhow::Result<()> {
    loop {
        if *wants.wait_for(|wanted| *wanted != Wanted::Pause).await? == Wanted::End {
            return Ok(());
        }
        let mut process = Process::new();
        process.start(&config, Parts { board: true, ..Parts::NONE }, Some(clock.clone()))?;
        tell.send_replace(State { readiness: Some(process.readiness.clone()) });
        tokio::select! {
            wanted = wants.wait_for(|wanted| *wanted != Wanted::Run) => wanted.map(drop)?,
            broken = process.broken() => return Err(broken.context("the board ended")),
        }
        process.end().await?;
        tell.send_replace(State::default());
    }
}
