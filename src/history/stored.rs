//! A record of the log as the table `events` has it.
//!
//! What is folded is always made from here, live and in a rebuild, so that both come to the same alert. Must never hold a
//! return address: an interaction's token is not stored.

use jiff::Timestamp;
use serde_json::Value as Json;

use crate::alert::{AlertId, Event, Millis};
use crate::alert_log::codec::{self, Read};
use crate::config::KafkaConfig;
use crate::history::sql::{Known, Table, Value};
use crate::kafka::record::{Envelope, Record};

pub(crate) const EVENTS: Table = Table {
    name: "events",
    columns: &[
        "log_id",
        "partition",
        "record_offset",
        "appended_at",
        "alert_id",
        "kind",
        "event_id",
        "outcome",
        "at_home",
        "source",
        "source_appended_at",
        "give_up_at",
        "record",
        "raw",
        "problem",
        "forgotten",
        "erased",
    ],
    key: 3,
    known: Known::Stays,
};

/// The result of reading a record that is not folded.
pub(crate) const SKIPPED: &str = "skipped";
/// The outcome of a record that cannot be read.
pub(crate) const BROKEN: &str = "broken";
/// The outcome of a record that a board appends again at its alert's home (docs/protocol.md#rule-4).
pub(crate) const ELSEWHERE: &str = "elsewhere";

/// One record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredRecord {
    pub(crate) partition: i32,
    pub(crate) offset: i64,
    pub(crate) appended_at: Millis,
    pub(crate) alert_id: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) event_id: String,
    /// What the fold made of it.
    pub(crate) outcome: String,
    /// Whether this partition is the alert's home, by the settings of the time when it was stored.
    pub(crate) at_home: bool,
    pub(crate) source: Option<String>,
    pub(crate) source_appended_at: Option<Millis>,
    pub(crate) give_up_at: Option<Millis>,
    /// The value, where it is a JSON object.
    pub(crate) record: Option<String>,
    /// The value, where it is anything else.
    pub(crate) raw: Option<Vec<u8>>,
    /// Why it cannot be read.
    pub(crate) problem: Option<String>,
    /// Somebody was taken out of it who wants to be forgotten.
    pub(crate) forgotten: bool,
    /// It is old, and has no names, places and messages any more.
    pub(crate) erased: bool,
}

impl StoredRecord {
    /// Takes a record of the log.
    pub(crate) fn of(config: &KafkaConfig, record: &Record) -> Self {
        let (json, text, raw) = value(record.value.as_deref());
        let field =
            |name: &str| json.as_ref().and_then(|json| json.get(name)).and_then(Json::as_str).map(str::to_owned);
        let alert_id = field("alert_id").filter(|id| AlertId::new(id.as_str()).is_ok());
        let is_home =
            |id: &String| AlertId::new(id.as_str()).is_ok_and(|id| codec::home(config, &id) == record.partition);
        let mut stored = StoredRecord {
            partition: record.partition,
            offset: record.offset,
            appended_at: Millis(record.timestamp_ms),
            at_home: codec::is_ours(record) || alert_id.as_ref().is_some_and(is_home),
            alert_id,
            kind: field("kind"),
            event_id: codec::event_id(record).as_str().to_owned(),
            outcome: SKIPPED.to_owned(),
            source: record.envelope.source.clone(),
            source_appended_at: record.envelope.source_ts.map(Millis::from),
            give_up_at: record.envelope.give_up_at.map(Millis::from),
            record: text,
            raw,
            problem: match codec::read(record) {
                Read::Broken(why) => Some(why),
                Read::Event(..) | Read::Skip => None,
            },
            forgotten: false,
            erased: false,
        };
        stored.outcome = match &stored.problem {
            Some(_) => BROKEN,
            None if !stored.at_home && stored.read().is_some() => ELSEWHERE,
            None => SKIPPED,
        }
        .to_owned();
        stored
    }

    /// Whether it is not any more what the log has.
    pub(crate) fn is_erased(&self) -> bool {
        self.forgotten || self.erased
    }

    /// The event in it, if there is one that this version knows.
    pub(crate) fn read(&self) -> Option<(AlertId, Event)> {
        if self.problem.is_some() {
            return None;
        }
        let time = |at: Option<Millis>| at.and_then(|at| Timestamp::from_millisecond(at.0).ok());
        let record = Record {
            topic: String::new(),
            partition: self.partition,
            offset: self.offset,
            timestamp_ms: self.appended_at.0,
            key: None,
            value: self.record.as_ref().map(|text| text.as_bytes().to_vec()),
            envelope: Envelope {
                event_id: Some(self.event_id.clone()),
                source_ts: time(self.source_appended_at),
                give_up_at: time(self.give_up_at),
                ..Envelope::default()
            },
            unreadable_headers: Vec::new(),
        };
        match codec::read(&record) {
            Read::Event(alert, event) => Some((alert, event)),
            Read::Skip | Read::Broken(_) => None,
        }
    }

