//! Prints a record of an alert log as one line: time, alert, kind, details. Must not decide anything about an alert.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::super::terminal::sanitize;
use crate::alert::{AlertId, Kind, RedactedBy};
use crate::alert_log::codec;
use crate::alert_log::codec::Read;
use crate::kafka::record::Record;

/// The longest kind, so that the details form a column.
const KIND_WIDTH: usize = 10;

/// The line with its end; `None` for a null value, and for records of other alerts if `only` names one.
pub(crate) fn line(record: &Record, only: Option<&AlertId>, zone: &TimeZone) -> Option<String> {
    let (alert, kind, text) = match codec::read(record) {
        Read::Event(alert, event) => {
            let void = if event.is_void() { " (void: appended after its sender gave up)" } else { "" };
            (alert, event.kind.name().to_owned(), format!("{}{void}", details(&event.kind, zone)))
        }
        Read::Skip => {
            let unknown: UnknownKind = serde_json::from_slice(record.value.as_deref()?).ok()?;
            (unknown.alert_id, unknown.kind, "(unknown kind, from a newer version)".to_owned())
        }
        // It may belong to any alert.
        Read::Broken(_) if only.is_some() => return None,
        Read::Broken(why) => return Some(format!("Error: {}: {}\n", record.place(), sanitize(&why))),
    };
    if only.is_some_and(|only| *only != alert) {
        return None;
    }
    let kind = sanitize(&kind);
    Some(format!("{}  {alert}  {kind:KIND_WIDTH$}  {}\n", time(record.timestamp_ms, zone), sanitize(&text)))
}

/// A record of a kind that this version does not know.
#[derive(Deserialize)]
struct UnknownKind {
    alert_id: AlertId,
    kind: String,
}

fn details(kind: &Kind, zone: &TimeZone) -> String {
    match kind {
        Kind::Raised(alert) => {
            let test = if alert.drill { "TEST: " } else { "" };
            let mut text = format!("{test}{} needs help: {}, {}", alert.parent_name, alert.child_name, alert.location);
            if let Some(by) = alert.needed_by {
                _ = write!(text, ", by {}", time(by.as_millisecond(), zone));
            }
            if !alert.message.is_empty() {
                _ = write!(text, ": {}", alert.message);
            }
            text
        }
        Kind::Rejected { reason, .. } => format!("not raised: {reason}"),
        Kind::Claimed { neighbor_id, neighbor_name, message, .. } => {
            let message = if message.is_empty() { String::new() } else { format!(": {message}") };
            format!("by {neighbor_name} ({neighbor_id}){message}")
        }
        Kind::Released { neighbor_id, moderator_id: None, parent_id: Some(parent), .. } => {
            format!("taken from {neighbor_id} by the parent {parent}")
        }
        Kind::Released { neighbor_id, moderator_id, .. } => by("given back by", neighbor_id, moderator_id.as_ref()),
        Kind::WithChild { neighbor_id, .. } => format!("the child is with {neighbor_id}"),
        Kind::Done { moderator_id: None, parent_id: Some(parent), .. } => format!("reported by the parent {parent}"),
        Kind::Done { neighbor_id, moderator_id, .. } => by("reported by", neighbor_id, moderator_id.as_ref()),
        Kind::Cancelled { parent_id, moderator_id, .. } => by("by", parent_id, moderator_id.as_ref()),
        Kind::Changed { parent_id, moderator_id, words, .. } => {
            let fields = [
                ("child", words.child_name.clone()),
                ("where", words.location.clone()),
                ("area", words.area.clone()),
                ("by", words.needed_by.map(|at| at.to_string())),
                ("message", words.message.clone()),
            ];
            let fields: Vec<_> =
                fields.into_iter().filter_map(|(name, value)| Some(format!("{name} {:?}", value?))).collect();
            format!("{}: {}", by("by", parent_id, moderator_id.as_ref()), fields.join(", "))
        }
        Kind::Confirmed { neighbor_id, .. } => format!("{neighbor_id} is still going"),
        Kind::Standby { neighbor_id, neighbor_name, .. } => format!("{neighbor_name} ({neighbor_id}) is backup"),
        Kind::Offered { neighbor_id, to_id, to_name, .. } => format!("by {neighbor_id} to {to_name} ({to_id})"),
        Kind::TakenOver { neighbor_id, neighbor_name, .. } => format!("by {neighbor_name} ({neighbor_id})"),
        Kind::Thanked { parent_id, parent_name, .. } => format!("by {parent_name} ({parent_id})"),
        Kind::Escalated { step: 5, .. } => "step 5: the neighbor is asked whether the child is with them".to_owned(),
        Kind::Escalated { step: 6, .. } => "step 6: the neighbor has not answered".to_owned(),
        Kind::Escalated { step, .. } => format!("step {step}: no neighbor has taken the alert"),
        Kind::Reminded { .. } => "the neighbor is reminded".to_owned(),
        Kind::Redacted { by: RedactedBy::Clock } => {
            "its words are removed: it has been over for long enough".to_owned()
        }
        Kind::Redacted { by: RedactedBy::Forgotten } => "its words are removed: a person asked for it".to_owned(),
        Kind::Expired { missed: true, .. } => "missed: the time passed before the card was posted".to_owned(),
        Kind::Expired { missed: false, .. } => "the time has passed".to_owned(),
        Kind::Withdrawn { event_id } => format!("{event_id} does not count: the person read \"NOT sent\""),
        Kind::Posted { channel_id, message_id, .. } => format!("card {message_id} in channel {channel_id}"),
        Kind::Informed { cause, whom, message_id, .. } => {
            let how = message_id.map_or_else(|| "by a private answer".to_owned(), |id| format!("by message {id}"));
            format!("{} notified of {cause} {how}", name(whom))
        }
        Kind::Shown { as_of, pinned, removed, .. } => {
            let pin = match pinned {
                Some(true) => ", pinned",
                Some(false) => ", not pinned",
                None => "",
            };
            let strays =
                if removed.is_empty() { String::new() } else { format!(", strays removed: {}", removed.len()) };
            format!("as of offset {as_of}{pin}{strays}")
        }
        Kind::Failed { cause, what, reason, .. } => format!("{} (for {cause}): {reason}", name(what)),
        // Read as `Read::Skip` before.
        Kind::Unknown => String::new(),
    }
}

