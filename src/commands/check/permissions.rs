//! What the bot may do in a channel, computed as Discord does (its reference, "Permission Overwrites").

use crate::discord::rest::{Overwrite, RoleRights};

/// Everything.
const ADMINISTRATOR: u64 = 1 << 3;
/// Needed to see the channel; without it nothing else counts.
pub(crate) const VIEW_CHANNEL: u64 = 1 << 10;
const SEND_MESSAGES: u64 = 1 << 11;
const MANAGE_MESSAGES: u64 = 1 << 13;
const EMBED_LINKS: u64 = 1 << 14;
const READ_MESSAGE_HISTORY: u64 = 1 << 16;
/// Pings a role that is not mentionable.
pub(crate) const MENTION_EVERYONE: u64 = 1 << 17;
/// A permission of its own since 2026-02-23.
const PIN_MESSAGES: u64 = 1 << 51;

/// What the bot needs in the channel, as Discord's settings call it, and what for.
pub(crate) const NEEDED: &[(u64, &str, &str)] = &[
    (VIEW_CHANNEL, "View Channel", "sees the channel"),
    (SEND_MESSAGES, "Send Messages", "posts cards"),
    (EMBED_LINKS, "Embed Links", "shows what a card says"),
    (READ_MESSAGE_HISTORY, "Read Message History", "finds its own messages again after a crash"),
    (PIN_MESSAGES, "Pin Messages", "pins open alerts"),
    (MANAGE_MESSAGES, "Manage Messages", "removes Discord's \"pinned a message\" lines"),
];

/// The permission integer of the invitation.
pub(crate) fn needed() -> u64 {
    NEEDED.iter().fold(0, |all, (bit, ..)| all | bit)
}

/// What a member with these roles may do in the guild, before any channel's changes.
pub(crate) fn in_guild(roles: &[RoleRights], guild: u64, of_member: &[u64]) -> u64 {
    let held = roles.iter().filter(|role| role.id.0 == guild || of_member.contains(&role.id.0));
    let all = held.fold(0, |all, role| all | role.permissions);
    if all & ADMINISTRATOR == 0 { all } else { u64::MAX }
}

/// What is left of it in a channel: first everyone's overwrite, then the roles' together, then the member's own.
pub(crate) fn in_channel(base: u64, overwrites: &[Overwrite], guild: u64, member: u64, of_member: &[u64]) -> u64 {
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
    apply(&|overwrite| overwrite.kind == 0 && overwrite.id != guild && of_member.contains(&overwrite.id));
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

    fn role(id: u64, permissions: u64) -> RoleRights {
        RoleRights { id: RoleId(id), name: String::new(), permissions, mentionable: false }
    }

    fn overwrite(kind: u8, id: u64, allow: u64, deny: u64) -> Overwrite {
        Overwrite { id, kind, allow, deny }
    }

    #[test]
    fn the_invitation_asks_for_what_is_needed_and_no_more() {
        assert_eq!(needed(), 2_251_799_813_778_432);
    }

    #[test]
    fn roles_add_up_and_an_administrator_may_all() {
        let roles = [role(GUILD, VIEW_CHANNEL), role(BOT_ROLE, PIN_MESSAGES), role(9, SEND_MESSAGES)];
        assert_eq!(in_guild(&roles, GUILD, &[BOT_ROLE]), VIEW_CHANNEL | PIN_MESSAGES);
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
    fn who_may_not_see_a_channel_may_nothing_there() {
        let hidden = overwrite(0, GUILD, 0, VIEW_CHANNEL);
        assert_eq!(in_channel(VIEW_CHANNEL | SEND_MESSAGES, &[hidden], GUILD, BOT, &[]), 0);
    }
}
