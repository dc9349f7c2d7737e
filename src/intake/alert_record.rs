//! Reads the value of a record of `bus-stop-alerts` as far as it can be read. A child is waiting, so only the tutorial's
//! four fields are required. An optional field that can't be read is ignored, and its name is returned.
//!
//! `needhelp watch` reads alerts with it, too, so that it prints no alert that intake does not raise. Must not log a value.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::alert::{Alert, AlertId, GuildId};

/// UTF-8's byte order mark, which some editors and shells write.
pub(crate) const BOM: &[u8] = b"\xef\xbb\xbf";

/// An alert as a record has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AlertRecord {
    /// Its id, where it has one that can be read.
    pub(crate) id: Option<AlertId>,
    /// Its content.
    pub(crate) alert: Alert,
    /// The names of the optional fields that could not be read.
    pub(crate) ignored: Vec<&'static str>,
}

/// The tutorial's fields.
#[derive(Deserialize)]
struct Required {
    parent_name: String,
    child_name: String,
    location: String,
    message: String,
}

impl AlertRecord {
    /// Reads a value. A time without an offset is read in the zone that `zone_of` tells of the alert's server, and is
    /// ignored where none is set.
    ///
    /// # Errors
    /// If it is not a JSON object with the tutorial's four fields.
    pub(crate) fn read(
        value: &[u8],
        zone_of: &dyn Fn(Option<GuildId>) -> Option<TimeZone>,
    ) -> Result<Self, serde_json::Error> {
        let value = value.strip_prefix(BOM).unwrap_or(value);
        let required: Required = serde_json::from_slice(value)?;
        let mut optional = Optional { fields: serde_json::from_slice(value)?, ignored: Vec::new() };
        let guild_id = optional.id("guild_id");
        let zone = zone_of(guild_id);
        let zone = zone.as_ref();
        let alert = Alert {
            parent_name: required.parent_name,
            child_name: required.child_name,
            location: required.location,
            message: required.message,
            parent_id: optional.id("parent_id"),
            guild_id,
            channel_id: optional.id("channel_id"),
            raised_at: optional.time("raised_at", zone),
            needed_by: optional.time("needed_by", zone),
            locale: optional.text("locale"),
            late: optional.flag("late"),
            timezone: optional.text("timezone"),
            area: optional.text("area"),
            drill: optional.flag("drill"),
            ring: optional.flag("ring"),
            // Intake adds them itself: another program does not say whom the parent has blocked.
            blocked: Vec::new(),
            private: optional.flag("private"),
        };
        let id = optional.id("alert_id");
        Ok(AlertRecord { id, alert, ignored: optional.ignored })
    }
}

/// The optional fields of a record.
struct Optional {
    fields: Map<String, Value>,
    ignored: Vec<&'static str>,
}

impl Optional {
    /// A field's value, or `None` if it is not there or null.
    fn take(&mut self, name: &str) -> Option<Value> {
        self.fields.remove(name).filter(|value| !value.is_null())
    }

    fn kept<T>(&mut self, name: &'static str, read: Option<T>) -> Option<T> {
        if read.is_none() {
            self.ignored.push(name);
        }
        read
    }

    /// An id as a text, or as a whole number.
    fn id<T: DeserializeOwned>(&mut self, name: &'static str) -> Option<T> {
        let value = self.take(name)?;
        let text = match value {
            Value::Number(number) if number.is_u64() => Value::String(number.to_string()),
            value => value,
        };
        self.kept(name, serde_json::from_value(text).ok())
    }

    fn text(&mut self, name: &'static str) -> Option<String> {
        let value = self.take(name)?;
        self.kept(name, value.as_str().map(str::to_owned))
    }

    fn flag(&mut self, name: &'static str) -> bool {
        let Some(value) = self.take(name) else { return false };
        self.kept(name, value.as_bool()).unwrap_or_default()
    }

