//! Where somebody can be answered privately, and for how long.

use crate::alert::Millis;
use crate::kafka::record::ReplyTo;

/// A return address (protocol 2) and since when it is one.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    pub(crate) to: ReplyTo,
    pub(crate) since: Millis,
}

impl Address {
    /// Discord takes a token for 15 min; a little less, so that nothing is tried in vain.
    const LIFE_MS: i64 = 14 * 60 * 1000 + 30_000;

    pub(crate) fn lives(&self, now: Millis) -> bool {
        now.since(self.since) < Self::LIFE_MS
    }
}
