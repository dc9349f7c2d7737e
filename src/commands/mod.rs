//! The command line: one file per command, with its options, its messages and its work.
//!
//! Results go to stdout, everything else to stderr. Exit codes: 0 success; 1 failure; 2 wrong options or settings (one line
//! says what is expected); 128 and more: ended by a second signal. Must not contain what a service does.

use std::fmt;

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::config::{Config, ConfigError};
use crate::gateway::connection::trust;
use crate::kafka::client::check_properties;
use crate::process;
use crate::process::Parts;
use crate::process::http::Http;
use crate::process::telemetry;
use crate::process::telemetry::TelemetryError;

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod dead_letters;
pub(crate) mod export;
pub(crate) mod forget;
pub(crate) mod health;
pub(crate) mod history;
pub(crate) mod man;
pub(crate) mod redact;
pub(crate) mod send;
pub(crate) mod stats;
pub(crate) mod stdout;
pub(crate) mod terminal;
pub(crate) mod watch;

const AFTER_HELP: &str = if cfg!(feature = "demo") {
    "Settings come from the environment and from .env; .env.example explains each of them.\n\
     Exit codes: 0 success; 1 failure; 2 wrong options or settings.\n\
     To try it without Docker, token or network: needhelp demo"
} else {
    "Settings come from the environment and from .env; .env.example explains each of them.\n\
     Exit codes: 0 success; 1 failure; 2 wrong options or settings."
};

/// A Discord bot for neighbors who meet each other's children at the bus stop
#[derive(Debug, Parser)]
#[command(
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    after_help = AFTER_HELP
)]
pub struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the whole bot in one process: gateway, intake and board
    ///
    /// Waits for Kafka and Discord if they cannot be reached yet. On SIGTERM or Ctrl-C it finishes the work in progress, then
    /// exits.
    Run,
    /// Run only the gateway: from Discord to Kafka
    ///
    /// Receives /needhelp and the presses of buttons, appends one record to Kafka for each, and answers the person.
    Gateway,
    /// Run only the intake: from the topic for alerts to the alert logs
    ///
    /// Reads the alerts that /needhelp, `needhelp send` and other programs appended, and starts a log for each of them.
    /// Records that cannot be processed become dead letters. Several intakes share the work.
    Intake,
    /// Run only the board: from the alert logs to the cards in Discord
    ///
    /// Posts, pins and edits the cards, answers the neighbors who press a button, and notifies the parent. Several boards
    /// share the alerts. When one ends, another takes over.
    Board,
    /// Run only the history: from the alert logs to a database
    ///
    /// Writes every record of the alert logs into the database that `HISTORY_URL` names, and one row for each alert and each
    /// claim. docs/history.md has the tables and questions to ask. `needhelp run` does this too where `HISTORY_URL` is set.
    History(history::History),
    /// Print how alerts went: answered, how fast, at which hours nobody came
    ///
    /// Reads the history, so `HISTORY_URL` has to be set. Drills and withdrawn alerts do not count. Names are shown of those
    /// neighbors alone who have not said that they do not want that.
    Stats(stats::Stats),
    /// Write the history's rows into a file: CSV, JSON lines or Parquet
    ///
    /// One row at a time, so that a large history needs no more memory than a small one. `HISTORY_URL` has to be set.
    Export(export::Export),
    /// Play an afternoon at the bus stop, without Docker, token or network
    ///
    /// Runs a simulated Kafka, a simulated Discord and the whole bot in this process, and prints what each person sees. Then
    /// the bot keeps running, and the demo prints `send` and `watch` commands to try. Nothing is kept when it ends. With
    /// `--story quiet` nobody answers, and the demo ends after the story.
    #[cfg(feature = "demo")]
    Demo(crate::demo::Demo),
    /// Send an alert, like the tutorial's producer.py
    ///
    /// Prints that the alert was sent as soon as Kafka has stored it. Otherwise prints within 9 seconds that it was NOT sent
    /// (exit code 1). The bot cannot mention the parent of this alert: only a /needhelp typed in Discord has a Discord user.
    Send(send::Send),
    /// Print alerts as they arrive, like the tutorial's consumer.py
    ///
    /// Runs until Ctrl-C. Kafka stores for each consumer group how far it has read. The next watch of the same group
    /// continues there. Several watches of one group share the alerts.
    Watch(watch::Watch),
    /// Test everything that the bot needs, and say how to fix what is wrong
    ///
    /// Discord: token, application, channel, server, command, the bot's membership and permissions, helper role. Kafka:
    /// brokers, topics (missing ones are created), one record written and read back, open transactions. And the clocks of all
    /// three. Posts nothing in Discord (but with --live) and sends no alert. Exits with 1 if something is wrong.
    Check(check::Check),
    /// List the records that could not be processed, or retry one
    ///
    /// If a record is not an alert, or is too old to become one, the bot copies it to a separate topic, with the reason. Retry
    /// it when the cause is fixed.
    DeadLetters(dead_letters::DeadLetters),
    /// Erase a person from the history
    ///
    /// Whoever types `/needhelp-me forget` does this themselves. Every history erases names, places and messages of this person
    /// up to now; what is counted stays. Kafka keeps its own copy for some days, and the answer says until when.
    Forget(forget::Forget),
    /// Remove names and places from old messages
    ///
    /// The running bot does this itself some hours after the end of each alert. This command is for what Kafka no longer has:
    /// messages from before that was set up, or from a time when the bot was away. It edits cards so that they say only that
    /// the alert has ended, and deletes the bot's other messages about alerts.
    Redact(redact::Redact),
    /// Ask a running bot for its state
    ///
    /// Asks the bot at `HTTP_LISTEN_ADDR` whether its process is alive (/healthz). With --ready: whether every part works and
    /// can reach Discord and Kafka (/readyz). Restart the bot only if the first fails: a restart does not bring Kafka back.
    Health(health::Health),
    /// Print a script that completes commands and options in a shell
    Completions(completions::Completions),
    /// Print the manual page of the program or of one command
    Man(man::Man),
}

