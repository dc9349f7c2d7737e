//! Where a partition begins (docs/protocol.md#rule-8).
//!
//! Pure. Must never begin above the committed offset: a record below it might still be acted on.

use std::time::Duration;

use crate::kafka::consumer::CommitMetadata;
use crate::kafka::consumer::StartAt;

/// A committed offset with the metadata that was committed with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Committed<'a> {
    pub(crate) offset: i64,
    pub(crate) metadata: Option<CommitMetadata<'a>>,
}

/// Where to begin, or which look-up decides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begin {
    /// At this offset.
    At(i64),
    /// At the first record that is not older than this (Unix milliseconds), but never above `ceiling`.
    AtTime { timestamp_ms: i64, ceiling: i64 },
}

/// The plan for a partition whose log reaches from `low` to `high` (exclusive). `committed` is of this very topic.
pub(crate) fn plan(start: StartAt, committed: Option<Committed<'_>>, low: i64, high: i64, now_ms: i64) -> Begin {
    let Some(committed) = committed else { return Begin::At(low) };
    let within = committed.offset.clamp(low, high.max(low));
    match (start, committed.metadata) {
        (StartAt::Committed, _) => Begin::At(within),
        // Without the append time at the committed offset, nothing says how far back is enough.
        (StartAt::Replay { .. }, None) => Begin::At(low),
        (StartAt::Replay { window }, Some(metadata)) => {
            Begin::AtTime { timestamp_ms: before(metadata.timestamp_ms.min(now_ms), window), ceiling: within }
        }
    }
}

fn before(timestamp_ms: i64, window: Duration) -> i64 {
    timestamp_ms.saturating_sub(i64::try_from(window.as_millis()).unwrap_or(i64::MAX)).max(0)
}

/// Applies the answer of a look-up by time. `found` is `None` where no record is that young.
pub(crate) fn settle(ceiling: i64, low: i64, high: i64, found: Option<i64>) -> i64 {
    match found {
        Some(offset) => offset.min(ceiling).max(low),
        // All records are older than the window, and all were finished.
        None if ceiling >= high => ceiling,
        // There is a record at the committed offset, which is never that old: the clocks are wrong, or the broker (the
        // mock broker) has no look-up by time.
        None => low,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPLAY: StartAt = StartAt::Replay { window: Duration::from_secs(48 * 3600) };
    const DAY: i64 = 24 * 3_600_000;

    fn committed(offset: i64, timestamp_ms: i64) -> Option<Committed<'static>> {
        Some(Committed { offset, metadata: Some(CommitMetadata { timestamp_ms, topic_id: None }) })
    }

    #[test]
    fn a_group_without_offsets_begins_at_the_beginning() {
        assert_eq!(plan(REPLAY, None, 3, 9, DAY), Begin::At(3));
        assert_eq!(plan(StartAt::Committed, None, 3, 9, DAY), Begin::At(3));
    }

    #[test]
    fn a_replay_begins_the_window_before_the_committed_offset() {
        let asked = Begin::AtTime { timestamp_ms: 8 * DAY, ceiling: 7 };
        assert_eq!(plan(REPLAY, committed(7, 10 * DAY), 0, 9, 11 * DAY), asked);
        assert_eq!(plan(REPLAY, committed(7, 99 * DAY), 0, 9, 10 * DAY), asked, "a clock ahead of ours");
    }

    #[test]
    fn a_replay_without_a_time_begins_at_the_beginning() {
        let without_time = Some(Committed { offset: 7, metadata: None });
        assert_eq!(plan(REPLAY, without_time, 2, 9, DAY), Begin::At(2));
        assert_eq!(plan(StartAt::Committed, without_time, 2, 9, DAY), Begin::At(7));
    }

    #[test]
    fn nothing_begins_above_the_committed_offset_or_outside_the_log() {
        assert_eq!(settle(7, 0, 9, Some(8)), 7);
        assert_eq!(settle(7, 3, 9, Some(1)), 3);
        assert_eq!(settle(9, 0, 9, None), 9);
        assert_eq!(settle(7, 0, 9, None), 0);
        assert_eq!(plan(StartAt::Committed, committed(1, DAY), 4, 9, DAY), Begin::At(4));
        assert_eq!(plan(StartAt::Committed, committed(12, DAY), 4, 9, DAY), Begin::At(9));
    }
}
