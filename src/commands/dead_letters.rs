//! `needhelp dead-letters`: what nobody could make sense of, seen and tried again.

use std::fmt;
use std::time::Duration;

use clap::{Args, Subcommand};

use super::terminal::{beginning, plain};
use super::watch::log::time;
use super::{Failure, stdout};
use crate::config::{Config, KafkaConfig};
use crate::kafka::admin::read_topic;
use crate::kafka::client::MessageTimeout;
use crate::kafka::producer::dead_letter::DeadLetter;
use crate::kafka::producer::{Outgoing, Producer};
use crate::kafka::record::Record;

/// How long reading all of them may take.
const READ_WITHIN: Duration = Duration::from_secs(30);
/// How much of a record a line shows.
const SHOWN: usize = 60;

/// The options of `needhelp dead-letters`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  needhelp dead-letters list\n  needhelp dead-letters retry 0:17")]
pub(crate) struct DeadLetters {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Show them, a line each: the place, where it came from, when, what is wrong, and how it begins
    List,
    /// Append the original once more to the topic that it came from; the dead letter stays where it is
    Retry {
        /// The dead letter's place, as `list` shows it: 0:17
        #[arg(value_name = "PARTITION:OFFSET")]
        place: Place,
    },
}

/// Where a dead letter is in its topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    partition: i32,
    offset: i64,
}

impl std::str::FromStr for Place {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = |text: &str| {
            let (partition, offset) = text.split_once(':')?;
            Some(Place { partition: partition.parse().ok()?, offset: offset.parse().ok()? })
        };
        read(text)
            .filter(|place| place.partition >= 0 && place.offset >= 0)
            .ok_or("right is a partition and an offset, as `needhelp dead-letters list` shows them: 0:17")
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.partition, self.offset)
    }
}

impl DeadLetters {
    pub(crate) async fn carry_out(self, config: &Config) -> Result<(), Failure> {
        match self.what {
            What::List => list(config).await,
            What::Retry { place } => retry(&config.kafka, place).await,
        }
    }
}

async fn list(config: &Config) -> Result<(), Failure> {
    let kafka = config.kafka.clone();
    let records =
        read(&config.kafka, move || read_topic::read_all(&kafka, &kafka.dead_letter_topic, READ_WITHIN)).await?;
    if records.is_empty() {
        eprintln!("needhelp: there are no dead letters");
    }
    for record in records {
        let place = Place { partition: record.partition, offset: record.offset };
        let letter = DeadLetter::read(&record);
        let line = format!(
            "{place}  {}/{}@{}  {}  {}{}  {}",
            letter.topic,
            letter.partition,
            letter.offset,
            time(record.timestamp_ms, &config.timezone),
            letter.error,
            missing(&letter),
            start_of(&record),
        );
        stdout::line(&plain(&line))?;
    }
    Ok(())
}

async fn retry(config: &KafkaConfig, place: Place) -> Result<(), Failure> {
    let (kafka, Place { partition, offset }) = (config.clone(), place);
    let found = read(config, move || read_topic::read_one(&kafka, &kafka.dead_letter_topic, partition, offset)).await?;
    let Some(record) = found else {
        return Err(Failure::Failed(format!(
            "there is no dead letter at {place}; `needhelp dead-letters list` shows where they are"
        )));
    };
    let again =
        again(config, &record).map_err(|why| Failure::Failed(format!("{place} can't be tried again: {why}")))?;
    let topic = again.topic.clone();
    let failed = |error: &dyn fmt::Display| Failure::Failed(format!("{place} was not tried again: {error}"));
    let producer = Producer::start(config, "dead-letters", MessageTimeout::PERSON).map_err(|error| failed(&error))?;
    let written = producer.send(again).await.map_err(|error| failed(&error))?;
    let missing = plain(&missing(&DeadLetter::read(&record)));
    stdout::line(&format!("{place} is in {topic} again: {}/{topic}@{}{missing}", written.partition, written.offset))
}

