//! The servers that the bot is in, by their ids.

use std::collections::BTreeSet;

use crate::alert::GuildId;

/// Pure: the caller reads the events.
#[derive(Debug, Default)]
pub(crate) struct Joined {
    servers: BTreeSet<u64>,
    /// The sessions (shards) that have begun once, and of how many.
    begun: BTreeSet<u64>,
    shards: u64,
}

impl Joined {
    /// Notes that session number `shard` of `shards` began, with these servers. Returns whether there was an earlier session
    /// of this number: changes between the two are not known.
    pub(crate) fn listed(&mut self, shard: u64, shards: u64, servers: impl IntoIterator<Item = GuildId>) -> bool {
        self.shards = shards.max(1);
        // https://discord.com/developers/docs/events/gateway#sharding
        self.servers.retain(|server| (server >> 22) % shards.max(1) != shard);
        self.servers.extend(servers.into_iter().map(|server| server.0));
        !self.begun.insert(shard)
    }

    /// Notes that Discord describes a server. Returns whether the bot has just joined it; otherwise the server is back after an
    /// outage, or the session has just begun.
    pub(crate) fn add(&mut self, server: GuildId) -> bool {
        self.servers.insert(server.0)
    }

    /// Notes that the bot was removed. Returns whether it was there.
    pub(crate) fn remove(&mut self, server: GuildId) -> bool {
        self.servers.remove(&server.0)
    }

    /// Whether the bot is known not to be in this server. Of a server of another process's shards nothing is known.
    pub(crate) fn lacks(&self, server: GuildId) -> bool {
        let is_ours = self.shards > 0 && self.begun.contains(&((server.0 >> 22) % self.shards));
        is_ours && !self.servers.contains(&server.0)
    }

    /// Whether this is the only server.
    pub(crate) fn is_only(&self, server: GuildId) -> bool {
        self.servers.len() == 1 && self.servers.contains(&server.0)
    }

    pub(crate) fn all(&self) -> Vec<GuildId> {
        self.servers.iter().copied().map(GuildId).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_was_left_and_joined_again_is_new() {
        let mut joined = Joined::default();
        assert!(!joined.listed(0, 1, [GuildId(4), GuildId(5)]));
        assert!(!joined.add(GuildId(4)), "the session describes what it has listed");
        assert!(joined.remove(GuildId(4)) && !joined.remove(GuildId(4)));
        assert!(joined.is_only(GuildId(5)));
        assert!(joined.add(GuildId(4)));
        assert_eq!(joined.all(), [GuildId(4), GuildId(5)]);
        assert!(joined.listed(0, 1, [GuildId(5)]), "a second session");
        assert_eq!(joined.all(), [GuildId(5)]);
    }

    #[test]
    fn a_session_lists_its_own_servers_alone() {
        let of = |shard: u64| GuildId(shard << 22);
        let mut joined = Joined::default();
        assert!(!joined.listed(0, 2, [of(2)]));
        assert!(!joined.listed(1, 2, [of(1), of(3)]));
        assert!(joined.listed(1, 2, [of(1)]));
        assert_eq!(joined.all(), [of(1), of(2)]);
        let mut first = Joined::default();
        assert!(!first.lacks(of(2)), "nothing is known yet");
        first.listed(0, 2, [of(2)]);
        assert_eq!([of(2), of(4), of(1)].map(|server| first.lacks(server)), [false, true, false]);
    }
}
