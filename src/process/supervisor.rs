//! Starts, watches and ends the services of this process together.
//!
//! Must not do any service's work. When a service ends by itself, the supervisor ends the others.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use crate::board::Board;
use crate::clocks::Clock;
use crate::config::Config;
use crate::discord::rest::Rest;
use crate::gateway::Gateway;
use crate::history::History;
use crate::intake::Intake;
use crate::kafka::client::MessageTimeout;
use crate::kafka::producer::Producer;
use crate::process::clocks::ProcessClocks;
use crate::process::exit;
use crate::process::http::Readiness;
use crate::process::signals::Signals;
use crate::process::{Parts, readiness, topics, transactions};
use crate::settings::{Follower, Settings};

/// How long the services may take to end after the first signal: less than the 15 s after which compose kills them.
const DRAIN: Duration = Duration::from_secs(10);

/// The services and the clients that they share.
pub(crate) struct Process {
    services: JoinSet<(&'static str, anyhow::Result<()>)>,
    producers: Vec<Producer>,
    follower: Option<Follower>,
    pub(crate) readiness: Readiness,
    stop: CancellationToken,
}

impl Process {
    pub(crate) fn new() -> Self {
        let stop = CancellationToken::new();
        let readiness = Readiness::default();
        let ending = stop.clone();
        readiness.add("process", move || if ending.is_cancelled() { Err("it is ending".to_owned()) } else { Ok(()) });
        Process { services: JoinSet::new(), producers: Vec::new(), follower: None, readiness, stop }
    }

    pub(crate) fn start(&mut self, config: &Config, parts: Parts, clock: Option<Clock>) -> anyhow::Result<()> {
        let (tell, topics) = watch::channel(false);
        let settings = Settings::new(config);
        if parts.gateway || parts.intake || parts.board {
            self.follower = Some(settings.follow(&config.kafka).context("the reader of the settings")?);
        }
        // One client for all services of the process, because they share Discord's limits.
        let rest = if parts.need_discord() { Some(discord(config)?) } else { None };
        if let Some(rest) = &rest {
            readiness::discord(rest, &self.readiness);
        }
        if let (true, Some(rest)) = (parts.gateway, &rest) {
            let producer = self.producer(config, "gateway", MessageTimeout::PERSON)?;
            let gateway = Gateway::start(config, settings.clone(), rest.clone(), producer.clone(), topics.clone())?;
            readiness::gateway(&gateway, &producer, &self.readiness);
            let readiness = self.readiness.clone();
            gateway.tell_of(move || readiness.ask());
            let stop = self.stop.clone();
            self.service("gateway", gateway.run(stop));
        }
        // Intake and board share one, because a producer costs threads and memory.
        let producer = match parts {
            Parts { intake: true, board: true, .. } => {
                Some(self.producer(config, "writer", MessageTimeout::SERVICE)?)
            }
            Parts { intake: true, .. } => Some(self.producer(config, "intake", MessageTimeout::SERVICE)?),
            Parts { board: true, .. } => Some(self.producer(config, "board", MessageTimeout::SERVICE)?),
            _ => None,
        };
        // Records about times are written with times of the same clock.
        let producer = match &clock {
            Some(clock) => producer.map(|producer| producer.stamped_by(Arc::clone(clock))),
            None => producer,
        };
        if let (true, Some(producer)) = (parts.intake, &producer) {
            let intake = Intake::start(&config.kafka, settings.clone(), producer.clone())?;
            readiness::consumer("intake", intake.consumer(), &self.readiness, &self.stop);
            readiness::topics(intake.consumer(), topics.clone(), &self.stop);
            readiness::intake(intake.consumer(), &self.readiness, &self.stop);
            let topic = config.kafka.alerts_topic.clone();
            transactions::watch("intake's topic", topic, intake.consumer(), &self.readiness, &self.stop);
            let stop = self.stop.clone();
            self.service("intake", intake.run(stop));
        }
        if let (true, Some(rest), Some(producer)) = (parts.board, rest.clone(), producer) {
            let board = match clock {
                Some(clock) => Board::start_by(clock, config, settings, rest, producer)?,
                None => Board::start(config, settings, rest, producer)?,
            };
            readiness::consumer("board", board.consumer(), &self.readiness, &self.stop);
            readiness::topics(board.consumer(), topics, &self.stop);
            readiness::board(board.state(), &self.readiness, &self.stop);
            let topic = config.kafka.confirmations_topic.clone();
            transactions::watch("board's topic", topic, board.consumer(), &self.readiness, &self.stop);
            let stop = self.stop.clone();
            self.service("board", board.run(stop));
        }
        if parts.history {
            let history = History::start(config).context("the history")?;
            readiness::history(history.state(), &self.readiness, &self.stop);
            let stop = self.stop.clone();
            self.service("history", history.run(stop));
        }
        let clocks = ProcessClocks::new(rest, self.producers.clone(), config.kafka.clone());
        clocks.watch(&self.readiness, &self.stop);
        self.topics(config, tell);
        Ok(())
    }

