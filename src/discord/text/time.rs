//! A time as people read it: the clock of the server, with the weekday where it is another day.
//!
//! Where the short form would be read back as another time, it gets the part of the day, "today", or the zone's
//! abbreviation. The words are in the catalogue.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

use crate::alert::{Alert, Millis};
use crate::discord::input::time::read;
use crate::discord::text::part::{Part, clock, said};
use crate::discord::text::{Language, messages as say};

/// "3:15 PM", or "Tue 7:40 AM" if that is not the day of `from`; in Spanish "15:15" and "mar 7:40".
///
/// `from` is when it was typed. Without it the weekday is always there.
#[must_use]
pub(crate) fn written(at: Timestamp, from: Option<Timestamp>, zone: &TimeZone, language: Language) -> String {
    let moment = Moment::new(at, from, zone, language);
    moment.alone(moment.form(from))
}

/// "3:15 PM", or "Tue 7:40 AM" on another day: written, because a phone's notification shows no Discord timestamp. Only
/// where the zone is not known it is one. `None` where the parent gave no time, or needs help now.
#[must_use]
pub(crate) fn of(alert: &Alert, language: Language) -> Option<Part> {
    let at = when(alert)?;
    Some(zone(alert).map_or_else(|| clock(at.into()), |zone| said(written(at, alert.raised_at, &zone, language))))
}

/// "by 3:15 PM"; `None` where the parent gave no time, or needs help now.
#[must_use]
pub(crate) fn by(alert: &Alert, language: Language) -> Option<Part> {
    let at = when(alert)?;
    let by = match zone(alert) {
        Some(zone) => {
            let moment = Moment::new(at, alert.raised_at, &zone, language);
            moment.by(moment.form(alert.raised_at))
        }
        None => say::by(language, said(say::hour(language, clock(at.into())))),
    };
    Some(said(by))
}

/// "3:15 PM (in 20 minutes)" by each reader's own clock; `None` where the parent gave no time.
#[must_use]
pub(crate) fn be_there_by(alert: &Alert, language: Language) -> Option<String> {
    let at = Millis::from(alert.needed_by?);
    Some(if alert.is_for_now() {
        say::be_there_now(language, said(format!("<t:{}:R>", at.seconds())))
    } else {
        clock_and_distance(at)
    })
}

/// The time that was understood, in words and by the reader's own clock: "Time: 3:15 PM (3:15 PM, in 20 minutes)."
#[must_use]
pub(crate) fn understood(alert: &Alert, language: Language) -> Option<Part> {
    let at = alert.needed_by?;
    Some(said(match (when(alert), zone(alert)) {
        (None, _) => say::understood_now(language),
        // Without a zone, the reader's own clock is all there is.
        (Some(_), None) => say::understood_by_clock(language, said(clock_and_distance(at.into()))),
        (Some(_), Some(zone)) => {
            let seconds = Millis::from(at).seconds();
            let clock = said(format!("<t:{seconds}:t>, <t:{seconds}:R>"));
            say::understood(language, said(written(at, alert.raised_at, &zone, language)), clock)
        }
    }))
}

fn clock_and_distance(at: Millis) -> String {
    format!("<t:{0}:t> (<t:{0}:R>)", at.seconds())
}

fn when(alert: &Alert) -> Option<Timestamp> {
    alert.needed_by.filter(|_| !alert.is_for_now())
}

fn zone(alert: &Alert) -> Option<TimeZone> {
    alert.timezone.as_ref().and_then(|name| TimeZone::get(name).ok())
}

/// How exactly a time is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Form {
    /// "today"
    today: bool,
    /// The part of the day.
    part: bool,
    /// The zone's abbreviation.
    zone: bool,
}

/// From the shortest to the most exact.
const FORMS: [Form; 5] = [
    Form { today: false, part: false, zone: false },
    Form { today: false, part: true, zone: false },
    Form { today: true, part: false, zone: false },
    Form { today: true, part: true, zone: false },
    Form { today: false, part: true, zone: true },
];

struct Moment<'a> {
    local: ZonedDateTime,
    zone: &'a TimeZone,
    is_another_day: bool,
    language: Language,
}

impl<'a> Moment<'a> {
    fn new(at: Timestamp, from: Option<Timestamp>, zone: &'a TimeZone, language: Language) -> Self {
        let local = at.to_zoned_datetime(zone.clone());
        let is_another_day = from.is_none_or(|from| zone.to_datetime(from).date() != local.date());
        Moment { local, zone, is_another_day, language }
    }

    /// The shortest form that is read back as this minute.
    fn form(&self, from: Option<Timestamp>) -> Form {
        let shortest = FORMS[0];
        let Some(from) = from else { return shortest };
        let minute = |at: Timestamp| at.as_second().div_euclid(60);
        let reads_back = |form: &Form| {
            let read = read(&self.alone(*form), from, Some(self.zone));
            read.is_ok_and(|read| minute(read) == minute(self.local.timestamp()))
        };
        FORMS.into_iter().find(reads_back).unwrap_or(shortest)
    }

    fn clock(&self, form: Form) -> Part {
        let (language, hour) = (self.language, self.local.hour());
        let shown = if language.has_am_and_pm() { (hour + 11) % 12 + 1 } else { hour };
        let (shown, minute) = (said(shown.to_string()), said(format!("{:02}", self.local.minute())));
        let clock = match hour {
            0..=4 if form.part => say::time_at_night(language, shown, minute),
            5..=11 if form.part => say::time_in_the_morning(language, shown, minute),
            12 if form.part => say::time_at_noon(language, shown, minute),
            0..=11 => say::time_am(language, shown, minute),
            _ => say::time_pm(language, shown, minute),
        };
        if !form.zone {
            return said(clock);
        }
        let zone = self.zone.to_offset_info(self.local.timestamp()).abbreviation().to_owned();
        said(say::time_in_zone(language, said(clock), said(zone)))
    }

    /// By itself: "Tue 7:40 AM"
    fn alone(&self, form: Form) -> String {
        let clock = self.clock(form);
        if self.is_another_day {
            return say::time_on_day(self.language, said(say::day(self.language, self.day())), clock);
        }
        if form.today { say::time_today(self.language, clock) } else { clock.into_text() }
    }

    /// Within a sentence: "by Tue 7:40 AM"
    fn by(&self, form: Form) -> String {
        let (language, clock) = (self.language, self.clock(form));
        let hour = said(match self.local.hour() {
            1 => say::hour_one(language, clock),
            _ => say::hour(language, clock),
        });
        if self.is_another_day {
            return say::by_on_day(language, said(say::day_in_sentence(language, self.day())), hour);
        }
        if form.today { say::by_today(language, hour) } else { say::by(language, hour) }
    }

    /// The day's name for the catalogue to choose by.
    fn day(&self) -> Part {
        said(match self.local.weekday() {
            Weekday::Monday => "mon",
            Weekday::Tuesday => "tue",
            Weekday::Wednesday => "wed",
            Weekday::Thursday => "thu",
            Weekday::Friday => "fri",
            Weekday::Saturday => "sat",
            Weekday::Sunday => "sun",
        })
    }
}
