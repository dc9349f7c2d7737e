//! Whether the helper role exists. While it does not, everybody may take alerts, because nobody can have a role that was
//! deleted. Must not send requests.

use crate::alert::{GuildId, RoleId};

/// What is known of the helper role. Pure: the caller reads the events.
#[derive(Debug)]
pub(crate) struct HelperRole {
    id: RoleId,
    seen: Seen,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// Discord has not said.
    Unknown,
    In(GuildId),
    Gone,
}

impl HelperRole {
    pub(crate) fn new(id: RoleId) -> Self {
        HelperRole { id, seen: Seen::Unknown }
    }

    pub(crate) fn id(&self) -> RoleId {
        self.id
    }

    /// Notes that a server has these roles. `is_its_server`: it is the server in which the role has to be.
    pub(crate) fn listed(&mut self, server: GuildId, roles: &[RoleId], is_its_server: bool) {
        if roles.contains(&self.id) {
            self.seen = Seen::In(server);
        } else if is_its_server || self.seen == Seen::In(server) {
            self.seen = Seen::Gone;
        }
    }

    /// Notes that a server got this role, or that the role was changed.
    pub(crate) fn exists(&mut self, server: GuildId, role: RoleId) {
        if role == self.id {
            self.seen = Seen::In(server);
        }
    }

    /// Notes that a role was deleted.
    pub(crate) fn deleted(&mut self, role: RoleId) {
        if role == self.id {
            self.seen = Seen::Gone;
        }
    }

    pub(crate) fn is_gone(&self) -> bool {
        self.seen == Seen::Gone
    }

    /// The role that people of this server need to take an alert; `None` where everybody may. `@everyone` has its server's
    /// id, and nobody carries it as a role.
    pub(crate) fn needed_in(&self, server: Option<GuildId>) -> Option<RoleId> {
        let is_everyone = server.is_some_and(|server| server.0 == self.id.0);
        let is_elsewhere = matches!((self.seen, server), (Seen::In(its), Some(server)) if its != server);
        if is_everyone || is_elsewhere || self.is_gone() { None } else { Some(self.id) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: GuildId = GuildId(4);
    const OTHER: GuildId = GuildId(5);
    const ROLE: RoleId = RoleId(9);

    #[test]
    fn nobody_needs_a_role_that_does_not_exist() {
        let mut role = HelperRole::new(ROLE);
        assert_eq!(role.needed_in(Some(OURS)), Some(ROLE), "nothing is known yet");
        role.listed(OTHER, &[RoleId(1)], false);
        assert_eq!(role.needed_in(Some(OURS)), Some(ROLE), "it does not have to be in each server");
        role.listed(OURS, &[RoleId(1), ROLE], true);
        assert_eq!(role.needed_in(Some(OURS)), Some(ROLE));
        assert_eq!(role.needed_in(Some(OTHER)), None, "nobody can have it there");
        role.deleted(RoleId(1));
        assert!(!role.is_gone());
        role.deleted(ROLE);
        assert_eq!((role.is_gone(), role.needed_in(Some(OURS))), (true, None));
        role.exists(OURS, ROLE);
        assert_eq!(role.needed_in(Some(OURS)), Some(ROLE));
        role.listed(OURS, &[RoleId(1)], true);
        assert!(role.is_gone(), "deleted while the bot was away");
    }

    #[test]
    fn everyone_is_no_role() {
        let role = HelperRole::new(RoleId(OURS.0));
        assert_eq!(role.needed_in(Some(OURS)), None);
    }
}
