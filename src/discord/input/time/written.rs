//! A time as people read it: the clock of the server, with the weekday where it is another day.
//!
//! Where the short form would be read back as another time, it gets the part of the day, "today", or the zone's
//! abbreviation.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

use crate::discord::text::Language;

/// "3:15 PM", or "Tue 7:40 AM" if that is not the day of `from`; in Spanish "15:15" and "mar 7:40".
///
/// `from` is when it was typed. Without it the weekday is always there.
#[must_use]
pub(crate) fn written(at: Timestamp, from: Option<Timestamp>, zone: &TimeZone, language: Language) -> String {
    let local = at.to_zoned_datetime(zone.clone());
    let short = short(&local, from, language);
    let Some(from) = from else { return short };
    let forms = forms(&local, &short, language);
    let minute = at.as_second().div_euclid(60);
    let reads_back =
        |form: &String| super::read(form, from, Some(zone)).is_ok_and(|read| read.as_second().div_euclid(60) == minute);
    forms.into_iter().find(reads_back).unwrap_or(short)
}

/// From the shortest form to the most exact one.
fn forms(local: &ZonedDateTime, short: &str, language: Language) -> Vec<String> {
    let zone = local.time_zone().to_offset_info(local.timestamp()).abbreviation().to_owned();
    match language {
        Language::English => vec![short.to_owned(), format!("{short} today"), format!("{short} {zone}")],
        Language::Spanish => {
            let part = match local.hour() {
                0..=4 => " de la madrugada",
                5..=11 => " de la mañana",
                12 => " del mediodía",
                _ => "",
            };
            vec![
                short.to_owned(),
                format!("{short}{part}"),
                format!("hoy {short}"),
                format!("hoy {short}{part}"),
                format!("{short}{part} {zone}"),
            ]
        }
    }
}

fn short(local: &ZonedDateTime, from: Option<Timestamp>, language: Language) -> String {
    let clock = match language {
        Language::English => {
            let half = if local.hour() < 12 { "AM" } else { "PM" };
            format!("{}:{:02} {half}", (local.hour() + 11) % 12 + 1, local.minute())
        }
        Language::Spanish => format!("{}:{:02}", local.hour(), local.minute()),
    };
    let same_day = from.is_some_and(|from| local.time_zone().to_datetime(from).date() == local.date());
    if same_day { clock } else { format!("{} {clock}", weekday(local.weekday(), language)) }
}

fn weekday(day: Weekday, language: Language) -> &'static str {
    let [english, spanish] = match day {
        Weekday::Monday => ["Mon", "lun"],
        Weekday::Tuesday => ["Tue", "mar"],
        Weekday::Wednesday => ["Wed", "mié"],
        Weekday::Thursday => ["Thu", "jue"],
        Weekday::Friday => ["Fri", "vie"],
        Weekday::Saturday => ["Sat", "sáb"],
        Weekday::Sunday => ["Sun", "dom"],
    };
    match language {
        Language::English => english,
        Language::Spanish => spanish,
    }
}
