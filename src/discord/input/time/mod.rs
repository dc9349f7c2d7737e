//! By when somebody has to be there, as people type it, and as they read it back. `docs/times.md` lists the forms.
//!
//! Takes `now` as an argument and reads no clock. Must not guess silently: the time that it understood is shown to the parent.
//!
//! - [`words`]: from any language to canonical words. [`clock`], [`wait`]: what the words say.
//! - This file: which moment is meant. `discord/text/time.rs` writes it for people.

mod clock;
#[cfg(test)]
mod tests;
mod vocabulary;
mod wait;
mod words;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use clock::{Clock, DAY, Day, HALF_DAY, Minute};
use vocabulary::is;

/// The latest accepted time, counted from now (docs/protocol.md#rule-5).
const FURTHEST: SignedDuration = SignedDuration::from_hours(24);

/// A time that passed less than this ago means now: the child is waiting.
const MEANS_NOW: SignedDuration = SignedDuration::from_mins(15);

/// A time of the day that passed less than this ago is a mistake, and does not mean tomorrow.
const JUST_PASSED: SignedDuration = SignedDuration::from_hours(3);

/// The same for a time without morning or afternoon. It is shorter, because twelve hours later is also likely.
const JUST_PASSED_EITHER: SignedDuration = SignedDuration::from_hours(1);

/// A time without morning or afternoon is taken for one of the night only if it comes within this.
const NIGHT_IS_NEAR: SignedDuration = SignedDuration::from_hours(3);

/// The minutes of the day in which no school bus drops a child: from 10 PM to 5 AM.
const NIGHT_BEGINS: i16 = 22 * 60;
const NIGHT_ENDS: i16 = 5 * 60;

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
    /// It may be a time of the night, which is not guessed.
    #[error("morning or afternoon?")]
    MorningOrAfternoon,
    /// It names another time zone than the server's.
    #[error("in another time zone")]
    OtherZone,
    /// It is a time of the day, and the time zone is not known.
    #[error("the time zone is not known")]
    NoZone,
}

/// Reads a typed time in `zone` at `now`. The result is `now` itself if now is meant, otherwise in whole seconds.
///
/// A clock time means the next such time: `3:15` is 3:15 AM or 3:15 PM, whichever comes first. A time that has just
/// passed is an error, because it is more likely a typing mistake than a time of tomorrow. Without a zone only waits are
/// read.
///
/// # Errors
/// See [`WhenError`].
pub fn read(typed: &str, now: Timestamp, zone: Option<&TimeZone>) -> Result<Timestamp, WhenError> {
    let typed = words::read(typed);
    let words = typed.words.as_slice();
    if words.iter().all(|word| word == is::NOW || word == is::AT) && words.iter().any(|word| word == is::NOW) {
        return Ok(now);
    }
    if let [is_in, wait @ ..] = words
        && is_in == is::IN
    {
        return after(wait, true, now);
    }
    let Some(clock) = clock::read(words) else { return after(words, false, now) };
    let zone = zone.ok_or(WhenError::NoZone)?;
    let offset = match &typed.zone {
        None => None,
        Some(names) => Some(names.iter().copied().find(|name| is_of(zone, name, now)).ok_or(WhenError::OtherZone)?),
    };
    choose(clock, offset, now, zone)
}

fn after(words: &[String], said_in: bool, now: Timestamp) -> Result<Timestamp, WhenError> {
    let wait = wait::read(words, said_in)?;
    let at = now.checked_add(wait).map_err(|_| WhenError::Unreadable)?;
    if wait <= SignedDuration::ZERO {
        return if -wait <= MEANS_NOW { Ok(now) } else { Err(WhenError::Past(at)) };
    }
    let at = Timestamp::from_second(at.as_second()).map_err(|_| WhenError::Unreadable)?;
    // A part of a second.
    Ok(at.max(now))
}

