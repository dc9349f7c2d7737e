//! The median time until alerts were taken, week by week.

use plotters::prelude::{ChartBuilder, Circle, Color as _, DrawingBackend, LineSeries};
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::{Canvas, Drawn};
use crate::history::statistics::Statistics;

pub(super) const HEIGHT: u32 = 300;

/// Longer times are shown in minutes.
const SECONDS_UP_TO: f64 = 180.0;

pub(super) fn draw<DB: DrawingBackend>(canvas: &Canvas<'_, DB>, statistics: &Statistics) -> Drawn<DB> {
    let captions = canvas.captions;
    canvas.title(&captions.weeks_title)?;
    let mondays: Vec<_> = statistics.weeks.keys().collect();
    let medians: Vec<Option<f64>> = statistics.weeks.values().map(crate::history::statistics::Times::median).collect();
    let Some(longest) = medians.iter().flatten().copied().reduce(f64::max) else { return canvas.nothing() };
    let (unit, axis) =
        if longest > SECONDS_UP_TO { (60.0, &captions.minutes_axis) } else { (1.0, &captions.seconds_axis) };
    let top = (longest / unit * 1.15).max(1.0);
    let last = f64::from(u32::try_from(medians.len()).unwrap_or(u32::MAX)) - 1.0;

    let text = canvas.theme.text;
    let style = |size| canvas.text(size, text, Pos::new(HPos::Left, VPos::Top));
    let mut chart = ChartBuilder::on(&canvas.area)
        .margin_top(canvas.px(42))
        .margin_right(canvas.px(22))
        .margin_bottom(canvas.px(6))
        .margin_left(canvas.px(6))
        .x_label_area_size(canvas.px(50))
        .y_label_area_size(canvas.px(58))
        .build_cartesian_2d(-0.3..last + 0.3, 0.0..top)?;
    let monday = |x: &f64| {
        let place = x.round();
        let is_week = (place - x).abs() < 1e-6 && (0.0..=last).contains(&place);
        // Checked the line before.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let place = place as usize;
        mondays.get(place).filter(|_| is_week).map(|monday| monday.strftime("%m-%d").to_string()).unwrap_or_default()
    };
    let time = |y: &f64| if top < 5.0 { format!("{y:.1}") } else { format!("{y:.0}") };
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(canvas.theme.back)
        .bold_line_style(canvas.theme.grid)
        .axis_style(canvas.theme.grid)
        .x_labels(5)
        .y_labels(5)
        .x_label_formatter(&monday)
        .y_label_formatter(&time)
        .label_style(style(14))
        .axis_desc_style(style(14))
        .x_desc(captions.weeks_axis.as_str())
        .y_desc(axis.as_str())
        .draw()?;

    let line = canvas.theme.answered;
    let width = canvas.scale * 2;
    let mut run = Vec::new();
    // A week without a time is a gap, not a zero.
    for (place, median) in (0_u32..).map(f64::from).zip(medians.iter().chain([&None])) {
        match median {
            Some(median) => run.push((place, median / unit)),
            None => {
                let points: Vec<(f64, f64)> = std::mem::take(&mut run);
                let size = canvas.px(4);
                chart.draw_series(LineSeries::new(points.iter().copied(), line.stroke_width(width)))?;
                chart.draw_series(points.into_iter().map(|point| Circle::new(point, size, line.filled())))?;
            }
        }
    }
    Ok(())
}
