//! The server of the cards and their channel. What needs both is in [`super::commands`], [`super::rights`] and
//! [`super::people`].

use super::account::{self, Bot, CALL, ask, fix_for, wrong};
use super::{Finding, Findings, commands, other_roles, people, rights, time_zone};
use crate::alert::{ChannelId, GuildId};
use crate::config::DiscordConfig;
use crate::discord::rest::{ChannelRights, DiscordCode, Rest, RestError, RoleRights, SetupError};
use crate::settings::Settings;

const COPY_CHANNEL_ID: &str = "with Developer Mode on, right-click it → Copy Channel ID";

/// The server of the cards.
pub(super) struct Server {
    pub(super) id: GuildId,
    pub(super) roles: Vec<RoleRights>,
    pub(super) mfa_level: u8,
}

/// The channel for the cards.
pub(super) enum Channel {
    /// None is set: each card is posted where its command was typed.
    NotSet,
    /// A text channel of the server.
    Found(ChannelRights),
    /// The channel cannot be used. A finding says why.
    Unusable,
}

pub(super) const CHANNEL_FIRST: &str = "the channel has to be found first";
pub(super) const SERVER_FIRST: &str = "the server has to be found first";
pub(super) const MEMBER_FIRST: &str = "the bot has to be found in the server first";

/// Tests the account and the server that the environment names. Returns the client if the token works, for its clock.
///
/// # Errors
/// [`SetupError`], where the variables make no client.
pub(crate) async fn check(
    discord: &DiscordConfig,
    settings: &Settings,
    findings: &mut Findings<'_>,
) -> Result<Option<Rest>, SetupError> {
    let rest = match account::check(discord, findings).await? {
        Some(bot) => {
            account::public_bot(&bot, findings);
            with_bot(discord, settings, &bot, findings).await;
            Some(bot.rest)
        }
        None => {
            let why = account::skip_public_bot(findings);
            findings.skipped("channel", why);
            findings.skipped("server", why);
            commands::skip(why, findings);
            without_server(settings, why, findings);
            None
        }
    };
    time_zone::check(settings, discord.guild_id, findings);
    Ok(rest)
}

/// Tests one server, for its admins: `/needhelp-admin` shows what is found.
pub(crate) async fn of_guild(rest: &Rest, settings: &Settings, guild: GuildId) -> Vec<Finding> {
    let mut all = Vec::new();
    let mut show = |finding| all.push(finding);
    let findings = &mut Findings::new(&mut show);
    match Bot::of(rest).await {
        Ok(bot) => {
            let channel = channel(settings.for_guild(Some(guild)).channel, Some(guild), &bot, findings).await;
            if let Some(server) = server(guild, &bot, findings).await {
                in_server(settings.only_guild(), settings, &server, &channel, &bot, findings).await;
            }
        }
        Err(error) => wrong(findings, "token", &error),
    }
    time_zone::check(settings, Some(guild), findings);
    all
}

async fn with_bot(discord: &DiscordConfig, settings: &Settings, bot: &Bot, findings: &mut Findings<'_>) {
    let channel_id = settings.for_guild(discord.guild_id).channel;
    let channel = channel(channel_id, discord.guild_id, bot, findings).await;
    let of_channel = if let Channel::Found(found) = &channel { found.guild_id } else { None };
    let Some(guild) = discord.guild_id.or(of_channel) else {
        let why = if channel_id.is_some() {
            findings.skipped(
                "server",
                "DISCORD_GUILD_ID is not set, and the channel, which would name its server, was not found",
            );
            CHANNEL_FIRST
        } else {
            let everywhere =
                "none is set, so /needhelp is registered in all servers (DISCORD_GUILD_ID makes that faster)";
            findings.ok("server", everywhere);
            "DISCORD_GUILD_ID or DISCORD_CHANNEL_ID has to be set first"
        };
        commands::check(None, None, bot, findings).await;
        return without_server(settings, why, findings);
    };
    let Some(server) = server(guild, bot, findings).await else {
        match discord.guild_id {
            Some(_) => commands::skip(SERVER_FIRST, findings),
            None => commands::check(None, None, bot, findings).await,
        }
        return without_server(settings, SERVER_FIRST, findings);
    };
    in_server(discord.guild_id, settings, &server, &channel, bot, findings).await;
}

/// Everything that needs the server. `configured`: where the gateway registers the commands (`None`: everywhere).
async fn in_server(
    configured: Option<GuildId>,
    settings: &Settings,
    server: &Server,
    channel: &Channel,
    bot: &Bot,
    findings: &mut Findings<'_>,
) {
    commands::check(configured, Some(server.id), bot, findings).await;
    rights::two_factor(server, bot, findings);
    let rights = rights::check(server, channel, bot, findings).await;
    people::parents(server, channel, findings);
    people::role(settings, server, channel, rights, bot, findings).await;
    other_roles::check(settings, server, rights, findings);
}

/// The lines of the tests that need the server, but for those of the command.
fn without_server(settings: &Settings, why: &str, findings: &mut Findings<'_>) {
    findings.skipped("two-factor", why);
    findings.skipped("member", why);
    rights::skip(why, findings);
    findings.skipped("parents", why);
    people::skip_role(settings.for_guild(None).helper_role.is_some(), why, findings);
    other_roles::skip(settings, why, findings);
}

async fn channel(id: Option<ChannelId>, guild: Option<GuildId>, bot: &Bot, findings: &mut Findings<'_>) -> Channel {
    let Some(id) = id else {
        findings
            .ok("channel", "none is set, so a card is posted where /needhelp was typed; of a thread, in its channel");
        return Channel::NotSet;
    };
    let invite = &bot.invite;
    let (problem, fix) = match ask(|| bot.rest.channel_rights(CALL(), id)).await {
        Ok(channel) if !channel.is_text() => not_a_text_channel(id, &channel),
        Ok(channel) => match (guild, channel.guild_id) {
            (Some(set), Some(other)) if set != other => (
                format!("{id} is in the server {other}, not in {set}"),
                format!(
                    "set DISCORD_CHANNEL_ID to a channel of that server ({COPY_CHANNEL_ID}), or correct DISCORD_GUILD_ID"
                ),
            ),
            _ => {
                findings.ok("channel", channel_name(&channel));
                return Channel::Found(channel);
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
    findings.wrong("channel", problem, &fix);
    Channel::Unusable
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
async fn server(guild: GuildId, bot: &Bot, findings: &mut Findings<'_>) -> Option<Server> {
    let found = match ask(|| bot.rest.guild(CALL(), guild)).await {
        Ok(found) => ask(|| bot.rest.role_rights(CALL(), guild)).await.map(|roles| (found, roles)),
        Err(error) => Err(error),
    };
    match found {
        Ok((found, roles)) => {
            findings.ok("server", found.name);
            return Some(Server { id: guild, roles, mfa_level: found.mfa_level });
        }
        Err(error @ RestError::Refused { .. }) => {
            let fix = format!("invite the bot ({}), or correct DISCORD_GUILD_ID", bot.invite);
            findings.wrong("server", format!("the bot is not in {guild} ({error})"), &fix);
        }
        Err(error) => wrong(findings, "server", &error),
    }
    None
}

pub(crate) fn channel_name(channel: &ChannelRights) -> String {
    format!("#{}", channel.name.as_deref().unwrap_or_default())
}

/// The clicks that give a role a permission in one channel.
pub(crate) fn allow_in_channel(channel: &str, role: &str, permission: &str) -> String {
    format!("right-click {channel} → Edit Channel → Permissions → Advanced permissions → {role} → {permission} → ✓")
}
