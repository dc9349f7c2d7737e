//! `needhelp watch`: the tutorial's consumer.py, line for line; with `--log` the alerts' logs.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clap::Args;

use super::{Failure, stdout};
use crate::alert::AlertId;
use crate::config::Config;
use crate::kafka::tail::{Reading, Seen, Watcher};
use crate::process::signals::Signals;

pub(crate) mod alerts;
pub(crate) mod log;

/// Saving what was read takes a round trip; a broker that is away is not waited for longer.
const CLOSE_WITHIN: Duration = Duration::from_secs(5);

/// The options of `needhelp watch`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    needhelp watch                                     go on where the group \"neighbors\" left off\n  \
    needhelp watch --group neighbors-v2                a new group begins at the beginning\n  \
    needhelp watch --from-beginning --until-now        look at all there is, and move no group\n  \
    needhelp watch --group neighbors --from-beginning  let the group read all of it again\n  \
    needhelp watch --log                               who raised, claimed, was told of what\n  \
    needhelp watch --log 1305193870427029544           the same of one alert")]
pub(crate) struct Watch {
    /// Read as a member of this consumer group; a new one begins at the beginning [default: `KAFKA_GROUP_ID`, neighbors]
    #[arg(long, value_name = "NAME", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    group: Option<String>,
    /// Show everything from the beginning. With --group that group reads it all again and goes on from there; without it
    /// you look on by yourself, and no group's place changes
    #[arg(long)]
    from_beginning: bool,
    /// Show what happened to the alerts instead, a line a record, from the beginning; to one alert or to all
    #[arg(long, value_name = "ALERT_ID", num_args = 0..=1, conflicts_with_all = ["group", "from_beginning"])]
    log: Option<Option<AlertIdArgument>>,
    /// End when all that is there now has been shown (at once where other members of the group have all of it)
    #[arg(long)]
    until_now: bool,
}

/// An alert's id, read from the command line.
#[derive(Debug, Clone)]
struct AlertIdArgument(AlertId);

impl std::str::FromStr for AlertIdArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        AlertId::new(text).map(Self).map_err(|error| error.to_string())
    }
}

/// What is printed of a record; `None` where that is nothing.
type Lines = Box<dyn FnMut(&crate::kafka::record::Record) -> Option<String> + Send>;

impl Watch {
    pub(crate) async fn carry_out(self, config: &Config) -> Result<(), Failure> {
        let mut signals =
            Signals::hear().map_err(|error| Failure::Failed(format!("signals can't be heard: {error}")))?;
        // The thread that shows says here how it ended.
        let outcome = Arc::new(Mutex::new(Ok(())));
        let tell = Arc::clone(&outcome);
        let until_now = self.until_now;
        let topic = self.topic(config).to_owned();
        let (missing, mut lines) = (topic.clone(), self.lines(config));
        let show = move |seen: Seen| {
            let shown = match seen {
                Seen::Record(record) => lines(&record).map_or(Ok(()), |lines| stdout::write(&lines)),
                Seen::CaughtUp if until_now => return ControlFlow::Break(()),
                Seen::CaughtUp => Ok(()),
                Seen::TopicMissing if until_now => Err(Failure::Failed(format!("there is no topic {missing}"))),
                Seen::TopicMissing => stdout::line(&format!("Error: there is no topic {missing} yet; waiting for it")),
                Seen::Trouble(text) => stdout::line(&format!("Error: {}", super::terminal::plain(&text))),
            };
            match shown {
                Ok(()) => ControlFlow::Continue(()),
                Err(failure) => {
                    *tell.lock().unwrap_or_else(PoisonError::into_inner) = Err(failure);
                    ControlFlow::Break(())
                }
            }
        };
        if self.log.is_none() {
            stdout::line("🔔 Listening for alerts...\n")?;
        }
        let mut watcher = Watcher::start(&config.kafka, &topic, self.reading(config), show)
            .map_err(|error| Failure::Wrong(format!("KAFKA_PROPERTIES: {error}")))?;
        tokio::select! {
            () = watcher.ended() => {}
            _ = signals.next() => {
                stdout::line("Stopped")?;
                tokio::select! {
                    closed = watcher.close(CLOSE_WITHIN) => if !closed {
                        tracing::warn!("Kafka did not answer: what was shown last may be shown again");
                    },
                    again = signals.next() => crate::process::exit::now(again.exit_code()),
                }
            }
        }
        std::mem::replace(&mut *outcome.lock().unwrap_or_else(PoisonError::into_inner), Ok(()))
    }

    fn reading<'a>(&'a self, config: &'a Config) -> Reading<'a> {
        match &self.group {
            Some(name) => Reading::Group { name, from_the_beginning: self.from_beginning },
            None if self.from_beginning || self.log.is_some() => Reading::Everything,
            None => Reading::Group { name: &config.kafka.group_id, from_the_beginning: false },
        }
    }

    fn topic<'c>(&self, config: &'c Config) -> &'c str {
        if self.log.is_some() { &config.kafka.confirmations_topic } else { &config.kafka.alerts_topic }
    }

    fn lines(&self, config: &Config) -> Lines {
        let zone = config.timezone.clone();
        match self.log.clone() {
            None => Box::new(alerts::lines),
            Some(only) => {
                let only = only.map(|id| id.0);
                Box::new(move |record| log::line(record, only.as_ref(), &zone))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::kafka::record::Envelope;
    use crate::kafka::record::Record;

    pub(crate) fn record(value: Option<&str>) -> Record {
        Record {
            topic: "topic".into(),
            partition: 0,
            offset: 7,
            timestamp_ms: 1_795_446_720_000,
            key: None,
            value: value.map(|value| value.as_bytes().to_vec()),
            envelope: Envelope::default(),
            unreadable_headers: Vec::new(),
        }
    }
}
