//! `needhelp check`: tests everything that the bot needs and prints one line for each thing, with how to fix it.
//!
//! Must not write to Discord, and must not append to the topics for alerts and alert logs.

use clap::Args;

use super::{Failure, stdout};
use crate::config::Config;

pub(crate) mod discord;
pub(crate) mod kafka;
pub(crate) mod permissions;

/// The options of `needhelp check`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  needhelp check\n\n\
                        Prints one line per test: \"ok\", \"WRONG\" with how to fix it, or \"--\" with why it was skipped.")]
pub(crate) struct Check {}

impl Check {
    pub(crate) async fn run(self, config: &Config) -> Result<(), Failure> {
        let mut report = Report::default();
        discord::check(config, &mut report).await?;
        kafka::check(config, &mut report).await?;
        match report.wrong {
            0 => Ok(()),
            1 => Err(Failure::Failed("one thing is wrong".to_owned())),
            wrong => Err(Failure::Failed(format!("{wrong} things are wrong"))),
        }
    }
}

/// Prints each line at once, because some tests take seconds. Every run prints every line: a skipped test has a line, too,
/// with the reason.
#[derive(Debug, Default)]
pub(crate) struct Report {
    wrong: u32,
}

impl Report {
    /// The test passed.
    fn ok(&mut self, test: &str, detail: impl std::fmt::Display) -> Result<(), Failure> {
        stdout::line(&super::terminal::sanitize(&format!("ok    {test}: {detail}")))
    }

    /// The test failed; `fix` says what the admin can do. For Discord's settings it is the path of clicks, in Discord's words.
    fn wrong(&mut self, test: &str, problem: impl std::fmt::Display, fix: &str) -> Result<(), Failure> {
        self.wrong += 1;
        stdout::line(&super::terminal::sanitize(&format!("WRONG {test}: {problem}. To fix it: {fix}")))
    }

    /// The test cannot run before something else is fixed.
    fn skipped(&mut self, test: &str, why: &str) -> Result<(), Failure> {
        stdout::line(&format!("--    {test}: not checked, {why}"))
    }
}
