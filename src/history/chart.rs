//! Charts of the statistics, as SVG for the page and as PNG for a file: one drawing for both.
//!
//! Made for a phone: narrow, with large text, and nothing is said by color alone. Must not choose words: they are the
//! caller's, in the reader's language.

mod map;
mod weeks;

use std::sync::OnceLock;

use anyhow::{Context as _, anyhow};
use plotters::coord::Shift;
use plotters::prelude::{
    BitMapBackend, DrawingArea, DrawingAreaErrorKind, DrawingBackend, FontStyle, IntoDrawingArea as _, IntoFont as _,
    RGBColor, SVGBackend, TextStyle,
};
use plotters::style::register_font;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::history::statistics::Statistics;

/// The width of a chart. A phone's screen has about so many pixels of CSS.
const WIDTH: u32 = 400;

/// A PNG has so many pixels for one of the chart.
const SHARPNESS: u32 = 2;

/// In SVG the browser takes its own; in PNG it is the font beside this file.
const FONT: &str = "sans-serif";

/// Noto Sans, by the SIL Open Font License (chart/OFL.txt), with the letters of the languages of the catalogue.
const FONT_FILE: &[u8] = include_bytes!("chart/NotoSans-Latin.ttf");

/// What stands in the charts.
#[derive(Debug, Clone)]
pub(crate) struct Captions {
    pub(crate) weeks_title: String,
    pub(crate) weeks_axis: String,
    pub(crate) seconds_axis: String,
    pub(crate) minutes_axis: String,
    pub(crate) map_title: String,
    /// Monday first.
    pub(crate) weekdays: [String; 7],
    pub(crate) hour_axis: String,
    pub(crate) answered: String,
    pub(crate) unanswered: String,
    pub(crate) neither: String,
    /// In the place of a chart that would be empty.
    pub(crate) nothing: String,
}

/// Which chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Chart {
    /// The time until alerts were taken, week by week.
    Weeks,
    /// Weekday × hour, answered and unanswered.
    Map,
}

/// The colors of a chart.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Theme {
    back: RGBColor,
    text: RGBColor,
    grid: RGBColor,
    answered: RGBColor,
    unanswered: RGBColor,
    neither: RGBColor,
    /// Upon the three.
    on_color: RGBColor,
}

impl Theme {
    pub(crate) const LIGHT: Theme = Theme {
        back: RGBColor(255, 255, 255),
        text: RGBColor(31, 35, 40),
        grid: RGBColor(218, 222, 228),
        answered: RGBColor(47, 111, 219),
        unanswered: RGBColor(179, 71, 0),
        neither: RGBColor(99, 105, 115),
        on_color: RGBColor(255, 255, 255),
    };
    /// Discord's dark background among others.
    pub(crate) const DARK: Theme = Theme {
        back: RGBColor(30, 31, 34),
        text: RGBColor(230, 232, 236),
        grid: RGBColor(66, 69, 76),
        answered: RGBColor(120, 170, 255),
        unanswered: RGBColor(255, 168, 92),
        neither: RGBColor(160, 166, 176),
        on_color: RGBColor(20, 21, 24),
    };
}

type Drawn<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// Where a chart is drawn, and how large.
struct Canvas<'a, DB: DrawingBackend> {
    area: DrawingArea<DB, Shift>,
    scale: u32,
    theme: Theme,
    captions: &'a Captions,
}

impl<DB: DrawingBackend> Canvas<'_, DB> {
    /// Pixels of the picture for one of the chart.
    fn px(&self, pixels: i32) -> i32 {
        pixels.saturating_mul(i32::try_from(self.scale).unwrap_or(1))
    }

    fn text(&self, size: i32, color: RGBColor, anchor: Pos) -> TextStyle<'static> {
        TextStyle { pos: anchor, ..(FONT, self.px(size)).into_font().color(&color) }
    }

    /// The chart's name, above it.
    fn title(&self, text: &str) -> Drawn<DB> {
        self.area.fill(&self.theme.back)?;
        let style = self.text(17, self.theme.text, Pos::new(HPos::Left, VPos::Top));
        self.area.draw_text(text, &style, (self.px(10), self.px(10)))
    }

    /// In the place of what there is not.
    fn nothing(&self) -> Drawn<DB> {
        let style = self.text(15, self.theme.text, Pos::new(HPos::Left, VPos::Top));
        self.area.draw_text(&self.captions.nothing, &style, (self.px(10), self.px(50)))
    }
}

impl Chart {
    fn height(self, statistics: &Statistics) -> u32 {
        match self {
            Chart::Weeks => weeks::HEIGHT,
            Chart::Map => map::height(statistics),
        }
    }

    fn draw<DB: DrawingBackend>(self, canvas: &Canvas<'_, DB>, statistics: &Statistics) -> Drawn<DB> {
        match self {
            Chart::Weeks => weeks::draw(canvas, statistics),
            Chart::Map => map::draw(canvas, statistics),
        }
    }

    /// The chart for a page.
    ///
    /// # Errors
    /// Where it cannot be drawn, which is a defect of the program.
    pub(crate) fn svg(self, statistics: &Statistics, captions: &Captions, theme: Theme) -> anyhow::Result<String> {
        font()?;
        let mut svg = String::new();
        {
            let backend = SVGBackend::with_string(&mut svg, (WIDTH, self.height(statistics)));
            let canvas = Canvas { area: backend.into_drawing_area(), scale: 1, theme, captions };
            let drawn = self.draw(&canvas, statistics).and_then(|()| canvas.area.present());
            drawn.map_err(|error| anyhow!("the chart {self:?}: {error}"))?;
        }
        Ok(svg)
    }
}

/// Both charts side by side, as a file.
///
/// # Errors
/// Where it cannot be drawn, which is a defect of the program.
pub(crate) fn png(statistics: &Statistics, captions: &Captions, theme: Theme) -> anyhow::Result<Vec<u8>> {
    font()?;
    let height = Chart::Weeks.height(statistics).max(Chart::Map.height(statistics)) * SHARPNESS;
    let width = 2 * WIDTH * SHARPNESS;
    let bytes = usize::try_from(width * height * 3)?;
    let mut pixels = vec![0; bytes];
    {
        let all = BitMapBackend::with_buffer(&mut pixels, (width, height)).into_drawing_area();
        let (left, right) = all.split_horizontally(WIDTH * SHARPNESS);
        for (chart, area) in [(Chart::Weeks, left), (Chart::Map, right)] {
            let canvas = Canvas { area, scale: SHARPNESS, theme, captions };
            chart.draw(&canvas, statistics).map_err(|error| anyhow!("the chart {chart:?}: {error}"))?;
        }
        all.present().map_err(|error| anyhow!("the charts: {error}"))?;
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header().and_then(|mut to| to.write_image_data(&pixels)).context("the picture")?;
    Ok(file)
}

/// Makes the font known, once.
fn font() -> anyhow::Result<()> {
    static FONT_IS_KNOWN: OnceLock<bool> = OnceLock::new();
    let is_known = FONT_IS_KNOWN.get_or_init(|| register_font(FONT, FontStyle::Normal, FONT_FILE).is_ok());
    anyhow::ensure!(*is_known, "the charts' font cannot be read");
    Ok(())
}
