//! Records that cannot be acted on: kept with where they came from and why, listed, and tried again.
//!
//! Must carry no Return Address on (its token is good for minutes and a dead letter lives for days), and must not send a
//! letter back that was cut.

use rdkafka::error::KafkaError;

use super::envelope::Envelope;
use super::producer::{Delivered, Outgoing, Producer};
use super::reader::{Reader, Span};
use super::record::Record;
use super::send_error::SendError;
use crate::config::KafkaConfig;

/// What a dead letter may measure, value, key and headers together: below the broker's bound with room to spare.
const ROOM: usize = 1_000_000;
/// What a name of a header costs beside its bytes, at most.
const HEADER_OVERHEAD: usize = 16;
/// The longest text of what is wrong.
const LONGEST_ERROR: usize = 4_000;

const TOPIC: &str = "original_topic";
const PARTITION: &str = "original_partition";
const OFFSET: &str = "original_offset";
const ERROR: &str = "error";
const CUT: &str = "cut";
const OURS: [&str; 5] = [TOPIC, PARTITION, OFFSET, ERROR, CUT];

/// The dead letter of a record: its bytes and headers, where it came from, and what is wrong, in words.
///
/// Append it with [`Producer::append_until`] or by [`dead_letter`]. What does not fit is cut, and the header `cut` says
/// how long the value was.
pub fn letter(topic: &str, record: &Record, error: &str) -> Outgoing {
    let mut envelope = record.envelope.clone();
    envelope.reply_to = None;
    envelope.extra.retain(|(name, _)| !OURS.contains(&name.as_str()));
    // Headers come from anyone, too: those that would leave no room are left out.
    let mut spent = 4_096;
    envelope.extra.retain(|(name, value)| {
        let cost = name.len() + value.len() + HEADER_OVERHEAD;
        let fits = spent + cost < ROOM / 2;
        spent += if fits { cost } else { 0 };
        fits
    });
    let error = shorten(error, LONGEST_ERROR);
    let mut envelope = envelope
        .with(TOPIC, record.topic.as_bytes())
        .with(PARTITION, record.partition.to_string())
        .with(OFFSET, record.offset.to_string())
        .with(ERROR, error);
    // A key that large is nobody's alert id; it is cut like the value, and said so with it.
    let key = record.key.as_deref().map(|key| &key[..key.len().min(ROOM / 4)]);
    let left = ROOM.saturating_sub(spent + error.len() + key.map_or(0, <[u8]>::len));
    let value = record.value.as_deref().map(|value| &value[..value.len().min(left)]);
    if value.map(<[u8]>::len) != record.value.as_ref().map(Vec::len)
        || key.map(<[u8]>::len) != record.key.as_ref().map(Vec::len)
    {
        envelope = envelope.with(CUT, record.value.as_ref().map_or(0, Vec::len).to_string());
    }
    Outgoing {
        topic: topic.to_owned(),
        partition: None,
        key: key.map(<[u8]>::to_vec),
        value: value.map(<[u8]>::to_vec),
        envelope,
    }
}

/// Appends the dead letter of a record, once.
pub async fn dead_letter(
    producer: &Producer,
    topic: &str,
    record: &Record,
    error: &str,
) -> Result<Delivered, SendError> {
    producer.send(letter(topic, record, error)).await
}

/// A dead letter as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// The record in the dead-letter topic; its place is what `retry` takes.
    pub record: Record,
    /// Where the original was.
    pub original_topic: Option<String>,
    /// Its partition.
    pub original_partition: Option<i32>,
    /// Its offset.
    pub original_offset: Option<i64>,
    /// What is wrong with it, in words.
    pub error: Option<String>,
    /// The original value's length, where it was cut.
    pub cut: Option<String>,
}

impl DeadLetter {
    /// Reads any record of the dead-letter topic; what is not there is `None`.
    pub fn of(record: Record) -> Self {
        let text = |name: &str| {
            let found = record.envelope.extra.iter().find(|(header, _)| header == name);
            found.map(|(_, value)| String::from_utf8_lossy(value).into_owned())
        };
        let (original_topic, error, cut) = (text(TOPIC), text(ERROR), text(CUT));
        let original_partition = text(PARTITION).and_then(|text| text.parse().ok());
        let original_offset = text(OFFSET).and_then(|text| text.parse().ok());
        Self { record, original_topic, original_partition, original_offset, error, cut }
    }

    /// The original, to be appended to its topic again; the partition is chosen anew, by the key.
    pub fn original(&self) -> Result<Outgoing, RetryError> {
        if let Some(cut) = &self.cut {
            return Err(RetryError::Cut(cut.clone()));
        }
        let topic = self.original_topic.clone().ok_or(RetryError::NoOrigin)?;
        let mut envelope: Envelope = self.record.envelope.clone();
        envelope.extra.retain(|(name, _)| !OURS.contains(&name.as_str()));
        // It would be void at once: an admin who tries again means it to count now.
        envelope.give_up_at = None;
        Ok(Outgoing {
            topic,
            partition: None,
            key: self.record.key.clone(),
            value: self.record.value.clone(),
            envelope,
        })
    }
}

