//! An attempt at an effect, and how far it has come.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use needhelp_model::alert::{AlertState, Effect, Kind, Millis};

use super::board::Derived;
use super::world::Shared;

/// One attempt at one effect, with the state on which it was decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    pub effect: Shared<Effect>,
    pub decided_at: usize,
    pub state: Derived<Arc<AlertState>>,
    pub maybe_posted: bool,
    /// Whether the board is of an earlier version.
    pub is_old: bool,
    pub stage: Stage,
}

impl Job {
    /// Whether it makes a message.
    pub fn creates(&self) -> bool {
        self.cause_ts().is_some()
    }

    /// When the cause of the message was appended that it makes.
    pub fn cause_ts(&self) -> Option<Millis> {
        match &*self.effect {
            Effect::Post { ts, .. } | Effect::Settle { ts, .. } => Some(*ts),
            Effect::Inform(notice) => Some(notice.ts),
            _ => None,
        }
    }

    /// Whether what it writes is rendered from the state.
    pub fn writes_the_state(&self) -> bool {
        matches!(*self.effect, Effect::Post { .. } | Effect::Edit | Effect::Inform(_))
    }
}

impl Hash for Job {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        // The effect follows from the lane and the log up to there.
        (self.effect.lane(), self.decided_at, self.maybe_posted, self.is_old, &self.stage).hash(hasher);
    }
}

#[derive(Debug, Clone, PartialEq, Hash)]
pub enum Stage {
    Decided,
    /// It waits for its turn, as a create whose cause is young or was looked up in vain.
    Ready {
        looked_up: bool,
    },
    /// Written after the last check, and not there yet.
    OnTheWire,
    /// Done; these stand to be appended.
    Facts(Vec<Kind>),
}
