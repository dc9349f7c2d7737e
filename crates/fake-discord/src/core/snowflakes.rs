//! Generates ids as Discord does: 42 bits for the milliseconds since 2015, then a sequence number. Ids are unique and
//! increase.

use crate::core::clock::Millis;
use twilight_model::id::Id;

/// 2015-01-01T00:00:00Z, the epoch of Discord's ids.
const DISCORD_EPOCH: Millis = 1_420_070_400_000;

#[derive(Debug, Default)]
pub(crate) struct Snowflakes {
    last: u64,
}

impl Snowflakes {
    /// The next id at the time `now`. Increases even for more than 4 million ids in one millisecond.
    pub(crate) fn next<M>(&mut self, now: Millis) -> Id<M> {
        let at = u64::try_from(now - DISCORD_EPOCH).unwrap_or(0) << 22;
        self.last = at.max(self.last + 1);
        // `last + 1` is at least 1, so the id is never zero.
        Id::new_checked(self.last).unwrap_or_else(|| Id::new(1))
    }
}

/// The time in an id: when the message, user or interaction was created.
pub fn created_at(id: u64) -> Millis {
    Millis::try_from(id >> 22).unwrap_or(0) + DISCORD_EPOCH
}

#[cfg(test)]
mod tests {
    use super::*;
    use twilight_model::id::marker::MessageMarker;

    #[test]
    fn ids_increase_within_one_millisecond_and_contain_their_time() {
        let mut ids = Snowflakes::default();
        let now = 1_700_000_000_123;
        let first: Id<MessageMarker> = ids.next(now);
        let second: Id<MessageMarker> = ids.next(now);
        let later: Id<MessageMarker> = ids.next(now - 5_000);
        assert!(first < second && second < later);
        assert_eq!(created_at(first.get()), now);
    }
}