/// Why a dead letter was not tried again.
#[derive(Debug, thiserror::Error)]
pub enum RetryError {
    /// There is nothing at that place: say so.
    #[error("there is no dead letter at {partition}:{offset}")]
    Nothing {
        /// The partition asked for.
        partition: i32,
        /// The offset asked for.
        offset: i64,
    },
    /// The original was too long to be kept whole: it cannot be appended again.
    #[error("the dead letter was cut (the original had {0} bytes) and cannot be tried again")]
    Cut(String),
    /// Somebody else's record: nothing says where it belongs.
    #[error("the record does not say which topic it came from")]
    NoOrigin,
    /// Reading failed.
    #[error("Kafka could not be read: {0}")]
    Kafka(#[from] KafkaError),
    /// Writing failed.
    #[error(transparent)]
    Send(#[from] SendError),
}

/// All dead letters there are now, each partition's in order.
pub fn list(config: &KafkaConfig) -> Result<DeadLetters, KafkaError> {
    Reader::open(config, &config.dead_letter_topic, Span::Present).map(DeadLetters)
}

/// A stream of dead letters.
pub struct DeadLetters(Reader);

impl DeadLetters {
    /// The next one; `None` at what was the end.
    pub async fn next(&mut self) -> Option<Result<DeadLetter, KafkaError>> {
        Some(self.0.next().await?.map(DeadLetter::of))
    }
}

/// The dead letter at one place.
pub async fn fetch(config: &KafkaConfig, partition: i32, offset: i64) -> Result<DeadLetter, RetryError> {
    let mut reader = Reader::open(config, &config.dead_letter_topic, Span::One { partition, offset })?;
    let record = reader.next().await.ok_or(RetryError::Nothing { partition, offset })??;
    Ok(DeadLetter::of(record))
}

/// Appends the original of a dead letter to its topic again.
pub async fn retry(
    config: &KafkaConfig,
    producer: &Producer,
    partition: i32,
    offset: i64,
) -> Result<Delivered, RetryError> {
    let original = fetch(config, partition, offset).await?.original()?;
    Ok(producer.send(original).await?)
}

fn shorten(text: &str, longest: usize) -> &str {
    let end = (0..=longest.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::super::envelope::ReplyTo;
    use super::*;

    fn record(value: Vec<u8>) -> Record {
        Record {
            topic: "bus-stop-alerts".into(),
            partition: 2,
            offset: 17,
            timestamp_ms: 1,
            key: Some(b"k".to_vec()),
            value: Some(value),
            envelope: Envelope { reply_to: ReplyTo::parse("1/2/secret"), ..Envelope::default() }.with("x", "y"),
            unreadable_headers: vec![],
        }
    }

    fn kept(outgoing: Outgoing) -> DeadLetter {
        DeadLetter::of(Record { envelope: outgoing.envelope, value: outgoing.value, ..record(vec![]) })
    }

    #[test]
    fn a_letter_says_where_it_came_from_and_keeps_the_bytes_but_no_token() {
        let letter = letter("dead", &record(b"\xff\x00".to_vec()), "not JSON");
        assert_eq!(letter.envelope.reply_to, None);
        assert_eq!((letter.key.as_deref(), letter.value.as_deref()), (Some(&b"k"[..]), Some(&b"\xff\x00"[..])));
        let kept = kept(letter);
        assert_eq!(kept.original_topic.as_deref(), Some("bus-stop-alerts"));
        assert_eq!((kept.original_partition, kept.original_offset), (Some(2), Some(17)));
        assert_eq!(kept.error.as_deref(), Some("not JSON"));
        let original = kept.original().expect("whole");
        assert_eq!(original.topic, "bus-stop-alerts");
        assert_eq!(original.envelope.extra, [("x".to_owned(), b"y".to_vec())]);
    }

    #[test]
    fn what_does_not_fit_is_cut_said_so_and_not_tried_again() {
        let letter = letter("dead", &record(vec![b'x'; 1_040_000]), "too long");
        assert!(letter.value.as_ref().is_some_and(|value| value.len() < 1_000_000));
        let kept = kept(letter);
        assert_eq!(kept.cut.as_deref(), Some("1040000"));
        assert!(matches!(kept.original(), Err(RetryError::Cut(_))));
    }

    #[test]
    fn headers_of_a_megabyte_and_long_reasons_leave_room() {
        let mut large = record(vec![b'x'; 400_000]);
        large.envelope = large.envelope.with("big", vec![0; 600_000]).with("original_topic", "a lie");
        let letter = letter("dead", &large, &"ü".repeat(5_000));
        let headers: usize = letter.envelope.extra.iter().map(|(name, value)| name.len() + value.len()).sum();
        assert!(headers + letter.value.as_ref().map_or(0, Vec::len) < 1_000_000);
        assert_eq!(kept(letter).original_topic.as_deref(), Some("bus-stop-alerts"));
    }
}
