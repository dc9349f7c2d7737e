//! Where a partition begins (protocol 8), and what travels as a commit's metadata for it.
//!
//! Pure. Must never begin above the committed offset: a record below it might still be acted on.

use std::time::Duration;

use crate::kafka::consumer::event::StartAt;

/// A committed offset with what was written beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Committed<'a> {
    pub(crate) offset: i64,
    pub(crate) note: Option<Note<'a>>,
}

/// The commit's metadata: `ts=<append time in unix ms> topic=<topic id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Note<'a> {
    pub(crate) timestamp_ms: i64,
    /// The id of the topic that the offset is of; a topic made anew has another one.
    pub(crate) topic_id: Option<&'a str>,
}

impl<'a> Note<'a> {
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let field = |name: &str| text.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        let timestamp_ms = field("ts")?.parse().ok().filter(|ms| *ms > 0)?;
        Some(Self { timestamp_ms, topic_id: field("topic").filter(|id| !id.is_empty()) })
    }

    pub(crate) fn to_text(self) -> String {
        match self.topic_id {
            Some(id) => format!("ts={} topic={id}", self.timestamp_ms),
            None => format!("ts={}", self.timestamp_ms),
        }
    }
}

/// Where to begin, or what to ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begin {
    /// At this offset.
    At(i64),
    /// At the first record that is not older than this (unix ms), but never above `ceiling`.
    AtTime { timestamp_ms: i64, ceiling: i64 },
}

/// The plan for a partition whose log reaches from `low` to `high` (exclusive); `committed` is of this very topic.
pub(crate) fn plan(start: StartAt, committed: Option<Committed<'_>>, low: i64, high: i64, now_ms: i64) -> Begin {
    let Some(committed) = committed else { return Begin::At(low) };
    let within = committed.offset.clamp(low, high.max(low));
    match (start, committed.note) {
        (StartAt::Committed, _) => Begin::At(within),
        // Without the time of the committed offset nothing says how far back is enough.
        (StartAt::Replay { .. }, None) => Begin::At(low),
        (StartAt::Replay { window }, Some(note)) => {
            Begin::AtTime { timestamp_ms: before(note.timestamp_ms.min(now_ms), window), ceiling: within }
        }
    }
}

fn before(timestamp_ms: i64, window: Duration) -> i64 {
    timestamp_ms.saturating_sub(i64::try_from(window.as_millis()).unwrap_or(i64::MAX)).max(0)
}

/// The answer of a look-up by time, put to use; `found` is `None` where no record is that young.
pub(crate) fn settle(ceiling: i64, low: i64, high: i64, found: Option<i64>) -> i64 {
    match found {
        Some(offset) => offset.min(ceiling).max(low),
        // All is older than the window, and all was finished.
        None if ceiling >= high => ceiling,
        // There is a record at the committed offset, which is never that old: the clocks lie, or the broker (the
        // embedded one) has no look-up by time.
        None => low,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const L: StartAt = StartAt::Replay { window: Duration::from_secs(48 * 3600) };
    const DAY: i64 = 24 * 3_600_000;

    fn committed(offset: i64, timestamp_ms: i64) -> Option<Committed<'static>> {
        Some(Committed { offset, note: Some(Note { timestamp_ms, topic_id: None }) })
    }

    #[test]
    fn a_note_comes_back_as_it_went() {
        for topic_id in [None, Some("4hc1kWyCQ9iPXkQ0fCqe1A")] {
            let note = Note { timestamp_ms: 1_700_000_000_000, topic_id };
            assert_eq!(Note::parse(&note.to_text()), Some(note));
        }
        for text in ["", "ts=", "ts=x", "ts=-1", "ts=0", "topic=a", "ts=99999999999999999999", "{\"a\":1}"] {
            assert_eq!(Note::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_group_without_offsets_begins_at_the_beginning() {
        assert_eq!(plan(L, None, 3, 9, DAY), Begin::At(3));
        assert_eq!(plan(StartAt::Committed, None, 3, 9, DAY), Begin::At(3));
    }

    #[test]
    fn a_replay_begins_the_window_before_the_committed_offset() {
        let asked = Begin::AtTime { timestamp_ms: 8 * DAY, ceiling: 7 };
        assert_eq!(plan(L, committed(7, 10 * DAY), 0, 9, 11 * DAY), asked);
        assert_eq!(plan(L, committed(7, 99 * DAY), 0, 9, 10 * DAY), asked, "a clock ahead of ours");
    }

    #[test]
    fn a_replay_without_a_time_begins_at_the_beginning() {
        let unnoted = Some(Committed { offset: 7, note: None });
        assert_eq!(plan(L, unnoted, 2, 9, DAY), Begin::At(2));
        assert_eq!(plan(StartAt::Committed, unnoted, 2, 9, DAY), Begin::At(7));
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
