//! The records that become due at a time. Their effects follow when they are read back, because only records decide
//! (docs/protocol.md#rule-6, docs/protocol.md#invariant-7). Must not read a clock.

use crate::alert::event::Kind;
use crate::alert::ids::Millis;
use crate::alert::state::{AlertState, Phase};

/// An alert without a time ends after this, and no alert lasts longer.
pub(crate) const LIFE_MS: i64 = 24 * 60 * 60 * 1000;

/// An alert ends this long after its time, because the bus may be late.
pub(crate) const GRACE_MS: i64 = 60 * 60 * 1000;

/// An alert for now ([`Alert::is_for_now`](crate::alert::Alert::is_for_now)) that has no card is missed this long after
/// its time: until then the child is waiting. Any other alert without a card is missed at its time.
pub(crate) const LATE_MS: i64 = 15 * 60 * 1000;

/// A record that has to be appended at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The time at which it is due.
    pub at: Millis,
    /// The record.
    pub kind: Kind,
    /// Whether the card waits until the record is read back: yes for an end, which changes the card; no for a step of
    /// an escalation.
    pub blocks_card: bool,
}

impl AlertState {
    /// The next record that will be due; `None` if the alert has ended or was not raised.
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
            Some(needed_by) if missed && raised.alert.is_for_now() => needed_by.plus(LATE_MS),
            Some(needed_by) if missed => needed_by,
            Some(needed_by) => needed_by.plus(GRACE_MS),
            None => end_of_life,
        };
        let kind = Kind::Expired { missed, since: None };
        Some(Due { at: at.min(end_of_life.plus(GRACE_MS)), kind, blocks_card: true })
    }
}
