//! By when somebody has to be there, as people type it: `3:15`, `3:15 pm`, `15:15`, `in 20 min`.
//!
//! Takes `now` as an argument and reads no clock. Must not guess silently: what it understood is shown to the parent.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::friendly::SpanParser;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

/// The latest accepted time, counted from now (docs/protocol.md#rule-5).
const FURTHEST: SignedDuration = SignedDuration::from_hours(24);

/// A time of the day that passed less than this ago is a mistake, and does not mean tomorrow.
const JUST_PASSED: SignedDuration = SignedDuration::from_hours(3);

/// The same for a time without morning or afternoon. It is shorter, because twelve hours later is also likely.
const JUST_PASSED_EITHER: SignedDuration = SignedDuration::from_hours(1);

/// The error of reading a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WhenError {
    /// The text has none of the accepted forms.
    #[error("not a time")]
    Unreadable,
    /// The time has passed.
    #[error("{0} has passed")]
    Past(Timestamp),
    /// It is more than 24 h ahead.
    #[error("more than 24 hours ahead")]
    Far,
}

/// Reads a typed time in `zone` at `now`. The result is in whole seconds.
///
/// A clock time means the next such time: `3:15` is 3:15 AM or 3:15 PM, whichever comes first. A time that has just
/// passed is an error, because it is more likely a typing mistake than a time of tomorrow.
///
/// # Errors
/// See [`WhenError`].
pub fn read(typed: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, WhenError> {
    let text = normal(typed);
    let at = match text.strip_prefix("in ").or_else(|| text.strip_prefix("en ")) {
        Some(wait) => after(wait, true, now)?,
        None => match Clock::read(text.strip_prefix("at ").or_else(|| text.strip_prefix("by ")).unwrap_or(&text)) {
            Some(clock) => clock.next(now, zone)?,
            None => after(&text, false, now)?,
        },
    };
    let at = Timestamp::from_second(at.as_second()).map_err(|_| WhenError::Unreadable)?;
    if at <= now {
        return Err(WhenError::Past(at));
    }
    if at.duration_since(now) > FURTHEST { Err(WhenError::Far) } else { Ok(at) }
}

/// In lower case, with single blanks, and cut to a length that every time fits into.
fn normal(typed: &str) -> String {
    let text: String = typed.chars().take(60).collect::<String>().to_lowercase();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `said_in`: "in 20" means minutes; "20" alone may as well be an hour of the day.
fn after(wait: &str, said_in: bool, now: Timestamp) -> Result<Timestamp, WhenError> {
    let mut wait = wait.trim().to_owned();
    for (spanish, english) in [("minutos", "minutes"), ("minuto", "minute"), ("horas", "hours"), ("hora", "hour")] {
        wait = wait.replace(spanish, english);
    }
    let has_unit = wait.contains(|c: char| c.is_alphabetic());
    if wait.ends_with(|c: char| c.is_ascii_digit()) && (said_in || has_unit) {
        // "in 20" and "1 h 30"
        wait.push_str(" min");
    }
    if wait.contains(':') {
        // The parser would take hours:minutes:seconds.
        return Err(WhenError::Unreadable);
    }
    let span = SpanParser::new().parse_span(&wait).map_err(|_| WhenError::Unreadable)?;
    // Days and more have no fixed length, and are too far ahead anyway.
    let duration = SignedDuration::try_from(span).map_err(|_| WhenError::Far)?;
    if duration > FURTHEST {
        return Err(WhenError::Far);
    }
    now.checked_add(duration).map_err(|_| WhenError::Unreadable)
}

/// A time of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clock {
    /// An unambiguous time.
    At(Time),
    /// A time without morning or afternoon; the value is that of the morning.
    Either(Time),
}

impl Clock {
    fn read(text: &str) -> Option<Self> {
        match text {
            "noon" | "midday" => return Some(Clock::At(Time::constant(12, 0, 0, 0))),
            "midnight" => return Some(Clock::At(Time::midnight())),
            _ => {}
        }
        let (digits, half) = half(text);
        let (hour, minute) = match digits.split_once([':', '.']) {
            Some((hour, minute)) if minute.len() == 2 => (number(hour)?, number(minute)?),
            None if half.is_some() && digits.len() <= 2 => (number(digits)?, 0),
            None if digits.len() == 4 => (number(digits.get(..2)?)?, number(digits.get(2..)?)?),
            _ => return None,
        };
        match half {
            Some(half) if (1..=12).contains(&hour) => {
                Time::new(hour % 12 + if half == Half::Afternoon { 12 } else { 0 }, minute, 0, 0).ok().map(Clock::At)
            }
            Some(_) => None,
            None if (1..=12).contains(&hour) => Time::new(hour % 12, minute, 0, 0).ok().map(Clock::Either),
            None => Time::new(hour, minute, 0, 0).ok().map(Clock::At),
        }
    }

    /// The next such time, or an error if one has just passed.
    fn next(self, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, WhenError> {
        let today = zone.to_datetime(now).date();
        let (times, just_passed) = match self {
            Clock::At(time) => (vec![time], JUST_PASSED),
            Clock::Either(time) => (vec![time, time.wrapping_add(12.hours())], JUST_PASSED_EITHER),
        };
        let days = [today.yesterday(), Ok(today), today.tomorrow()];
        let mut instants: Vec<_> = days
            .into_iter()
            .flatten()
            .flat_map(|day: Date| times.iter().map(move |time| DateTime::from_parts(day, *time)))
            .filter_map(|at| occurrence(at, now, zone))
            .collect();
        instants.sort_unstable();
        if let Some(past) = instants.iter().rev().find(|at| **at <= now)
            && now.duration_since(*past) < just_passed
        {
            return Err(WhenError::Past(*past));
        }
        instants.into_iter().find(|at| *at > now).ok_or(WhenError::Unreadable)
    }
}

/// The instant of a local time. In the hour that is skipped in spring, it is an hour later. In the hour that is
/// repeated in autumn, it is the first instant that has not passed, or the second.
fn occurrence(at: DateTime, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let at = zone.to_ambiguous_timestamp(at);
    let first = at.compatible().ok()?;
    if first > now { Some(first) } else { at.later().ok() }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

fn half(text: &str) -> (&str, Option<Half>) {
    for (ending, half) in [
        ("am", Half::Morning),
        ("a.m.", Half::Morning),
        ("a. m.", Half::Morning),
        ("pm", Half::Afternoon),
        ("p.m.", Half::Afternoon),
        ("p. m.", Half::Afternoon),
    ] {
        if let Some(digits) = text.strip_suffix(ending) {
            return (digits.trim_end(), Some(half));
        }
    }
    (text, None)
}

fn number(digits: &str) -> Option<i8> {
    let fits = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if fits { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn new_york() -> TimeZone {
        TimeZone::get("America/New_York").expect("jiff has it")
    }

    /// On the day on which New York's clocks went back.
    fn utc(at: &str) -> Timestamp {
        format!("2026-11-01T{at}:00Z").parse().unwrap()
    }

    /// Reads at a local time of New York and tells the answer as one.
    fn at(now: &str, typed: &str) -> Result<String, WhenError> {
        let zone = new_york();
        let now = zone.to_ambiguous_timestamp(now.parse().unwrap()).compatible().unwrap();
        read(typed, now, &zone).map(|at| zone.to_datetime(at).strftime("%d %H:%M").to_string())
    }

    #[test]
    fn what_people_type_is_read() {
        for (typed, expected) in [
            ("3:15", "10 15:15"),
            ("03:15", "10 15:15"),
            ("3.15", "10 15:15"),
            (" 3:15  PM ", "10 15:15"),
            ("3:15pm", "10 15:15"),
            ("3:15 p.m.", "10 15:15"),
            ("3pm", "10 15:00"),
            ("at 3:15", "10 15:15"),
            ("15:15", "10 15:15"),
            ("1515", "10 15:15"),
            ("2:50", "10 14:50"),
            ("1:00", "11 01:00"),
            ("12:15", "11 00:15"),
            ("12:15 am", "11 00:15"),
            ("0:10", "11 00:10"),
            ("9:00 am", "11 09:00"),
            ("midnight", "11 00:00"),
            ("in 20 min", "10 15:00"),
            ("20 min", "10 15:00"),
            ("20m", "10 15:00"),
            ("in 20", "10 15:00"),
            ("en 20 minutos", "10 15:00"),
            ("in 1 h 30", "10 16:10"),
            ("1h30", "10 16:10"),
            ("in 1 hour 30 minutes", "10 16:10"),
            ("in 1 hour", "10 15:40"),
            ("24 h", "11 14:40"),
        ] {
            assert_eq!(at("2026-03-10T14:40", typed).as_deref(), Ok(expected), "{typed}");
        }
    }

    #[test]
    fn what_is_no_time_is_said_to_be_none() {
        for typed in
            ["", "soon", "3:5", "25:00", "3:60", "13:00 pm", "0:10 am", "20", "3:15:00", "½ h", "in", "::", "1 2 3"]
        {
            assert_eq!(at("2026-03-10T14:40", typed), Err(WhenError::Unreadable), "{typed}");
        }
    }

    #[test]
    fn what_has_just_passed_is_not_meant_for_tomorrow() {
        for typed in ["2:30", "14:30", "2:30 pm", "noon", "in 0 min", "5 min ago"] {
            assert!(matches!(at("2026-03-10T14:40", typed), Err(WhenError::Past(_))), "{typed}");
        }
        assert_eq!(at("2026-03-10T14:40", "8:15 am").as_deref(), Ok("11 08:15"));
    }

    #[test]
    fn nothing_is_more_than_a_day_ahead() {
        for typed in ["25 h", "in 2 days", "in 1 week", "in 1441 min"] {
            assert_eq!(at("2026-03-10T14:40", typed), Err(WhenError::Far), "{typed}");
        }
    }

    #[test]
    fn clocks_that_jump_do_not_confuse_it() {
        // On the 8th at 2:00 the clocks went to 3:00.
        assert_eq!(at("2026-03-08T01:30", "2:30 am").as_deref(), Ok("08 03:30"));
        assert_eq!(at("2026-03-07T23:30", "in 3 h").as_deref(), Ok("08 03:30"));
        // On the 1st of November 1:30 came twice: the first.
        assert_eq!(at("2026-11-01T00:30", "1:30 am").as_deref(), Ok("01 01:30"));
    }

    #[test]
    fn in_the_hour_that_comes_twice_a_time_is_the_next_of_both() {
        // New York's clocks went from 2:00 to 1:00 at 6:00 UTC.
        for (now, typed, expected) in [
            ("04:30", "1:30 am", "05:30"),
            ("05:10", "1:30 am", "05:30"),
            ("05:40", "1:30 am", "06:30"),
            ("06:10", "1:30 am", "06:30"),
            ("06:10", "1:30", "06:30"),
        ] {
            let read = read(typed, utc(now), &new_york());
            assert_eq!(read, Ok(utc(expected)), "{typed} at {now}");
        }
        // Both have passed: the second is the one that just did.
        for typed in ["1:30 am", "1:30"] {
            assert_eq!(read(typed, utc("06:40"), &new_york()), Err(WhenError::Past(utc("06:30"))), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics_and_every_answer_is_within_a_day(
            typed in prop_oneof![any::<String>(), "(in |at )?[0-9]{0,5}[:. ]?[0-9]{0,3} ?(am|pm|h|min|days|years|h 30)?"],
            seconds in -62_000_000_000_i64..250_000_000_000,
        ) {
            let now = Timestamp::from_second(seconds).unwrap();
            if let Ok(at) = read(&typed, now, &new_york()) {
                prop_assert!(at > now && at.duration_since(now) <= FURTHEST);
            }
        }
    }
}