/// The moment that a time of the day means.
fn choose(clock: Clock, offset: Option<&str>, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, WhenError> {
    let today = zone.to_datetime(now).date();
    let days = match clock.day {
        None => vec![today.yesterday(), Ok(today), today.tomorrow()],
        Some(Day::Today) => vec![Ok(today)],
        Some(Day::Tomorrow) => vec![today.tomorrow()],
        Some(Day::Weekday(from_monday)) => vec![next_weekday(today, from_monday)],
    };
    let (minutes, just_passed) = match clock.minute {
        Minute::At(minute) => (vec![minute], JUST_PASSED),
        Minute::Either(minute) => (vec![minute, minute + HALF_DAY], JUST_PASSED_EITHER),
    };
    let mut moments: Vec<(Timestamp, i16)> = days
        .into_iter()
        .flatten()
        .flat_map(|day: Date| minutes.iter().map(move |minute| (day, *minute)))
        .filter_map(|(day, minute)| Some((occurrence(day, minute, offset, now, zone)?, minute)))
        .collect();
    moments.sort_unstable();
    let passed = moments.iter().rev().map(|(at, _)| *at).find(|at| *at <= now);
    if let Some(passed) = passed {
        let ago = now.duration_since(passed);
        if ago <= MEANS_NOW {
            return Ok(now);
        }
        if ago < just_passed {
            return Err(WhenError::Past(passed));
        }
    }
    let may_be_night = |(at, minute): &(Timestamp, i16)| {
        let night = *minute >= NIGHT_BEGINS || *minute < NIGHT_ENDS;
        minutes.len() > 1 && night && at.duration_since(now) > NIGHT_IS_NEAR
    };
    let mut to_come = moments.iter().filter(|(at, _)| *at > now);
    let next = match clock.day {
        None => {
            to_come.next().map(|next| if may_be_night(next) { Err(WhenError::MorningOrAfternoon) } else { Ok(next.0) })
        }
        // "tomorrow 3:15" is no time of the night.
        Some(_) => to_come.find(|next| !may_be_night(next)).map(|(at, _)| Ok(*at)),
    };
    match (next, passed) {
        (Some(Ok(at)), _) if at.duration_since(now) > FURTHEST => Err(WhenError::Far),
        (Some(next), _) => next,
        (None, Some(passed)) => Err(WhenError::Past(passed)),
        (None, None) => Err(WhenError::MorningOrAfternoon),
    }
}

fn next_weekday(today: Date, from_monday: i8) -> Result<Date, jiff::Error> {
    let weekday = Weekday::from_monday_zero_offset(from_monday)?;
    if today.weekday() == weekday { Ok(today) } else { today.nth_weekday(1, weekday) }
}

/// The instant of a local time. In the hour that is skipped in spring, it is an hour later. In the hour that is
/// repeated in autumn, it is the one whose abbreviation is `offset`, else the first that has not passed, or the second.
fn occurrence(day: Date, minute: i16, offset: Option<&str>, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let day = day.checked_add(i64::from(minute / DAY).days()).ok()?;
    let minute = minute % DAY;
    let hour = i8::try_from(minute / 60).ok()?;
    let at = zone.to_ambiguous_timestamp(day.at(hour, i8::try_from(minute % 60).ok()?, 0, 0));
    let (first, second) = (at.compatible().ok()?, at.later().ok()?);
    let named = [first, second].into_iter().find(|at| offset.is_some_and(|name| abbreviation(zone, *at) == name));
    Some(named.unwrap_or(if first > now { first } else { second }))
}

/// The abbreviation of the zone at that moment, in lower case.
fn abbreviation(zone: &TimeZone, at: Timestamp) -> String {
    zone.to_offset_info(at).abbreviation().to_ascii_lowercase()
}

/// Whether this zone has that abbreviation in winter or in summer.
fn is_of(zone: &TimeZone, name: &str, now: Timestamp) -> bool {
    let mut quarters = (0..4).map(|quarter| now.checked_add(SignedDuration::from_hours(24 * 91 * quarter)));
    quarters.any(|at| at.is_ok_and(|at| abbreviation(zone, at) == name))
}
