//! How the gateway is doing, for readiness.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// How the gateway is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GatewayState {
    /// Discord has the slash commands.
    pub registered: bool,
    /// The shards that this process keeps a session for; empty while that is not known.
    pub wanted: BTreeSet<u32>,
    /// How many shards the bot has, in all its processes.
    pub shards: u32,
    /// The last attempt to connect failed because of the certificate.
    pub untrusted: bool,
    /// Those that are connected.
    pub connected: BTreeSet<u32>,
    /// The server of `DISCORD_CHANNEL_ID` is not known yet.
    pub server_unknown: bool,
    /// The bot was removed from the server that it serves.
    pub removed: bool,
    /// The helper role does not exist.
    pub no_helper_role: bool,
    /// When another program answered with this token that does not use this Kafka.
    pub other_program: Option<Instant>,
}

/// How long another program with the same token is reported after it was last seen.
const OTHER_PROGRAM: Duration = Duration::from_secs(600);

impl GatewayState {
    /// What is not ready yet, for an admin; `None` if all is.
    #[must_use]
    pub fn missing(&self) -> Option<Cow<'static, str>> {
        if let Some(shards) = self.shards_missing().filter(|_| !self.untrusted) {
            return Some(shards.into());
        }
        self.other_missing().map(Cow::Borrowed)
    }

    /// The shards that have no session, if there are several.
    fn shards_missing(&self) -> Option<String> {
        let missing: Vec<_> = self.wanted.difference(&self.connected).map(u32::to_string).collect();
        (self.shards > 1 && !missing.is_empty()).then(|| {
            let which = if missing.len() == 1 { "shard" } else { "shards" };
            format!(
                "not connected to Discord's gateway: {which} {} of {} (counted from 0)",
                missing.join(", "),
                self.shards
            )
        })
    }

    fn other_missing(&self) -> Option<&'static str> {
        if self.untrusted {
            Some(
                "not connected to Discord, whose certificate is not trusted: the log says why, DISCORD_CA_FILE may help",
            )
        } else if self.wanted.is_empty() || !self.wanted.is_subset(&self.connected) {
            Some("not connected to Discord's gateway")
        } else if self.server_unknown {
            Some("the server of DISCORD_CHANNEL_ID is not known: set DISCORD_GUILD_ID, the log says what is wrong")
        } else if self.removed {
            Some("the bot was removed from its server: invite it again")
        } else if !self.registered {
            Some("the slash commands are not registered")
        } else if self.no_helper_role {
            Some(
                "the role of DISCORD_HELPER_ROLE_ID does not exist: create one and set its id. Until then no phone rings \
                 for a new alert, and everybody may take it",
            )
        } else if self.other_program.is_some_and(|seen| seen.elapsed() < OTHER_PROGRAM) {
            Some(
                "another program answers with this token and does not use this Kafka: end it, or give it a token of its \
                 own",
            )
        } else {
            None
        }
    }

    pub(crate) fn up(&mut self, session: u32) {
        self.connected.insert(session);
        self.untrusted = false;
    }

    pub(crate) fn down(&mut self, session: u32) {
        self.connected.remove(&session);
    }

    pub(crate) fn all_down(&mut self) {
        self.connected.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_ready_when_all_sessions_are_up_and_the_command_is_there() {
        let mut state = GatewayState::default();
        assert!(state.missing().is_some());
        (state.wanted, state.shards) = (BTreeSet::from([2, 3]), 4);
        assert!(state.missing().is_some_and(|missing| missing.ends_with(": shards 2, 3 of 4 (counted from 0)")));
        state.up(3);
        assert!(state.missing().is_some_and(|missing| missing.ends_with(": shard 2 of 4 (counted from 0)")));
        state.up(2);
        assert!(state.missing().is_some_and(|missing| missing.contains("command")));
        state.registered = true;
        assert_eq!(state.missing(), None);
        state.down(3);
        assert!(state.missing().is_some());
    }
}
