//! What an admin should know about the bot's account and one server at Discord, each with how to fix it.
//!
//! `needhelp check` prints the findings, and `/needhelp-admin` shows those of its server. Must not print, and must not
//! change anything in Discord: it only reads. Each fix names the clicks in Discord's own words.
//!
//! - [`account`]: token and application. [`server`]: the server and the channel of its cards. [`commands`], [`rights`],
//!   [`people`], [`other_roles`]: what needs the server. [`time_zone`]: that of typed times.
//! - [`permissions`]: what the bot needs, and the link that invites it with these.

pub(crate) mod account;
mod commands;
mod other_roles;
mod people;
pub(crate) mod permissions;
mod rights;
pub(crate) mod server;
mod time_zone;

pub(crate) use account::Bot;

/// The result of one test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// What was tested, in a few words: `helper role`.
    pub(crate) test: &'static str,
    pub(crate) verdict: Verdict,
}

/// How a test ended. `fix` is for Discord's settings the path of clicks, in Discord's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It passed, with this detail.
    Ok(String),
    /// The bot works, and an admin should know this all the same. `fix` is for an admin who wants it otherwise.
    Warn { problem: String, fix: String },
    /// It failed.
    Wrong { problem: String, fix: String },
    /// It cannot run before something else is fixed, which this names.
    Skipped(String),
}

/// Takes each finding as soon as it is there, because some tests take seconds.
pub(crate) struct Findings<'a> {
    show: &'a mut (dyn FnMut(Finding) + Send),
}

impl<'a> Findings<'a> {
    /// Gives them to a function.
    pub(crate) fn new(show: &'a mut (dyn FnMut(Finding) + Send)) -> Self {
        Findings { show }
    }

    pub(crate) fn ok(&mut self, test: &'static str, detail: impl ToString) {
        self.take(test, Verdict::Ok(detail.to_string()));
    }

    pub(crate) fn warn(&mut self, test: &'static str, problem: impl ToString, fix: &str) {
        self.take(test, Verdict::Warn { problem: problem.to_string(), fix: fix.to_owned() });
    }

    pub(crate) fn wrong(&mut self, test: &'static str, problem: impl ToString, fix: &str) {
        self.take(test, Verdict::Wrong { problem: problem.to_string(), fix: fix.to_owned() });
    }

    pub(crate) fn skipped(&mut self, test: &'static str, why: &str) {
        self.take(test, Verdict::Skipped(why.to_owned()));
    }

    fn take(&mut self, test: &'static str, verdict: Verdict) {
        (self.show)(Finding { test, verdict });
    }
}
