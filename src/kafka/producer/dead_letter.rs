//! Dead letters: records that could not be processed, with their origin and the reason. `needhelp dead-letters` lists them
//! and retries one.
//!
//! Must not lose a byte without saying so, must not keep a return address (it has expired by then), and must not let a
//! record stop its reader: a dead letter that is too large for Kafka is cut until it fits.

use tokio_util::sync::CancellationToken;

use crate::kafka::producer::{AROUND_A_HEADER, Envelope, Record};
use crate::kafka::producer::{AppendError, MAX_RECORD_BYTES, Outgoing, Producer, SendError};

/// Room for the headers that are always kept (each is short, [`ERROR_BYTES`] the longest) and the protocol around it all.
const OVERHEAD_BYTES: usize = 16 * 1024;

/// What key, value and other programs' headers may take together: first Kafka's default limit, then
/// less, because an admin may have lowered it. Without any of them, a dead letter still says where the record is.
const ROOM: usize = MAX_RECORD_BYTES - OVERHEAD_BYTES;
const LESS_ROOM: [usize; 2] = [64 * 1024, 0];

/// The longest error text.
const ERROR_BYTES: usize = 1_000;

const TOPIC: &str = "original_topic";
const PARTITION: &str = "original_partition";
const OFFSET: &str = "original_offset";
const ERROR: &str = "error";
/// How many bytes the value had, where it was cut.
const CUT: &str = "original_value_bytes";
/// How many bytes the key had, where it was cut.
const KEY_CUT: &str = "original_key_bytes";
/// How many headers were left out: there was no room for them, or they could not be read.
const LEFT_OUT: &str = "original_headers_left_out";

/// The headers that a dead letter adds.
const OURS: [&str; 7] = [TOPIC, PARTITION, OFFSET, ERROR, CUT, KEY_CUT, LEFT_OUT];

/// The dead letter of `record`: its key, its bytes, its headers, and why. Counts it.
#[must_use]
pub fn outgoing(topic: &str, record: &Record, error: &str) -> Outgoing {
    metrics::counter!(crate::metric_names::DEAD_LETTERS, "topic" => record.topic.clone()).increment(1);
    let mut envelope = record.envelope.clone();
    envelope.reply_to = None;
    let all = envelope.extra.len() + record.unreadable_headers.len();
    envelope.extra.retain(|(name, _)| !is_ours(name));
    let left_out = all - envelope.extra.len();
    let envelope = envelope
        .with(TOPIC, record.topic.as_bytes())
        .with(PARTITION, record.partition.to_string())
        .with(OFFSET, record.offset.to_string())
        .with(ERROR, shortened(error));
    let (key, value) = (record.key.clone(), record.value.clone());
    let mut letter = Outgoing { topic: topic.to_owned(), partition: None, key, value, envelope };
    leave_out(&mut letter.envelope, left_out);
    cut(&mut letter, ROOM);
    letter
}

/// Appends a dead letter, cut further where Kafka refuses it. One that is refused even when nothing but its origin is left
/// is an error in the log and a count, and no reason to stop: the record is still where it was.
///
/// # Errors
/// Where `stop` ended it, or the producer can do no more.
pub async fn bury(producer: &Producer, mut letter: Outgoing, stop: &CancellationToken) -> Result<(), AppendError> {
    let mut less = LESS_ROOM.into_iter();
    loop {
        let refused = match producer.append_until(letter.clone(), stop).await {
            Err(AppendError::Hopeless(SendError::Refused(refused))) => refused,
            outcome => return outcome.map(drop),
        };
        let place = place(&letter.envelope);
        let Some(room) = less.next() else {
            metrics::counter!(crate::metric_names::DEAD_LETTERS_REFUSED).increment(1);
            tracing::error!(
                place,
                topic = letter.topic,
                error = refused,
                "Kafka refuses the dead letter of this record"
            );
            return Ok(());
        };
        tracing::warn!(place, room, error = refused, "Kafka refuses a dead letter; cutting it further");
        cut(&mut letter, room);
    }
}

/// What [`append_or_bury`] appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// The record that was to be appended.
    Record,
    /// A dead letter in its place. Kafka may have refused even that.
    DeadLetter,
}

