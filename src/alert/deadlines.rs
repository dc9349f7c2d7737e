//! What is due by the clock. It only names records to append; their effects follow when they are read back, because
//! records alone decide (protocol 6, invariant 7).

use crate::alert::event::Kind;
use crate::alert::ids::Millis;
use crate::alert::state::{AlertState, Phase};

/// An alert without a time lives this long, and no alert lives longer.
pub(crate) const LIFE_MS: i64 = 24 * 60 * 60 * 1000;

/// A shown alert stays on the board this long past the time it was for: the bus may be late.
pub(crate) const GRACE_MS: i64 = 60 * 60 * 1000;

impl AlertState {
    /// The next record that the clock will make necessary, and when. `None` where the alert is over or unknown.
    #[must_use]
    pub fn next_due(&self) -> Option<(Millis, Kind)> {
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
        Some((at.min(end_of_life.plus(GRACE_MS)), Kind::Expired { missed }))
    }
}
