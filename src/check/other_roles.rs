//! The roles that may be set beside the helpers': the moderators', and the wider one.

use super::Findings;
use super::permissions::MENTION_EVERYONE;
use super::server::Server;
use crate::alert::RoleId;
use crate::settings::{GuildSettings, Settings};

/// A role that may be set.
struct Role {
    /// The name of its line.
    line: &'static str,
    variable: &'static str,
    /// Whose it is, for the click path.
    whose: &'static str,
    of: fn(&GuildSettings) -> Option<RoleId>,
    /// What follows if no role is set, and if the set one counts for nothing.
    without: &'static str,
    /// What follows if the server does not have it.
    missing: &'static str,
    /// Whether messages mention it.
    rings: bool,
}

const ROLES: [Role; 2] = [
    Role {
        line: "moderator role",
        variable: "DISCORD_MODERATOR_ROLE_ID",
        whose: "the moderators' role",
        of: |settings| settings.moderator_role,
        without: "people with Manage Messages may act on the alerts of others",
        missing: "only administrators may act on the alerts of others",
        rings: false,
    },
    Role {
        line: "wider role",
        variable: "DISCORD_ESCALATION_ROLE_ID",
        whose: "the wider role",
        of: |settings| settings.escalation_role,
        without: "nobody more is called where no helper answers",
        missing: "nobody more is called where no helper answers",
        rings: true,
    },
];

/// The lines where the server is not known.
pub(crate) fn skip(settings: &Settings, why: &str, findings: &mut Findings<'_>) {
    let set = settings.for_guild(None);
    ROLES.iter().for_each(|role| match (role.of)(&set) {
        Some(_) => findings.skipped(role.line, why),
        None => findings.ok(role.line, format!("none is set, so {}", role.without)),
    });
}

/// Tests that the roles exist, and that a mention of the wider one rings.
pub(crate) fn check(
    settings: &Settings,
    server: &Server,
    rights: Result<u64, &'static str>,
    findings: &mut Findings<'_>,
) {
    ROLES.iter().for_each(|role| one(role, settings, server, rights, findings));
}

fn one(
    role: &Role,
    settings: &Settings,
    server: &Server,
    rights: Result<u64, &'static str>,
    findings: &mut Findings<'_>,
) {
    let choose = format!(
        "Server Settings → Roles → {} → ⋯ → Copy Role ID (with Developer Mode on), and set {} to it",
        role.whose, role.variable
    );
    if settings.everyone_roles(Some(server.id)).contains(&role.variable) {
        let problem = format!(
            "{} is the server's id, which stands for @everyone: it counts as no role, so {}",
            role.variable, role.without
        );
        return findings.warn(role.line, problem, &choose);
    }
    let Some(id) = (role.of)(&settings.for_guild(Some(server.id))) else {
        return findings.ok(role.line, format!("none is set, so {}", role.without));
    };
    let Some(found) = server.roles.iter().find(|known| known.id == id) else {
        let problem =
            format!("the server has no role {id}: it was deleted, or the id is another's, so {}", role.missing);
        return findings.wrong(role.line, problem, &choose);
    };
    match rights {
        Ok(rights) if role.rings && !found.mentionable && rights & MENTION_EVERYONE == 0 => {
            let fix = format!("Server Settings → Roles → {} → Allow anyone to @mention this role", found.name);
            findings.wrong(role.line, format!("a call does not notify @{}", found.name), &fix);
        }
        _ => findings.ok(role.line, &found.name),
    }
}
