//! A record of `bus-stop-alerts`, read and checked: the tutorial's flat JSON, with what Discord adds to it.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::alert::{Alert, AlertId, GuildId, Millis, WINDOW_MS};
use crate::alert_log::codec;
use crate::discord::escape;
use crate::intake::alert_record::AlertRecord;
use crate::kafka::record::Record;

/// A longer value is not a call for help, and would stay in every board's memory.
pub(crate) const VALUE_MAX_BYTES: usize = 64 * 1024;

/// `needed_by` is at most this far ahead (docs/protocol.md#rule-5).
const AHEAD_MS: i64 = 24 * 60 * 60 * 1000;

/// The header that says when its producer gave up.
const GIVE_UP_AT: &str = "give_up_at";

/// Clocks of producers and brokers may differ by this much.
const CLOCKS_MS: i64 = 5 * 60 * 1000;

/// A call for help that can be raised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) id: AlertId,
    pub(crate) alert: Alert,
    /// The names of optional fields and headers that could not be read.
    pub(crate) ignored: Vec<String>,
}

/// Why a record is not raised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rejected {
    /// Its producer had given up and said so: nothing happens.
    Void,
    /// A dead letter, and why.
    Broken(Broken),
}

/// What is wrong with a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken {
    /// A fixed text, without anything that a person typed: all that a log above DEBUG may say.
    pub(crate) class: &'static str,
    /// The whole error, for the dead letter: it may quote the record.
    pub(crate) error: String,
}

impl Request {
    /// Reads a record; `None` for a null value. An alert without an id gets a hash of the record (docs/protocol.md#rule-3).
    /// `zone_of` tells a server's zone, if it is set: times without an offset are read in it, and times are written in it for
    /// people.
    pub(crate) fn read(
        record: &Record,
        now: Timestamp,
        zone_of: impl Fn(Option<GuildId>) -> Option<TimeZone>,
    ) -> Result<Option<Self>, Rejected> {
        let Some(bytes) = &record.value else { return Ok(None) };
        if bytes.len() > VALUE_MAX_BYTES {
            let error = format!("the value has {} bytes; {VALUE_MAX_BYTES} are the most", bytes.len());
            return Err(broken("it is too large", error));
        }
        // Without this header it is not known whether the record is void. All others matter less than a child who is waiting.
        if record.unreadable_headers.iter().any(|name| name == GIVE_UP_AT) {
            return Err(broken("a header cannot be read", format!("the header `{GIVE_UP_AT}` cannot be read")));
        }
        let ts = Millis(record.timestamp_ms);
        if record.envelope.give_up_at.is_some_and(|give_up| ts > Millis::from(give_up)) {
            return Err(Rejected::Void);
        }
        let AlertRecord { id, mut alert, ignored } =
            AlertRecord::read(bytes, &zone_of).map_err(|error| not_an_alert(bytes, &error))?;
        let ignored = ignored.into_iter().map(str::to_owned).chain(record.unreadable_headers.iter().cloned()).collect();
        for (name, text) in
            [("parent_name", &alert.parent_name), ("child_name", &alert.child_name), ("location", &alert.location)]
        {
            // Who would have to be met, and where, could not be read on the card.
            if !escape::is_legible(text) {
                let why = if text.trim().is_empty() { "is empty" } else { "has nothing that can be seen" };
                return Err(broken("a name or the place cannot be seen", format!("{name} {why}")));
            }
        }
        let age = Millis::from(now).since(ts);
        if age > WINDOW_MS {
            let error = format!("it is {} h old: too old to be raised", age / 3_600_000);
            return Err(broken("it is too old", error));
        }
        if alert.needed_by.is_some_and(|by| Millis::from(by).since(ts) > AHEAD_MS + CLOCKS_MS) {
            let class = "needed_by is more than 24 h ahead";
            return Err(broken(class, class.to_owned()));
        }
        if alert.timezone.is_none() {
            let zone = zone_of(alert.guild_id);
            alert.timezone = zone.as_ref().and_then(TimeZone::iana_name).map(str::to_owned);
        }
        let id = match id {
            Some(id) => id,
            // Hexadecimal digits are always an id.
            None => AlertId::new(codec::fingerprint(record))
                .map_err(|error| broken("no id can be made", error.to_string()))?,
        };
        Ok(Some(Request { id, alert, ignored }))
    }
}

