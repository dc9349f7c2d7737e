//! The part of the check for Discord: token, application, channel and server. What needs the server is in [`commands`],
//! [`rights`] and [`people`].
//!
//! Must not change anything in Discord: it only reads. Each fix names the clicks in Discord's own words.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::super::Failure;
use super::{Report, commands, other_roles, people, permissions, rights};
use crate::alert::{ApplicationId, ChannelId, GuildId, UserId};
use crate::config::{Config, DiscordConfig};
use crate::discord::rest::{Backoff, Call, ChannelRights, DiscordCode, Priority, Rest, RestError, RoleRights, retry};
use crate::settings::Settings;

/// How long each request is retried.
const RETRY_FOR: Duration = Duration::from_secs(5);

pub(crate) const CALL: fn() -> Call<'static> = || Call::new(Priority::Edit);
const DEVELOPERS: &str = "https://discord.com/developers/applications";
const COPY_CHANNEL_ID: &str = "with Developer Mode on, right-click it → Copy Channel ID";
const NEW_TOKEN: &str = "https://discord.com/developers/applications → your application → Bot → Reset Token, and copy the new \
                         token to DISCORD_TOKEN in .env";

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

/// The server of the cards.
pub(crate) struct Server {
    pub(crate) id: GuildId,
    pub(crate) roles: Vec<RoleRights>,
    pub(crate) mfa_level: u8,
}

/// The channel for the cards.
pub(crate) enum Channel {
    /// `DISCORD_CHANNEL_ID` is not set: each card is posted where its command was typed.
    NotSet,
    /// A text channel of the configured server.
    Found(ChannelRights),
    /// The channel cannot be used. The report says why.
    Unusable,
}

const TOKEN_FIRST: &str = "the token has to work first";
pub(crate) const CHANNEL_FIRST: &str = "the channel has to be found first";
pub(crate) const SERVER_FIRST: &str = "the server has to be found first";
pub(crate) const MEMBER_FIRST: &str = "the bot has to be found in the server first";

/// Returns the client if there is a token, for its clock.
pub(crate) async fn check(config: &Config, report: &mut Report) -> Result<Option<Rest>, Failure> {
    let discord = &config.discord;
    let Some(bot) = bot(discord, report).await? else {
        for test in ["public bot", "channel", "server"] {
            report.skipped(test, TOKEN_FIRST)?;
        }
        commands::skip(TOKEN_FIRST, report)?;
        without_server(&Settings::new(config), TOKEN_FIRST, report)?;
        return Ok(None);
    };
    with_bot(discord, &Settings::new(config), &bot, report).await?;
    Ok(Some(bot.rest))
}

async fn with_bot(discord: &DiscordConfig, settings: &Settings, bot: &Bot, report: &mut Report) -> Result<(), Failure> {
    public_bot(bot, report)?;
    let channel_id = settings.for_guild(discord.guild_id).channel;
    let channel = channel(discord, channel_id, bot, report).await?;
    let of_channel = if let Channel::Found(found) = &channel { found.guild_id } else { None };
    let Some(guild) = discord.guild_id.or(of_channel) else {
        let why = if channel_id.is_some() {
            report.skipped(
                "server",
                "DISCORD_GUILD_ID is not set, and the channel, which would name its server, was not found",
            )?;
            CHANNEL_FIRST
        } else {
            let everywhere =
                "none is set, so /needhelp is registered in all servers (DISCORD_GUILD_ID makes that faster)";
            report.ok("server", everywhere)?;
            "DISCORD_GUILD_ID or DISCORD_CHANNEL_ID has to be set first"
        };
        commands::check(None, None, bot, report).await?;
        return without_server(settings, why, report);
    };
    let Some(server) = server(guild, bot, report).await? else {
        match discord.guild_id {
            Some(_) => commands::skip(SERVER_FIRST, report)?,
            None => commands::check(None, None, bot, report).await?,
        }
        return without_server(settings, SERVER_FIRST, report);
    };
    commands::check(discord.guild_id, Some(guild), bot, report).await?;
    rights::two_factor(&server, bot, report)?;
    let rights = rights::check(&server, &channel, bot, report).await?;
    people::parents(&server, &channel, report)?;
    people::role(settings, &server, &channel, rights, bot, report).await?;
    other_roles::check(settings, &server, rights, report)
}