    /// Starts a task that creates, verifies and watches the topics. The receiver says when they exist.
    fn topics(&mut self, config: &Config, tell: watch::Sender<bool>) {
        // Any producer will do: it is rarely used for this, and each process has one.
        let Some(producer) = self.producers.first().cloned() else { return };
        let (sender, seen) = watch::channel(topics::Seen::default());
        let topics = seen.clone();
        self.readiness.add("topics", move || topics.borrow().missing());
        self.readiness.add("settings topic", move || seen.borrow().wrong_settings());
        let (config, stop) = (config.kafka.clone(), self.stop.clone());
        self.service("topics", topics::watch_over(config, producer, tell, sender, stop));
    }

    /// A producer whose fatal error ends the process (docs/protocol.md#rule-14).
    fn producer(&mut self, config: &Config, name: &'static str, timeout: MessageTimeout) -> anyhow::Result<Producer> {
        let producer = Producer::start(&config.kafka, name, timeout).with_context(|| format!("{name}'s producer"))?;
        let (fatal, stop) = (producer.fatal(), self.stop.clone());
        self.service(name, async move {
            tokio::select! {
                reason = fatal => Err(anyhow!("its producer can write no more: {reason}")),
                () = stop.cancelled() => Ok(()),
            }
        });
        self.producers.push(producer.clone());
        Ok(producer)
    }

    fn service(&mut self, name: &'static str, work: impl Future<Output = anyhow::Result<()>> + Send + 'static) {
        self.services.spawn(async move {
            // A task of its own, so that a panic is reported with the service's name.
            let outcome = match AbortOnDropHandle::new(tokio::spawn(work)).await {
                Ok(outcome) => outcome,
                Err(error) if error.is_panic() => Err(anyhow!("it panicked; the line above says where")),
                Err(error) => Err(error.into()),
            };
            (name, outcome)
        });
    }

    /// Waits for a signal, for a service that ends by itself, or for `broken`. Then ends all services.
    pub(crate) async fn until_ended(
        mut self,
        signals: &mut Signals,
        broken: impl Future<Output = anyhow::Error>,
    ) -> anyhow::Result<()> {
        let reason = tokio::select! {
            asked = signals.next() => {
                tracing::info!(?asked, "finishing the running work");
                Ok(())
            }
            Some(ended) = self.services.join_next() => Err(why(ended)),
            broken = broken => Err(broken),
        };
        if let Err(error) = &reason {
            tracing::error!(error = format!("{error:#}"), "a part of the program ended; the others are ended too");
        }
        self.stop.cancel();
        let deadline = Instant::now() + DRAIN;
        let drained = tokio::select! {
            drained = self.drain(deadline) => drained,
            again = signals.next() => {
                tracing::warn!("asked a second time: ending at once");
                exit::now(again.exit_code());
            }
        };
        reason.and(drained)
    }

    /// Waits for a service that ends by itself.
    #[cfg(feature = "demo")]
    pub(crate) async fn broken(&mut self) -> anyhow::Error {
        match self.services.join_next().await {
            Some(ended) => why(ended),
            None => std::future::pending().await,
        }
    }

