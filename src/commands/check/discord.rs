//! Discord's half of the check: who the bot is, where it is, and what it may do there.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::super::Failure;
use super::Report;
use super::permissions::{self, MENTION_EVERYONE, NEEDED};
use crate::alert::{ApplicationId, GuildId, UserId};
use crate::config::{Config, DiscordConfig};
use crate::discord::rest::{Backoff, Call, ChannelRights, DiscordCode, Priority, Rest, RestError, RoleRights, retry};

/// How long each question is tried.
const WITHIN: Duration = Duration::from_secs(5);

const CALL: fn() -> Call<'static> = || Call::new(Priority::Edit);
const DEVELOPERS: &str = "https://discord.com/developers/applications";

/// What the later questions rest on.
struct Bot {
    rest: Rest,
    user: UserId,
    invite: String,
}

/// The channel for the cards, as far as it is known.
enum Channel {
    /// None is set: each card goes where its command was typed.
    NotSet,
    /// It is one that cards can go to, and belongs to the server that is set.
    Found(ChannelRights),
    /// Something is wrong with it, and has been said.
    NotFound,
}

const TOKEN_FIRST: &str = "the token has to work first";
const CHANNEL_FIRST: &str = "the channel has to be found first";
const SERVER_FIRST: &str = "the server has to be found first";
const MEMBER_FIRST: &str = "the bot has to be found in the server first";

pub(crate) async fn check(config: &Config, report: &mut Report) -> Result<(), Failure> {
    let discord = &config.discord;
    let Some(bot) = who(discord, report).await? else {
        report.open("channel", TOKEN_FIRST)?;
        report.open("server", TOKEN_FIRST)?;
        return without_server(discord, TOKEN_FIRST, report);
    };
    let channel = channel(discord, &bot, report).await?;
    let of_channel = if let Channel::Found(found) = &channel { found.guild_id } else { None };
    let Some(guild) = discord.guild_id.or(of_channel) else {
        if discord.channel_id.is_some() {
            report.open("server", "DISCORD_GUILD_ID is not set, and the channel that would tell it was not found")?;
            return without_server(discord, CHANNEL_FIRST, report);
        }
        let everywhere = "none is set, so /needhelp is registered everywhere (DISCORD_GUILD_ID makes it quicker)";
        report.ok("server", everywhere)?;
        return without_server(discord, "DISCORD_GUILD_ID or DISCORD_CHANNEL_ID has to be set first", report);
    };
    let Some(roles) = server(guild, &bot, report).await? else {
        return without_server(discord, SERVER_FIRST, report);
    };
    let rights = rights(guild, &roles, &channel, &bot, report).await?;
    role(discord, &roles, rights, report)
}

/// The lines of what can't be told without the server.
fn without_server(config: &DiscordConfig, why: &str, report: &mut Report) -> Result<(), Failure> {
    report.open("member", why)?;
    permissions_open(why, report)?;
    if config.helper_role_id.is_none() {
        return no_role(report);
    }
    report.open("role", why)?;
    report.open("role ping", why)
}

fn permissions_open(why: &str, report: &mut Report) -> Result<(), Failure> {
    NEEDED.iter().try_for_each(|(_, name, _)| report.open(name, why))
}

fn no_role(report: &mut Report) -> Result<(), Failure> {
    report.ok("role", "none is set, so nobody is pinged and everyone may help")?;
    report.open("role ping", "no role is set")
}

/// Token and application.
async fn who(config: &DiscordConfig, report: &mut Report) -> Result<Option<Bot>, Failure> {
    let token = match config.token() {
        Ok(token) => token,
        Err(error) => {
            let mend = "then run this again";
            report.wrong("token", error, mend)?;
            report.open("application", "the token has to work first")?;
            return Ok(None);
        }
    };
    let rest = Rest::new(&config.api_url, token.reveal(), config.requests_per_second)
        .map_err(|error| Failure::Wrong(error.to_string()))?;
    let user = match ask(|| rest.current_user(CALL())).await {
        Ok(user) => user,
        Err(error) => {
            report.wrong("token", &error, mending(&error))?;
            report.open("application", "the token has to work first")?;
            return Ok(None);
        }
    };
    report.ok("token", format!("the bot is {} ({})", user.username, user.id))?;
    // An application's id and its bot's are the same but for the oldest ones.
    let mut id = ApplicationId(user.id.0);
    match ask(|| rest.current_application(CALL())).await {
        Err(error) => report.wrong("application", &error, mending(&error))?,
        Ok(application) => {
            id = application.id;
            match application.interactions_endpoint_url.filter(|url| !url.is_empty()) {
                Some(url) => {
                    let mend = format!("empty \"Interactions Endpoint URL\" at {DEVELOPERS}");
                    report.wrong("application", format!("Discord sends commands and clicks to {url}"), &mend)?;
                }
                None => report.ok("application", format!("{} ({id})", application.name))?,
            }
        }
    }
    let invite = format!(
        "https://discord.com/oauth2/authorize?client_id={id}&scope=bot+applications.commands&permissions={}",
        permissions::needed()
    );
    Ok(Some(Bot { rest, user: user.id, invite }))
}

