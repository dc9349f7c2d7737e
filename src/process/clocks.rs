//! Compares the clocks of Discord, the broker and this machine while the process runs, and says which of them is off.
//!
//! The times come with answers that the process gets anyway: Discord's `Date` header, and the append times of records.
//! It asks for a time only if it was quiet for long, or if clocks differ, to find out when they agree again. Must not change
//! what the process does.

use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::clocks::{Clocks, WrongClock};
use crate::config::KafkaConfig;
use crate::discord::rest::{Call, Priority, Rest};
use crate::kafka::admin::round_trip;
use crate::kafka::producer::Producer;
use crate::process::http::Readiness;

const LOOK: Duration = Duration::from_secs(1);
/// Discord is asked for its time if its last answer is older: a computer may have slept, and its clock stood still.
const QUIET: Duration = Duration::from_secs(600);
/// The same while a clock is off.
const AGAIN: Duration = Duration::from_secs(30);

/// The clocks that this process can read.
#[derive(Clone)]
pub(crate) struct ProcessClocks {
    rest: Option<Rest>,
    producers: Vec<Producer>,
    kafka: KafkaConfig,
}

impl ProcessClocks {
    pub(crate) fn new(rest: Option<Rest>, producers: Vec<Producer>, kafka: KafkaConfig) -> Self {
        Self { rest, producers, kafka }
    }

    /// Shows at `/readyz` and in the log which clock is off, until `stop`.
    pub(crate) fn watch(self, readiness: &Readiness, stop: &CancellationToken) {
        let shown = self.clone();
        readiness.add("clocks", move || shown.wrong().map_or(Ok(()), |wrong| Err(format!("{wrong}, {}", wrong.why()))));
        let stop = stop.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = self.run() => {}
                () = stop.cancelled() => {}
            }
        });
    }

    async fn run(self) {
        let mut said: Option<WrongClock> = None;
        let mut asked = Instant::now();
        loop {
            tokio::time::sleep(LOOK).await;
            let wrong = self.wrong();
            match (wrong, said) {
                (Some(wrong), said) if said.is_none_or(|said| !said.is_same(wrong)) => {
                    tracing::warn!(fix = wrong.fix(), "{wrong}, {}", wrong.why());
                }
                (None, Some(_)) => tracing::info!("the clocks agree again"),
                _ => {}
            }
            said = wrong;
            // A question without an answer is not repeated at once.
            if asked.elapsed() >= AGAIN && self.ask(wrong).await {
                asked = Instant::now();
            }
        }
    }

    fn wrong(&self) -> Option<WrongClock> {
        let discord = self.rest.as_ref().and_then(Rest::clock).map(|(ms, _)| ms);
        let broker = self.newest().and_then(Producer::clock).map(|(ms, _)| ms);
        Clocks { discord, broker }.wrong()
    }

    /// The producer whose last record is the youngest.
    fn newest(&self) -> Option<&Producer> {
        let known = self.producers.iter().filter_map(|producer| Some((producer.clock()?.1, producer)));
        known.min_by_key(|(age, _)| *age).map(|(_, producer)| producer)
    }

    /// Asks for the times that are too old. Returns whether there were any.
    async fn ask(&self, wrong: Option<WrongClock>) -> bool {
        let mut asked = false;
        let is_old = |age: Duration, while_right: Duration| age > if wrong.is_some() { AGAIN } else { while_right };
        if let Some(rest) = &self.rest
            && rest.clock().is_some_and(|(_, age)| is_old(age, QUIET))
        {
            asked = true;
            if let Err(error) = rest.gateway_bot(Call::new(Priority::Tidy)).await {
                // A refusal has a date as well.
                tracing::debug!(%error, "asked Discord for the time");
            }
        }
        if wrong.is_some_and(WrongClock::concerns_broker)
            && let Some(producer) = self.newest()
            && producer.clock().is_some_and(|(_, age)| is_old(age, AGAIN))
        {
            asked = true;
            if let Err(error) = round_trip::ask_the_time(&self.kafka, producer).await {
                tracing::debug!(error, "the broker could not be asked for the time: its next record tells it");
            }
        }
        asked
    }
}
