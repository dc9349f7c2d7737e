//! Writes events as records of `bus-stop-confirmations`, and reads them.
//!
//! Must not decide what an event means; [`crate::alert`] does.

use jiff::Timestamp;

use crate::alert::event::is_of_a_later_version;
use crate::alert::hash::hash;
use crate::alert::{AlertId, Body, Event, EventId, Kind, Millis};
use crate::alert_log::partitioner::home_partition;
use crate::config::KafkaConfig;
use crate::kafka::producer::Outgoing;
use crate::kafka::record::Record;
use crate::kafka::record::{AROUND_A_HEADER, Envelope};

/// The prefix of this program's services in `ce_source`.
const OURS: &str = "needhelp/";

/// The maximum length of a value. Intake raises at most half of it, and all other records are much shorter. Longer
/// values would fill the memory of each board, and could be too large to be appended at home.
const VALUE_MAX_BYTES: usize = 128 * 1024;

/// The bytes that other programs' headers may have in a record that is appended at home, so that Kafka accepts it.
const HEADERS_MAX_BYTES: usize = 64 * 1024;

/// The result of reading a record of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "nearly all records are events")]
pub enum Read {
    /// An event.
    Event(AlertId, Event),
    /// Nothing to do: a null value, or a kind of a later version.
    Skip,
    /// It cannot be read, for this reason: a dead letter.
    Broken(String),
}

/// A record of `alert` with this `kind`, for partition `home` (docs/protocol.md#rule-4). A repetition is recognized by
/// `id`; `service` is the writer.
#[must_use]
pub fn outgoing(config: &KafkaConfig, home: i32, alert: &AlertId, kind: Kind, id: &EventId, service: &str) -> Outgoing {
    let at = Timestamp::now();
    let envelope = Envelope::new(id.as_str(), kind.name(), service, at);
    let body = Body { alert_id: alert.clone(), at, kind };
    Outgoing {
        topic: config.confirmations_topic.clone(),
        partition: Some(home),
        key: Some(alert.as_str().as_bytes().to_vec()),
        // A body has only text keys and plain values, which JSON can always represent.
        value: Some(serde_json::to_vec(&body).expect("a body is plain JSON")),
        envelope,
    }
}

/// The alert's home partition, as long as `KAFKA_PARTITIONS` is not changed.
#[must_use]
pub fn home(config: &KafkaConfig, alert: &AlertId) -> i32 {
    home_partition(alert.as_str(), config.partitions)
}

/// Reads a record of the log.
#[must_use]
pub fn read(record: &Record) -> Read {
    let Some(value) = &record.value else { return Read::Skip };
    if value.len() > VALUE_MAX_BYTES {
        return Read::Broken(format!("the value has {} bytes; {VALUE_MAX_BYTES} are the most", value.len()));
    }
    // If a header cannot be read, it is not known whether the record is void.
    if let Some(unreadable) = record.unreadable_headers.first() {
        return Read::Broken(format!("the header `{unreadable}` cannot be read"));
    }
    let body: Body = match serde_json::from_slice(value) {
        Ok(body) => body,
        Err(_) if is_of_a_later_version(value) => return Read::Skip,
        Err(error) => return Read::Broken(format!("the value is not an event of an alert: {error}")),
    };
    if body.kind == Kind::Unknown {
        return Read::Skip;
    }
    let event = Event {
        id: event_id(record),
        offset: record.offset,
        ts: Millis(record.timestamp_ms),
        source_ts: record.envelope.source_ts.map(Millis::from),
        give_up_at: record.envelope.give_up_at.map(Millis::from),
        kind: body.kind,
    };
    Read::Event(body.alert_id, event)
}

/// The event's id: `ce_id`, or a unique hash for a record of another program without one (docs/protocol.md#rule-3).
#[must_use]
pub fn event_id(record: &Record) -> EventId {
    EventId::new(record.envelope.event_id.clone().unwrap_or_else(|| fingerprint(record)))
}

/// A hash of where a record stands and what it says: a topic that was created again repeats its offsets, but not the times.
#[must_use]
pub fn fingerprint(record: &Record) -> String {
    hash([
        record.topic.as_bytes(),
        &record.partition.to_le_bytes(),
        &record.offset.to_le_bytes(),
        &record.timestamp_ms.to_le_bytes(),
        record.key.as_deref().unwrap_or_default(),
        record.value.as_deref().unwrap_or_default(),
    ])
}

/// Whether one of this program's services wrote it. Then its partition is its home, even if `KAFKA_PARTITIONS` changed.
#[must_use]
pub fn is_ours(record: &Record) -> bool {
    record.envelope.source.as_ref().is_some_and(|source| source.starts_with(OURS))
}