    /// The event in it, if it counts for the alert.
    pub(crate) fn folded(&self) -> Option<(AlertId, Event)> {
        if self.at_home { self.read() } else { None }
    }

    pub(crate) fn row(&self, log: i64) -> Vec<Value> {
        vec![
            Value::Int(Some(log)),
            Value::Int(Some(self.partition.into())),
            Value::Int(Some(self.offset)),
            Value::Time(Some(self.appended_at)),
            Value::Text(self.alert_id.clone()),
            Value::Text(self.kind.clone()),
            Value::text(self.event_id.clone()),
            Value::text(self.outcome.clone()),
            Value::Bool(self.at_home),
            Value::Text(self.source.clone()),
            Value::Time(self.source_appended_at),
            Value::Time(self.give_up_at),
            Value::Json(self.record.clone()),
            Value::Bytes(self.raw.clone()),
            Value::Text(self.problem.clone()),
            Value::Bool(self.forgotten),
            Value::Bool(self.erased),
        ]
    }
}

/// A value as JSON object, its text, or else its bytes.
fn value(value: Option<&[u8]>) -> (Option<Json>, Option<String>, Option<Vec<u8>>) {
    let Some(bytes) = value else { return (None, None, None) };
    let text = std::str::from_utf8(bytes).ok().map(without_nul);
    let json = text.as_ref().and_then(|text| serde_json::from_str::<Json>(text).ok()).filter(Json::is_object);
    match json {
        Some(json) => (Some(json), text, None),
        None => (None, None, Some(bytes.to_vec())),
    }
}

/// PostgreSQL stores this escape, and then refuses each question for a field that has one.
fn without_nul(text: &str) -> String {
    if text.contains("\\u0000") { text.replace("\\u0000", "\\ufffd") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kafka::record::ReplyTo;

    fn config() -> KafkaConfig {
        crate::config::Config::read(&|_| None).expect("right").kafka
    }

    fn record(value: &str) -> Record {
        Record {
            topic: "log".into(),
            partition: 0,
            offset: 7,
            timestamp_ms: 1_767_281_700_000,
            key: None,
            value: Some(value.as_bytes().to_vec()),
            envelope: Envelope::default(),
            unreadable_headers: Vec::new(),
        }
    }

    #[test]
    fn a_return_address_is_never_stored() {
        let value = r#"{"alert_id":"1","kind":"with_child","at":"2026-01-01T15:15:00Z","neighbor_id":"5"}"#;
        let mut told = record(value);
        told.envelope.reply_to = ReplyTo::parse("11/22/s3cret");
        let stored = StoredRecord::of(&config(), &told);
        assert!(stored.read().is_some());
        assert!(!format!("{:?}", stored.row(1)).contains("s3cret"));
    }

    #[test]
    fn what_is_no_event_is_kept_as_it_is() {
        for (value, outcome, is_json) in [
            (r#"{"alert_id":"1","kind":"waved","at":"2026-01-01T15:15:00Z"}"#, SKIPPED, true),
            (r#"{"alert_id":"1","kind":"claimed"}"#, BROKEN, true),
            ("[1]", BROKEN, false),
            ("", BROKEN, false),
        ] {
            let stored = StoredRecord::of(&config(), &record(value));
            assert_eq!((stored.outcome.as_str(), stored.record.is_some()), (outcome, is_json), "{value}");
            let kept = stored.record.map(String::into_bytes).or(stored.raw);
            assert_eq!(kept.as_deref(), Some(value.as_bytes()));
        }
        let null = StoredRecord::of(&config(), &Record { value: None, ..record("") });
        assert_eq!((null.outcome.as_str(), null.record, null.raw), (SKIPPED, None, None));
    }

    #[test]
    fn a_nul_in_a_text_is_replaced_before_it_is_folded() {
        let value = r#"{"alert_id":"1","kind":"claimed","at":"2026-01-01T15:15:00Z","neighbor_id":"5","neighbor_name":"M\u0000"}"#;
        let (_, event) = StoredRecord::of(&config(), &record(value)).read().expect("an event");
        assert!(format!("{:?}", event.kind).contains('\u{fffd}'));
    }
}