/// Appends what `record` has become. Where Kafka refuses that for good, the record is a dead letter in its place, for one
/// record must not end the process again and again. A dead letter is buried at once ([`bury`]).
///
/// What is no dead letter is on its way when this returns, see [`Producer::append_until`].
///
/// # Errors
/// As [`bury`].
pub fn append_or_bury(
    producer: &Producer,
    dead_letter_topic: &str,
    outgoing: Outgoing,
    record: &Record,
    stop: &CancellationToken,
) -> impl Future<Output = Result<Appended, AppendError>> + Send + 'static {
    let (topic, letters, record) = (outgoing.topic.clone(), dead_letter_topic.to_owned(), record.clone());
    let append = if topic == letters { Err(outgoing) } else { Ok(producer.append_until(outgoing, stop)) };
    let (producer, stop) = (producer.clone(), stop.clone());
    async move {
        let letter = match append {
            Err(letter) => letter,
            Ok(appended) => match appended.await {
                Ok(_) => return Ok(Appended::Record),
                Err(AppendError::Hopeless(SendError::Refused(refused))) => {
                    let place = record.place();
                    tracing::error!(
                        place,
                        topic,
                        error = refused,
                        "Kafka refuses what this record became: a dead letter"
                    );
                    let why = format!("Kafka refuses what it became in {topic}: {refused}");
                    self::outgoing(&letters, &record, &why)
                }
                Err(error) => return Err(error),
            },
        };
        bury(&producer, letter, &stop).await.map(|()| Appended::DeadLetter)
    }
}

/// Makes key, value and other programs' headers fit into `room` bytes, and says what is missing.
fn cut(letter: &mut Outgoing, mut room: usize) {
    // Headers have a part of the room, so that they do not take the place of what the record says.
    let mut for_headers = room / 4;
    let before = letter.envelope.extra.len();
    letter.envelope.extra.retain(|(name, value)| {
        let size = name.len() + value.len() + AROUND_A_HEADER;
        let fits = is_ours(name) || size <= for_headers;
        if fits && !is_ours(name) {
            for_headers -= size;
            room -= size;
        }
        fits
    });
    let left_out = before - letter.envelope.extra.len();
    leave_out(&mut letter.envelope, left_out);
    // The key first: it may have half of the room, or what the value does not need.
    let most_of_key = (room / 2).max(room.saturating_sub(letter.value.as_ref().map_or(0, Vec::len)));
    for (bytes, said, most) in [(&mut letter.key, KEY_CUT, most_of_key), (&mut letter.value, CUT, room)] {
        let Some(bytes) = bytes else { continue };
        let most = most.min(room);
        if bytes.len() > most {
            // The first cut alone knows how long it was.
            if text(&letter.envelope, said).is_none() {
                letter.envelope.extra.push((said.to_owned(), bytes.len().to_string().into_bytes()));
            }
            bytes.truncate(most);
        }
        room -= bytes.len();
    }
}

/// Says that so many more headers are missing.
fn leave_out(envelope: &mut Envelope, headers: usize) {
    if headers == 0 {
        return;
    }
    let before: usize = text(envelope, LEFT_OUT).and_then(|text| text.parse().ok()).unwrap_or(0);
    envelope.extra.retain(|(name, _)| name != LEFT_OUT);
    envelope.extra.push((LEFT_OUT.to_owned(), (before + headers).to_string().into_bytes()));
}

fn is_ours(name: &str) -> bool {
    OURS.contains(&name)
}

fn text(envelope: &Envelope, name: &str) -> Option<String> {
    let found = envelope.extra.iter().find(|(known, _)| known == name)?;
    Some(String::from_utf8_lossy(&found.1).into_owned())
}

/// Where the record is, as a log line has it.
fn place(envelope: &Envelope) -> String {
    let part = |name| text(envelope, name).unwrap_or_default();
    format!("{}/{}@{}", part(TOPIC), part(PARTITION), part(OFFSET))
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
    /// How many bytes its value had where it was cut, else how many its key had where that was.
    pub cut: Option<String>,
    /// How many of its headers are missing.
    pub headers_left_out: Option<String>,
}

