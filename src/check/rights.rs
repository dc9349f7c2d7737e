//! The bot's own membership and permissions, and for two-factor authentication.

use super::Findings;
use super::account::{Bot, CALL, ask, fix_for};
use super::permissions::{self, NEEDED, Permission};
use super::server::{CHANNEL_FIRST, Channel, MEMBER_FIRST, Server, allow_in_channel, channel_name};
use crate::discord::rest::RestError;

/// Tests membership and permissions. Returns the permissions in the channel (in the whole server if no channel is set), or
/// why they are not known.
pub(crate) async fn check(
    server: &Server,
    channel: &Channel,
    bot: &Bot,
    findings: &mut Findings<'_>,
) -> Result<u64, &'static str> {
    let (guild, roles) = (server.id, &server.roles);
    let member = match ask(|| bot.rest.guild_member(CALL(), guild, bot.user)).await {
        Ok(member) => member,
        Err(error) => {
            let invite = format!("invite the bot: {}", bot.invite);
            let fix = if matches!(error, RestError::Refused { .. }) { &invite } else { fix_for(&error) };
            findings.wrong("member", format!("the bot was not found in the server ({error})"), fix);
            skip(MEMBER_FIRST, findings);
            return Err(MEMBER_FIRST);
        }
    };
    findings.ok("member", "the bot is in the server");
    let held: Vec<u64> = member.roles.iter().map(|role| role.0).collect();
    let in_guild = permissions::in_guild(roles, guild.0, &held);
    let (rights, place) = match channel {
        Channel::Unusable => {
            skip(CHANNEL_FIRST, findings);
            return Err(CHANNEL_FIRST);
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
            findings.ok(name, format!("{purpose}{scope}"));
        } else if let Some(place) = place.as_ref().filter(|_| in_guild & bit != 0) {
            let problem = format!("{place} denies this permission, which the bot needs {purpose}");
            findings.wrong(name, problem, &allow_in_channel(place, bot_role, name));
        } else {
            let fix = format!("Server Settings → Roles → {bot_role} → Permissions → {name_in_server}");
            findings.wrong(name, format!("the bot needs this permission {purpose}"), &fix);
        }
    }
    Ok(rights)
}

/// The lines of the permissions where they are not known.
pub(crate) fn skip(why: &str, findings: &mut Findings<'_>) {
    NEEDED.iter().for_each(|permission| findings.skipped(permission.name, why));
}

/// In a server that demands two-factor authentication, Manage Messages is void for a bot whose owner has none: 60003
/// (<https://discord.com/developers/docs/topics/oauth2#twofactor-authentication-requirement>).
pub(crate) fn two_factor(server: &Server, bot: &Bot, findings: &mut Findings<'_>) {
    match (server.mfa_level, bot.mfa_enabled) {
        (0, _) => findings.ok("two-factor", "the server does not demand it"),
        (_, Some(true)) => findings.ok("two-factor", "the server demands it, and the application's owner has it"),
        (_, Some(false)) => findings.warn(
            "two-factor",
            "the server demands two-factor authentication and the application's owner has none, so the permission Manage \
             Messages does not count (Discord's error 60003) and the lines \"… pinned a message\" stay",
            "the application's owner: User Settings → My Account → Enable Authenticator App",
        ),
        (_, None) => findings.skipped(
            "two-factor",
            "the server demands it, and Discord does not say whether the application's owner has it",
        ),
    }
}
