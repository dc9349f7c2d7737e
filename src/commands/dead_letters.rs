//! `needhelp dead-letters`: lists the records that could not be processed, and retries one.
//!
//! Must not delete or change a dead letter: a retry appends a new record.

use std::fmt;
use std::time::Duration;

use clap::{Args, Subcommand};

use super::terminal::{sanitize, shorten};
use super::watch::log::time;
use super::{Failure, stdout};
use crate::config::{Config, KafkaConfig};
use crate::kafka::admin::read_topic;
use crate::kafka::client::MessageTimeout;
use crate::kafka::producer::dead_letter::DeadLetter;
use crate::kafka::producer::{Outgoing, Producer};
use crate::kafka::record::Record;
use crate::settings::Settings;

/// How long it may take to read all of them.
const READ_TIMEOUT: Duration = Duration::from_secs(30);
/// How many characters of a record a line shows.
const PREVIEW_CHARS: usize = 60;

/// The options of `needhelp dead-letters`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  needhelp dead-letters list\n  needhelp dead-letters retry 0:17")]
pub(crate) struct DeadLetters {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Print one line per dead letter: its place, its origin, the time, the reason, and the start of the record
    List,
    /// Append the original record to its topic again; the dead letter stays where it is
    Retry {
        /// The dead letter's place, as `list` shows it: 0:17
        #[arg(value_name = "PARTITION:OFFSET")]
        place: Place,
    },
}

/// The position of a dead letter in its topic.
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
            .ok_or("use a partition and an offset as `needhelp dead-letters list` prints them, for example 0:17")
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.partition, self.offset)
    }
}

impl DeadLetters {
    pub(crate) async fn run(self, config: &Config) -> Result<(), Failure> {
        match self.action {
            Action::List => list(config).await,
            Action::Retry { place } => retry(&config.kafka, place).await,
        }
    }
}

async fn list(config: &Config) -> Result<(), Failure> {
    let kafka = config.kafka.clone();
    let records =
        read(&config.kafka, move || read_topic::read_all(&kafka, &kafka.dead_letter_topic, READ_TIMEOUT)).await?;
    if records.is_empty() {
        eprintln!("needhelp: there are no dead letters");
    }
    let zone = Settings::new(config).for_guild(None).display_zone();
    for record in records {
        let place = Place { partition: record.partition, offset: record.offset };
        let letter = DeadLetter::read(&record);
        let line = format!(
            "{place}  {}/{}@{}  {}  {}{}  {}",
            letter.topic,
            letter.partition,
            letter.offset,
            time(record.timestamp_ms, &zone),
            letter.error,
            losses(&letter),
            preview(&record),
        );
        stdout::line(&sanitize(&line))?;
    }
    Ok(())
}

async fn retry(config: &KafkaConfig, place: Place) -> Result<(), Failure> {
    let (kafka, Place { partition, offset }) = (config.clone(), place);
    let found = read(config, move || read_topic::read_one(&kafka, &kafka.dead_letter_topic, partition, offset)).await?;
    let Some(record) = found else {
        return Err(Failure::Failed(format!(
            "there is no dead letter at {place}; `needhelp dead-letters list` prints the places"
        )));
    };
    let original = original(config, &record)
        .map_err(|why| Failure::Failed(format!("dead letter {place} cannot be retried: {why}")))?;
    let topic = original.topic.clone();
    let failed = |error: &dyn fmt::Display| Failure::Failed(format!("dead letter {place} was not retried: {error}"));
    let producer = Producer::start(config, "dead-letters", MessageTimeout::PERSON).map_err(|error| failed(&error))?;
    let written = producer.send(original).await.map_err(|error| failed(&error))?;
    let losses = sanitize(&losses(&DeadLetter::read(&record)));
    stdout::line(&format!(
        "dead letter {place} was appended again, as {topic}/{}@{}{losses}",
        written.partition, written.offset
    ))
}

/// The parts of the original that the dead letter lacks, in brackets; empty if it is complete.
fn losses(letter: &DeadLetter) -> String {
    let cut = letter.cut.as_ref().map(|bytes| format!("shortened from {bytes} bytes"));
    let headers = letter.headers_left_out.as_ref().map(|count| format!("{count} headers left out"));
    match (cut, headers) {
        (Some(cut), Some(headers)) => format!(" ({cut}; {headers})"),
        (Some(one), None) | (None, Some(one)) => format!(" ({one})"),
        (None, None) => String::new(),
    }
}

/// The original record, as it is appended again now.
fn original(config: &KafkaConfig, record: &Record) -> Result<Outgoing, String> {
    let letter = DeadLetter::read(record);
    let mut outgoing = DeadLetter::again(record).map_err(|error| error.to_string())?;
    if outgoing.topic == config.confirmations_topic {
        // All records of an alert are in one partition, and this record came from there.
        outgoing.partition = letter.partition.parse().ok();
    } else if outgoing.topic != config.alerts_topic {
        return Err(format!("its topic {} does not belong to this program", sanitize(&outgoing.topic)));
    }
    // The sender gave up long ago. This is a new attempt, made by an admin.
    outgoing.envelope.give_up_at = None;
    Ok(outgoing)
}

/// Reads the topic of the dead letters on a thread where it may block.
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
        Failure::Failed(format!("cannot read {topic} from Kafka at {servers}: {error}"))
    })
}

fn preview(record: &Record) -> String {
    match &record.value {
        None => "(null)".to_owned(),
        Some(value) => shorten(&String::from_utf8_lossy(&value[..value.len().min(PREVIEW_CHARS * 4)]), PREVIEW_CHARS),
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
    fn a_retried_record_is_not_void() {
        let config = Config::read(&|_| None).unwrap().kafka;
        let outgoing = original(&config, &letter_from("bus-stop-alerts", 2)).unwrap();
        assert_eq!((outgoing.envelope.give_up_at, outgoing.partition), (None, None));
        let log = original(&config, &letter_from("bus-stop-confirmations", 2)).unwrap();
        assert_eq!(log.partition, Some(2));
    }

    #[test]
    fn lost_parts_of_a_record_are_named() {
        let letter = DeadLetter::read(&letter_from("bus-stop-alerts", 2));
        assert_eq!(losses(&letter), "");
        let headers = DeadLetter { headers_left_out: Some("3".into()), ..letter };
        assert_eq!(losses(&headers), " (3 headers left out)");
        let both = DeadLetter { cut: Some("2000000".into()), ..headers };
        assert_eq!(losses(&both), " (shortened from 2000000 bytes; 3 headers left out)");
    }

    #[test]
    fn a_record_is_never_sent_to_a_foreign_topic() {
        let config = Config::read(&|_| None).unwrap().kafka;
        assert!(original(&config, &letter_from("payments", 0)).unwrap_err().contains("payments"));
    }
}