/// What was not kept of the original, in brackets; nothing where it is whole.
fn missing(letter: &DeadLetter) -> String {
    let cut = letter.cut.as_ref().map(|bytes| format!("cut, it had {bytes} bytes"));
    let headers = letter.headers_left_out.as_ref().map(|count| format!("without {count} of its headers"));
    match (cut, headers) {
        (Some(cut), Some(headers)) => format!(" ({cut}; {headers})"),
        (Some(one), None) | (None, Some(one)) => format!(" ({one})"),
        (None, None) => String::new(),
    }
}

/// The original, as a new try of today.
fn again(config: &KafkaConfig, record: &Record) -> Result<Outgoing, String> {
    let letter = DeadLetter::read(record);
    let mut outgoing = DeadLetter::again(record).map_err(|error| error.to_string())?;
    if outgoing.topic == config.confirmations_topic {
        // An alert's log has one home, and this record was in it.
        outgoing.partition = letter.partition.parse().ok();
    } else if outgoing.topic != config.alerts_topic {
        return Err(format!("it came from {}, which is none of this program's topics", plain(&outgoing.topic)));
    }
    // The sender's patience is over, but now an admin wants it.
    outgoing.envelope.give_up_at = None;
    Ok(outgoing)
}

async fn read<T, E>(
    config: &KafkaConfig,
    blocking: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, Failure>
where
    T: Send + 'static,
    E: fmt::Display + Send + 'static,
{
    let read = tokio::task::spawn_blocking(blocking).await.map_err(|error| Failure::Failed(error.to_string()))?;
    read.map_err(|error| {
        let (topic, servers) = (&config.dead_letter_topic, &config.bootstrap_servers);
        Failure::Failed(format!("{topic} can't be read from Kafka at {servers}: {error}"))
    })
}

fn start_of(record: &Record) -> String {
    match &record.value {
        None => "(nothing)".to_owned(),
        Some(value) => beginning(&String::from_utf8_lossy(&value[..value.len().min(SHOWN * 4)]), SHOWN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kafka::producer::dead_letter;
    use crate::kafka::record::Envelope;

    fn letter_from(topic: &str, partition: i32) -> Record {
        let record = Record {
            topic: topic.into(),
            partition,
            offset: 3,
            timestamp_ms: 1_795_446_720_000,
            key: None,
            value: Some(b"help!".to_vec()),
            envelope: Envelope { give_up_at: Some(jiff::Timestamp::UNIX_EPOCH), ..Envelope::default() },
            unreadable_headers: Vec::new(),
        };
        let letter = dead_letter::outgoing("dead", &record, "not JSON");
        Record { envelope: letter.envelope, value: letter.value, ..record }
    }

    #[test]
    fn a_place_is_a_partition_and_an_offset() {
        assert_eq!("2:41".parse(), Ok(Place { partition: 2, offset: 41 }));
        for wrong in ["", "2", "2:", ":41", "-1:3", "2:-3", "two:three", "2:41:5"] {
            assert!(wrong.parse::<Place>().unwrap_err().contains("0:17"), "{wrong}");
        }
    }

    #[test]
    fn a_new_try_is_not_void_because_the_old_one_was_given_up() {
        let config = Config::read(&|_| None).unwrap().kafka;
        let outgoing = again(&config, &letter_from("bus-stop-alerts", 2)).unwrap();
        assert_eq!((outgoing.envelope.give_up_at, outgoing.partition), (None, None));
        let log = again(&config, &letter_from("bus-stop-confirmations", 2)).unwrap();
        assert_eq!(log.partition, Some(2));
    }

    #[test]
    fn what_was_not_kept_is_said() {
        let letter = DeadLetter::read(&letter_from("bus-stop-alerts", 2));
        assert_eq!(missing(&letter), "");
        let headers = DeadLetter { headers_left_out: Some("3".into()), ..letter };
        assert_eq!(missing(&headers), " (without 3 of its headers)");
        let both = DeadLetter { cut: Some("2000000".into()), ..headers };
        assert_eq!(missing(&both), " (cut, it had 2000000 bytes; without 3 of its headers)");
    }

    #[test]
    fn a_record_can_not_be_aimed_at_a_strange_topic() {
        let config = Config::read(&|_| None).unwrap().kafka;
        assert!(again(&config, &letter_from("payments", 0)).unwrap_err().contains("payments"));
    }
}
