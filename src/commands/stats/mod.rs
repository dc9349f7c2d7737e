//! `needhelp stats`: how alerts went, from the history.

pub(crate) mod terminal;

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use crate::commands::export::create;
use crate::commands::{Failure, stdout};
use crate::config::Config;
use crate::discord::text::statistics::captions;
use crate::history::Database;
use crate::history::chart::{self, Theme};
use crate::history::since::{self, Since};
use crate::history::statistics::{Scope, Statistics};

/// The options of `needhelp stats`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  needhelp stats\n  needhelp stats --since 12h\n  needhelp stats --since 2026-01-01 --json"
)]
pub(crate) struct Stats {
    /// Alerts that were raised since then: 12h, 30d, 4w or 2026-01-01 [default: all]
    #[arg(long, value_parser = since::parse)]
    since: Option<Since>,
    /// One JSON object, for programs
    #[arg(long)]
    json: bool,
    /// Also write both charts into this file as a PNG. It must not exist yet
    #[arg(long, value_name = "FILE")]
    chart: Option<PathBuf>,
}

impl Stats {
    pub(crate) async fn run(self, config: &Config) -> Result<(), Failure> {
        let database = Database::open_read_only(config.history.url()?)?;
        let scope = Scope { since: self.since.as_ref().map(|since| since.at), ..Scope::default() };
        let statistics = Statistics::read(&database, scope).await?;
        if let Some(file) = &self.chart {
            let picture = chart::png(&statistics, &captions(config.guild.language()), Theme::LIGHT)?;
            create(file).context("--chart")?.write_all(&picture).context("--chart")?;
        }
        if self.json {
            return stdout::line(&statistics.json().to_string());
        }
        let period = self.since.map_or_else(|| "of all time".to_owned(), |since| since.period);
        stdout::write(&terminal::report(&statistics, &period))
    }
}