fn broken(class: &'static str, error: String) -> Rejected {
    Rejected::Broken(Broken { class, error })
}

fn not_an_alert(bytes: &[u8], error: &serde_json::Error) -> Rejected {
    if bytes.is_empty() {
        return broken("the value is empty", "the value is empty".to_owned());
    }
    broken("the value is not an alert", format!("the value is not an alert: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kafka::record::Envelope;

    const NOW: i64 = 1_800_000_000_000;
    const TUTORIAL: &str = r#"{"parent_name": "Sarah", "child_name": "Jake", "location": "Oak Street Bus Stop",
        "message": "Meeting ran over, will be 10 mins late"}"#;

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

    fn read(record: &Record) -> Result<Option<Request>, Rejected> {
        Request::read(record, Timestamp::from_millisecond(NOW).unwrap(), |_| None)
    }

    #[test]
    fn the_tutorials_alert_is_taken_and_gets_a_stable_id() {
        let request = read(&record(TUTORIAL)).unwrap().unwrap();
        assert_eq!(request.alert.child_name, "Jake");
        assert_eq!(read(&record(TUTORIAL)).unwrap().unwrap().id, request.id);
        // A topic that was created again repeats offset and value, but not the time.
        let again = Record { timestamp_ms: NOW + 1, ..record(TUTORIAL) };
        assert_ne!(read(&again).unwrap().unwrap().id, request.id);
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        for (value, why) in [
            ("", "empty"),
            ("help!", "not an alert"),
            (r#"{"parent_name":"Sarah","location":"Oak Street","message":""}"#, "child_name"),
            (r#"{"parent_name":"Sarah","child_name":" ","location":"Oak Street","message":""}"#, "child_name is empty"),
            (&TUTORIAL.replace("Oak Street Bus Stop", "\u{200b}\u{2060}"), "location has nothing that can be seen"),
            (&TUTORIAL.replace("{\"parent", "{\"needed_by\":\"2100-01-01T00:00:00Z\",\"parent"), "24 h ahead"),
        ] {
            let Err(Rejected::Broken(Broken { error, .. })) = read(&record(value)) else { panic!("{value} was taken") };
            assert!(error.contains(why), "{error}");
        }
    }

    #[test]
    fn a_week_old_alarm_does_not_ring() {
        let old = Record { timestamp_ms: NOW - WINDOW_MS - 1, ..record(TUTORIAL) };
        assert!(matches!(read(&old), Err(Rejected::Broken(broken)) if broken.error.contains("48 h old")));
    }

    #[test]
    fn what_was_given_up_is_void() {
        let envelope =
            Envelope { give_up_at: Some(Timestamp::from_millisecond(NOW - 1).unwrap()), ..Envelope::default() };
        assert_eq!(read(&Record { envelope, ..record(TUTORIAL) }), Err(Rejected::Void));
    }

    #[test]
    fn an_unreadable_header_is_ignored_unless_it_says_whether_the_alert_is_void() {
        let with = |name: &str| Record { unreadable_headers: vec![name.to_owned()], ..record(TUTORIAL) };
        let request = read(&with("ce_id")).unwrap().unwrap();
        assert_eq!((&*request.alert.child_name, &request.ignored[..]), ("Jake", &["ce_id".to_owned()][..]));
        assert!(
            matches!(read(&with("give_up_at")), Err(Rejected::Broken(broken)) if broken.error.contains("give_up_at"))
        );
    }

    #[test]
    fn an_alert_carries_the_zone_in_which_people_read_its_times() {
        let zone = TimeZone::get("Europe/Madrid").unwrap();
        let now = Timestamp::from_millisecond(NOW).unwrap();
        let timezone =
            |value: &str| Request::read(&record(value), now, |_| Some(zone.clone())).unwrap().unwrap().alert.timezone;
        assert_eq!(timezone(TUTORIAL).as_deref(), Some("Europe/Madrid"));
        let own = TUTORIAL.replace("{\"parent", "{\"timezone\":\"Asia/Tokyo\",\"parent");
        assert_eq!(timezone(&own).as_deref(), Some("Asia/Tokyo"));
    }

    #[test]
    fn a_null_value_is_skipped() {
        assert_eq!(read(&Record { value: None, ..record("") }), Ok(None));
    }
}