/// Why a command did not succeed.
#[derive(Debug)]
pub enum Failure {
    /// Wrong options or settings: print the line, exit with 2.
    Usage(String),
    /// The command failed: print the line, exit with 1.
    Failed(String),
    /// The command failed and has printed why: exit with 1.
    Reported,
}

impl Failure {
    /// The process's exit code.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Failure::Usage(_) => 2,
            Failure::Failed(_) | Failure::Reported => 1,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Usage(line) | Failure::Failed(line) => f.write_str(line),
            Failure::Reported => Ok(()),
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Failure::Usage(error.to_string())
    }
}

impl From<TelemetryError> for Failure {
    fn from(error: TelemetryError) -> Self {
        Failure::Usage(error.to_string())
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Failure::Failed(format!("{error:#}"))
    }
}

impl CommandLine {
    /// Runs the command.
    ///
    /// # Errors
    /// What to print on stderr, and the exit code.
    pub async fn run(self) -> Result<(), Failure> {
        #[cfg(feature = "demo")]
        if let Command::Demo(demo) = self.command {
            trust::ignore_the_system();
            // The demo has its own settings and ignores those in .env.
            let filter = std::env::var("RUST_LOG").unwrap_or_else(|_| crate::demo::log_filter());
            telemetry::log(crate::config::LogFormat::Text, &filter)?;
            return Ok(demo.play().await?);
        }
        match &self.command {
            Command::Completions(completions) => return completions.run(CommandLine::command()),
            Command::Man(man) => return man.run(CommandLine::command()),
            _ => {}
        }
        let config = Config::from_env()?;
        check_properties(&config.kafka.properties)
            .map_err(|error| Failure::Usage(format!("KAFKA_PROPERTIES: {error}")))?;
        telemetry::log(config.log_format, &config.log_filter)?;
        match self.command {
            Command::Run => {
                let history = config.history.url.is_some();
                serve(config, Parts { history, ..Parts::ALL }).await
            }
            Command::Gateway => serve(config, Parts { gateway: true, ..Parts::NONE }).await,
            Command::Intake => serve(config, Parts { intake: true, ..Parts::NONE }).await,
            Command::Board => serve(config, Parts { board: true, ..Parts::NONE }).await,
            Command::History(history) => history.run(config).await,
            Command::Stats(stats) => stats.run(&config).await,
            Command::Export(export) => export.run(&config).await,
            // Handled above, before the settings are read.
            #[cfg(feature = "demo")]
            Command::Demo(_) => Ok(()),
            Command::Completions(_) | Command::Man(_) => Ok(()),
            Command::Send(send) => send.run(&config).await,
            Command::Watch(watch) => watch.run(&config).await,
            Command::Check(check) => check.run(&config).await,
            Command::DeadLetters(letters) => letters.run(&config).await,
            Command::Forget(forget) => forget.run(&config).await,
            Command::Redact(redact) => redact.run(&config).await,
            Command::Health(health) => health.run(&config).await,
        }
    }
}

pub(crate) async fn serve(config: Config, parts: Parts) -> Result<(), Failure> {
    if parts.need_discord() {
        let token = config.discord.token()?;
        if parts.gateway {
            trust::prepare(token.reveal(), config.discord.authorities.as_ref());
        }
    }
    let metrics = telemetry::count()?;
    let http = Http::bind(config.http_listen_addr).await.map_err(Failure::Usage)?;
    Ok(process::run(config, parts, http, metrics, None).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_an_explanation() {
        let command = CommandLine::command();
        command.clone().debug_assert();
        for sub in command.get_subcommands() {
            assert!(sub.get_about().is_some(), "{} has no explanation", sub.get_name());
        }
    }
}