/// The same event for the alert's home, if another program appended it elsewhere (docs/protocol.md#rule-4). It is never
/// too large for Kafka if [`read`] accepted the event: other programs' headers are left out if they are too long.
#[must_use]
pub fn sent_home(config: &KafkaConfig, record: &Record, alert: &AlertId, id: &EventId) -> Outgoing {
    let mut envelope = record.envelope.clone();
    envelope.event_id = Some(id.as_str().to_owned());
    envelope.source = Some(format!("{OURS}board"));
    envelope.source_ts = envelope.source_ts.or_else(|| Timestamp::from_millisecond(record.timestamp_ms).ok());
    let headers = envelope.extra.iter().map(|(name, value)| name.len() + value.len() + AROUND_A_HEADER);
    if headers.sum::<usize>() > HEADERS_MAX_BYTES {
        envelope.extra.clear();
    }
    Outgoing {
        topic: config.confirmations_topic.clone(),
        partition: Some(home(config, alert)),
        key: Some(alert.as_str().as_bytes().to_vec()),
        value: record.value.clone(),
        envelope,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(value: Option<&str>) -> Record {
        Record {
            topic: "log".into(),
            partition: 0,
            offset: 7,
            timestamp_ms: 1_700_000_000_000,
            key: None,
            value: value.map(|value| value.as_bytes().to_vec()),
            envelope: Envelope::default(),
            unreadable_headers: Vec::new(),
        }
    }

    #[test]
    fn an_unknown_kind_and_a_null_value_are_skipped() {
        let later = r#"{"alert_id":"1","kind":"waved","at":"2026-01-01T15:15:00Z","hand":"left"}"#;
        assert_eq!(read(&record(Some(later))), Read::Skip);
        assert_eq!(read(&record(None)), Read::Skip);
    }

    #[test]
    fn a_known_kind_with_an_unknown_value_is_skipped() {
        for later in [
            r#"{"alert_id":"1","kind":"informed","at":"2026-01-01T15:15:00Z","cause":"1","whom":"teacher"}"#,
            r#"{"alert_id":"1","kind":"failed","at":"2026-01-01T15:15:00Z","cause":"1","what":"teacher","reason":"no"}"#,
            r#"{"alert_id":"1","kind":"redacted","at":"2026-01-01T15:15:00Z","by":"teacher"}"#,
        ] {
            assert_eq!(read(&record(Some(later))), Read::Skip, "{later}");
        }
        // A value that is missing or not a text comes from no later version.
        let broken = r#"{"alert_id":"1","kind":"informed","at":"2026-01-01T15:15:00Z","cause":"1","whom":7}"#;
        assert!(matches!(read(&record(Some(broken))), Read::Broken(_)));
    }

    #[test]
    fn unknown_fields_are_ignored_and_a_stranger_gets_an_id() {
        let claimed = r#"{"alert_id":"1","kind":"claimed","at":"2026-01-01T15:15:00Z","neighbor_id":"5",
            "neighbor_name":"Mike","message":"I'll watch Jake","mood":"good"}"#;
        let Read::Event(alert, event) = read(&record(Some(claimed))) else { panic!("not read") };
        assert_eq!((alert.as_str(), event.offset, event.kind.name()), ("1", 7, "claimed"));
        assert_eq!(event.id, event_id(&record(Some(claimed))));
        let moved = Record { timestamp_ms: 1, ..record(Some(claimed)) };
        assert_ne!(event.id, event_id(&moved));
    }

    #[test]
    fn a_record_that_cannot_be_read_says_why() {
        for broken in ["", "{}", "[1]", r#"{"alert_id":"a:b","kind":"expired","at":"2026-01-01T15:15:00Z"}"#] {
            let Read::Broken(why) = read(&record(Some(broken))) else { panic!("{broken} was read") };
            assert!(!why.is_empty());
        }
    }

    #[test]
    fn a_value_too_large_to_be_moved_home_is_not_an_event() {
        let claimed = |words: usize| {
            let words = "x".repeat(words);
            format!(
                r#"{{"alert_id":"1","kind":"claimed","at":"2026-01-01T15:15:00Z","neighbor_id":"5","neighbor_name":"Mike",
                    "message":"{words}"}}"#
            )
        };
        let Read::Broken(why) = read(&record(Some(&claimed(3_000_000)))) else { panic!("3 MB were read") };
        assert!(why.contains("bytes"), "{why}");
        let config = crate::config::Config::read(&|_| None).unwrap().kafka;
        let mut strange = Record { key: Some(vec![b'k'; 1_048_400]), ..record(Some(&claimed(100_000))) };
        strange.envelope.extra = vec![(String::new(), Vec::new()); 400_000];
        let Read::Event(alert, event) = read(&strange) else { panic!("not read") };
        let home = sent_home(&config, &strange, &alert, &event.id);
        let headers = home.envelope.extra.iter().map(|(name, value)| name.len() + value.len() + AROUND_A_HEADER);
        let size = headers.sum::<usize>() + home.key.unwrap().len() + home.value.unwrap().len();
        assert!(size < crate::kafka::client::MAX_RECORD_BYTES / 2, "{size}");
    }

    #[test]
    fn an_event_is_read_back_as_it_was_written() {
        let config = crate::config::Config::read(&|_| None).unwrap().kafka;
        let alert = AlertId::new("1305193870427029544").unwrap();
        let kind = Kind::Withdrawn { event_id: alert.event() };
        let out = outgoing(&config, home(&config, &alert), &alert, kind.clone(), &kind.own_id(&alert), "gateway");
        let back = Record { value: out.value.clone(), envelope: out.envelope.clone(), ..record(None) };
        let Read::Event(read_alert, event) = read(&back) else { panic!("not read") };
        assert_eq!((read_alert, event.id, event.kind), (alert.clone(), kind.own_id(&alert), kind));
        assert!(is_ours(&back));
    }
}