    fn time(&mut self, name: &'static str, zone: Option<&TimeZone>) -> Option<Timestamp> {
        let value = self.take(name)?;
        let read = value.as_str().and_then(|text| {
            let local = || {
                let at = text.parse::<DateTime>().ok()?;
                zone?.to_ambiguous_timestamp(at).compatible().ok()
            };
            text.parse().ok().or_else(local)
        });
        self.kept(name, read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::UserId;

    const FOUR: &str = r#""parent_name":"Sarah","child_name":"Jake","location":"Oak Street","message":"late""#;

    fn read(more: &str) -> AlertRecord {
        let zone = TimeZone::get("America/New_York").unwrap();
        AlertRecord::read(format!("{{{FOUR}{more}}}").as_bytes(), &|_| Some(zone.clone())).expect(more)
    }

    #[test]
    fn an_optional_field_that_cannot_be_read_is_ignored_and_named() {
        for (name, value) in [
            ("parent_id", r#""Sarah""#),
            ("parent_id", "true"),
            ("parent_id", "4.2e18"),
            ("guild_id", "-1"),
            ("channel_id", "[5]"),
            ("alert_id", r#""a:b""#),
            ("alert_id", r#""""#),
            ("needed_by", r#""""#),
            ("needed_by", "1795446720"),
            ("needed_by", r#""3:15""#),
            ("raised_at", r#""today""#),
            ("locale", "7"),
            ("late", "1"),
            ("drill", "1"),
            ("ring", r#""yes""#),
        ] {
            let record = read(&format!(r#","{name}":{value}"#));
            assert_eq!(record.ignored, [name], "{value}");
            assert_eq!((record.id, record.alert), (None, read("").alert), "{value}");
        }
        let all = read(r#","parent_id":{},"needed_by":{},"locale":[]"#);
        assert_eq!(all.ignored, ["parent_id", "needed_by", "locale"]);
        assert_eq!(read(r#","parent_id":null,"needed_by":null"#).ignored, [""; 0]);
    }

    #[test]
    fn an_id_may_be_a_number() {
        let record = read(r#","parent_id":42,"alert_id":4711,"channel_id":1305193870427029544"#);
        assert_eq!(record.alert.parent_id, Some(UserId(42)));
        assert_eq!(record.id.unwrap().as_str(), "4711");
        assert_eq!(record.alert.channel_id.unwrap().0, 1_305_193_870_427_029_544);
    }

    #[test]
    fn a_time_without_an_offset_is_one_of_the_servers_zone() {
        let needed_by = |more: &str| read(more).alert.needed_by.map(|at| at.to_string());
        let expected = Some("2026-11-28T20:15:00Z".to_owned());
        assert_eq!(needed_by(r#","needed_by":"2026-11-28T15:15:00""#), expected);
        assert_eq!(needed_by(r#","needed_by":"2026-11-28 15:15""#), expected);
        assert_eq!(needed_by(r#","needed_by":"2026-11-28T15:15:00-05:00""#), expected);
        assert_eq!(needed_by(r#","needed_by":"2026-11-28T20:15:00Z""#), expected);
        let value = format!(r#"{{{FOUR},"needed_by":"2026-11-28T15:15:00"}}"#);
        let without_zone = AlertRecord::read(value.as_bytes(), &|_| None).unwrap();
        assert_eq!((without_zone.alert.needed_by, without_zone.ignored), (None, vec!["needed_by"]));
    }

    #[test]
    fn a_byte_order_mark_is_skipped() {
        let value = format!("\u{feff}{{{FOUR}}}");
        assert_eq!(AlertRecord::read(value.as_bytes(), &|_| None).unwrap().alert, read("").alert);
    }

    #[test]
    fn the_four_fields_are_required() {
        for value in ["", "[]", "{}", r#"{"parent_name":"Sarah"}"#, r#"{"parent_name":7}"#] {
            assert!(AlertRecord::read(value.as_bytes(), &|_| None).is_err(), "{value}");
        }
    }
}
