//! Every row of `docs/times.md`, and what holds for any text.

use proptest::prelude::*;

use super::*;
use crate::discord::input::command::refused_time;
use crate::discord::text::time::written;
use crate::discord::text::{Language, refusal};

const TABLE: &str = include_str!("../../../../docs/times.md");

/// What the table says of one text.
struct Row {
    now: Timestamp,
    zone: Option<TimeZone>,
    typed: String,
    means: String,
}

fn rows() -> Vec<Row> {
    let (mut now, mut zone) = (Timestamp::UNIX_EPOCH, None);
    let mut rows = Vec::new();
    for line in TABLE.lines() {
        if let Some(rest) = line.strip_prefix("It is `") {
            let mut parts = rest.split('`');
            let (local, name) = (parts.next().unwrap(), parts.nth(1).filter(|name| name.contains('/')));
            zone = name.map(|name| TimeZone::get(name).unwrap());
            let here = zone.clone().unwrap_or(TimeZone::UTC);
            now = here.to_ambiguous_timestamp(local.parse().unwrap()).compatible().unwrap();
        } else if let Some((typed, means)) = line.strip_prefix("| `").and_then(|row| row.split_once("` | ")) {
            let means = means.trim_end_matches('|').trim();
            for typed in typed.split("` · `") {
                rows.push(Row { now, zone: zone.clone(), typed: typed.to_owned(), means: means.to_owned() });
            }
        }
    }
    rows
}

/// What a parent reads, as the table has it.
fn answer(row: &Row) -> String {
    let zone = row.zone.as_ref();
    match (read(&row.typed, row.now, zone), zone) {
        (Ok(at), _) if at == row.now => "now".to_owned(),
        (Ok(at), Some(zone)) => written(at, Some(row.now), zone, Language::English),
        (Ok(at), None) => format!("in {} min", at.duration_since(row.now).as_mins()),
        (Err(error), _) => {
            let refusal = refused_time(row.typed.clone(), error, row.now, zone, Language::English);
            let answer = refusal::not_sent(&refusal, Language::English, "");
            let sentence = answer.strip_prefix("❌ NOT sent. ").unwrap().lines().next().unwrap();
            sentence.replace(&format!("\"{}\"", crate::discord::escape::line(&row.typed, 60)), "\"…\"")
        }
    }
}

#[test]
fn every_form_in_the_documentation_means_what_it_says_there() {
    let rows = rows();
    assert!(rows.len() > 300, "the table was not read: {}", rows.len());
    let wrong: Vec<_> = rows
        .iter()
        .map(|row| (row, answer(row)))
        .filter(|(row, answer)| *answer != row.means)
        .map(|(row, answer)| format!("`{}` means {}, and not {answer}", row.typed, row.means))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_number_with_a_unit_is_a_wait_only_with_a_word_that_says_so() {
    let zone = TimeZone::get("Europe/Madrid").unwrap();
    let now = zone.to_ambiguous_timestamp("2026-11-27T14:49".parse().unwrap()).compatible().unwrap();
    for hour in 15..=23 {
        for typed in [format!("{hour} h"), format!("{hour}h"), format!("{hour} horas"), format!("{hour} Uhr")] {
            let at = read(&typed, now, Some(&zone)).unwrap();
            assert_eq!(i64::from(zone.to_datetime(at).hour()), hour, "{typed}");
            let wait = read(&format!("in {typed}"), now, Some(&zone)).unwrap();
            assert_eq!(wait.duration_since(now).as_hours(), hour, "in {typed}");
        }
    }
}

#[test]
fn in_the_hour_that_comes_twice_a_time_is_the_next_of_both() {
    let utc = |at: &str| -> Timestamp { format!("2026-11-01T{at}:00Z").parse().unwrap() };
    let zone = TimeZone::get("America/New_York").unwrap();
    // New York's clocks went from 2:00 to 1:00 at 6:00 UTC.
    for (now, typed, expected) in [
        ("04:30", "1:30 am", "05:30"),
        ("05:10", "1:30 am", "05:30"),
        ("05:40", "1:30 am", "06:30"),
        ("06:10", "1:30 am", "06:30"),
        ("06:10", "1:30", "06:30"),
        ("06:40", "1:30", "06:40"),
    ] {
        assert_eq!(read(typed, utc(now), Some(&zone)), Ok(utc(expected)), "{typed} at {now}");
    }
    // Both have passed: the second is the one that just did.
    assert_eq!(read("1:30 am", utc("06:50"), Some(&zone)), Err(WhenError::Past(utc("06:30"))));
}

const ZONES: [&str; 6] = [
    "America/New_York",
    "Europe/Madrid",
    "America/Mexico_City",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
];

/// In the autumn of Lord Howe the half hour before 2:00 comes twice, and the zone has numbers instead of abbreviations.
#[test]
fn the_second_of_two_times_is_shown_with_its_offset_where_the_zone_has_no_name() {
    let zone = TimeZone::get("Australia/Lord_Howe").unwrap();
    let now: Timestamp = "2027-04-03T13:16:00Z".parse().unwrap();
    for (at, shown) in [("2027-04-03T14:30:00Z", "1:30 AM"), ("2027-04-03T15:00:00Z", "1:30 AM +1030")] {
        let at: Timestamp = at.parse().unwrap();
        assert_eq!(written(at, Some(now), &zone, Language::English), shown);
        assert_eq!(read(shown, now, Some(&zone)), Ok(at));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_shown_back_is_what_was_understood(
        minute in 0_i64..2 * 366 * 24 * 60,
        second in 0_i64..60,
        ahead in 60_i64..=24 * 60 * 60,
        zone in prop::sample::select(&ZONES[..]),
        language in prop::sample::select(&Language::ALL[..]),
    ) {
        let zone = TimeZone::get(zone).unwrap();
        let now = Timestamp::from_second(1_790_000_000 / 60 * 60 + minute * 60 + second).unwrap();
        let at = Timestamp::from_second(now.as_second() + ahead).unwrap();
        let shown = written(at, Some(now), &zone, language);
        let read = read(&shown, now, Some(&zone));
        prop_assert_eq!(read.map(|at| at.as_second().div_euclid(60)), Ok(at.as_second().div_euclid(60)), "{} at {}", shown, now);
        let same_day = zone.to_datetime(now).date() == zone.to_datetime(at).date();
        let today = ["hoy ", "heute ", "aujourd’hui "];
        let names_no_weekday =
            shown.starts_with(|c: char| c.is_ascii_digit()) || today.iter().any(|today| shown.starts_with(today));
        prop_assert_eq!(names_no_weekday, same_day, "{}", shown);
    }

    #[test]
    fn no_text_panics_and_every_answer_is_within_a_day(
        typed in prop_oneof![
            any::<String>(),
            "(in |at |a las )?[0-9]{0,5}[:.h ]?[0-9]{0,3} ?(am|pm|h|min|days|years|h 30|EST|tomorrow)?",
            "([a-z0-9áñ&:.,]{1,8} ?){1,6}",
        ],
        seconds in -62_000_000_000_i64..250_000_000_000,
        zone in prop::option::of(prop::sample::select(&ZONES[..])),
    ) {
        let now = Timestamp::from_second(seconds).unwrap();
        let zone = zone.map(|name| TimeZone::get(name).unwrap());
        if let Ok(at) = read(&typed, now, zone.as_ref()) {
            prop_assert!(at >= now && at.duration_since(now) <= FURTHEST, "{} at {}", typed, now);
        }
    }
}
