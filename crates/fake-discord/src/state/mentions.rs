//! Whom a text notifies: mentions in the content only, cut down by `allowed_mentions`, roles and permissions.

use twilight_model::guild::Permissions;

use super::World;
use super::guild::Channel;
use super::message::Pings;
use crate::core::ids::{RoleId, UserId};
use crate::validate::Allowed;

/// What stands in a text, before anybody asked whether it may.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    everyone: bool,
    users: Vec<UserId>,
    roles: Vec<RoleId>,
}

/// Mentions in code do not count.
fn find(text: &str) -> Found {
    let mut found = Found::default();
    for part in outside_code(text) {
        if part.contains("@everyone") || part.contains("@here") {
            found.everyone = true;
        }
        for piece in part.split("<@").skip(1) {
            let Some((inner, _)) = piece.split_once('>') else { continue };
            if let Some(role) = inner.strip_prefix('&') {
                if let Ok(id) = role.parse()
                    && !found.roles.contains(&id)
                {
                    found.roles.push(id);
                }
            } else if let Ok(id) = inner.strip_prefix('!').unwrap_or(inner).parse()
                && !found.users.contains(&id)
            {
                found.users.push(id);
            }
        }
    }
    found
}

fn outside_code(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('`') {
        let ticks = rest[start..].chars().take_while(|c| *c == '`').count();
        let fence = &rest[start..start + ticks];
        let after = &rest[start + ticks..];
        match after.find(fence) {
            Some(end) => {
                parts.push(&rest[..start]);
                rest = &after[end + ticks..];
            }
            // Never closed: it is plain text.
            None => {
                parts.push(&rest[..start + ticks]);
                rest = after;
            }
        }
    }
    parts.push(rest);
    parts
}

impl World {
    /// What `author`'s text mentions in `channel`, and who is notified by it.
    pub fn pings(
        &self,
        channel: &Channel,
        author: UserId,
        texts: &[&str],
        allowed: &Allowed,
        replied: Option<UserId>,
    ) -> Pings {
        let held = self.permissions(channel, author);
        let guild = channel.guild.and_then(|id| self.guilds.get(&id));
        let mut pings = Pings::default();
        for text in texts {
            let found = find(text);
            if found.everyone && allowed.everyone && held.contains(Permissions::MENTION_EVERYONE) && guild.is_some() {
                pings.everyone = true;
            }
            for id in found.users {
                let known = guild.is_none_or(|guild| guild.members.contains_key(&id)) && self.users.contains_key(&id);
                if known && allowed.user(id) && !pings.users.contains(&id) {
                    pings.users.push(id);
                }
            }
            for id in found.roles {
                let role = guild.and_then(|guild| guild.roles.get(&id));
                let rings = role.is_some_and(|role| role.mentionable || held.contains(Permissions::MENTION_EVERYONE));
                if rings && allowed.role(id) && !pings.roles.contains(&id) {
                    pings.roles.push(id);
                }
            }
        }
        if let Some(id) = replied
            && allowed.replied_user
            && !pings.users.contains(&id)
        {
            pings.users.push(id);
        }
        let mut people = pings.users.clone();
        if let Some(guild) = guild
            && (pings.everyone || !pings.roles.is_empty())
        {
            let everyone = guild.everyone();
            people.extend(guild.members.iter().filter_map(|(id, member)| {
                let by_role = member.roles.iter().any(|role| pings.roles.contains(role));
                (pings.everyone || by_role || pings.roles.contains(&everyone)).then_some(*id)
            }));
        }
        people.sort_unstable();
        people.dedup();
        people.retain(|id| *id != author && self.permissions(channel, *id).contains(Permissions::VIEW_CHANNEL));
        pings.people = people;
        pings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_are_found_with_and_without_the_old_nick_mark() {
        let found = find("<@1> and <@!2>, helpers <@&3> and <@1> again");
        assert_eq!(found.users, vec![UserId::new(1), UserId::new(2)]);
        assert_eq!(found.roles, vec![RoleId::new(3)]);
        assert!(!found.everyone);
    }

    #[test]
    fn a_mention_in_code_is_plain_text_but_an_open_tick_is_no_code() {
        assert_eq!(find("`<@1>` and ```@everyone <@&2>```"), Found::default());
        assert_eq!(find("it`s <@1>").users, vec![UserId::new(1)]);
        assert!(find("``` open @here").everyone);
    }

    #[test]
    fn what_only_looks_like_a_mention_is_none() {
        assert_eq!(find("<@> <@&> <@x> <@0> <@12"), Found::default());
    }
}
