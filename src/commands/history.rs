//! `needhelp history`: writes the alert logs into a database, and looks after it.

use clap::{Args, Subcommand};

use crate::commands::{Failure, serve, stdout};
use crate::config::Config;
use crate::history::verify::{self, Verified};
use crate::history::{Database, rebuild};
use crate::process::Parts;

/// The options of `needhelp history`.
#[derive(Debug, Args)]
pub(crate) struct History {
    #[command(subcommand)]
    command: Option<HistoryCommand>,
}

#[derive(Debug, Subcommand)]
enum HistoryCommand {
    /// Write the alert logs into the database until Ctrl-C (also without a command)
    Run,
    /// Make the rows of alerts and claims again, from the events in the database and from the log
    ///
    /// After a program that made them wrongly, or when rows were changed by hand. Nothing is lost that Kafka no longer has.
    /// A history that runs goes on meanwhile.
    Rebuild,
    /// Compare the database with the log, and print the differences
    ///
    /// Compares what the log still has. Exits with 1 if something differs.
    Verify,
}

impl History {
    pub(crate) async fn run(self, config: Config) -> Result<(), Failure> {
        match self.command.unwrap_or(HistoryCommand::Run) {
            HistoryCommand::Run => {
                config.history.url()?;
                serve(config, Parts { history: true, ..Parts::NONE }).await
            }
            HistoryCommand::Rebuild => {
                let database = Database::open(config.history.url()?)?;
                let rebuilt =
                    rebuild::rebuild(&database, &config.kafka).await.map_err(|error| database.explained(error))?;
                stdout::line(&format!("{} events folded again, {} added from the log", rebuilt.folded, rebuilt.added))?;
                Ok(())
            }
            HistoryCommand::Verify => {
                let database = Database::open_read_only(config.history.url()?)?;
                let found = verify::verify(&database, &config.kafka).await;
                verified(&found.map_err(|error| database.explained(error))?)
            }
        }
    }
}

fn verified(verified: &Verified) -> Result<(), Failure> {
    for line in &verified.differences {
        stdout::line(line)?;
    }
    let Verified { records, alerts, count, differences } = verified;
    let more = count - u64::try_from(differences.len()).unwrap_or(*count);
    if more > 0 {
        stdout::line(&format!("and {more} more differences"))?;
    }
    if *count > 0 {
        return Err(Failure::Failed(format!(
            "{count} differences in {records} records and {alerts} alerts. `needhelp history rebuild` makes the rows again"
        )));
    }
    stdout::line(&format!("No differences in {records} records and {alerts} alerts."))?;
    Ok(())
}