/// The lines of the tests that need the server, but for those of the command.
fn without_server(settings: &Settings, why: &str, report: &mut Report) -> Result<(), Failure> {
    report.skipped("two-factor", why)?;
    report.skipped("member", why)?;
    rights::skip(why, report)?;
    report.skipped("parents", why)?;
    people::skip_role(settings.for_guild(None).helper_role.is_some(), why, report)?;
    other_roles::skip(settings, why, report)
}

/// Tests the token and the application.
pub(crate) async fn bot(config: &DiscordConfig, report: &mut Report) -> Result<Option<Bot>, Failure> {
    let Ok(token) = config.token() else {
        report.wrong("token", "DISCORD_TOKEN is not set", NEW_TOKEN)?;
        report.skipped("application", TOKEN_FIRST)?;
        return Ok(None);
    };
    let authorities = config.authorities.as_ref();
    let rest = Rest::trusting(authorities, &config.api_url, token.reveal(), config.requests_per_second)
        .map_err(|error| Failure::Usage(error.to_string()))?;
    let user = match ask(|| rest.current_user(CALL())).await {
        Ok(user) => user,
        Err(error) => {
            wrong(report, "token", &error)?;
            report.skipped("application", TOKEN_FIRST)?;
            return Ok(None);
        }
    };
    let source = config.token_file.as_ref().map_or("the environment".to_owned(), |path| path.display().to_string());
    report.ok("token", format!("the bot is {} ({}), by DISCORD_TOKEN from {source}", user.username, user.id))?;
    // Only the oldest applications have another id than their bot.
    let mut id = ApplicationId(user.id.0);
    let mut known = None;
    match ask(|| rest.current_application(CALL())).await {
        Err(error) => wrong(report, "application", &error)?,
        Ok(application) => {
            id = application.id;
            match application.interactions_endpoint_url.as_deref().filter(|url| !url.is_empty()) {
                Some(url) => {
                    let fix = format!(
                        "{DEVELOPERS} → {} → General Information → Interactions Endpoint URL: empty it → Save Changes",
                        application.name
                    );
                    report.wrong("application", format!("Discord sends commands and button presses to {url}"), &fix)?;
                }
                None => report.ok("application", format!("{} ({id})", application.name))?,
            }
            known = Some(application);
        }
    }
    let invite = format!(
        "https://discord.com/oauth2/authorize?client_id={id}&scope=bot+applications.commands&permissions={}",
        permissions::needed()
    );
    Ok(Some(Bot {
        rest,
        user: user.id,
        application: id,
        public: known.as_ref().and_then(|application| application.bot_public),
        application_name: known.map_or_else(|| "your application".to_owned(), |application| application.name),
        name: user.username,
        invite,
        mfa_enabled: user.mfa_enabled,
    }))
}

/// Anybody can invite a public bot. Alerts of other servers are refused, but their people see the command.
fn public_bot(bot: &Bot, report: &mut Report) -> Result<(), Failure> {
    match bot.public {
        Some(false) => report.ok("public bot", "only its owner can invite it"),
        Some(true) => {
            let fix = format!(
                "{DEVELOPERS} → {} → Installation → Install Link: None → Save Changes, then Bot → Public Bot: off → Save \
                 Changes",
                bot.application_name
            );
            report.warn(
                "public bot",
                "anybody who knows the application's id can invite the bot into another server, where people would type \
                 /needhelp in vain",
                &fix,
            )
        }
        None => report.skipped("public bot", "Discord does not say whether it is one"),
    }
}

