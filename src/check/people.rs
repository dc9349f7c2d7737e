//! The people: the helper role, and whether parents see the channel of the cards.

use super::Findings;
use super::account::{Bot, CALL, ask, fix_for};
use super::permissions::{self, MENTION_EVERYONE, READ_MESSAGE_HISTORY, USE_APPLICATION_COMMANDS, VIEW_CHANNEL};
use super::server::{CHANNEL_FIRST, Channel, Server, allow_in_channel, channel_name};
use crate::discord::rest::{ChannelRights, RestError, RoleRights};
use crate::settings::Settings;

/// The lines of the helper role, in their order.
const ROLE_LINES: [&str; 3] = ["role members", "role view", "role ping"];

const NO_ROLE: &str = "no role is set";
const ROLE_FIRST: &str = "the role has to be found first";

/// Tests what everybody in the server can do. Parents who cannot see the channel of the cards get news by direct message.
pub(crate) fn parents(server: &Server, channel: &Channel, findings: &mut Findings<'_>) {
    let everyone = permissions::in_guild(&server.roles, server.id.0, &[]);
    if everyone & USE_APPLICATION_COMMANDS == 0 {
        return findings.warn(
            "parents",
            "not everyone in the server may use commands, so some cannot type /needhelp",
            "Server Settings → Roles → Default Permissions (@everyone) → Use Application Commands",
        );
    }
    match channel {
        Channel::Unusable => findings.skipped("parents", CHANNEL_FIRST),
        Channel::NotSet => findings.ok("parents", "a card is posted where its parent can see it"),
        Channel::Found(found) => {
            let name = channel_name(found);
            if in_channel(server, found, &[]) & VIEW_CHANNEL != 0 {
                return findings.ok("parents", format!("everyone in the server can see {name}"));
            }
            let problem = format!(
                "not everyone can see {name}: a parent who cannot is told by direct message when a neighbor takes the alert, \
                 and not at all if they accept no direct messages from members of the server"
            );
            let fix = format!(
                "nothing, if that is meant; otherwise {}",
                allow_in_channel(&name, "@everyone", "View Channel")
            );
            findings.warn("parents", problem, &fix);
        }
    }
}

/// The lines of the role where the server is not known, or no role is set.
pub(crate) fn skip_role(is_set: bool, why: &str, findings: &mut Findings<'_>) {
    if !is_set {
        return no_role(findings);
    }
    findings.skipped("role", why);
    skip_lines(why, findings);
}

fn skip_lines(why: &str, findings: &mut Findings<'_>) {
    ROLE_LINES.iter().for_each(|line| findings.skipped(line, why));
}

fn no_role(findings: &mut Findings<'_>) {
    findings.ok("role", "none is set, so nobody is pinged and everyone may take alerts");
    skip_lines(NO_ROLE, findings);
}

/// Tests the helper role: it exists, people can have it, somebody has it, they see the cards, and a card rings them.
pub(crate) async fn role(
    settings: &Settings,
    server: &Server,
    channel: &Channel,
    rights: Result<u64, &'static str>,
    bot: &Bot,
    findings: &mut Findings<'_>,
) {
    let choose = "Server Settings → Roles → the helpers' role → ⋯ → Copy Role ID (with Developer Mode on), and set \
                  DISCORD_HELPER_ROLE_ID to it";
    if settings.everyone_roles(Some(server.id)).contains(&"DISCORD_HELPER_ROLE_ID") {
        let problem = "DISCORD_HELPER_ROLE_ID is the server's id, which stands for @everyone: it counts as no role, so nobody \
                       is pinged and everyone may take alerts";
        findings.warn("role", problem, choose);
        return skip_lines(NO_ROLE, findings);
    }
    let Some(id) = settings.for_guild(Some(server.id)).helper_role else { return no_role(findings) };
    let Some(role) = server.roles.iter().find(|role| role.id == id) else {
        let problem = format!(
            "the server has no role {id}: it was deleted, or the id is another's, so nobody is pinged and \
             everybody may take alerts"
        );
        findings.wrong("role", problem, choose);
        return skip_lines(ROLE_FIRST, findings);
    };
    if role.managed {
        let problem = format!(
            "@{} belongs to a bot or another integration, so no neighbor can be given it and nobody can take an alert",
            role.name
        );
        findings.wrong("role", problem, &format!("Server Settings → Roles → Create Role, then {choose}"));
    } else {
        findings.ok("role", &role.name);
    }
    members(role, server, bot, findings).await;
    view(role, server, channel, findings);
    ping(role, rights, findings);
}

async fn members(role: &RoleRights, server: &Server, bot: &Bot, findings: &mut Findings<'_>) {
    const TEST: &str = "role members";
    match ask(|| bot.rest.role_member_counts(CALL(), server.id)).await {
        Ok(counts) => match counts.get(&role.id).copied().unwrap_or(0) {
            0 => {
                let problem = format!("nobody has @{}, so a card rings no phone and every press is refused", role.name);
                let fix = format!("Server Settings → Roles → {} → Manage Members → Add Members", role.name);
                findings.wrong(TEST, problem, &fix);
            }
            1 => findings.ok(TEST, format!("one member has @{}", role.name)),
            count => findings.ok(TEST, format!("{count} members have @{}", role.name)),
        },
        Err(RestError::Refused { status, code, .. }) => findings
            .skipped(TEST, &format!("their number is not known: Discord refuses to say it ({status}, code {code})")),
        Err(error) => findings.skipped(TEST, &format!("their number is not known ({error}): {}", fix_for(&error))),
    }
}

fn view(role: &RoleRights, server: &Server, channel: &Channel, findings: &mut Findings<'_>) {
    const TEST: &str = "role view";
    match channel {
        Channel::Unusable => findings.skipped(TEST, CHANNEL_FIRST),
        Channel::NotSet => findings.ok(TEST, "a card is posted where its parent types, which its helpers have to see"),
        Channel::Found(found) => {
            let name = channel_name(found);
            let held = in_channel(server, found, &[role.id.0]);
            let missing = [(VIEW_CHANNEL, "View Channel"), (READ_MESSAGE_HISTORY, "Read Message History")]
                .into_iter()
                .find(|(bit, _)| held & bit == 0);
            match missing {
                None => findings.ok(TEST, format!("members of @{} can see {name}", role.name)),
                Some((_, permission)) => {
                    let problem = format!(
                        "members of @{} lack {permission} in {name} unless another role has it: they see no card, and no \
                         phone rings",
                        role.name
                    );
                    findings.wrong(TEST, problem, &allow_in_channel(&name, &role.name, permission));
                }
            }
        }
    }
}

fn ping(role: &RoleRights, rights: Result<u64, &'static str>, findings: &mut Findings<'_>) {
    const TEST: &str = "role ping";
    const RINGS: &str = "the helpers' phones are notified of a new card";
    match rights {
        _ if role.mentionable => findings.ok(TEST, RINGS),
        Err(why) => findings.skipped(TEST, why),
        Ok(rights) if rights & MENTION_EVERYONE != 0 => findings.ok(TEST, RINGS),
        Ok(_) => {
            let fix = format!("Server Settings → Roles → {} → Allow anyone to @mention this role", role.name);
            findings.wrong(TEST, format!("a new card does not notify @{}", role.name), &fix);
        }
    }
}

/// What a person with these roles and no other may do in the channel.
fn in_channel(server: &Server, channel: &ChannelRights, held: &[u64]) -> u64 {
    let base = permissions::in_guild(&server.roles, server.id.0, held);
    permissions::in_channel(base, &channel.permission_overwrites, server.id.0, 0, held)
}
