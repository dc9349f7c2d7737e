//! What is due by the clock. It only names records to append; their effects follow when they are read back, because
//! records alone decide (docs/protocol.md#rule-6, docs/protocol.md#invariant-7).

use crate::alert::event::Kind;
use crate::alert::ids::Millis;
use crate::alert::state::{AlertState, Phase};

/// An alert without a time lives this long, and no alert lives longer.
pub(crate) const LIFE_MS: i64 = 24 * 60 * 60 * 1000;

/// A shown alert stays on the board this long past the time it was for: the bus may be late.
pub(crate) const GRACE_MS: i64 = 60 * 60 * 1000;

/// A record that the clock makes necessary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// When it becomes due.
    pub at: Millis,
    /// The record.
    pub kind: Kind,
    /// Whether the card waits until the record has been read back. An end decides what the card shows; a step of an
    /// escalation does not.
    pub blocks_card: bool,
}

impl AlertState {
    /// The next record that the clock will make necessary. `None` where the alert is over or unknown.
    #[must_use]
    pub fn next_due(&self) -> Option<Due> {
        let raised = self.raised.as_ref()?;
        if matches!(self.phase, Phase::Over { .. }) {
            return None;
        }
        let end_of_life = raised.ts.plus(LIFE_MS);
        let needed_by = raised.alert.needed_by.map(Millis::from);
        let missed = !self.is_shown() && self.phase == Phase::Open;
        let at = match needed_by {
            Some(needed_by) if missed => needed_by,
            Some(needed_by) => needed_by.plus(GRACE_MS),
            None => end_of_life,
        };
        let kind = Kind::Expired { missed, since: None };
        Some(Due { at: at.min(end_of_life.plus(GRACE_MS)), kind, blocks_card: true })
    }
}