async fn channel(
    config: &DiscordConfig,
    channel_id: Option<ChannelId>,
    bot: &Bot,
    report: &mut Report,
) -> Result<Channel, Failure> {
    let Some(id) = channel_id else {
        report
            .ok("channel", "none is set, so a card is posted where /needhelp was typed; of a thread, in its channel")?;
        return Ok(Channel::NotSet);
    };
    let invite = &bot.invite;
    let (problem, fix) = match ask(|| bot.rest.channel_rights(CALL(), id)).await {
        Ok(channel) if !channel.is_text() => not_a_text_channel(id, &channel),
        Ok(channel) => match (config.guild_id, channel.guild_id) {
            (Some(set), Some(other)) if set != other => (
                format!("{id} is in the server {other}, not in {set}"),
                format!(
                    "set DISCORD_CHANNEL_ID to a channel of that server ({COPY_CHANNEL_ID}), or correct DISCORD_GUILD_ID"
                ),
            ),
            _ => {
                report.ok("channel", channel_name(&channel))?;
                return Ok(Channel::Found(channel));
            }
        },
        Err(RestError::Refused { code: DiscordCode::UNKNOWN_CHANNEL, .. }) => (
            format!("there is no channel {id}"),
            format!("set DISCORD_CHANNEL_ID to a channel of your server ({COPY_CHANNEL_ID})"),
        ),
        Err(RestError::Refused { code: DiscordCode::MISSING_ACCESS, .. }) => (
            format!("the bot cannot see the channel {id}"),
            format!(
                "{}. If the channel is in a server without the bot, invite the bot there ({invite}), or set \
                 DISCORD_CHANNEL_ID to another channel",
                allow_in_channel("the channel", &bot.name, "View Channel")
            ),
        ),
        Err(error) => (format!("{id}: {error}"), fix_for(&error).to_owned()),
    };
    report.wrong("channel", problem, &fix)?;
    Ok(Channel::Unusable)
}

/// What is wrong with a channel of another kind, and the fix.
fn not_a_text_channel(id: ChannelId, channel: &ChannelRights) -> (String, String) {
    let name = channel.name.as_deref().unwrap_or_default();
    let problem = format!("{id} ({name}) is {}, not a text channel", channel.kind_name());
    let archived = ": it is archived after some quiet days, and cards in it could not be edited any more";
    match channel.parent_id {
        Some(parent) if channel.is_thread() => {
            (format!("{problem}{archived}"), format!("set DISCORD_CHANNEL_ID to the thread's own channel, {parent}"))
        }
        _ => (problem, format!("set DISCORD_CHANNEL_ID to a text channel ({COPY_CHANNEL_ID})")),
    }
}

/// Tests the server.
async fn server(guild: GuildId, bot: &Bot, report: &mut Report) -> Result<Option<Server>, Failure> {
    let found = match ask(|| bot.rest.guild(CALL(), guild)).await {
        Ok(found) => ask(|| bot.rest.role_rights(CALL(), guild)).await.map(|roles| (found, roles)),
        Err(error) => Err(error),
    };
    match found {
        Ok((found, roles)) => {
            report.ok("server", found.name)?;
            Ok(Some(Server { id: guild, roles, mfa_level: found.mfa_level }))
        }
        Err(error @ RestError::Refused { .. }) => {
            let fix = format!("invite the bot ({}), or correct DISCORD_GUILD_ID", bot.invite);
            report.wrong("server", format!("the bot is not in {guild} ({error})"), &fix)?;
            Ok(None)
        }
        Err(error) => {
            wrong(report, "server", &error)?;
            Ok(None)
        }
    }
}

/// Repeats a request for a few seconds if its failure may pass.
pub(crate) async fn ask<T, A>(mut request: impl FnMut() -> A) -> Result<T, RestError>
where
    A: Future<Output = Result<T, RestError>>,
{
    retry(Backoff::within(RETRY_FOR), &CancellationToken::new(), |_| request()).await.map_err(|error| error.last)
}

pub(crate) fn channel_name(channel: &ChannelRights) -> String {
    format!("#{}", channel.name.as_deref().unwrap_or_default())
}

/// The clicks that give a role a permission in one channel.
pub(crate) fn allow_in_channel(channel: &str, role: &str, permission: &str) -> String {
    format!("right-click {channel} → Edit Channel → Permissions → Advanced permissions → {role} → {permission} → ✓")
}

/// Reports a failed request.
pub(crate) fn wrong(report: &mut Report, test: &str, error: &RestError) -> Result<(), Failure> {
    match error {
        RestError::BadToken => report.wrong(test, "Discord refuses the bot's token", NEW_TOKEN),
        _ => report.wrong(test, error, fix_for(error)),
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
