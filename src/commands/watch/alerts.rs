//! An alert as the tutorial's consumer.py prints it.

use serde::Deserialize;

use super::super::terminal::plain;
use crate::kafka::record::Record;

#[derive(Deserialize)]
struct Alert {
    parent_name: String,
    child_name: String,
    location: String,
    message: String,
}

/// The tutorial's lines, with an empty one at their end; or `Error: …` for what is no alert. A null value is nothing.
pub(crate) fn lines(record: &Record) -> Option<String> {
    let value = record.value.as_deref()?;
    Some(match serde_json::from_slice::<Alert>(value) {
        Ok(alert) => format!(
            "🚨 {} needs help!\n   Child: {}\n   Location: {}\n   Message: {}\n\n",
            plain(&alert.parent_name),
            plain(&alert.child_name),
            plain(&alert.location),
            plain(&alert.message)
        ),
        Err(_) if value.is_empty() => format!("Error: {} is empty\n", record.place()),
        Err(error) => format!("Error: {} is not an alert: {}\n", record.place(), plain(&error.to_string())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::watch::tests::record;

    #[test]
    fn an_alert_is_shown_in_the_tutorials_words() {
        let alert = r#"{"parent_name": "Sarah", "child_name": "Jake", "location": "Oak Street Bus Stop",
            "message": "Meeting ran over, will be 10 mins late"}"#;
        let expected = "🚨 Sarah needs help!\n   Child: Jake\n   Location: Oak Street Bus Stop\n   \
                        Message: Meeting ran over, will be 10 mins late\n\n";
        assert_eq!(lines(&record(Some(alert))).unwrap(), expected);
    }

    #[test]
    fn what_is_no_alert_is_an_error_line_and_says_where_it_is() {
        for broken in ["", "help!", "[]", r#"{"parent_name":"Sarah"}"#] {
            let said = lines(&record(Some(broken))).unwrap();
            assert!(said.starts_with("Error: topic/0@7 is ") && said.matches('\n').count() == 1, "{said}");
        }
        assert_eq!(lines(&record(None)), None);
    }

    #[test]
    fn what_people_typed_cannot_steer_the_terminal() {
        let alert = r#"{"parent_name":"\u001b[2J","child_name":"a\nb","location":"","message":""}"#;
        let said = lines(&record(Some(alert))).unwrap();
        assert!(!said.contains('\u{1b}') && said.contains("Child: a b\n"), "{said:?}");
    }
}
