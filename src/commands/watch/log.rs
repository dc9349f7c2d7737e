//! A record of an alert's log as one line: when, whose, what, and what matters of it.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::super::terminal::plain;
use crate::alert::{AlertId, Kind};
use crate::alert_log::codec;
use crate::alert_log::codec::Read;
use crate::kafka::record::Record;

/// The longest kind, so that what follows stands in a column.
const KIND_WIDTH: usize = 10;

/// The line, with its end; `None` for a null value, and for another alert's record where only one is asked for.
pub(crate) fn line(record: &Record, only: Option<&AlertId>, zone: &TimeZone) -> Option<String> {
    let (alert, kind, what) = match codec::read(record) {
        Read::Event(alert, event) => {
            let mut what = what(&event.kind, zone);
            if event.is_void() {
                what.push_str(" (void: it came after its sender had given up)");
            }
            (alert, event.kind.name().to_owned(), what)
        }
        Read::Skip => {
            let later: Later = serde_json::from_slice(record.value.as_deref()?).ok()?;
            (later.alert_id, later.kind, "of a later version".to_owned())
        }
        // Nobody can say whose it is.
        Read::Broken(_) if only.is_some() => return None,
        Read::Broken(why) => return Some(format!("Error: {}: {}\n", record.place(), plain(&why))),
    };
    if only.is_some_and(|only| *only != alert) {
        return None;
    }
    let kind = plain(&kind);
    Some(format!("{}  {alert}  {kind:KIND_WIDTH$}  {}\n", time(record.timestamp_ms, zone), plain(&what)))
}

/// A kind that this version does not know.
#[derive(Deserialize)]
struct Later {
    alert_id: AlertId,
    kind: String,
}

fn what(kind: &Kind, zone: &TimeZone) -> String {
    match kind {
        Kind::Raised(alert) => {
            let mut text = format!("{} needs help: {}, {}", alert.parent_name, alert.child_name, alert.location);
            if let Some(by) = alert.needed_by {
                _ = write!(text, ", by {}", time(by.as_millisecond(), zone));
            }
            if !alert.message.is_empty() {
                _ = write!(text, ": {}", alert.message);
            }
            text
        }
        Kind::Claimed { neighbor_id, neighbor_name, message, .. } => {
            let said = if message.is_empty() { String::new() } else { format!(": {message}") };
            format!("by {neighbor_name} ({neighbor_id}){said}")
        }
        Kind::Released { neighbor_id, moderator_id } => by("given back by", neighbor_id, moderator_id.as_ref()),
        Kind::WithChild { neighbor_id } => format!("{neighbor_id} has the child"),
        Kind::Done { neighbor_id, moderator_id } => by("said by", neighbor_id, moderator_id.as_ref()),
        Kind::Cancelled { parent_id, moderator_id } => by("by", parent_id, moderator_id.as_ref()),
        Kind::Escalated { step } => format!("step {step}: nobody has answered"),
        Kind::Expired { missed: true } => "missed: its time had passed before there was a card".to_owned(),
        Kind::Expired { missed: false } => "its time is over".to_owned(),
        Kind::Withdrawn { event_id } => format!("{event_id} does not count: its sender was told \"NOT sent\""),
        Kind::Posted { channel_id, message_id, .. } => format!("card {message_id} in channel {channel_id}"),
        Kind::Informed { cause, whom, message_id } => {
            let how = message_id.map_or_else(|| "by a private answer".to_owned(), |id| format!("by message {id}"));
            format!("{} told of {cause} {how}", words(whom))
        }
        Kind::Shown { as_of, pinned, removed } => {
            let pin = match pinned {
                Some(true) => ", pinned",
                Some(false) => ", not pinned",
                None => "",
            };
            let strays =
                if removed.is_empty() { String::new() } else { format!(", strays removed: {}", removed.len()) };
            format!("as of offset {as_of}{pin}{strays}")
        }
        Kind::Failed { cause, what, reason, .. } => format!("{} (for {cause}): {reason}", words(what)),
        // Read as `Read::Skip` before.
        Kind::Unknown => String::new(),
    }
}

fn by(how: &str, who: &impl ToString, moderator: Option<&impl ToString>) -> String {
    match moderator {
        Some(moderator) => format!("{how} {} through the moderator {}", who.to_string(), moderator.to_string()),
        None => format!("{how} {}", who.to_string()),
    }
}

/// An enumeration's value as it stands in the record.
fn words(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        _ => String::new(),
    }
}

/// A time in the server's zone, to the millisecond.
pub(crate) fn time(unix_ms: i64, zone: &TimeZone) -> String {
    match Timestamp::from_millisecond(unix_ms) {
        Ok(time) if unix_ms > 0 => time.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M:%S%.3f").to_string(),
        _ => "at a time unknown".to_owned(),
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
    fn each_kind_is_a_line_that_says_what_matters() {
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
            (r#""kind":"done","neighbor_id":"5","moderator_id":"6""#, "done        said by 5 through the moderator 6"),
            (r#""kind":"expired","missed":true"#, "expired     missed: its time had passed before there was a card"),
            (
                r#""kind":"informed","cause":"9","whom":"parent","message_id":"8""#,
                "informed    parent told of 9 by message 8",
            ),
            (r#""kind":"shown","as_of":3,"pinned":true"#, "shown       as of offset 3, pinned"),
            (
                r#""kind":"failed","cause":"9","what":"pin","reason":"no permission""#,
                "failed      pin (for 9): no permission",
            ),
            (r#""kind":"waved""#, "waved       of a later version"),
        ] {
            let said = shown(&format!("{{{at},{fields}}}"));
            assert_eq!(said, format!("2026-11-23 15:12:00.000  42  {expected}\n"));
        }
    }

    #[test]
    fn one_alerts_log_has_no_other_alerts_lines() {
        let expired = record(Some(r#"{"alert_id":"42","at":"2026-11-23T15:12:00Z","kind":"expired"}"#));
        let of = |id: &str| line(&expired, Some(&AlertId::new(id).unwrap()), &TimeZone::UTC);
        assert!(of("42").is_some());
        assert_eq!(of("43"), None);
        assert_eq!(line(&record(Some("broken")), Some(&AlertId::new("42").unwrap()), &TimeZone::UTC), None);
        assert!(line(&record(Some("broken")), None, &TimeZone::UTC).unwrap().starts_with("Error: topic/0@7: "));
    }

    #[test]
    fn what_came_too_late_is_shown_as_void() {
        let mut late = record(Some(r#"{"alert_id":"42","at":"2026-11-23T15:12:00Z","kind":"expired"}"#));
        late.envelope =
            Envelope { give_up_at: Timestamp::from_millisecond(late.timestamp_ms - 1).ok(), ..Envelope::default() };
        assert!(line(&late, None, &TimeZone::UTC).unwrap().contains("(void:"));
    }
}