    /// Ends all services, as at a signal.
    #[cfg(feature = "demo")]
    pub(crate) async fn end(mut self) -> anyhow::Result<()> {
        self.stop.cancel();
        self.drain(Instant::now() + DRAIN).await
    }

    /// Ends all services as a crash does: what they are doing stays unfinished. Only the consumers leave their groups, so that
    /// the next start does not wait for their sessions to time out.
    #[cfg(feature = "demo")]
    pub(crate) async fn kill(mut self) {
        self.services.shutdown().await;
        // Only now, so that no service sees it and finishes its work. It ends the tasks that watch the services.
        self.stop.cancel();
    }

    /// Waits until all services have ended and all records are written, until `deadline` at most.
    async fn drain(&mut self, deadline: Instant) -> anyhow::Result<()> {
        let mut outcome = Ok(());
        let ended = tokio::time::timeout_at(deadline, async {
            while let Some(ended) = self.services.join_next().await {
                if !matches!(ended, Ok((_, Ok(())))) {
                    let error = why(ended);
                    tracing::error!(error = format!("{error:#}"), "a part of the program did not end in good order");
                    outcome = Err(error);
                }
            }
        })
        .await;
        if ended.is_err() {
            outcome = Err(anyhow!("not all was finished within {} s; it goes on at the next start", DRAIN.as_secs()));
        }
        for producer in self.producers.drain(..) {
            // Records of people were acknowledged before; all others are appended again after the next start.
            let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(100));
            if let Err(records) = producer.close(left).await {
                tracing::warn!(records, "records were not written before the end");
            }
        }
        outcome
    }
}

/// The clients for Discord.
fn discord(config: &Config) -> anyhow::Result<Rest> {
    let discord = &config.discord;
    let token = discord.token()?.reveal();
    Ok(Rest::trusting(discord.authorities.as_ref(), &discord.api_url, token, discord.requests_per_second)?)
}

/// The reason why the process has to end.
fn why(ended: Result<(&'static str, anyhow::Result<()>), tokio::task::JoinError>) -> anyhow::Error {
    match ended {
        Ok((name, Err(error))) => error.context(format!("{name} ended")),
        Ok((name, Ok(()))) => anyhow!("{name} ended by itself"),
        Err(error) => anyhow::Error::new(error).context("a task ended"),
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    #[tokio::test]
    async fn a_service_that_ends_takes_the_others_with_it_and_says_why() {
        let mut process = Process::new();
        let stop = process.stop.clone();
        process.service("board", async move {
            stop.cancelled().await;
            Ok(())
        });
        process.service("intake", async { Err(anyhow!("the log is gone")) });
        let error = process.until_ended(&mut Signals::listen().unwrap(), pending()).await.unwrap_err();
        assert_eq!(format!("{error:#}"), "intake ended: the log is gone");
    }

    #[tokio::test]
    async fn a_panic_is_an_end_with_a_reason() {
        let mut process = Process::new();
        process.service("board", async { panic!("a test's panic") });
        let error = process.until_ended(&mut Signals::listen().unwrap(), pending()).await.unwrap_err();
        assert_eq!(format!("{error:#}"), "board ended: it panicked; the line above says where");
    }

    #[tokio::test]
    async fn a_service_that_just_stops_is_an_error_too() {
        let mut process = Process::new();
        process.service("board", async { Ok(()) });
        let error = process.until_ended(&mut Signals::listen().unwrap(), pending()).await.unwrap_err();
        assert_eq!(format!("{error:#}"), "board ended by itself");
    }

    #[cfg(feature = "demo")]
    #[tokio::test]
    async fn a_killed_process_finishes_nothing() {
        let mut process = Process::new();
        let stop = process.stop.clone();
        let (begin, begun) = tokio::sync::oneshot::channel();
        let (finish, finished) = tokio::sync::oneshot::channel();
        process.service("board", async move {
            begin.send(()).unwrap();
            stop.cancelled().await;
            finish.send(()).unwrap();
            Ok(())
        });
        begun.await.unwrap();
        process.kill().await;
        assert!(finished.await.is_err(), "the service saw that it should end");
    }
}
