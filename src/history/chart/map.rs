//! Weekday × hour: how many alerts there were, and how many of them nobody answered.

use plotters::prelude::{Color as _, DrawingBackend, RGBColor, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::{Canvas, Drawn, WIDTH};
use crate::history::statistics::{Statistics, Tally};

const ROW: i32 = 26;
/// Above the first row: title and weekdays.
const TOP: i32 = 66;
/// Left of the first column: the hours.
const LEFT: i32 = 66;
/// Below the last row: what the fields say.
const LEGEND: i32 = 84;

/// The hours that have alerts, and those between.
fn hours(statistics: &Statistics) -> std::ops::Range<usize> {
    let by_hour = statistics.by_hour();
    let has = |tally: &Tally| tally.alerts > 0;
    let first = by_hour.iter().position(has).unwrap_or(0);
    first..by_hour.iter().rposition(has).map_or(first, |last| last + 1)
}

pub(super) fn height(statistics: &Statistics) -> u32 {
    // 24 at most.
    let rows = i32::try_from(hours(statistics).len()).unwrap_or(24);
    u32::try_from(TOP + rows * ROW + LEGEND).unwrap_or(WIDTH)
}

pub(super) fn draw<DB: DrawingBackend>(canvas: &Canvas<'_, DB>, statistics: &Statistics) -> Drawn<DB> {
    let (captions, theme) = (canvas.captions, canvas.theme);
    canvas.title(&captions.map_title)?;
    let hours = hours(statistics);
    if hours.is_empty() {
        return canvas.nothing();
    }
    let text = |color, h| canvas.text(14, color, Pos::new(h, VPos::Center));
    let column = (i32::try_from(WIDTH).unwrap_or(LEFT) - LEFT - 10) / 7;
    let label = text(theme.text, HPos::Center);
    for (name, place) in captions.weekdays.iter().zip(0..) {
        let at = (canvas.px(LEFT + place * column + column / 2), canvas.px(TOP - 12));
        canvas.area.draw_text(name, &label, at)?;
    }
    let hour_label = text(theme.text, HPos::Right);
    let at = (canvas.px(LEFT - 8), canvas.px(TOP - 12));
    canvas.area.draw_text(&captions.hour_axis, &hour_label, at)?;
    let mut y = TOP;
    for hour in hours {
        let middle = canvas.px(y + ROW / 2);
        canvas.area.draw_text(&format!("{hour:02}:00"), &hour_label, (canvas.px(LEFT - 8), middle))?;
        for (day, place) in statistics.hours.iter().zip(0..) {
            let x = LEFT + place * column;
            let tally = day[hour];
            let (color, says) = field(canvas, tally);
            let corners = [(x + 1, y + 1), (x + column - 1, y + ROW - 1)];
            let corners = corners.map(|(x, y)| (canvas.px(x), canvas.px(y)));
            canvas.area.draw(&Rectangle::new(corners, color.filled()))?;
            let at = (canvas.px(x + column / 2), middle);
            canvas.area.draw_text(&says, &text(theme.on_color, HPos::Center), at)?;
        }
        y += ROW;
    }
    let legend = [
        (theme.answered, &captions.answered),
        (theme.unanswered, &captions.unanswered),
        (theme.neither, &captions.neither),
    ];
    for ((color, says), place) in legend.into_iter().zip(0..) {
        let middle = y + 18 + place * 22;
        let corners = [(10, middle - 7), (24, middle + 7)].map(|(x, y)| (canvas.px(x), canvas.px(y)));
        canvas.area.draw(&Rectangle::new(corners, color.filled()))?;
        canvas.area.draw_text(says, &text(theme.text, HPos::Left), (canvas.px(32), canvas.px(middle)))?;
    }
    Ok(())
}

/// The color of a field and its text: how many alerts, or how many of them nobody answered.
fn field<DB: DrawingBackend>(canvas: &Canvas<'_, DB>, tally: Tally) -> (RGBColor, String) {
    let theme = canvas.theme;
    match tally {
        Tally { alerts: 0, .. } => (theme.grid, String::new()),
        Tally { unanswered: 0, answered: 0, alerts, .. } => (theme.neither, alerts.to_string()),
        Tally { unanswered: 0, alerts, .. } => (theme.answered, alerts.to_string()),
        Tally { unanswered, alerts, .. } => (theme.unanswered, format!("{unanswered}/{alerts}")),
    }
}
