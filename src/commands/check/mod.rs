//! `needhelp check`: tests everything that the bot needs and prints one line for each thing, with how to fix it. What it
//! says of Discord is found by [`crate::check`].
//!
//! Must not write to Discord (but with `--live`), and must not append to the topics for alerts and alert logs.

use clap::Args;

use super::{Failure, stdout};
use crate::alert::ChannelId;
use crate::check::{Finding, Findings, Verdict, server};
use crate::config::Config;
use crate::discord::rest::SetupError;
use crate::settings::Settings;

pub(crate) mod kafka;
pub(crate) mod live;

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
            let settings = Settings::new(config);
            let mut printed = Ok(());
            let mut show = report.printer(&mut printed);
            let rest = server::check(&config.discord, &settings, &mut Findings::new(&mut show)).await;
            drop(show);
            printed?;
            kafka::check(config, rest.map_err(usage)?, &mut report).await?;
        }
        report.result()
    }
}

/// The variables make no client.
fn usage(error: SetupError) -> Failure {
    Failure::Usage(error.to_string())
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
    /// Prints each finding, until one cannot be printed.
    fn printer<'r>(&'r mut self, printed: &'r mut Result<(), Failure>) -> impl FnMut(Finding) + Send + 'r {
        move |finding| {
            if printed.is_ok() {
                *printed = self.print(&finding);
            }
        }
    }

    fn print(&mut self, Finding { test, verdict }: &Finding) -> Result<(), Failure> {
        let line = match verdict {
            Verdict::Ok(detail) => format!("ok    {test}: {detail}"),
            Verdict::Warn { problem, fix } => format!("WARN  {test}: {problem}. To fix it: {fix}"),
            Verdict::Wrong { problem, fix } => {
                self.wrong += 1;
                format!("WRONG {test}: {problem}. To fix it: {fix}")
            }
            Verdict::Skipped(why) => format!("--    {test}: not checked, {why}"),
        };
        stdout::line(&super::terminal::sanitize(&line))
    }

    /// The test passed.
    fn ok(&mut self, test: &'static str, detail: impl ToString) -> Result<(), Failure> {
        self.print(&Finding { test, verdict: Verdict::Ok(detail.to_string()) })
    }

    /// The test failed; `fix` says what the admin can do.
    fn wrong(&mut self, test: &'static str, problem: impl ToString, fix: &str) -> Result<(), Failure> {
        self.print(&Finding { test, verdict: Verdict::Wrong { problem: problem.to_string(), fix: fix.to_owned() } })
    }

    /// Discord answered otherwise than this program expects. Nothing that an admin can fix.
    fn differs(&mut self, test: &str, difference: impl std::fmt::Display) -> Result<(), Failure> {
        self.differences += 1;
        stdout::line(&super::terminal::sanitize(&format!("DIFF  {test}: {difference}")))
    }

    /// The test cannot run before something else is fixed.
    fn skipped(&mut self, test: &'static str, why: &str) -> Result<(), Failure> {
        self.print(&Finding { test, verdict: Verdict::Skipped(why.to_owned()) })
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
