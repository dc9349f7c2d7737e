//! Finds the mentions in a text and decides whom they notify, by `allowed_mentions`, roles and permissions.

use twilight_model::guild::Permissions;

use super::DiscordState;
use super::guild::Channel;
use super::message::Pings;
use crate::core::ids::{RoleId, UserId};
use crate::validate::AllowedMentions;

/// The mentions in a text, before the check whether they are allowed.
#[derive(Debug, Default, PartialEq, Eq)]
struct TextMentions {
    everyone: bool,
    users: Vec<UserId>,
    roles: Vec<RoleId>,
}

/// Finds the mentions outside code.
fn find_mentions(text: &str) -> TextMentions {
    let mut found = TextMentions::default();
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
            // Without a closing backtick it is plain text.
            None => {
                parts.push(&rest[..start + ticks]);
                rest = after;
            }
        }
    }
    parts.push(rest);
    parts
}

impl DiscordState {
    /// The effective mentions in `author`'s texts, and the people whom they notify.
    pub(crate) fn resolve_mentions(
        &self,
        channel: &Channel,
        author: UserId,
        texts: &[&str],
        allowed: &AllowedMentions,
        replied: Option<UserId>,
    ) -> Pings {
        let held = self.permissions(channel, author);
        let guild = channel.guild.and_then(|id| self.guilds.get(&id));
        let mut pings = Pings::default();
        for text in texts {
            let found = find_mentions(text);
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
                // The role `@everyone` is not mentioned by its id: only the word `@everyone` notifies.
                let role = guild.filter(|guild| guild.everyone() != id).and_then(|guild| guild.roles.get(&id));
                let effective =
                    role.is_some_and(|role| role.mentionable || held.contains(Permissions::MENTION_EVERYONE));
                if effective && allowed.role(id) && !pings.roles.contains(&id) {
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
            people.extend(guild.members.iter().filter_map(|(id, member)| {
                let by_role = member.roles.iter().any(|role| pings.roles.contains(role));
                (pings.everyone || by_role).then_some(*id)
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
        let found = find_mentions("<@1> and <@!2>, helpers <@&3> and <@1> again");
        assert_eq!(found.users, vec![UserId::new(1), UserId::new(2)]);
        assert_eq!(found.roles, vec![RoleId::new(3)]);
        assert!(!found.everyone);
    }

    #[test]
    fn a_mention_in_code_does_not_count_but_an_open_backtick_is_text() {
        assert_eq!(find_mentions("`<@1>` and ```@everyone <@&2>```"), TextMentions::default());
        assert_eq!(find_mentions("it`s <@1>").users, vec![UserId::new(1)]);
        assert!(find_mentions("``` open @here").everyone);
    }

    #[test]
    fn a_malformed_mention_is_not_a_mention() {
        assert_eq!(find_mentions("<@> <@&> <@x> <@0> <@12"), TextMentions::default());
    }
}
