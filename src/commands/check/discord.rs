//! The part of the check for Discord: token, application, channel, server, membership, permissions and helper role.
//!
//! Must not change anything in Discord: it only reads. Each fix names the clicks in Discord's own words.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::super::Failure;
use super::Report;
use super::permissions::{self, MENTION_EVERYONE, NEEDED, Permission};
use crate::alert::{ApplicationId, GuildId, UserId};
use crate::config::{Config, DiscordConfig};
use crate::discord::rest::{Backoff, Call, ChannelRights, DiscordCode, Priority, Rest, RestError, RoleRights, retry};

/// How long each request is retried.
const RETRY_FOR: Duration = Duration::from_secs(5);

const CALL: fn() -> Call<'static> = || Call::new(Priority::Edit);
const DEVELOPERS: &str = "https://discord.com/developers/applications";
const COPY_CHANNEL_ID: &str = "with Developer Mode on, right-click it → Copy Channel ID";
const NEW_TOKEN: &str = "https://discord.com/developers/applications → your application → Bot → Reset Token, and copy the new \
                         token to DISCORD_TOKEN in .env";

/// The bot's own account, which all later tests need.
struct Bot {
    rest: Rest,
    user: UserId,
    /// Discord names the bot's own role after it.
    name: String,
    invite: String,
}

/// The channel for the cards.
enum Channel {
    /// `DISCORD_CHANNEL_ID` is not set: each card is posted where its command was typed.
    NotSet,
    /// A text channel of the configured server.
    Found(ChannelRights),
    /// The channel cannot be used. The report says why.
    Unusable,
}

const TOKEN_FIRST: &str = "the token has to work first";
const CHANNEL_FIRST: &str = "the channel has to be found first";
const SERVER_FIRST: &str = "the server has to be found first";
const MEMBER_FIRST: &str = "the bot has to be found in the server first";

pub(crate) async fn check(config: &Config, report: &mut Report) -> Result<(), Failure> {
    let discord = &config.discord;
    let Some(bot) = bot(discord, report).await? else {
        report.skipped("channel", TOKEN_FIRST)?;
        report.skipped("server", TOKEN_FIRST)?;
        return without_server(discord, TOKEN_FIRST, report);
    };
    let channel = channel(discord, &bot, report).await?;
    let of_channel = if let Channel::Found(found) = &channel { found.guild_id } else { None };
    let Some(guild) = discord.guild_id.or(of_channel) else {
        if discord.channel_id.is_some() {
            report.skipped(
                "server",
                "DISCORD_GUILD_ID is not set, and the channel, which would name its server, was not found",
            )?;
            return without_server(discord, CHANNEL_FIRST, report);
        }
        let everywhere = "none is set, so /needhelp is registered in all servers (DISCORD_GUILD_ID makes that faster)";
        report.ok("server", everywhere)?;
        return without_server(discord, "DISCORD_GUILD_ID or DISCORD_CHANNEL_ID has to be set first", report);
    };
    let Some(roles) = server(guild, &bot, report).await? else {
        return without_server(discord, SERVER_FIRST, report);
    };
    let rights = rights(guild, &roles, &channel, &bot, report).await?;
    role(discord, &roles, rights, report)
}

/// The lines of the tests that need the server.
fn without_server(config: &DiscordConfig, why: &str, report: &mut Report) -> Result<(), Failure> {
    report.skipped("member", why)?;
    skip_permissions(why, report)?;
    if config.helper_role_id.is_none() {
        return no_role(report);
    }
    report.skipped("role", why)?;
    report.skipped("role ping", why)
}

fn skip_permissions(why: &str, report: &mut Report) -> Result<(), Failure> {
    NEEDED.iter().try_for_each(|permission| report.skipped(permission.name, why))
}

fn no_role(report: &mut Report) -> Result<(), Failure> {
    report.ok("role", "none is set, so nobody is pinged and everyone may take alerts")?;
    report.skipped("role ping", "no role is set")
}

/// Tests the token and the application.
async fn bot(config: &DiscordConfig, report: &mut Report) -> Result<Option<Bot>, Failure> {
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
    report.ok("token", format!("the bot is {} ({})", user.username, user.id))?;
    // Only the oldest applications have another id than their bot.
    let mut id = ApplicationId(user.id.0);
    match ask(|| rest.current_application(CALL())).await {
        Err(error) => wrong(report, "application", &error)?,
        Ok(application) => {
            id = application.id;
            match application.interactions_endpoint_url.filter(|url| !url.is_empty()) {
                Some(url) => {
                    let fix = format!(
                        "{DEVELOPERS} → {} → General Information → Interactions Endpoint URL: empty it → Save Changes",
                        application.name
                    );
                    report.wrong("application", format!("Discord sends commands and button presses to {url}"), &fix)?;
                }
                None => report.ok("application", format!("{} ({id})", application.name))?,
            }
        }
    }
    let invite = format!(
        "https://discord.com/oauth2/authorize?client_id={id}&scope=bot+applications.commands&permissions={}",
        permissions::needed()
    );
    Ok(Some(Bot { rest, user: user.id, name: user.username, invite }))
}

