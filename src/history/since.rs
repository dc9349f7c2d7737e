//! A time in the past, as people type it: `--since`, and in the page's address.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::alert::Millis;

/// A time in the past, and how it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Since {
    pub(crate) at: Millis,
    /// "of the last 30 days", "since 2026-01-01".
    pub(crate) period: String,
}

/// Reads `30d`, `12h`, `4w` or `2026-01-01`. A date begins at midnight in UTC.
///
/// # Errors
/// What is right.
pub(crate) fn parse(text: &str) -> Result<Since, String> {
    let wrong = || format!("{text:?} is not a time: type for example 12h, 30d, 4w or 2026-01-01");
    if let Ok(date) = text.parse::<Date>() {
        let at = TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).map_err(|_| wrong())?;
        return Ok(Since { at: Millis::from(at), period: format!("since {date}") });
    }
    let unit = text.chars().next_back().ok_or_else(wrong)?;
    let (hours, name) = match unit {
        'h' => (1, "hour"),
        'd' => (24, "day"),
        'w' => (24 * 7, "week"),
        _ => return Err(wrong()),
    };
    let count: u32 = text[..text.len() - 1].parse().map_err(|_| wrong())?;
    if count == 0 {
        return Err(wrong());
    }
    let at = Timestamp::now().checked_sub(SignedDuration::from_hours(i64::from(count) * hours)).map_err(|_| wrong())?;
    let period = if count == 1 { format!("of the last {name}") } else { format!("of the last {count} {name}s") };
    Ok(Since { at: Millis::from(at), period })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_dates_are_times() {
        for (text, period, hours) in
            [("12h", "of the last 12 hours", 12), ("1d", "of the last day", 24), ("4w", "of the last 4 weeks", 672)]
        {
            let since = parse(text).expect(text);
            let ago = Millis::from(Timestamp::now()).since(since.at);
            assert_eq!((since.period.as_str(), ago / 3_600_000), (period, hours), "{text}");
        }
        let date = parse("2026-01-01").expect("a date");
        assert_eq!((date.at, date.period.as_str()), (Millis(1_767_225_600_000), "since 2026-01-01"));
    }

    #[test]
    fn anything_else_is_answered_with_examples() {
        for text in ["", "d", "0d", "-1d", "30", "30m", "yesterday", "30ä", "4294967295w"] {
            assert!(parse(text).is_err_and(|why| why.contains("30d")), "{text}");
        }
    }
}
