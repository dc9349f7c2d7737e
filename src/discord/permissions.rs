//! A member's permissions in a channel, computed as Discord does
//! (<https://discord.com/developers/docs/topics/permissions#permission-overwrites>). Must not send requests.

use crate::discord::rest::{Overwrite, RoleRights};

/// Grants every permission.
pub(crate) const ADMINISTRATOR: u64 = 1 << 3;
/// Without it, no other permission in the channel counts.
pub(crate) const VIEW_CHANNEL: u64 = 1 << 10;

/// The permissions of a member with these roles in the guild, before the overwrites of a channel.
pub(crate) fn in_guild(roles: &[RoleRights], guild: u64, member_roles: &[u64]) -> u64 {
    let held = roles.iter().filter(|role| role.id.0 == guild || member_roles.contains(&role.id.0));
    let all = held.fold(0, |all, role| all | role.permissions);
    if all & ADMINISTRATOR == 0 { all } else { u64::MAX }
}

/// The permissions in a channel. The order matters: the overwrite of everyone, those of the roles together, the member's own.
pub(crate) fn in_channel(base: u64, overwrites: &[Overwrite], guild: u64, member: u64, member_roles: &[u64]) -> u64 {
    if base == u64::MAX {
        return base;
    }
    let mut rights = base;
    let mut apply = |concerned: &dyn Fn(&Overwrite) -> bool| {
        let concerned = || overwrites.iter().filter(|overwrite| concerned(overwrite));
        rights &= !concerned().fold(0, |all, overwrite| all | overwrite.deny);
        rights |= concerned().fold(0, |all, overwrite| all | overwrite.allow);
    };
    apply(&|overwrite| overwrite.kind == 0 && overwrite.id == guild);
    apply(&|overwrite| overwrite.kind == 0 && overwrite.id != guild && member_roles.contains(&overwrite.id));
    apply(&|overwrite| overwrite.kind == 1 && overwrite.id == member);
    if rights & VIEW_CHANNEL == 0 { 0 } else { rights }
}

#[cfg(test)]
mod tests {
    use crate::alert::RoleId;

    use super::*;

    const GUILD: u64 = 1;
    const BOT_ROLE: u64 = 2;
    const BOT: u64 = 3;
    const SEND_MESSAGES: u64 = 1 << 11;

    fn role(id: u64, permissions: u64) -> RoleRights {
        let json = serde_json::json!({"id": RoleId(id), "name": "", "permissions": permissions.to_string()});
        serde_json::from_value(json).expect("a role")
    }

    fn overwrite(kind: u8, id: u64, allow: u64, deny: u64) -> Overwrite {
        Overwrite { id, kind, allow, deny }
    }

    #[test]
    fn roles_add_up_and_an_administrator_has_every_permission() {
        let roles = [role(GUILD, VIEW_CHANNEL), role(BOT_ROLE, 1 << 51), role(9, SEND_MESSAGES)];
        assert_eq!(in_guild(&roles, GUILD, &[BOT_ROLE]), VIEW_CHANNEL | 1 << 51);
        assert_eq!(in_guild(&[role(GUILD, ADMINISTRATOR)], GUILD, &[]), u64::MAX);
        assert_eq!(in_channel(u64::MAX, &[overwrite(0, GUILD, 0, VIEW_CHANNEL)], GUILD, BOT, &[]), u64::MAX);
    }

    #[test]
    fn the_nearer_overwrite_wins() {
        let base = VIEW_CHANNEL | SEND_MESSAGES;
        let closed = overwrite(0, GUILD, 0, SEND_MESSAGES);
        let for_role = overwrite(0, BOT_ROLE, SEND_MESSAGES, 0);
        let for_bot = overwrite(1, BOT, 0, SEND_MESSAGES);
        let of_bot = |overwrites: &[Overwrite]| in_channel(base, overwrites, GUILD, BOT, &[BOT_ROLE]);
        assert_eq!(of_bot(std::slice::from_ref(&closed)), VIEW_CHANNEL);
        assert_eq!(of_bot(&[closed.clone(), for_role.clone()]), base);
        assert_eq!(of_bot(&[for_bot, closed, for_role]), VIEW_CHANNEL);
    }

    #[test]
    fn without_view_channel_no_permission_counts() {
        let hidden = overwrite(0, GUILD, 0, VIEW_CHANNEL);
        assert_eq!(in_channel(VIEW_CHANNEL | SEND_MESSAGES, &[hidden], GUILD, BOT, &[]), 0);
    }
}
