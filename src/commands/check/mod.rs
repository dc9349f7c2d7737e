//! `needhelp check`: everything that the bot needs, tried one by one, a line each with how to mend it.
//!
//! Writes nothing into the alerts' topics and nothing into Discord.

use clap::Args;

use super::{Failure, stdout};
use crate::config::Config;

pub(crate) mod discord;
pub(crate) mod kafka;
pub(crate) mod permissions;

/// The options of `needhelp check`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  needhelp check\n\n\
                        A line for each: \"ok\", \"WRONG\" with what to do, or \"--\" with why it was not looked at.")]
pub(crate) struct Check {}

impl Check {
    pub(crate) async fn carry_out(self, config: &Config) -> Result<(), Failure> {
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

/// Says each finding as it is found, because some take seconds. Every line comes, whatever is found: what was not looked at
/// is said, too, with its reason.
#[derive(Debug, Default)]
pub(crate) struct Report {
    wrong: u32,
}

impl Report {
    /// It is as it has to be.
    fn ok(&mut self, what: &str, how: impl std::fmt::Display) -> Result<(), Failure> {
        stdout::line(&super::terminal::plain(&format!("ok    {what}: {how}")))
    }

    /// It is wrong; `mend` is what to do.
    fn wrong(&mut self, what: &str, how: impl std::fmt::Display, mend: &str) -> Result<(), Failure> {
        self.wrong += 1;
        stdout::line(&super::terminal::plain(&format!("WRONG {what}: {how} → {mend}")))
    }

    /// It can't be told before something else is mended.
    fn open(&mut self, what: &str, why: &str) -> Result<(), Failure> {
        stdout::line(&format!("--    {what}: not checked, {why}"))
    }
}
