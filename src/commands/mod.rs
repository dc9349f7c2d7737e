//! The command line: one file a command, each with its options, its words and its work.
//!
//! What a command answers goes to stdout, everything else to stderr. Exit codes: 0 done, 1 it went wrong, 2 it was asked
//! for wrongly (options or configuration; one line says what would be right), 128 and more: ended by a second signal.

use std::fmt;

use clap::{Parser, Subcommand};

use crate::config::{Config, ConfigError};
use crate::kafka::client::check_properties;
use crate::process;
use crate::process::Parts;
use crate::process::http::Http;
use crate::process::telemetry;
use crate::process::telemetry::TelemetryError;

pub(crate) mod check;
pub(crate) mod dead_letters;
pub(crate) mod health;
pub(crate) mod send;
pub(crate) mod stdout;
pub(crate) mod terminal;
pub(crate) mod watch;

const AFTER_HELP: &str = if cfg!(feature = "demo") {
    "Settings come from the environment and from .env; .env.example explains each.\n\
     Exit codes: 0 done; 1 it went wrong; 2 wrong options or settings.\n\
     To see it work without Docker, token or network: needhelp demo"
} else {
    "Settings come from the environment and from .env; .env.example explains each.\n\
     Exit codes: 0 done; 1 it went wrong; 2 wrong options or settings."
};

/// A parent types /needhelp, a neighbor presses "I've got it", Kafka carries both.
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
    /// Waits for Kafka and Discord where they are not there yet. SIGTERM or Ctrl+C finishes what is under way.
    Run,
    /// Run the gateway alone: from Discord to Kafka
    ///
    /// Takes /needhelp and the buttons, appends one record for each, and tells the person what became of it.
    Gateway,
    /// Run the intake alone: from the alerts' topic to the alerts' logs
    ///
    /// Reads what /needhelp, `needhelp send` and other programs have appended, and raises each alert in a log of its own.
    /// What it can't read becomes a dead letter. Several intakes share the work.
    Intake,
    /// Run the board alone: from the alerts' logs to cards in Discord's channel
    ///
    /// Posts, pins and edits the cards, tells neighbors who was first, and tells the parent. Several boards share the
    /// alerts, and one takes over from another that ends.
    Board,
    /// Play the tutorial's afternoon, without Docker, token or network
    ///
    /// Starts a Kafka and a Discord made up for it and the whole bot, all in this process, and tells what everyone sees. Then
    /// it stays up for `send` and `watch`, and says how to type them. Nothing is kept when it ends.
    #[cfg(feature = "demo")]
    Demo(crate::demo::Demo),
    /// Send an alert, as the tutorial's producer.py does
    ///
    /// Says that it was sent when Kafka has stored it, and otherwise within 9 seconds that it was NOT (exit code 1). Its
    /// parent can't be mentioned when somebody has it: that takes a /needhelp in Discord.
    Send(send::Send),
    /// Print alerts as they come, as the tutorial's consumer.py does
    ///
    /// Until Ctrl+C. Kafka keeps for each group how far it has read: the next watch of the group goes on there, and several
    /// at once share the alerts among them.
    Watch(watch::Watch),
    /// Check everything that the bot needs, and say how to mend what is wrong
    ///
    /// On Discord: token, application, channel, server, the bot's membership and permissions, helper role. On Kafka: brokers,
    /// topics (those that are missing are made), a record there and back, clocks. Nothing is posted, and no alert is sent.
    /// Exits with 1 when something is wrong.
    Check(check::Check),
    /// Show the records that the bot could not read, and try them again
    ///
    /// A record that is no alert, or that came too late to be one, is put aside with the reason. When what was wrong is
    /// mended, it can be tried again.
    DeadLetters(dead_letters::DeadLetters),
    /// Ask the bot that runs here how it is
    ///
    /// Asks at `HTTP_LISTEN_ADDR`: does the process live (/healthz)? With --ready: does each of its parts work, with Discord
    /// and Kafka there (/readyz)? Restart the bot on the former alone: a broker that is away is no reason to.
    Health(health::Health),
}

/// Why a command did not do what it was asked for.
#[derive(Debug)]
pub enum Failure {
    /// It was asked for wrongly: exit code 2.
    Wrong(String),
    /// It went wrong: exit code 1.
    Failed(String),
    /// It went wrong and has said so: exit code 1.
    Said,
}

impl Failure {
    /// The process's exit code.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Failure::Wrong(_) => 2,
            Failure::Failed(_) | Failure::Said => 1,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Wrong(line) | Failure::Failed(line) => f.write_str(line),
            Failure::Said => Ok(()),
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Failure::Wrong(error.to_string())
    }
}

impl From<TelemetryError> for Failure {
    fn from(error: TelemetryError) -> Self {
        Failure::Wrong(error.to_string())
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Failure::Failed(format!("{error:#}"))
    }
}

impl CommandLine {
    /// Does what the command line asks for.
    ///
    /// # Errors
    /// What to say on stderr and which code to exit with.
    pub async fn carry_out(self) -> Result<(), Failure> {
        #[cfg(feature = "demo")]
        if let Command::Demo(demo) = self.command {
            // It brings its own settings, whatever is in .env.
            let filter = std::env::var("RUST_LOG").unwrap_or_else(|_| crate::demo::log_filter());
            telemetry::log(crate::config::LogFormat::Text, &filter)?;
            return Ok(demo.play().await?);
        }
        let config = Config::from_env()?;
        check_properties(&config.kafka.properties)
            .map_err(|error| Failure::Wrong(format!("KAFKA_PROPERTIES: {error}")))?;
        telemetry::log(config.log_format, &config.log_filter)?;
        match self.command {
            Command::Run => serve(config, Parts::ALL).await,
            Command::Gateway => serve(config, Parts { gateway: true, ..Parts::NONE }).await,
            Command::Intake => serve(config, Parts { intake: true, ..Parts::NONE }).await,
            Command::Board => serve(config, Parts { board: true, ..Parts::NONE }).await,
            #[cfg(feature = "demo")]
            Command::Demo(_) => Ok(()),
            Command::Send(send) => send.carry_out(&config).await,
            Command::Watch(watch) => watch.carry_out(&config).await,
            Command::Check(check) => check.carry_out(&config).await,
            Command::DeadLetters(letters) => letters.carry_out(&config).await,
            Command::Health(health) => health.carry_out(&config).await,
        }
    }
}

async fn serve(config: Config, parts: Parts) -> Result<(), Failure> {
    if parts.need_discord() {
        config.discord.token()?;
    }
    let metrics = telemetry::count()?;
    let http = Http::bind(config.http_listen_addr).await.map_err(Failure::Wrong)?;
    Ok(process::run(config, parts, http, metrics).await?)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound_and_each_command_is_explained() {
        let command = CommandLine::command();
        command.clone().debug_assert();
        for sub in command.get_subcommands() {
            assert!(sub.get_about().is_some(), "{} has no explanation", sub.get_name());
        }
    }
}
