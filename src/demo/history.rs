//! The demo's history: a file that is gone with the demo, and `needhelp stats` after the story.

use std::fs::DirBuilder;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::bail;

use crate::commands::stats::terminal;
use crate::config::HistoryUrl;
use crate::demo::story::say;
use crate::history::Database;
use crate::history::statistics::{Scope, Statistics};

/// How long it may take until the history has the story's end.
const WITHIN: Duration = Duration::from_secs(20);

/// The escalation step at the alert's time (docs/protocol.md#clock).
const AT_ITS_TIME: u8 = 4;

/// A folder for the database. It is removed when this is dropped.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// `None` where no file can be written, as in a container that is read-only: then the story has no numbers at its end.
    pub(crate) fn make() -> Option<Self> {
        let path = std::env::temp_dir().join(format!("needhelp-demo-{}", std::process::id()));
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        match builder.create(&path) {
            Ok(()) => Some(Folder(path)),
            Err(error) => {
                let path = path.display();
                say(&format!("This demo keeps no history, because the folder {path} can't be made: {error}.\n"));
                None
            }
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("sqlite:{}/needhelp.db", self.0.display())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Prints the statistics as soon as the history has the end of the story's alert.
pub(crate) async fn print_statistics(url: &HistoryUrl) -> anyhow::Result<()> {
    let database = Database::open_read_only(url)?;
    let deadline = tokio::time::Instant::now() + WITHIN;
    let statistics = loop {
        let read = Statistics::read(&database, Scope::default()).await;
        match read {
            Ok(statistics) if has_the_end(&statistics) => break statistics,
            Ok(_) if tokio::time::Instant::now() >= deadline => bail!("the history does not have the end of the story"),
            Err(error) if tokio::time::Instant::now() >= deadline => return Err(error),
            _ => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    };
    database.close().await;
    say("\n            The history has it in numbers. `needhelp stats` prints:\n");
    for line in terminal::report(&statistics, "of this story").lines() {
        say(format!("            {line}").trim_end());
    }
    Ok(())
}

/// The afternoon ends with the child safe, and the quiet story at the time at which nobody came.
fn has_the_end(statistics: &Statistics) -> bool {
    statistics.done > 0 || statistics.steps.contains_key(&AT_ITS_TIME)
}