/// Why a dead letter cannot be retried.
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
        let header = |name: &str| text(&record.envelope, name);
        let or_unknown = |name| header(name).unwrap_or_else(|| "?".to_owned());
        DeadLetter {
            topic: or_unknown(TOPIC),
            partition: or_unknown(PARTITION),
            offset: or_unknown(OFFSET),
            error: or_unknown(ERROR),
            cut: header(CUT).or_else(|| header(KEY_CUT)),
            headers_left_out: header(LEFT_OUT),
        }
    }

    /// The original, for its topic again. Its partition is left to its key, its append time is a new one.
    ///
    /// # Errors
    /// Where the original's key or value is not known whole.
    pub fn again(record: &Record) -> Result<Outgoing, RetryError> {
        let letter = DeadLetter::read(record);
        if letter.topic == "?" {
            return Err(RetryError::NoTopic);
        }
        if let Some(cut) = letter.cut {
            return Err(RetryError::Cut(cut));
        }
        let mut envelope: Envelope = record.envelope.clone();
        envelope.extra.retain(|(name, _)| !is_ours(name));
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
    fn a_dead_letter_names_its_origin_and_is_restored_unchanged() {
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

    /// As the protocol counts it: what a batch and a record have around it is well below [`OVERHEAD_BYTES`].
    fn size(letter: &Outgoing) -> usize {
        let headers = letter.envelope.extra.iter().map(|(name, value)| name.len() + value.len() + AROUND_A_HEADER);
        let bytes = |bytes: &Option<Vec<u8>>| bytes.as_ref().map_or(0, Vec::len);
        headers.sum::<usize>() + bytes(&letter.key) + bytes(&letter.value)
    }

    const FITS: usize = ROOM + OVERHEAD_BYTES / 2;

    #[test]
    fn a_value_that_does_not_fit_is_cut_and_says_so() {
        let letter = outgoing("dead", &record(vec![b'x'; 2_000_000]), &"ü".repeat(2_000));
        assert!((ROOM..FITS).contains(&size(&letter)));
        let letter = as_read(&letter);
        assert_eq!(DeadLetter::read(&letter).cut.as_deref(), Some("2000000"));
        assert!(matches!(DeadLetter::again(&letter), Err(RetryError::Cut(_))));
    }

    #[test]
    fn a_key_that_does_not_fit_is_cut_too_and_says_so() {
        for (key, value) in [(1_048_400, 0), (3_000_000, 5), (3_000_000, 3_000_000)] {
            let record = Record { key: Some(vec![b'k'; key]), ..record(vec![b'v'; value]) };
            let letter = outgoing("dead", &record, "too large");
            assert!(size(&letter) < FITS, "{key} and {value}");
            assert_eq!(text(&letter.envelope, KEY_CUT), Some(key.to_string()));
            assert!(matches!(DeadLetter::again(&as_read(&letter)), Err(RetryError::Cut(_))));
            assert!(letter.value.unwrap().len() >= value.min(ROOM / 2), "what it says comes before its key");
        }
        let whole = Record { key: Some(vec![b'k'; 700_000]), ..record(vec![b'v'; 300_000]) };
        let letter = outgoing("dead", &whole, "no JSON");
        assert_eq!((letter.key, letter.value), (whole.key, whole.value), "what fits is kept");
    }

    #[test]
    fn headers_of_any_size_and_number_leave_room_and_are_counted() {
        let mut record = record(vec![b'v'; 700_000]);
        record.envelope.extra = vec![(String::new(), Vec::new()); 300_000];
        record.envelope.extra.push(("huge".into(), vec![0; 2_000_000]));
        record.envelope.extra.push((ERROR.into(), b"theirs".to_vec()));
        record.unreadable_headers = vec!["ce_id".into()];
        let letter = outgoing("dead", &record, "no JSON");
        assert!(size(&letter) < FITS);
        assert_eq!(letter.value, record.value, "what it says comes before its headers");
        let kept = letter.envelope.extra.iter().filter(|(name, _)| !is_ours(name)).count();
        let read = DeadLetter::read(&as_read(&letter));
        assert_eq!(read.headers_left_out, Some((300_003 - kept).to_string()));
        assert_eq!((&*read.error, read.cut), ("no JSON", None));
    }

    #[test]
    fn one_that_is_refused_is_cut_until_its_origin_alone_is_left() {
        let mut record = record(vec![b'v'; 2_000_000]);
        record.envelope.extra.push(("traceparent".into(), b"00-aa-bb-01".to_vec()));
        let mut letter = outgoing("dead", &record, "no JSON");
        for room in LESS_ROOM {
            cut(&mut letter, room);
            assert!(size(&letter) < room + OVERHEAD_BYTES / 2);
        }
        let read = DeadLetter::read(&as_read(&letter));
        assert_eq!((&*read.topic, &*read.offset, &*read.error), ("bus-stop-alerts", "41", "no JSON"));
        assert_eq!((read.cut.as_deref(), read.headers_left_out.as_deref()), (Some("2000000"), Some("1")));
        assert_eq!((letter.key.as_deref(), letter.value.as_deref()), (Some(&b""[..]), Some(&b""[..])));
    }
}