async fn channel(config: &DiscordConfig, bot: &Bot, report: &mut Report) -> Result<Channel, Failure> {
    let Some(id) = config.channel_id else {
        report.ok("channel", "none is set, so a card is posted where /needhelp was typed")?;
        return Ok(Channel::NotSet);
    };
    let invite = &bot.invite;
    let (problem, fix) = match ask(|| bot.rest.channel_rights(CALL(), id)).await {
        Ok(channel) if !matches!(channel.kind, 0 | 5) => (
            format!("{id} is not a text channel"),
            format!("set DISCORD_CHANNEL_ID to a text channel ({COPY_CHANNEL_ID})"),
        ),
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

/// Tests the server. Returns its roles if the bot is in it.
async fn server(guild: GuildId, bot: &Bot, report: &mut Report) -> Result<Option<Vec<RoleRights>>, Failure> {
    let found = match ask(|| bot.rest.guild(CALL(), guild)).await {
        Ok(found) => ask(|| bot.rest.role_rights(CALL(), guild)).await.map(|roles| (found.name, roles)),
        Err(error) => Err(error),
    };
    match found {
        Ok((name, roles)) => {
            report.ok("server", name)?;
            Ok(Some(roles))
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

/// Tests membership and permissions. Returns the permissions in the channel (in the whole server if no channel is set), or
/// why they are not known.
async fn rights(
    guild: GuildId,
    roles: &[RoleRights],
    channel: &Channel,
    bot: &Bot,
    report: &mut Report,
) -> Result<Result<u64, &'static str>, Failure> {
    let member = match ask(|| bot.rest.guild_member(CALL(), guild, bot.user)).await {
        Ok(member) => member,
        Err(error) => {
            let invite = format!("invite the bot: {}", bot.invite);
            let fix = if matches!(error, RestError::Refused { .. }) { &invite } else { fix_for(&error) };
            report.wrong("member", format!("the bot was not found in the server ({error})"), fix)?;
            skip_permissions(MEMBER_FIRST, report)?;
            return Ok(Err(MEMBER_FIRST));
        }
    };
    report.ok("member", "the bot is in the server")?;
    let held: Vec<u64> = member.roles.iter().map(|role| role.0).collect();
    let in_guild = permissions::in_guild(roles, guild.0, &held);
    let (rights, place) = match channel {
        Channel::Unusable => {
            skip_permissions(CHANNEL_FIRST, report)?;
            return Ok(Err(CHANNEL_FIRST));
        }
        Channel::NotSet => (in_guild, None),
        Channel::Found(channel) => {
            let overwrites = &channel.permission_overwrites;
            (permissions::in_channel(in_guild, overwrites, guild.0, bot.user.0, &held), Some(channel_name(channel)))
        }
    };
    let bot_role = roles.iter().find(|role| held.contains(&role.id.0) && role.name == bot.name);
    let bot_role = bot_role.map_or("a role of the bot", |role| &role.name);
    for Permission { bit, name, name_in_server, purpose } in NEEDED {
        if rights & bit != 0 {
            let scope = if place.is_none() { ", unless a channel denies it" } else { "" };
            report.ok(name, format!("{purpose}{scope}"))?;
        } else if let Some(place) = place.as_ref().filter(|_| in_guild & bit != 0) {
            let problem = format!("{place} denies this permission, which the bot needs {purpose}");
            report.wrong(name, problem, &allow_in_channel(place, bot_role, name))?;
        } else {
            let fix = format!("Server Settings → Roles → {bot_role} → Permissions → {name_in_server}");
            report.wrong(name, format!("the bot needs this permission {purpose}"), &fix)?;
        }
    }
    Ok(Ok(rights))
}

/// Tests the helper role, and whether the bot can ping it.
fn role(
    config: &DiscordConfig,
    roles: &[RoleRights],
    rights: Result<u64, &'static str>,
    report: &mut Report,
) -> Result<(), Failure> {
    let Some(id) = config.helper_role_id else { return no_role(report) };
    let Some(role) = roles.iter().find(|role| role.id == id) else {
        let fix = "Server Settings → Roles → the helpers' role → ⋯ → Copy Role ID (with Developer Mode on), and set \
                   DISCORD_HELPER_ROLE_ID to it";
        report.wrong("role", format!("the server has no role {id}"), fix)?;
        return report.skipped("role ping", "the role has to be found first");
    };
    report.ok("role", &role.name)?;
    match rights {
        _ if role.mentionable => report.ok("role ping", "the helpers' phones are notified of a new card"),
        Err(why) => report.skipped("role ping", why),
        Ok(rights) if rights & MENTION_EVERYONE != 0 => {
            report.ok("role ping", "the helpers' phones are notified of a new card")
        }
        Ok(_) => {
            let fix = format!("Server Settings → Roles → {} → Allow anyone to @mention this role", role.name);
            report.wrong("role ping", format!("a new card does not notify @{}", role.name), &fix)
        }
    }
}

/// Repeats a request for a few seconds if its failure may pass.
async fn ask<T, A>(mut request: impl FnMut() -> A) -> Result<T, RestError>
where
    A: Future<Output = Result<T, RestError>>,
{
    retry(Backoff::within(RETRY_FOR), &CancellationToken::new(), |_| request()).await.map_err(|error| error.last)
}

fn channel_name(channel: &ChannelRights) -> String {
    format!("#{}", channel.name.as_deref().unwrap_or_default())
}

/// The clicks that give a role a permission in one channel.
fn allow_in_channel(channel: &str, role: &str, permission: &str) -> String {
    format!("right-click {channel} → Edit Channel → Permissions → Advanced permissions → {role} → {permission} → ✓")
}

/// Reports a failed request.
fn wrong(report: &mut Report, test: &str, error: &RestError) -> Result<(), Failure> {
    match error {
        RestError::BadToken => report.wrong(test, "Discord refuses the bot's token", NEW_TOKEN),
        _ => report.wrong(test, error, fix_for(error)),
    }
}

fn fix_for(error: &RestError) -> &'static str {
    match error {
        RestError::BadToken => NEW_TOKEN,
        RestError::RateLimited { .. } | RestError::Guarded { .. } => "wait a few minutes, then run this check again",
        RestError::Refused { .. } => "see Discord's message",
        _ => "check the network and DISCORD_API_URL, or see https://discordstatus.com",
    }
}
