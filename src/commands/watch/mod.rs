//! `needhelp watch`: prints alerts in the same lines as the tutorial's consumer.py; with `--log` it prints the alert logs.
//!
//! Must not change any alert. With a consumer group it commits offsets, and nothing else.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clap::Args;

use super::{Failure, stdout};
use crate::alert::AlertId;
use crate::config::Config;
use crate::kafka::tail::{Reading, Seen, Watcher};
use crate::process::signals::Signals;
use crate::settings::Settings;

pub(crate) mod alerts;
pub(crate) mod log;

/// How long the last commit of offsets may take if Kafka does not answer.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// The options of `needhelp watch`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    needhelp watch                                     continue where the group \"neighbors\" stopped\n  \
    needhelp watch --group neighbors-v2                a new group starts at the beginning\n  \
    needhelp watch --from-beginning --until-now        print everything, change no group\n  \
    needhelp watch --group neighbors --from-beginning  the group reads everything again\n  \
    needhelp watch --log                               print what happened to the alerts\n  \
    needhelp watch --log 1305193870427029544           print what happened to one alert")]
pub(crate) struct Watch {
    /// Read as a member of this consumer group; a new group starts at the beginning [default: `KAFKA_GROUP_ID`]
    #[arg(long, value_name = "NAME", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    group: Option<String>,
    /// Print everything from the beginning. With --group, the group itself reads everything again and continues from there.
    /// Without it you only look on, and no group's offsets change
    #[arg(long)]
    from_beginning: bool,
    /// Print the alert logs instead, one line per record, from the beginning; with an id, only the log of that alert
    #[arg(long, value_name = "ALERT_ID", num_args = 0..=1, conflicts_with_all = ["group", "from_beginning"])]
    log: Option<Option<AlertIdArgument>>,
    /// Exit when everything that exists now has been printed; at once if other members of the group read all partitions
    #[arg(long)]
    until_now: bool,
}

/// An alert id from the command line.
#[derive(Debug, Clone)]
struct AlertIdArgument(AlertId);

impl std::str::FromStr for AlertIdArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        AlertId::new(text).map(Self).map_err(|error| error.to_string())
    }
}

/// Turns a record into the text to print, or `None` to print nothing.
type Formatter = Box<dyn FnMut(&crate::kafka::record::Record) -> Option<String> + Send>;

impl Watch {
    pub(crate) async fn run(self, config: &Config) -> Result<(), Failure> {
        let mut signals =
            Signals::listen().map_err(|error| Failure::Failed(format!("cannot listen for signals: {error}")))?;
        // How the consumer's thread ended.
        let outcome = Arc::new(Mutex::new(Ok(())));
        let report = Arc::clone(&outcome);
        let until_now = self.until_now;
        let topic = self.topic(config).to_owned();
        let (missing, mut format_record) = (topic.clone(), self.formatter(config));
        let show = move |seen: Seen| {
            let shown = match seen {
                Seen::Record(record) => format_record(&record).map_or(Ok(()), |text| stdout::write(&text)),
                Seen::CaughtUp if until_now => return ControlFlow::Break(()),
                Seen::CaughtUp => Ok(()),
                Seen::TopicMissing if until_now => Err(Failure::Failed(format!("there is no topic {missing}"))),
                Seen::TopicMissing => stdout::line(&format!("Error: there is no topic {missing} yet; waiting for it")),
                Seen::Trouble(text) => stdout::line(&format!("Error: {}", super::terminal::sanitize(&text))),
            };
            match shown {
                Ok(()) => ControlFlow::Continue(()),
                Err(failure) => {
                    *report.lock().unwrap_or_else(PoisonError::into_inner) = Err(failure);
                    ControlFlow::Break(())
                }
            }
        };
        if self.log.is_none() {
            stdout::line("🔔 Listening for alerts...\n")?;
        }
        let mut watcher = Watcher::start(&config.kafka, &topic, self.reading(config), show)
            .map_err(|error| Failure::Usage(format!("KAFKA_PROPERTIES: {error}")))?;
        tokio::select! {
            () = watcher.ended() => {}
            _ = signals.next() => {
                stdout::line("Stopped")?;
                tokio::select! {
                    closed = watcher.close(CLOSE_TIMEOUT) => if !closed {
                        tracing::warn!("Kafka did not answer: the last alerts may be printed again by the next watch");
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

    fn formatter(&self, config: &Config) -> Formatter {
        let zone = Settings::new(config).for_guild(None).display_zone();
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
