//! `needhelp export`: rows of the history as a file.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::commands::Failure;
use crate::config::Config;
use crate::history::Database;
use crate::history::export::file::{Format, sink};
use crate::history::export::{self as rows, Privacy, Rows};
use crate::history::since::{self, Since};

/// The options of `needhelp export`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  needhelp export --since 30d --format csv --output month.csv\n  needhelp export events --format jsonl --anonymous | gzip > events.jsonl.gz"
)]
pub(crate) struct Export {
    /// What to export
    #[arg(value_enum, default_value_t = Rows::Alerts)]
    rows: Rows,
    /// From this time on: 12h, 30d, 4w or 2026-01-01 [default: all]
    #[arg(long, value_parser = since::parse)]
    since: Option<Since>,
    /// The format of the file
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// Pseudonyms in place of ids, and no words that people typed
    ///
    /// The same id has the same pseudonym in each export of this database. Times stay as they are.
    #[arg(long)]
    anonymous: bool,
    /// The file to write, which must not exist yet and is readable for you alone [default: stdout]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Export {
    pub(crate) async fn run(self, config: &Config) -> Result<(), Failure> {
        let url = config.history.url()?;
        if self.output.is_none() && self.format == Format::Parquet && io::stdout().is_terminal() {
            return Err(Failure::Usage("--format parquet is not for a terminal: add --output FILE".to_owned()));
        }
        // First of all, so that a format that is left out makes no file.
        drop(sink(self.format, io::sink()).map_err(Failure::Usage)?);
        let privacy = if self.anonymous { Privacy::Anonymous } else { Privacy::AsStored };
        // The key of pseudonyms may have to be made.
        let database = Database::open_read_only(url)?;
        let database = if self.anonymous { Database::open(url)? } else { database };
        let export = rows::Export { rows: self.rows, since: self.since.map(|since| since.at), privacy };
        let progress = progress(export.count(&database).await?);
        let out: Box<dyn Write + Send> = match &self.output {
            Some(file) => Box::new(create(file).context("--output")?),
            None => Box::new(io::stdout()),
        };
        let mut sink = sink(self.format, BufWriter::new(out)).map_err(Failure::Usage)?;
        let written = export.write(&database, &mut *sink, || progress.inc(1)).await;
        progress.finish_and_clear();
        match written {
            // The reader of the pipe has all that it needs.
            Err(error) if is_closed_pipe(&error) => Err(Failure::Reported),
            written => Ok(written?),
        }
    }
}

/// A bar on stderr. Draws nothing where that is no terminal.
fn progress(rows: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{wide_bar} {human_pos} of {human_len} rows, {eta} left");
    let bar = ProgressBar::with_draw_target(Some(rows), ProgressDrawTarget::stderr());
    style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style))
}

/// A file that does not exist yet. Names and places are nobody else's business on the machine.
pub(crate) fn create(file: &Path) -> anyhow::Result<impl Write + Send + use<>> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).with_context(|| format!("the file {}", file.display()))
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        let csv = cause.downcast_ref::<csv::Error>().and_then(|error| match error.kind() {
            csv::ErrorKind::Io(error) => Some(error.kind()),
            _ => None,
        });
        io.or(json).or(csv) == Some(io::ErrorKind::BrokenPipe)
    })
}
