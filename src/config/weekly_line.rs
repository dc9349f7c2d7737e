//! When the week's line is posted into the channel of each server. Off by default.

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::reader::{Reader, wrong};
use super::{ConfigError, HistoryConfig};

const NAME: &str = "WEEKLY_LINE";

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// `WEEKLY_LINE`: the weekday and the time of the week's line, such as `sun 18:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeeklyLine {
    weekday: Weekday,
    time: Time,
}

impl WeeklyLine {
    pub(super) fn read(read: &Reader<'_>, history: &HistoryConfig) -> Result<Option<Self>, ConfigError> {
        let Some(value) = read.get(NAME) else { return Ok(None) };
        let line = Self::parse(&value).ok_or_else(|| wrong(NAME, &value, "a weekday and a time: sun 18:00"))?;
        history.url().map_err(|error| ConfigError(format!("{NAME} is set, and {error}")))?;
        Ok(Some(line))
    }

    fn parse(text: &str) -> Option<Self> {
        let (day, time) = text.split_once(' ')?;
        let day = DAYS.iter().position(|name| day.eq_ignore_ascii_case(name))?;
        let weekday = Weekday::from_monday_zero_offset(i8::try_from(day).ok()?).ok()?;
        Some(WeeklyLine { weekday, time: time.trim().parse().ok()? })
    }

    /// The last time for a line, and the one before: what lies between them is its week.
    pub(crate) fn last(self, now: Timestamp, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let today = zone.to_datetime(now).date();
        let days = today.weekday().since(self.weekday);
        let at = |days: i8| -> Option<Timestamp> {
            let date = today.checked_sub(i64::from(days).days()).ok()?;
            zone.to_timestamp(date.to_datetime(self.time)).ok()
        };
        let days = if at(days)? <= now { days } else { days + 7 };
        Some((at(days)?, at(days + 7)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn read(variables: &[(&str, &str)]) -> Result<Option<WeeklyLine>, String> {
        let config = Config::read(&|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        });
        config.map(|config| config.weekly_line).map_err(|error| error.to_string())
    }

    #[test]
    fn it_is_off_unless_it_is_set_and_needs_a_history() {
        assert_eq!(read(&[]), Ok(None));
        let (line, history) = ((NAME, "Sun 18:00"), ("HISTORY_URL", "sqlite:h.db"));
        let sunday = WeeklyLine { weekday: Weekday::Sunday, time: Time::constant(18, 0, 0, 0) };
        assert_eq!(read(&[line, history]), Ok(Some(sunday)));
        assert!(read(&[line]).expect_err("no history").contains("HISTORY_URL"));
        for wrong in ["true", "sun", "18:00", "sunday 18:00", "sun 25:00"] {
            assert!(read(&[(NAME, wrong), history]).expect_err(wrong).contains("it has to be"));
        }
    }

    #[test]
    fn a_week_ends_at_its_line_also_when_the_clocks_change() {
        let line = WeeklyLine::parse("sun 18:00").expect("right");
        let zone = TimeZone::get("Europe/Madrid").expect("known");
        let time = |text: &str| text.parse::<Timestamp>().expect(text);
        let last = |now: &str| line.last(time(now), &zone).expect("in range");
        // The clocks go back in the night to 2026-10-25.
        let week = (time("2026-10-25T17:00:00Z"), time("2026-10-18T16:00:00Z"));
        assert_eq!(last("2026-10-25T17:00:00Z"), week);
        assert_eq!(last("2026-11-01T16:59:59Z"), week);
        assert_eq!(last("2026-10-25T16:59:59Z").0, week.1);
    }
}
