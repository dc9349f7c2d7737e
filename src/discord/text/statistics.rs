//! What the statistics say, on the page and in Discord.

use std::time::Duration;

use crate::discord::text::part::{number, said};
use crate::discord::text::{Language, messages as say};
use crate::history::chart::Captions;
use crate::history::statistics::Statistics;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// What stands in the charts.
#[must_use]
pub(crate) fn captions(language: Language) -> Captions {
    Captions {
        weeks_title: say::stats_weeks(language),
        weeks_axis: say::stats_week_axis(language),
        seconds_axis: say::stats_seconds_axis(language),
        minutes_axis: say::stats_minutes_axis(language),
        map_title: say::stats_map(language),
        weekdays: DAYS.map(|day| say::day(language, said(day))),
        hour_axis: say::stats_hour(language),
        answered: say::stats_map_answered(language),
        unanswered: say::stats_map_unanswered(language),
        neither: say::stats_map_neither(language),
        nothing: say::stats_none(language),
    }
}

/// The numbers of all alerts, each with its name.
#[must_use]
pub(crate) fn numbers(language: Language, statistics: &Statistics) -> [(String, String); 7] {
    let all = statistics.all;
    [
        (say::stats_alerts(language), all.alerts.to_string()),
        (say::stats_answered(language), all.answered.to_string()),
        (say::stats_in_time(language), all.answered_in_time.to_string()),
        (say::stats_unanswered(language), all.unanswered.to_string()),
        (say::stats_done(language), statistics.done.to_string()),
        (say::stats_median(language), duration(language, statistics.times.median())),
        (say::stats_p90(language), duration(language, statistics.times.p90())),
    ]
}

/// How the alerts of a week went, in one line for everybody.
#[must_use]
pub(crate) fn week(language: Language, statistics: &Statistics) -> String {
    let all = statistics.all;
    // Who reads "within 1 minute" shall not have waited longer.
    let minutes = statistics.times.longest().and_then(|longest| Duration::try_from_secs_f64(longest).ok());
    let minutes = minutes.map_or(1, |longest| longest.as_secs().div_ceil(60).max(1));
    match all.answered {
        0 => say::week_none(language, number(all.alerts)),
        answered if answered == all.alerts => say::week_all(language, number(all.alerts), number(minutes)),
        answered => say::week_some(language, number(all.alerts), number(answered)),
    }
}

/// How long something took, or a dash.
#[must_use]
pub(crate) fn duration(language: Language, seconds: Option<f64>) -> String {
    let Some(took) = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds.round()).ok()) else {
        return "–".to_owned();
    };
    let seconds = took.as_secs();
    match seconds {
        0..60 => say::stats_seconds(language, number(seconds)),
        60..3_600 => say::stats_minutes(language, number(seconds / 60), number(seconds % 60)),
        _ => say::stats_hours(language, number(seconds / 3_600), number(seconds % 3_600 / 60)),
    }
}
