//! Discord's half of the check: who the bot is, where it is, and what it may do there.

use std::time::Duration;

use serenity::model::id::{ApplicationId, GuildId, UserId};
use tokio_util::sync::CancellationToken;

use super::super::Failure;
use super::Report;
use super::permissions::{self, MENTION_EVERYONE, NEEDED};
use crate::config::{Config, DiscordConfig};
use crate::discord::rest::{Backoff, Call, ChannelRights, Priority, Rest, RestError, RoleRights, retry};

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

pub(super) async fn check(config: &Config, report: &mut Report) -> Result<(), Failure> {
    let Some(bot) = who(&config.discord, report).await? else {
        for what in ["server", "channel", "role", "permissions"] {
            report.open(what, "the token has to work first")?;
        }
        return Ok(());
    };
    let channel = channel(&config.discord, &bot, report).await?;
    let of_channel = channel.as_ref().and_then(|channel| channel.guild_id);
    let Some(guild) = config.discord.guild_id.or(of_channel) else {
        report
            .ok("server", "none is set, so /needhelp is registered everywhere (DISCORD_GUILD_ID makes it quicker)")?;
        let missing = "DISCORD_GUILD_ID or DISCORD_CHANNEL_ID has to be set first";
        report.open("role", missing)?;
        return report.open("permissions", missing);
    };
    if let Some(other) = of_channel.filter(|other| *other != guild) {
        let mend = "DISCORD_CHANNEL_ID and DISCORD_GUILD_ID have to belong together";
        report.wrong("channel", format!("it is in the server {other}, not in {guild}"), mend)?;
    }
    let Some(roles) = server(guild, &bot, report).await? else {
        report.open("role", "the server has to be there first")?;
        return report.open("permissions", "the server has to be there first");
    };
    let Some(rights) = rights(guild, &roles, channel.as_ref(), &bot, report).await? else { return Ok(()) };
    for (bit, name, purpose) in NEEDED {
        if rights & bit != 0 {
            report.ok(name, purpose)?;
        } else {
            let mend = "give it to the bot's role (Server Settings, Roles) and in the channel's own permissions";
            report.wrong(name, "the bot lacks this permission", mend)?;
        }
    }
    role(&config.discord, &roles, rights, report)
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
    report.ok("token", format!("the bot is {} ({})", user.name, user.id))?;
    // An application's id and its bot's are the same but for the oldest ones.
    let mut id = ApplicationId::new(user.id.get());
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

async fn channel(config: &DiscordConfig, bot: &Bot, report: &mut Report) -> Result<Option<ChannelRights>, Failure> {
    let Some(id) = config.channel_id else {
        report.ok("channel", "none is set, so a card goes where /needhelp was typed")?;
        return Ok(None);
    };
    match ask(|| bot.rest.channel_rights(CALL(), id)).await {
        Ok(channel) if matches!(channel.kind, 0 | 5) => {
            report.ok("channel", format!("#{}", channel.name.as_deref().unwrap_or_default()))?;
            Ok(Some(channel))
        }
        Ok(_) => {
            report.wrong("channel", format!("{id} is not a text channel"), "set DISCORD_CHANNEL_ID to one")?;
            Ok(None)
        }
        Err(error @ RestError::Refused { .. }) => {
            let mend =
                format!("set DISCORD_CHANNEL_ID to a channel that the bot may see, or invite it: {}", bot.invite);
            report.wrong("channel", format!("{id}: {error}"), &mend)?;
            Ok(None)
        }
        Err(error) => {
            report.wrong("channel", format!("{id}: {error}"), mending(&error))?;
            Ok(None)
        }
    }
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

/// What the bot may do in the channel, or in the whole server where no channel is set.
async fn rights(
    guild: GuildId,
    roles: &[RoleRights],
    channel: Option<&ChannelRights>,
    bot: &Bot,
    report: &mut Report,
) -> Result<Option<u64>, Failure> {
    let member = match ask(|| bot.rest.guild_member(CALL(), guild, bot.user)).await {
        Ok(member) => member,
        Err(error) => {
            let mend = format!("invite the bot: {}", bot.invite);
            report.wrong("permissions", &error, if error.is_transient() { mending(&error) } else { &mend })?;
            return Ok(None);
        }
    };
    let held: Vec<u64> = member.roles.iter().map(|role| role.get()).collect();
    let base = permissions::in_guild(roles, guild.get(), &held);
    let overwrites = channel.map_or(&[][..], |channel| &channel.permission_overwrites);
    Ok(Some(permissions::in_channel(base, overwrites, guild.get(), bot.user.get(), &held)))
}

/// The helper role, and whether the bot can ping it.
fn role(config: &DiscordConfig, roles: &[RoleRights], rights: u64, report: &mut Report) -> Result<(), Failure> {
    let Some(id) = config.helper_role_id else {
        return report.ok("role", "none is set, so nobody is pinged and everyone may help");
    };
    let Some(role) = roles.iter().find(|role| role.id == id) else {
        let mend = "set DISCORD_HELPER_ROLE_ID to one of its roles";
        return report.wrong("role", format!("the server has no role {id}"), mend);
    };
    report.ok("role", &role.name)?;
    if role.mentionable || rights & MENTION_EVERYONE != 0 {
        report.ok("role ping", "helpers are notified of a new card")
    } else {
        let mend = "let anyone mention the role (Server Settings, Roles), or give the bot \"Mention @everyone, @here, \
                    and All Roles\"";
        report.wrong("role ping", format!("a card would not notify {}", role.name), mend)
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
