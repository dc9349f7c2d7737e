//! Dead letters: records that nobody could make sense of, with where they came from and why. They can be seen and tried
//! again.
//!
//! Must not lose a byte without saying so, and must not keep a return address: it is worth nothing by then.

use super::client::MAX_RECORD_BYTES;
use super::envelope::Envelope;
use super::producer::Outgoing;
use super::record::Record;

/// Room for the headers and the protocol around a value.
const OVERHEAD_BYTES: usize = 16 * 1024;

/// An error's words, at most.
const ERROR_BYTES: usize = 1_000;

const TOPIC: &str = "original_topic";
const PARTITION: &str = "original_partition";
const OFFSET: &str = "original_offset";
const ERROR: &str = "error";
/// How many bytes the value had, where it was cut.
const CUT: &str = "original_value_bytes";

/// The dead letter of `record`: its key, its bytes, its headers, and why. Counts it.
#[must_use]
pub fn outgoing(topic: &str, record: &Record, error: &str) -> Outgoing {
    metrics::counter!(crate::metric::DEAD_LETTERS, "topic" => record.topic.clone()).increment(1);
    let mut envelope = record.envelope.clone();
    envelope.reply_to = None;
    envelope.extra.retain(|(name, _)| ![TOPIC, PARTITION, OFFSET, ERROR, CUT].contains(&name.as_str()));
    let mut room = MAX_RECORD_BYTES - OVERHEAD_BYTES;
    room = room.saturating_sub(record.key.as_ref().map_or(0, Vec::len));
    // Other programs' headers may be as large as a record.
    envelope.extra.retain(|(name, value)| {
        let size = name.len() + value.len();
        let fits = size <= room / 2;
        room -= if fits { size } else { 0 };
        fits
    });
    let value = record.value.as_ref().map(|value| value[..value.len().min(room)].to_vec());
    let whole = record.value.as_ref().map_or(0, Vec::len);
    envelope = envelope
        .with(TOPIC, record.topic.as_bytes())
        .with(PARTITION, record.partition.to_string())
        .with(OFFSET, record.offset.to_string())
        .with(ERROR, shortened(error));
    if value.as_ref().is_some_and(|value| value.len() < whole) {
        envelope = envelope.with(CUT, whole.to_string());
    }
    Outgoing { topic: topic.to_owned(), partition: None, key: record.key.clone(), value, envelope }
}

/// A dead letter, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Where it came from.
    pub topic: String,
    /// Its partition there.
    pub partition: String,
    /// Its offset there.
    pub offset: String,
    /// What is wrong with it.
    pub error: String,
    /// How many bytes its value had, where it was cut.
    pub cut: Option<String>,
}

/// Why a dead letter can't be tried again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RetryError {
    /// Another program wrote it.
    #[error("it does not say which topic it came from")]
    NoTopic,
    /// It did not fit.
    #[error("it was cut: only the beginning of its {0} bytes was kept")]
    Cut(String),
}

impl DeadLetter {
    /// Reads a record of the dead-letter topic; what is missing in it is `?`.
    #[must_use]
    pub fn read(record: &Record) -> Self {
        let header = |name: &str| {
            let found = record.envelope.extra.iter().find(|(known, _)| known == name)?;
            Some(String::from_utf8_lossy(&found.1).into_owned())
        };
        let or_unknown = |name| header(name).unwrap_or_else(|| "?".to_owned());
        DeadLetter {
            topic: or_unknown(TOPIC),
            partition: or_unknown(PARTITION),
            offset: or_unknown(OFFSET),
            error: or_unknown(ERROR),
            cut: header(CUT),
        }
    }

    /// The original, for its topic again. Its partition is left to its key, its append time is a new one.
    ///
    /// # Errors
    /// Where the original is not known whole.
    pub fn again(record: &Record) -> Result<Outgoing, RetryError> {
        let letter = DeadLetter::read(record);
        if letter.topic == "?" {
            return Err(RetryError::NoTopic);
        }
        if let Some(cut) = letter.cut {
            return Err(RetryError::Cut(cut));
        }
        let mut envelope: Envelope = record.envelope.clone();
        envelope.extra.retain(|(name, _)| ![TOPIC, PARTITION, OFFSET, ERROR].contains(&name.as_str()));
        Ok(Outgoing {
            topic: letter.topic,
            partition: None,
            key: record.key.clone(),
            value: record.value.clone(),
            envelope,
        })
    }
}

fn shortened(error: &str) -> String {
    let end = error.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= ERROR_BYTES).last();
    error[..end.unwrap_or(0)].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(value: Vec<u8>) -> Record {
        Record {
            topic: "bus-stop-alerts".into(),
            partition: 2,
            offset: 41,
            timestamp_ms: 5,
            key: Some(b"k".to_vec()),
            value: Some(value),
            envelope: Envelope { event_id: Some("7".into()), ..Envelope::default() },
            unreadable_headers: Vec::new(),
        }
    }

    fn as_read(outgoing: &Outgoing) -> Record {
        Record {
            topic: outgoing.topic.clone(),
            key: outgoing.key.clone(),
            value: outgoing.value.clone(),
            envelope: outgoing.envelope.clone(),
            ..record(Vec::new())
        }
    }

    #[test]
    fn a_dead_letter_says_where_it_came_from_and_comes_back_as_it_was() {
        let letter = as_read(&outgoing("dead", &record(b"help!".to_vec()), "not JSON"));
        let read = DeadLetter::read(&letter);
        assert_eq!(
            (&*read.topic, &*read.partition, &*read.offset, &*read.error),
            ("bus-stop-alerts", "2", "41", "not JSON")
        );
        let again = DeadLetter::again(&letter).unwrap();
        assert_eq!((again.topic.as_str(), again.value.as_deref()), ("bus-stop-alerts", Some(&b"help!"[..])));
        assert_eq!(again.envelope, record(Vec::new()).envelope);
    }

    #[test]
    fn what_does_not_fit_is_cut_and_says_so() {
        let letter = as_read(&outgoing("dead", &record(vec![b'x'; 2_000_000]), &"ü".repeat(2_000)));
        assert!(letter.value.as_ref().unwrap().len() < MAX_RECORD_BYTES);
        assert_eq!(DeadLetter::read(&letter).cut.as_deref(), Some("2000000"));
        assert!(matches!(DeadLetter::again(&letter), Err(RetryError::Cut(_))));
    }
}
