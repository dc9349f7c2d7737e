//! `needhelp check`: tests everything that the bot needs and prints one line for each thing, with how to fix it.
//!
//! Must not write to Discord (but with `--live`), and must not append to the topics for alerts and alert logs.

use clap::Args;

use super::{Failure, stdout};
use crate::alert::ChannelId;
use crate::config::Config;

pub(crate) mod commands;
pub(crate) mod discord;
pub(crate) mod kafka;
pub(crate) mod live;
mod other_roles;
pub(crate) mod people;
pub(crate) mod permissions;
pub(crate) mod rights;
pub(crate) mod time;

/// The options of `needhelp check`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  needhelp check\n  needhelp check --live 1305193870427029544\n\n\
                        Prints one line per test: \"ok\"; \"WARN\", which is worth knowing and does not stop the bot; \"WRONG\" with \
                        how to fix it; or \"--\" with why it was not checked. With --live also \"DIFF\": Discord answered otherwise than \
                        the bot expects.")]
pub(crate) struct Check {
    /// Instead of the tests, post, pin, edit and delete a card marked TEST in this channel, and compare Discord's answers with
    /// what the bot expects
    ///
    /// Pings nobody, and deletes what it posted, also after Ctrl-C. Use a channel that nobody is waiting in.
    #[arg(long, value_name = "CHANNEL_ID", value_parser = channel_id)]
    live: Option<ChannelId>,
}

impl Check {
    pub(crate) async fn run(self, config: &Config) -> Result<(), Failure> {
        let mut report = Report::default();
        if let Some(channel) = self.live {
            live::run(config, channel, &mut report).await?;
        } else {
            let discord = discord::check(config, &mut report).await?;
            time::zone(config, &mut report)?;
            kafka::check(config, discord, &mut report).await?;
        }
        report.result()
    }
}

pub(crate) fn channel_id(text: &str) -> Result<ChannelId, String> {
    match text.parse() {
        Ok(id) if id > 0 => Ok(ChannelId(id)),
        _ => Err("a channel's id is digits alone (with Developer Mode on, right-click the channel → Copy Channel ID)"
            .to_owned()),
    }
}

/// Prints each line at once, because some tests take seconds. Every run prints every line: a skipped test has a line, too,
/// with the reason.
#[derive(Debug, Default)]
pub(crate) struct Report {
    wrong: u32,
    differences: u32,
}

impl Report {
    /// The test passed.
    fn ok(&mut self, test: &str, detail: impl std::fmt::Display) -> Result<(), Failure> {
        stdout::line(&super::terminal::sanitize(&format!("ok    {test}: {detail}")))
    }

    /// The bot works, and an admin should know this all the same. `fix` is for an admin who wants it otherwise.
    fn warn(&mut self, test: &str, problem: impl std::fmt::Display, fix: &str) -> Result<(), Failure> {
        stdout::line(&super::terminal::sanitize(&format!("WARN  {test}: {problem}. To fix it: {fix}")))
    }

    /// The test failed; `fix` says what the admin can do. For Discord's settings it is the path of clicks, in Discord's words.
    fn wrong(&mut self, test: &str, problem: impl std::fmt::Display, fix: &str) -> Result<(), Failure> {
        self.wrong += 1;
        stdout::line(&super::terminal::sanitize(&format!("WRONG {test}: {problem}. To fix it: {fix}")))
    }

    /// Discord answered otherwise than this program expects. Nothing that an admin can fix.
    fn differs(&mut self, test: &str, difference: impl std::fmt::Display) -> Result<(), Failure> {
        self.differences += 1;
        stdout::line(&super::terminal::sanitize(&format!("DIFF  {test}: {difference}")))
    }

    /// The test cannot run before something else is fixed.
    fn skipped(&mut self, test: &str, why: &str) -> Result<(), Failure> {
        stdout::line(&super::terminal::sanitize(&format!("--    {test}: not checked, {why}")))
    }

    fn result(&self) -> Result<(), Failure> {
        let of = |count: u32, one: &str, many: &str| match count {
            0 => None,
            1 => Some(one.to_owned()),
            count => Some(format!("{count} {many}")),
        };
        let wrong = of(self.wrong, "one thing is wrong", "things are wrong");
        let differences = of(self.differences, "one answer is not as expected", "answers are not as expected");
        match (wrong, differences) {
            (None, None) => Ok(()),
            (Some(said), None) | (None, Some(said)) => Err(Failure::Failed(said)),
            (Some(wrong), Some(differences)) => Err(Failure::Failed(format!("{wrong}, {differences}"))),
        }
    }
}
