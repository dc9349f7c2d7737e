//! The bot's account: the token works, and the application is set up for a bot that is connected by the gateway.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{Findings, permissions};
use crate::alert::{ApplicationId, UserId};
use crate::config::DiscordConfig;
use crate::discord::rest::{Application, Backoff, BotUser, Call, Priority, Rest, RestError, SetupError, retry};

/// How long each request is retried.
const RETRY_FOR: Duration = Duration::from_secs(5);

pub(crate) const CALL: fn() -> Call<'static> = || Call::new(Priority::Edit);
const DEVELOPERS: &str = "https://discord.com/developers/applications";
const NEW_TOKEN: &str = "https://discord.com/developers/applications → your application → Bot → Reset Token, and copy the new \
                         token to DISCORD_TOKEN in .env";
const TOKEN_FIRST: &str = "the token has to work first";

/// The bot's own account, which all later tests need.
pub(crate) struct Bot {
    pub(crate) rest: Rest,
    pub(crate) user: UserId,
    pub(crate) application: ApplicationId,
    /// The application's name in the developer portal.
    application_name: String,
    /// Discord names the bot's own role after it.
    pub(crate) name: String,
    pub(crate) invite: String,
    public: Option<bool>,
    /// Whether the application's owner has two-factor authentication.
    pub(crate) mfa_enabled: Option<bool>,
}

impl Bot {
    fn new(rest: Rest, user: BotUser, application: Option<Application>) -> Self {
        // Only the oldest applications have another id than their bot.
        let id = application.as_ref().map_or(ApplicationId(user.id.0), |application| application.id);
        Bot {
            rest,
            user: user.id,
            application: id,
            public: application.as_ref().and_then(|application| application.bot_public),
            application_name: application.map_or_else(|| "your application".to_owned(), |application| application.name),
            name: user.username,
            invite: permissions::invite(id),
            mfa_enabled: user.mfa_enabled,
        }
    }

    /// The account that this client speaks for, without a finding about it.
    ///
    /// # Errors
    /// [`RestError`], where Discord does not say who the bot is.
    pub(crate) async fn of(rest: &Rest) -> Result<Self, RestError> {
        let user = ask(|| rest.current_user(CALL())).await?;
        Ok(Bot::new(rest.clone(), user, ask(|| rest.current_application(CALL())).await.ok()))
    }
}

/// Tests the token and the application.
///
/// # Errors
/// [`SetupError`], where the variables make no client.
pub(crate) async fn check(config: &DiscordConfig, findings: &mut Findings<'_>) -> Result<Option<Bot>, SetupError> {
    let Ok(token) = config.token() else {
        findings.wrong("token", "DISCORD_TOKEN is not set", NEW_TOKEN);
        findings.skipped("application", TOKEN_FIRST);
        return Ok(None);
    };
    let authorities = config.authorities.as_ref();
    let rest = Rest::trusting(authorities, &config.api_url, token.reveal(), config.requests_per_second)?;
    let user = match ask(|| rest.current_user(CALL())).await {
        Ok(user) => user,
        Err(error) => {
            wrong(findings, "token", &error);
            findings.skipped("application", TOKEN_FIRST);
            return Ok(None);
        }
    };
    let source = config.token_file.as_ref().map_or("the environment".to_owned(), |path| path.display().to_string());
    findings.ok("token", format!("the bot is {} ({}), by DISCORD_TOKEN from {source}", user.username, user.id));
    let application = match ask(|| rest.current_application(CALL())).await {
        Ok(found) => {
            application(&found, findings);
            Some(found)
        }
        Err(error) => {
            wrong(findings, "application", &error);
            None
        }
    };
    Ok(Some(Bot::new(rest, user, application)))
}

fn application(application: &Application, findings: &mut Findings<'_>) {
    match application.interactions_endpoint_url.as_deref().filter(|url| !url.is_empty()) {
        Some(url) => {
            let fix = format!(
                "{DEVELOPERS} → {} → General Information → Interactions Endpoint URL: empty it → Save Changes",
                application.name
            );
            findings.wrong("application", format!("Discord sends commands and button presses to {url}"), &fix);
        }
        None => findings.ok("application", format!("{} ({})", application.name, application.id)),
    }
}

/// Anybody can invite a public bot. Alerts of other servers are refused, but their people see the command.
pub(super) fn public_bot(bot: &Bot, findings: &mut Findings<'_>) {
    match bot.public {
        Some(false) => findings.ok("public bot", "only its owner can invite it"),
        Some(true) => findings.warn(
            "public bot",
            "anybody who knows the application's id can invite the bot into another server, where people would type \
             /needhelp in vain",
            &make_private(&bot.application_name),
        ),
        None => findings.skipped("public bot", "Discord does not say whether it is one"),
    }
}

/// The clicks after which only the application's owner can invite the bot.
pub(crate) fn make_private(application: &str) -> String {
    format!(
        "{DEVELOPERS} → {application} → Installation → Install Link: None → Save Changes, then Bot → Public Bot: off → \
         Save Changes"
    )
}

/// The lines where the token does not work.
pub(super) fn skip_public_bot(findings: &mut Findings<'_>) -> &'static str {
    findings.skipped("public bot", TOKEN_FIRST);
    TOKEN_FIRST
}

/// Repeats a request for a few seconds if its failure may pass.
pub(crate) async fn ask<T, A>(mut request: impl FnMut() -> A) -> Result<T, RestError>
where
    A: Future<Output = Result<T, RestError>>,
{
    retry(Backoff::within(RETRY_FOR), &CancellationToken::new(), |_| request()).await.map_err(|error| error.last)
}

/// Reports a failed request.
pub(super) fn wrong(findings: &mut Findings<'_>, test: &'static str, error: &RestError) {
    match error {
        RestError::BadToken => findings.wrong(test, "Discord refuses the bot's token", NEW_TOKEN),
        _ => findings.wrong(test, error, fix_for(error)),
    }
}

pub(crate) fn fix_for(error: &RestError) -> &'static str {
    match error {
        RestError::BadToken => NEW_TOKEN,
        RestError::RateLimited { .. } | RestError::Guarded { .. } => "wait a few minutes, then run this check again",
        RestError::Refused { .. } => "see Discord's message",
        _ => "check the network and DISCORD_API_URL, or see https://discordstatus.com",
    }
}
