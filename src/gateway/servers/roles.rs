//! The roles of each server, as the gateway events tell them: nobody can have a role that was deleted.
//!
//! Must not send requests.

use std::collections::{HashMap, HashSet};

use crate::alert::{GuildId, RoleId};

/// What is known of the servers' roles. Pure: the caller reads the events.
#[derive(Debug, Default)]
pub(crate) struct Roles {
    of: HashMap<GuildId, HashSet<RoleId>>,
}

impl Roles {
    /// Notes that a server has these roles, and no others.
    pub(crate) fn listed(&mut self, server: GuildId, roles: &[RoleId]) {
        self.of.insert(server, roles.iter().copied().collect());
    }

    /// Notes that a server got this role, or that the role was changed.
    pub(crate) fn exists(&mut self, server: GuildId, role: RoleId) {
        if let Some(roles) = self.of.get_mut(&server) {
            roles.insert(role);
        }
    }

    /// Notes that a role was deleted.
    pub(crate) fn deleted(&mut self, server: GuildId, role: RoleId) {
        if let Some(roles) = self.of.get_mut(&server) {
            roles.remove(&role);
        }
    }

    /// Forgets a server that the bot has left.
    pub(crate) fn left(&mut self, server: GuildId) {
        self.of.remove(&server);
    }

    /// Whether people of this server can have the role. A server whose roles are not known has it.
    pub(crate) fn can_be_had(&self, server: GuildId, role: RoleId) -> bool {
        self.of.get(&server).is_none_or(|roles| roles.contains(&role))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_can_be_had_until_its_server_says_that_it_is_gone() {
        let (here, elsewhere, role) = (GuildId(4), GuildId(5), RoleId(9));
        let mut roles = Roles::default();
        roles.exists(here, RoleId(1));
        assert!(roles.can_be_had(here, role), "nothing is known yet");
        roles.listed(here, &[RoleId(1), role]);
        roles.listed(elsewhere, &[RoleId(2)]);
        assert!(roles.can_be_had(here, role) && !roles.can_be_had(elsewhere, role));
        roles.deleted(here, role);
        assert!(!roles.can_be_had(here, role));
        roles.exists(here, role);
        assert!(roles.can_be_had(here, role));
        roles.left(elsewhere);
        assert!(roles.can_be_had(elsewhere, role));
    }
}
