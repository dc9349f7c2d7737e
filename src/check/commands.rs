//! The slash commands: registered where people type them, and only once.

use super::Findings;
use super::account::{Bot, CALL, ask, wrong};
use super::server::SERVER_FIRST;
use crate::alert::GuildId;
use crate::discord::input::commands::NAMES;
use crate::discord::rest::{DiscordCode, Registered, RestError};

/// `configured` is the server where the gateway registers the commands (`None`: everywhere), `known` the server of the
/// cards.
pub(super) async fn check(configured: Option<GuildId>, known: Option<GuildId>, bot: &Bot, findings: &mut Findings<'_>) {
    match registered(bot, configured).await {
        Ok(found) if missing(&found).is_empty() => {
            findings.ok("command", place(configured, "/needhelp is registered"));
        }
        Ok(found) => findings.wrong(
            "command",
            place(configured, &format!("{} is not registered", missing(&found))) + ", so nobody can type it",
            "start the bot (needhelp run), which registers it; if it runs already, its log says why it could not",
        ),
        Err(RestError::Refused { code: DiscordCode::MISSING_ACCESS, .. }) => {
            let fix = format!("invite the bot again, with the scope applications.commands: {}", bot.invite);
            findings.wrong("command", "Discord does not let the bot have commands in this server", &fix);
        }
        Err(error) => wrong(findings, "command", &error),
    }
    let (Some(other), true) = (known, configured.is_none() || known == configured) else {
        return findings.skipped("duplicates", if configured.is_some() { SERVER_FIRST } else { "no server is set" });
    };
    // The commands are registered in the server or everywhere. If they are in both places, people see them twice.
    let elsewhere = if configured.is_some() { None } else { Some(other) };
    match registered(bot, elsewhere).await {
        Ok(found) if found.is_empty() => findings.ok("duplicates", "/needhelp is there once"),
        Ok(_) => {
            let left = if elsewhere.is_some() { "in this server alone" } else { "in all servers" };
            let problem = format!(
                "people see /needhelp twice: it is still registered {left}, from the time when DISCORD_GUILD_ID was \
                 {}set",
                if elsewhere.is_some() { "" } else { "not " }
            );
            findings.warn("duplicates", problem, "restart the bot, which removes the other one at its start");
        }
        // Without the scope in this server there is no second command either.
        Err(RestError::Refused { code: DiscordCode::MISSING_ACCESS, .. }) => {
            findings.ok("duplicates", "/needhelp is there once");
        }
        Err(error) => wrong(findings, "duplicates", &error),
    }
}

/// The lines where the application is not known.
pub(crate) fn skip(why: &str, findings: &mut Findings<'_>) {
    findings.skipped("command", why);
    findings.skipped("duplicates", why);
}

async fn registered(bot: &Bot, guild: Option<GuildId>) -> Result<Vec<Registered>, RestError> {
    ask(|| bot.rest.commands_named(CALL(), bot.application, guild, &NAMES)).await
}

/// The first command that is not there, as people type it; empty if all are.
fn missing(found: &[Registered]) -> String {
    let is_there = |name: &str| found.iter().any(|command| command.name == name);
    NAMES.into_iter().find(|name| !is_there(name)).map(|name| format!("/{name}")).unwrap_or_default()
}

fn place(guild: Option<GuildId>, what: &str) -> String {
    format!("{what} {}", if guild.is_some() { "in this server" } else { "for all servers" })
}
