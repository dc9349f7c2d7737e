//! A time of the day in canonical words: `3:15 pm`, `half past 3`, `17 h`, `noon`, each with or without a day.
//!
//! Must not decide which day is meant where none is named: [`super::read`] does.

use super::vocabulary::is;

const HOUR: i16 = 60;
/// Twelve hours, in minutes.
pub(super) const HALF_DAY: i16 = 12 * HOUR;
/// A day, in minutes.
pub(super) const DAY: i16 = 24 * HOUR;

/// The minute of the day. 24:00 and later belong to the night after the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Minute {
    /// An unambiguous time.
    At(i16),
    /// A time without morning or afternoon; the value is that of the morning.
    Either(i16),
}

/// The day that a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    Today,
    Tomorrow,
    /// Counted from Monday.
    Weekday(i8),
}

/// A time of the day, and its day if the text names one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) minute: Minute,
    pub(super) day: Option<Day>,
}

/// A part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Morning,
    Afternoon,
    Evening,
    Noon,
    Midnight,
}

/// Reads a time of the day; `None` if the words are none.
pub(super) fn read(words: &[String]) -> Option<Clock> {
    let mut day = None;
    let mut part = None;
    let mut said_at = false;
    let mut rest: Vec<&str> = Vec::new();
    let has_digits = words.iter().any(|word| is_digits(word));
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).map(String::as_str);
        if let Some(named) = day_of(word) {
            if day.replace(named).is_some() {
                return None;
            }
        } else if word == is::AM && next.is_some_and(|next| matches!(day_of(next), Some(Day::Weekday(_)))) {
            // German "am Freitag"
        } else if let Some(named) =
            part_of(word).filter(|part| has_digits || !matches!(part, Part::Noon | Part::Midnight))
        {
            if part.replace(named).is_some_and(|before| before != named) {
                return None;
            }
        } else if word == is::AT
            || (word == is::TO && !rest.last().is_some_and(|last| is_digits(last) || *last == is::MIN))
        {
            // "before 3", "para las 3"
            said_at = true;
        } else {
            rest.push(word);
        }
    }
    said_at |= day.is_some() || part.is_some();
    let minute = with_part(minute(&rest, said_at)?, part)?;
    Some(Clock { minute, day })
}

fn day_of(word: &str) -> Option<Day> {
    match word {
        is::TODAY => Some(Day::Today),
        is::TOMORROW => Some(Day::Tomorrow),
        _ => {
            let at = is::WEEKDAYS.iter().position(|known| *known == word)?;
            i8::try_from(at).ok().map(Day::Weekday)
        }
    }
}

fn part_of(word: &str) -> Option<Part> {
    match word {
        is::AM => Some(Part::Morning),
        is::PM => Some(Part::Afternoon),
        is::EVENING => Some(Part::Evening),
        is::NOON => Some(Part::Noon),
        is::MIDNIGHT => Some(Part::Midnight),
        _ => None,
    }
}

fn minute(words: &[&str], said_at: bool) -> Option<Minute> {
    let (words, is_hour) = match words {
        [words @ .., is::H] => (words, true),
        words => (words, said_at),
    };
    match *words {
        [is::NOON] => Some(Minute::At(HALF_DAY)),
        [is::MIDNIGHT] => Some(Minute::At(DAY)),
        [is::NOON, is::AND, minutes] => Some(Minute::At(HALF_DAY + spoken(minutes)?)),
        [hour, ":" | "." | is::H, minutes] if minutes.len() == 2 => of(number(hour)?, spoken(minutes)?),
        [is::HALB, hour] => of(number(hour)?, -30),
        [is::HALF, is::PAST, hour] | [is::HALF, hour] => of(number(hour)?, 30),
        // "15h15min" is a time in French and Portuguese; "1 h 20 min" is a wait.
        [hour, is::H, minutes, is::MIN] if minutes.len() == 2 && number(hour)? > 12 => {
            of(number(hour)?, spoken(minutes)?)
        }
        [minutes, is::PAST, hour] | [minutes, is::MIN, is::PAST, hour] => of(number(hour)?, spoken(minutes)?),
        [minutes, is::MIN, is::TO, hour] => of(number(hour)?, -spoken(minutes)?),
        [minutes, is::TO, hour] => of(number(hour)?, -said_alone(minutes)?),
        [hour, is::AND, minutes] => of(number(hour)?, said_alone(minutes)?),
        [hour, is::H, is::AND, minutes] => of(number(hour)?, spoken(minutes)?),
        [hour, is::MINUS, minutes] | [hour, is::H, is::MINUS, minutes] => of(number(hour)?, -spoken(minutes)?),
        [digits] if is_digits(digits) && matches!(digits.len(), 3 | 4) => {
            let (hour, minutes) = digits.split_at_checked(digits.len() - 2)?;
            of(number(hour)?, spoken(minutes)?)
        }
        [hour] if is_hour => of(number(hour)?, 0),
        _ => None,
    }
}

/// So many minutes after or before the full hour.
fn of(hour: i16, minutes: i16) -> Option<Minute> {
    match hour {
        1..=12 => Some(Minute::Either((hour * HOUR + minutes).rem_euclid(HALF_DAY))),
        0 | 13..=23 => Some(Minute::At((hour * HOUR + minutes).rem_euclid(DAY))),
        24 if minutes <= 0 => Some(Minute::At(DAY + minutes)),
        _ => None,
    }
}

fn with_part(minute: Minute, part: Option<Part>) -> Option<Minute> {
    let Some(part) = part else { return Some(minute) };
    let at = match (minute, part) {
        (Minute::Either(at), Part::Morning) => at,
        (Minute::Either(at), Part::Afternoon) => at + HALF_DAY,
        // "9 in the evening", and "12 at night" is the end of the day.
        (Minute::Either(at), Part::Evening) if at >= 5 * HOUR => at + HALF_DAY,
        (Minute::Either(at), Part::Evening) => at + DAY,
        // "12 noon", "1 del mediodía"
        (Minute::Either(at), Part::Noon) if at < 4 * HOUR => at + HALF_DAY,
        (Minute::Either(0), Part::Midnight) => DAY,
        // "15:15 pm": the hour says it already.
        (Minute::At(at), Part::Morning) if at < HALF_DAY => at,
        (Minute::At(at), Part::Afternoon) if (HALF_DAY..DAY).contains(&at) => at,
        (Minute::At(at), Part::Evening) if (17 * HOUR..DAY).contains(&at) => at,
        (Minute::At(DAY), Part::Evening) => DAY,
        (Minute::At(HALF_DAY), Part::Noon) => HALF_DAY,
        _ => return None,
    };
    Some(Minute::At(at))
}

fn number(digits: &str) -> Option<i16> {
    if is_digits(digits) && digits.len() <= 2 { digits.parse().ok() } else { None }
}

/// Minutes: digits, or "half".
fn spoken(minutes: &str) -> Option<i16> {
    if minutes == is::HALF { Some(30) } else { number(minutes).filter(|minutes| *minutes < 60) }
}

/// Minutes without the word: "3 to 4 pm" and "3 and 4" are two hours, and not 3:57 PM or 3:04 PM.
fn said_alone(minutes: &str) -> Option<i16> {
    spoken(minutes).filter(|minutes| minutes % 5 == 0 || *minutes > 12)
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}
