//! Prints an alert in the same lines as the tutorial's consumer.py. Other programs may rely on them.

use super::super::terminal::sanitize;
use crate::intake::alert_record::AlertRecord;
use crate::kafka::record::Record;

/// The tutorial's lines with an empty line at the end, or `Error: …` if the record is not an alert; `None` for a null value.
pub(crate) fn lines(record: &Record) -> Option<String> {
    let value = record.value.as_deref()?;
    Some(match AlertRecord::read(value, &|_| None) {
        Ok(AlertRecord { alert, .. }) => format!(
            "🚨 {} needs help!\n   Child: {}\n   Location: {}\n   Message: {}\n\n",
            sanitize(&alert.parent_name),
            sanitize(&alert.child_name),
            sanitize(&alert.location),
            sanitize(&alert.message)
        ),
        Err(_) if value.is_empty() => format!("Error: {} is empty\n", record.place()),
        Err(error) => format!("Error: {} is not an alert: {}\n", record.place(), sanitize(&error.to_string())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::watch::tests::record;

    #[test]
    fn an_alert_is_printed_in_the_tutorials_lines() {
        let alert = r#"{"parent_name": "Sarah", "child_name": "Jake", "location": "Oak Street Bus Stop",
            "message": "Meeting ran over, will be 10 mins late"}"#;
        let expected = "🚨 Sarah needs help!\n   Child: Jake\n   Location: Oak Street Bus Stop\n   \
                        Message: Meeting ran over, will be 10 mins late\n\n";
        assert_eq!(lines(&record(Some(alert))).unwrap(), expected);
    }

    #[test]
    fn another_record_is_an_error_line_with_its_place() {
        for broken in ["", "help!", "[]", r#"{"parent_name":"Sarah"}"#] {
            let printed = lines(&record(Some(broken))).unwrap();
            assert!(printed.starts_with("Error: topic/0@7 is ") && printed.matches('\n').count() == 1, "{printed}");
        }
        assert_eq!(lines(&record(None)), None);
    }

    #[test]
    fn a_record_cannot_control_the_terminal() {
        let alert = r#"{"parent_name":"\u001b[2J","child_name":"a\nb","location":"","message":""}"#;
        let printed = lines(&record(Some(alert))).unwrap();
        assert!(!printed.contains('\u{1b}') && printed.contains("Child: a b\n"), "{printed:?}");
    }
}
