//! Reads the gateway's events about servers and roles.
//!
//! An event may describe thousands of channels: only the ids that are needed are read, and nothing is kept or
//! logged but ids. An event that can't be read changes nothing.

use serde::Deserialize;
use serde_json::Value;

use crate::alert::{ApplicationId, GuildId, RoleId, UserId};
use crate::gateway::context::Context;

/// READY: a new session.
#[derive(Deserialize)]
pub(crate) struct Ready {
    pub(crate) user: WithId<UserId>,
    pub(crate) application: Option<WithId<ApplicationId>>,
    /// Any JSON, so that a change of Discord's here does not cost the rest.
    #[serde(default)]
    guilds: Value,
    #[serde(default)]
    shard: Value,
}

/// Something with an id.
#[derive(Deserialize)]
pub(crate) struct WithId<I> {
    pub(crate) id: I,
}

/// `GUILD_CREATE` and `GUILD_DELETE`.
#[derive(Deserialize)]
struct Server {
    id: GuildId,
    /// There is an outage: the bot was neither added nor removed.
    #[serde(default)]
    unavailable: bool,
    roles: Option<Vec<WithId<RoleId>>>,
}

/// `GUILD_ROLE_CREATE` and `GUILD_ROLE_UPDATE`.
#[derive(Deserialize)]
struct RoleThere {
    guild_id: GuildId,
    role: WithId<RoleId>,
}

/// `GUILD_ROLE_DELETE`.
#[derive(Deserialize)]
struct RoleGone {
    guild_id: GuildId,
    role_id: RoleId,
}

#[derive(Deserialize)]
struct With<D> {
    d: D,
}

fn read<'t, D: Deserialize<'t>>(kind: &str, text: &'t str) -> Option<D> {
    match serde_json::from_str::<With<D>>(text) {
        Ok(With { d }) => Some(d),
        Err(error) => {
            let (line, column, category) = (error.line(), error.column(), error.classify());
            tracing::debug!(kind, line, column, ?category, "an event about a server can't be read");
            None
        }
    }
}

impl Context {
    /// A new session begins.
    pub(crate) fn session_begins(&self, ready: &Ready) {
        let listed: Vec<WithId<GuildId>> = serde_json::from_value(ready.guilds.clone()).unwrap_or_default();
        let (shard, shards) = serde_json::from_value(ready.shard.clone()).unwrap_or((0, 1));
        let again = self.joined().listed(shard, shards, listed.into_iter().map(|server| server.id));
        if again {
            // The bot may have been removed and added again meanwhile.
            self.register_again();
        } else if self.is_global() {
            self.look_for_duplicates();
        }
    }

    /// An event about a server or a role, if it is one.
    pub(crate) fn server_event(&self, kind: &str, text: &str) {
        match kind {
            "GUILD_CREATE" => {
                if let Some(server) = read::<Server>(kind, text).filter(|server| !server.unavailable) {
                    self.server_is_there(server);
                }
            }
            "GUILD_DELETE" => {
                if let Some(server) = read::<Server>(kind, text).filter(|server| !server.unavailable)
                    && self.removed_from(server.id)
                    && self.served.server() == Some(server.id)
                {
                    tracing::warn!(guild_id = server.id.0, "the bot was removed from its server: invite it again");
                    self.state.send_modify(|state| state.removed = true);
                }
            }
            "GUILD_ROLE_CREATE" | "GUILD_ROLE_UPDATE" => {
                if let Some(there) = read::<RoleThere>(kind, text) {
                    self.with_helper_role(|role| role.exists(there.guild_id, there.role.id));
                    self.roles().exists(there.guild_id, there.role.id);
                }
            }
            "GUILD_ROLE_DELETE" => {
                if let Some(gone) = read::<RoleGone>(kind, text) {
                    self.with_helper_role(|role| role.deleted(gone.role_id));
                    self.roles().deleted(gone.guild_id, gone.role_id);
                }
            }
            _ => {}
        }
    }

    fn server_is_there(&self, server: Server) {
        let (is_new, is_only) = {
            let mut joined = self.joined();
            (joined.add(server.id), joined.is_only(server.id) && self.shards.is_none_or(|shards| shards.are_all()))
        };
        let is_served = self.served.server().map_or(is_only, |served| served == server.id);
        if let Some(roles) = server.roles {
            let roles: Vec<_> = roles.into_iter().map(|role| role.id).collect();
            self.with_helper_role(|role| role.listed(server.id, &roles, is_served));
            self.roles().listed(server.id, &roles);
        }
        if is_served {
            self.state.send_if_modified(|state| std::mem::take(&mut state.removed));
        }
        // Removed with the bot were the server's own commands alone.
        if is_new && is_served && !self.is_global() {
            tracing::info!(guild_id = server.id.0, "the bot was added to its server");
            self.register_again();
        }
    }
}
