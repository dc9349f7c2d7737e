//! A wait in canonical words: `in 20 min`, `20 min`, `1 h 30 min`, `5 min ago`.
//!
//! Must not take a time of the day for a wait: an hour needs "in", or minutes beside it.

use jiff::SignedDuration;
use jiff::fmt::friendly::SpanParser;

use super::vocabulary::is;
use super::{FURTHEST, WhenError};

/// Reads a wait. `said_in`: "in 20" means minutes, and "in 2 h" hours.
pub(super) fn read(words: &[String], said_in: bool) -> Result<SignedDuration, WhenError> {
    let said: Vec<&str> = words.iter().map(String::as_str).filter(|word| *word != is::AT).collect();
    let ago = said.contains(&is::AGO);
    let said: Vec<&str> = said.into_iter().filter(|word| *word != is::AGO).collect();
    if said.contains(&is::DAYS) {
        return Err(WhenError::Far);
    }
    let hours_are_a_wait = said_in || ago || said.contains(&is::MIN);
    let mut text = String::new();
    let mut rest = said.as_slice();
    loop {
        let (number, after) = match rest {
            [] => break,
            // "an hour and a half"
            [is::AND, is::HALF] if text.ends_with("hours ") => {
                text.push_str("30 minutes ");
                break;
            }
            [is::AND, after @ ..] if !text.is_empty() => {
                rest = after;
                continue;
            }
            // "1 and a half hours"
            [whole, is::AND, is::HALF, after @ ..] if is_number(whole) => (format!("{whole}.5"), after),
            [whole, ".", part, after @ ..] if is_number(whole) && is_number(part) => (format!("{whole}.{part}"), after),
            [whole, after @ ..] if is_number(whole) => ((*whole).to_owned(), after),
            _ => return Err(WhenError::Unreadable),
        };
        let (unit, after) = match after {
            [is::HOURS, after @ ..] => ("hours", after),
            [is::H, after @ ..] if hours_are_a_wait => ("hours", after),
            [is::MIN, after @ ..] => ("minutes", after),
            [is::SECONDS, after @ ..] => ("seconds", after),
            // "in 20" and "in 1 h 30"
            [] if text.ends_with("hours ") || (said_in && text.is_empty()) => ("minutes", after),
            _ => return Err(WhenError::Unreadable),
        };
        text.push_str(&format!("{number} {unit} "));
        rest = after;
    }
    // "3h15min" may be a time of the day (French, Portuguese) or a wait: it is not guessed.
    if let ([hours, is::H, _, is::MIN], false) = (said.as_slice(), said_in || ago)
        && hours.parse::<u32>().is_ok_and(|hours| hours > 2)
    {
        return Err(WhenError::Unreadable);
    }
    let span = SpanParser::new().parse_span(text.trim_end()).map_err(|_| WhenError::Unreadable)?;
    let wait = SignedDuration::try_from(span).map_err(|_| WhenError::Far)?;
    match wait > FURTHEST {
        true => Err(WhenError::Far),
        false if ago => Ok(-wait),
        false => Ok(wait),
    }
}

fn is_number(word: &str) -> bool {
    (1..=9).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit())
}
