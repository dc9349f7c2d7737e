//! How the gateway is doing, for readiness.

use std::collections::BTreeSet;

/// How the gateway is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GatewayState {
    /// Discord has the slash command.
    pub registered: bool,
    /// How many sessions Discord wants this bot to have; 0 while that is not known.
    pub sessions: u32,
    /// Those that are connected.
    pub connected: BTreeSet<u32>,
}

impl GatewayState {
    /// What is not ready yet, for an admin; `None` if all is.
    #[must_use]
    pub fn missing(&self) -> Option<&'static str> {
        if self.sessions == 0 || self.connected.len() < self.sessions as usize {
            Some("not connected to Discord's gateway")
        } else if !self.registered {
            Some("the slash command is not registered")
        } else {
            None
        }
    }

    pub(crate) fn up(&mut self, session: u32) {
        self.connected.insert(session);
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
        state.sessions = 2;
        state.up(0);
        state.up(0);
        assert!(state.missing().is_some_and(|missing| missing.contains("connected")));
        state.up(1);
        assert!(state.missing().is_some_and(|missing| missing.contains("command")));
        state.registered = true;
        assert_eq!(state.missing(), None);
        state.down(1);
        assert!(state.missing().is_some());
    }
}