async fn channel(config: &DiscordConfig, bot: &Bot, report: &mut Report) -> Result<Channel, Failure> {
    let Some(id) = config.channel_id else {
        report.ok("channel", "none is set, so a card goes where /needhelp was typed")?;
        return Ok(Channel::NotSet);
    };
    let invite = &bot.invite;
    let (wrong, mend) = match ask(|| bot.rest.channel_rights(CALL(), id)).await {
        Ok(channel) if !matches!(channel.kind, 0 | 5) => {
            (format!("{id} is not a text channel"), "set DISCORD_CHANNEL_ID to one".to_owned())
        }
        Ok(channel) => match (config.guild_id, channel.guild_id) {
            (Some(set), Some(other)) if set != other => (
                format!("{id} is in the server {other}, not in {set}"),
                "DISCORD_CHANNEL_ID and DISCORD_GUILD_ID have to belong together".to_owned(),
            ),
            _ => {
                report.ok("channel", format!("#{}", channel.name.as_deref().unwrap_or_default()))?;
                return Ok(Channel::Found(channel));
            }
        },
        Err(RestError::Refused { code: DiscordCode::UNKNOWN_CHANNEL, .. }) => (
            format!("{id}: there is no such channel"),
            "set DISCORD_CHANNEL_ID to a channel of your server (right-click it, Copy Channel ID)".to_owned(),
        ),
        Err(RestError::Refused { code: DiscordCode::MISSING_ACCESS, .. }) => (
            format!("{id}: the bot may not see it"),
            format!(
                "give the bot's role \"View Channel\" in that channel; where it is in another server, set DISCORD_CHANNEL_ID \
                 to one of yours, or invite the bot there: {invite}"
            ),
        ),
        Err(error) => (format!("{id}: {error}"), mending(&error).to_owned()),
    };
    report.wrong("channel", wrong, &mend)?;
    Ok(Channel::NotFound)
}

/// The server's roles, where the bot is in it.
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
            let mend = format!("correct DISCORD_GUILD_ID, or invite the bot: {}", bot.invite);
            report.wrong("server", format!("the bot is not in {guild} ({error})"), &mend)?;
            Ok(None)
        }
        Err(error) => {
            report.wrong("server", &error, mending(&error))?;
            Ok(None)
        }
    }
}

/// Whether the bot is a member, and what it may do in the channel, or in the whole server where no channel is set; where
/// that can't be told, why.
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
            let mend = if matches!(error, RestError::Refused { .. }) { &invite } else { mending(&error) };
            report.wrong("member", format!("the bot was not found in the server ({error})"), mend)?;
            permissions_open(MEMBER_FIRST, report)?;
            return Ok(Err(MEMBER_FIRST));
        }
    };
    report.ok("member", "the bot is in the server")?;
    let held: Vec<u64> = member.roles.iter().map(|role| role.0).collect();
    let in_guild = permissions::in_guild(roles, guild.0, &held);
    let (rights, scope) = match channel {
        Channel::NotFound => {
            permissions_open(CHANNEL_FIRST, report)?;
            return Ok(Err(CHANNEL_FIRST));
        }
        Channel::NotSet => (in_guild, ", where a channel does not say otherwise"),
        Channel::Found(channel) => {
            let overwrites = &channel.permission_overwrites;
            (permissions::in_channel(in_guild, overwrites, guild.0, bot.user.0, &held), "")
        }
    };
    for (bit, name, purpose) in NEEDED {
        if rights & bit != 0 {
            report.ok(name, format!("{purpose}{scope}"))?;
        } else {
            let mend = "give it to the bot's role (Server Settings, Roles) and in the channel's own permissions";
            report.wrong(name, "the bot lacks this permission", mend)?;
        }
    }
    Ok(Ok(rights))
}

/// The helper role, and whether the bot can ping it.
fn role(
    config: &DiscordConfig,
    roles: &[RoleRights],
    rights: Result<u64, &'static str>,
    report: &mut Report,
) -> Result<(), Failure> {
    let Some(id) = config.helper_role_id else { return no_role(report) };
    let Some(role) = roles.iter().find(|role| role.id == id) else {
        let mend =
            "set DISCORD_HELPER_ROLE_ID to one of its roles (Server Settings, Roles; right-click it, Copy Role ID)";
        report.wrong("role", format!("the server has no role {id}"), mend)?;
        return report.open("role ping", "the role has to be found first");
    };
    report.ok("role", &role.name)?;
    match rights {
        _ if role.mentionable => report.ok("role ping", "helpers are notified of a new card"),
        Err(why) => report.open("role ping", why),
        Ok(rights) if rights & MENTION_EVERYONE != 0 => report.ok("role ping", "helpers are notified of a new card"),
        Ok(_) => {
            let mend = "let anyone mention the role (Server Settings, Roles), or give the bot \"Mention @everyone, @here, \
                        and All Roles\"";
            report.wrong("role ping", format!("a card would not notify {}", role.name), mend)
        }
    }
}

/// Asks until there is an answer that stays, for a few seconds.
async fn ask<T, A>(mut question: impl FnMut() -> A) -> Result<T, RestError>
where
    A: Future<Output = Result<T, RestError>>,
{
    retry(Backoff::within(WITHIN), &CancellationToken::new(), |_| question()).await.map_err(|error| error.last)
}

fn mending(error: &RestError) -> &'static str {
    match error {
        RestError::BadToken => "then run this again",
        RestError::RateLimited { .. } | RestError::Guarded { .. } => "wait, and run this again",
        RestError::Refused { .. } => "see what Discord says",
        _ => "check the network and DISCORD_API_URL, or wait: https://discordstatus.com",
    }
}
