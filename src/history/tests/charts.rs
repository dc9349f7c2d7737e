//! Charts are drawn for whatever the statistics are, and both kinds of picture are whole.

use jiff::civil::date;

use crate::discord::Language;
use crate::discord::text::statistics::captions;
use crate::history::chart::{Chart, Theme, png};
use crate::history::statistics::{Statistics, Tally, Times};

/// Weeks with a gap, and alerts of which some were not answered.
fn some() -> Statistics {
    let mut statistics = Statistics::default();
    for (day, seconds) in [(5, Some(40.0)), (12, Some(95.0)), (19, None), (26, Some(60.0))] {
        statistics.weeks.insert(date(2026, 1, day), Times::of(seconds));
    }
    let taken = Tally { alerts: 3, answered: 3, answered_in_time: 2, unanswered: 0 };
    statistics.hours[0][15] = taken;
    statistics.hours[3][15] = taken;
    statistics.hours[1][13] = Tally { alerts: 4, answered: 3, answered_in_time: 3, unanswered: 1 };
    statistics.hours[4][17] = Tally { alerts: 1, ..Tally::default() };
    statistics
}

#[test]
fn a_chart_says_its_units_and_its_numbers_in_each_language() {
    for language in Language::ALL {
        let words = captions(language);
        let weeks = Chart::Weeks.svg(&some(), &words, Theme::LIGHT).expect("drawn");
        for text in [&words.weeks_title, &words.weeks_axis, &words.seconds_axis, &"01-19".to_owned()] {
            assert!(weeks.contains(text.as_str()), "{language:?}: {text} in {weeks}");
        }
        assert_eq!(weeks.matches("<circle").count(), 3, "a week without a time has no point: {weeks}");
        let map = Chart::Map.svg(&some(), &words, Theme::LIGHT).expect("drawn");
        for text in [&words.map_title, &words.weekdays[6], &words.unanswered, &"1/4".to_owned(), &"14:00".to_owned()] {
            assert!(map.contains(text.as_str()), "{language:?}: {text} in {map}");
        }
        assert!(!map.contains("12:00") && !map.contains("18:00"), "no more than needed: {map}");
    }
}

#[test]
fn long_times_are_in_minutes() {
    let words = captions(Language::English);
    let mut statistics = some();
    statistics.weeks.insert(date(2026, 2, 2), Times::of(Some(600.0)));
    let svg = Chart::Weeks.svg(&statistics, &words, Theme::LIGHT).expect("drawn");
    assert!(svg.contains(&words.minutes_axis) && !svg.contains(&words.seconds_axis), "{svg}");
}

#[test]
fn a_picture_has_text_without_any_font_of_the_system() {
    let words = captions(Language::French);
    let file = png(&some(), &words, Theme::DARK).expect("drawn");
    if let Some(path) = std::env::var_os("KEEP_CHART") {
        std::fs::write(path, &file).expect("kept");
    }
    let mut reader = png_reader(&file);
    let mut pixels = vec![0; reader.output_buffer_size().expect("small")];
    let info = reader.next_frame(&mut pixels).expect("a picture");
    assert_eq!(info.width, 1_600);
    // The title is drawn in the color of text. Nothing else has that color.
    let text = pixels.chunks(3).filter(|pixel| *pixel == [230, 232, 236]).count();
    assert!(text > 500, "{text} pixels of text");
}

fn png_reader(file: &[u8]) -> png::Reader<std::io::Cursor<&[u8]>> {
    png::Decoder::new(std::io::Cursor::new(file)).read_info().expect("a PNG")
}

#[test]
fn without_alerts_a_chart_says_so() {
    let words = captions(Language::English);
    for chart in [Chart::Weeks, Chart::Map] {
        let svg = chart.svg(&Statistics::default(), &words, Theme::DARK).expect("drawn");
        assert!(svg.contains(&words.nothing), "{svg}");
    }
    assert!(png(&Statistics::default(), &words, Theme::LIGHT).expect("drawn").starts_with(b"\x89PNG"));
}
