//! What intake tells the board of an alert that it cannot raise, so that the parent's phone rings
//! (docs/protocol.md#rule-35). The record itself becomes a dead letter all the same.
//!
//! Must not decide how the parent is told: that is up to the board, the only service that writes into Discord's channel.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::alert::{AlertId, EventId, Kind, Millis, WINDOW_MS};
use crate::alert_log::codec;
use crate::config::KafkaConfig;
use crate::intake::alert_record::BOM;
use crate::intake::parse::VALUE_MAX_BYTES;
use crate::kafka::producer::Outgoing;
use crate::kafka::record::Record;

/// The record for the alert's log; `None` where the record names nobody who could be told. `class` says what is wrong, without
/// anything that a person typed.
///
/// The parent of a record that is older than the window W is not notified: an old alarm does not ring
/// (docs/protocol.md#rule-5).
pub(crate) fn outgoing(config: &KafkaConfig, record: &Record, class: &str, now: Timestamp) -> Option<Outgoing> {
    if Millis::from(now).since(Millis(record.timestamp_ms)) > WINDOW_MS {
        return None;
    }
    let fields = read(record);
    let parent_id = field(&fields, "parent_id");
    if parent_id.is_none() && record.envelope.reply_to.is_none() {
        return None;
    }
    let fingerprint = codec::fingerprint(record);
    let alert: AlertId = field(&fields, "alert_id").or_else(|| AlertId::new(&fingerprint).ok())?;
    let (guild_id, channel_id) = (field(&fields, "guild_id"), field(&fields, "channel_id"));
    let kind = Kind::Rejected { parent_id, guild_id, channel_id, reason: class.to_owned() };
    // The same record is rejected under the same id, however often it is read.
    let id = EventId::of(format!("{alert}/rejected/{fingerprint}"));
    let mut outgoing = codec::outgoing(config, codec::home(config, &alert), &alert, kind, &id, "intake");
    outgoing.envelope.give_up_at = record.envelope.give_up_at;
    outgoing.envelope.source_ts = Timestamp::from_millisecond(record.timestamp_ms).ok();
    outgoing.envelope.reply_to.clone_from(&record.envelope.reply_to);
    Some(outgoing)
}

/// The part of the value that can be read.
fn read(record: &Record) -> Value {
    let value = record.value.as_deref().filter(|value| value.len() <= VALUE_MAX_BYTES);
    let value = value.map(|value| value.strip_prefix(BOM).unwrap_or(value));
    value.and_then(|value| serde_json::from_slice(value).ok()).unwrap_or_default()
}

fn field<T: DeserializeOwned>(fields: &Value, name: &str) -> Option<T> {
    T::deserialize(fields.get(name)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kafka::record::{Envelope, ReplyTo};

    const NOW: i64 = 1_800_000_000_000;

    fn record(value: &str) -> Record {
        Record {
            topic: "bus-stop-alerts".into(),
            partition: 0,
            offset: 3,
            timestamp_ms: NOW,
            key: None,
            value: Some(value.as_bytes().to_vec()),
            envelope: Envelope::default(),
            unreadable_headers: Vec::new(),
        }
    }

    fn rejected(record: &Record) -> Option<Outgoing> {
        let config = crate::config::Config::read(&|_| None).unwrap().kafka;
        outgoing(&config, record, "no", Timestamp::from_millisecond(NOW).unwrap())
    }

    #[test]
    fn who_can_be_told_is_told_and_nobody_else() {
        assert_eq!(rejected(&record("help!")), None);
        let parent = rejected(&record(r#"{"parent_id": "44", "alert_id": "7", "needed_by": 9}"#)).unwrap();
        assert_eq!(parent.key.as_deref(), Some(&b"7"[..]));
        let reply_to = ReplyTo::parse("2/1305193870427029544/t0ken");
        let typed = Record { envelope: Envelope { reply_to, ..Envelope::default() }, ..record("help!") };
        assert!(rejected(&typed).unwrap().envelope.reply_to.is_some());
    }

    #[test]
    fn nobody_is_told_of_an_old_alarm() {
        let old = Record { timestamp_ms: NOW - WINDOW_MS - 1, ..record(r#"{"parent_id": "44"}"#) };
        assert_eq!(rejected(&old), None);
    }

    #[test]
    fn a_record_that_is_read_again_has_the_same_id() {
        let value = record(r#"{"parent_id": "44"}"#);
        let ids = [rejected(&value), rejected(&value)].map(|out| out.unwrap().envelope.event_id);
        assert_eq!(ids[0], ids[1]);
    }
}