fn by(how: &str, who: &impl ToString, moderator: Option<&impl ToString>) -> String {
    match moderator {
        Some(moderator) => format!("{how} moderator {} for {}", moderator.to_string(), who.to_string()),
        None => format!("{how} {}", who.to_string()),
    }
}

/// The name of an enum's value in the record.
fn name(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        _ => String::new(),
    }
}

/// A time in the configured zone, with milliseconds.
pub(crate) fn time(unix_ms: i64, zone: &TimeZone) -> String {
    match Timestamp::from_millisecond(unix_ms) {
        Ok(time) if unix_ms > 0 => time.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M:%S%.3f").to_string(),
        _ => "(unknown time)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::watch::tests::record;
    use crate::kafka::record::Envelope;

    fn shown(value: &str) -> String {
        line(&record(Some(value)), None, &TimeZone::UTC).unwrap()
    }

    #[test]
    fn every_kind_is_one_line() {
        let at = r#""alert_id":"42","at":"2026-11-23T15:12:00Z""#;
        for (fields, expected) in [
            (
                r#""kind":"raised","parent_name":"Sarah","child_name":"Jake","location":"Oak Street","message":"Late",
                   "needed_by":"2026-11-23T15:15:00Z""#,
                "raised      Sarah needs help: Jake, Oak Street, by 2026-11-23 15:15:00.000: Late",
            ),
            (
                r#""kind":"claimed","neighbor_id":"5","neighbor_name":"Mike","message":"I'll watch Jake""#,
                "claimed     by Mike (5): I'll watch Jake",
            ),
            (r#""kind":"released","neighbor_id":"5""#, "released    given back by 5"),
            (r#""kind":"done","neighbor_id":"5","moderator_id":"6""#, "done        reported by moderator 6 for 5"),
            (r#""kind":"expired","missed":true"#, "expired     missed: the time passed before the card was posted"),
            (
                r#""kind":"informed","cause":"9","whom":"parent","message_id":"8""#,
                "informed    parent notified of 9 by message 8",
            ),
            (r#""kind":"shown","as_of":3,"pinned":true"#, "shown       as of offset 3, pinned"),
            (
                r#""kind":"failed","cause":"9","what":"pin","reason":"no permission""#,
                "failed      pin (for 9): no permission",
            ),
            (r#""kind":"waved""#, "waved       (unknown kind, from a newer version)"),
        ] {
            let line = shown(&format!("{{{at},{fields}}}"));
            assert_eq!(line, format!("2026-11-23 15:12:00.000  42  {expected}\n"));
        }
    }

    #[test]
    fn one_alerts_log_excludes_other_alerts() {
        let expired = record(Some(r#"{"alert_id":"42","at":"2026-11-23T15:12:00Z","kind":"expired"}"#));
        let of = |id: &str| line(&expired, Some(&AlertId::new(id).unwrap()), &TimeZone::UTC);
        assert!(of("42").is_some());
        assert_eq!(of("43"), None);
        assert_eq!(line(&record(Some("broken")), Some(&AlertId::new("42").unwrap()), &TimeZone::UTC), None);
        assert!(line(&record(Some("broken")), None, &TimeZone::UTC).unwrap().starts_with("Error: topic/0@7: "));
    }

    #[test]
    fn a_late_record_is_shown_as_void() {
        let mut late = record(Some(r#"{"alert_id":"42","at":"2026-11-23T15:12:00Z","kind":"expired"}"#));
        late.envelope =
            Envelope { give_up_at: Timestamp::from_millisecond(late.timestamp_ms - 1).ok(), ..Envelope::default() };
        assert!(line(&late, None, &TimeZone::UTC).unwrap().contains("(void:"));
    }
}
