//! The board of the demo, which a reader can stop, start and kill while the other services run.
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
    switch: Switch,
    task: JoinHandle<anyhow::Result<()>>,
}

/// Whether it runs, and what it says about itself.
#[derive(Clone, Default)]
struct State {
    readiness: Option<Readiness>,
    /// How often it was killed.
    kills: u64,
}

/// Switches the board off and on, and kills it. Clones switch the same one.
#[derive(Clone)]
pub(crate) struct Switch {
    wanted: watch::Sender<Wanted>,
    kill: watch::Sender<()>,
    state: watch::Receiver<State>,
}

impl Switch {
    pub(crate) fn set(&self, on: bool) {
        self.wanted.send_replace(if on { Wanted::Run } else { Wanted::Pause });
    }

    /// Ends it in the middle of its work. It starts again, as a process does that is supervised.
    pub(crate) fn kill(&self) {
        self.kill.send_replace(());
    }

    pub(crate) fn kills(&self) -> u64 {
        self.state.borrow().kills
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
        let (kill, killed) = watch::channel(());
        let (tell, state) = watch::channel(State::default());
        let task = tokio::spawn(run(config, clock, wants, killed, tell));
        Self { switch: Switch { wanted, kill, state }, task }
    }

    pub(crate) fn switch(&self) -> Switch {
        self.switch.clone()
    }

    /// Waits until it has joined its group.
    pub(crate) async fn until_ready(&mut self) -> anyhow::Result<()> {
        let deadline = tokio::time::Instant::now() + START;
        loop {
            let (ready, report) = match &self.switch.state.borrow().readiness {
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
        self.switch.wanted.send_replace(Wanted::End);
        self.task.await?
    }
}

async fn run(
    config: Config,
    clock: Clock,
    mut wants: watch::Receiver<Wanted>,
    mut killed: watch::Receiver<()>,
    tell: watch::Sender<State>,
) -> anyhow::Result<()> {
    loop {
        if *wants.wait_for(|wanted| *wanted != Wanted::Pause).await? == Wanted::End {
            return Ok(());
        }
        let mut process = Process::new();
        process.start(&config, Parts { board: true, ..Parts::NONE }, Some(clock.clone()))?;
        tell.send_modify(|state| state.readiness = Some(process.readiness.clone()));
        // What was pressed while it did not run is over.
        killed.mark_unchanged();
        let is_killed = tokio::select! {
            wanted = wants.wait_for(|wanted| *wanted != Wanted::Run) => wanted.map(|_| false)?,
            pressed = killed.changed() => pressed.map(|()| true)?,
            broken = process.broken() => return Err(broken.context("the board ended")),
        };
        if is_killed {
            process.kill().await;
        } else {
            process.end().await?;
        }
        tell.send_modify(|state| {
            state.readiness = None;
            state.kills += u64::from(is_killed);
        });
    }
}
