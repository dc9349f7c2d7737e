//! Statistics as lines for a terminal, with small bars.

use crate::commands::terminal::{sanitize, shorten};
use crate::history::statistics::Statistics;

/// The longest bar, in characters.
const WIDTH: u64 = 30;

/// The longest name.
const NAME: usize = 24;

/// What each escalation step is (docs/protocol.md).
const STEPS: [&str; 7] = [
    "helpers called again after a claim ended",
    "helpers called again",
    "helpers and the wider role called",
    "parent told to phone someone",
    "nobody came by the time",
    "asked: is the child with you?",
    "parent told that the question has no answer",
];

/// The whole report. `period` says which alerts these are.
pub(crate) fn report(statistics: &Statistics, period: &str) -> String {
    let all = statistics.all;
    if all.alerts == 0 {
        return format!("No alerts {period}.\n");
    }
    let mut text = format!("Alerts {period}\n\n");
    let mut row = |name: &str, value: String| text.push_str(&format!("  {name:<17}{value:>8}\n"));
    row("alerts", all.alerts.to_string());
    row("answered", all.answered.to_string());
    row("answered in time", all.answered_in_time.to_string());
    row("unanswered", all.unanswered.to_string());
    row("done", statistics.done.to_string());
    row("median to claim", duration(statistics.times.median()));
    row("90 % within", duration(statistics.times.p90()));

    text.push_str("\nBy hour of the day (█ answered, ░ unanswered, ▒ neither: still open, or ended before)\n\n");
    let hours = statistics.by_hour();
    let most = hours.iter().map(|hour| hour.alerts).max().unwrap_or(0);
    for (hour, tally) in hours.iter().enumerate().filter(|(_, tally)| tally.alerts > 0) {
        let neither = tally.alerts.saturating_sub(tally.answered + tally.unanswered);
        let parts = [('█', tally.answered), ('░', tally.unanswered), ('▒', neither)];
        let bar: String = parts.iter().map(|(mark, count)| bar(*mark, *count, most)).collect();
        let unanswered =
            if tally.unanswered > 0 { format!(", {} unanswered", tally.unanswered) } else { String::new() };
        text.push_str(&format!("  {hour:02}:00  {bar} {}{unanswered}\n", tally.alerts));
    }

    if !statistics.steps.is_empty() {
        text.push_str("\nHow far alerts were escalated (the last step of each)\n\n");
        let most = statistics.steps.values().copied().max().unwrap_or(0);
        for (step, count) in &statistics.steps {
            let what = STEPS.get(usize::from(*step)).copied().unwrap_or("of a later version");
            text.push_str(&format!("  {step} {what:<44}{} {count}\n", bar('█', *count, most)));
        }
    }

    if !statistics.helpers.is_empty() {
        text.push_str("\nWho helped (by name)\n\n");
        for helper in &statistics.helpers {
            let name = match &helper.name {
                Some(name) => shorten(&sanitize(name), NAME),
                None => format!("{} not named", helper.people),
            };
            text.push_str(&format!("  {name:<26}{:>4} taken, {:>4} done\n", helper.claims, helper.done));
        }
    }
    text
}

/// A bar beside others, of which the longest stands for `most`. What is there is seen.
fn bar(mark: char, count: u64, most: u64) -> String {
    if count == 0 {
        return String::new();
    }
    let length = (count * WIDTH / most.max(WIDTH)).max(1);
    std::iter::repeat_n(mark, usize::try_from(length).unwrap_or(1)).collect()
}

/// As a person says it: `42 s`, `3 min 5 s`, `2 h 10 min`.
pub(crate) fn duration(seconds: Option<f64>) -> String {
    let Some(seconds) = seconds else { return "-".to_owned() };
    // A duration between two records, which is short, and never negative.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = seconds.max(0.0).round() as u64;
    match whole {
        0 if seconds > 0.0 => "< 1 s".to_owned(),
        0..60 => format!("{whole} s"),
        60..3_600 => format!("{} min {} s", whole / 60, whole % 60),
        _ => format!("{} h {} min", whole / 3_600, whole % 3_600 / 60),
    }
}
