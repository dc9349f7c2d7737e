//! One assigned partition: its alerts, how far it has been read, and which of its records are finished.

use std::collections::BTreeMap;

use tokio_util::sync::CancellationToken;

use super::entry::Entry;
use super::place::Tenure;
use crate::alert::AlertId;
use crate::kafka::delivery::Assignment;
use crate::kafka::ledger::{Finished, Ledger};

/// With this many unfinished records no more are taken in, until it is half as many.
const FULL: usize = 2_000;

pub(super) struct Partition {
    pub(super) tenure: Tenure,
    /// Boxed: a map keeps room for about twice as many as it has, and these are large.
    pub(super) alerts: BTreeMap<AlertId, Box<Entry>>,
    /// The log was folded up to the end seen at the assignment; only then anything is done (protocol 8).
    pub(super) live: bool,
    /// Fires when the partition is being handed over or is lost.
    pub(super) ended: CancellationToken,
    /// Tasks under way.
    pub(super) working: usize,
    /// The highest offset that has been folded.
    pub(super) read_to: i64,
    /// Where the group stands: what comes before was finished by somebody.
    committed: i64,
    ledger: Ledger,
    paused: bool,
}

/// What to tell the consumer about taking records in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    Pause,
    Resume,
}

impl Partition {
    pub(super) fn new(assignment: &Assignment) -> Self {
        Partition {
            tenure: Tenure { partition: assignment.partition, generation: assignment.generation },
            alerts: BTreeMap::new(),
            live: false,
            ended: CancellationToken::new(),
            working: 0,
            read_to: assignment.replay_from - 1,
            committed: assignment.committed.unwrap_or(0),
            ledger: Ledger::new(),
            paused: false,
        }
    }

    /// Whether this record's effects were finished before this assignment.
    pub(super) fn is_past(&self, offset: i64) -> bool {
        offset < self.committed
    }

    pub(super) fn began(&mut self, offset: i64, timestamp_ms: i64) -> Option<Flow> {
        self.ledger.began(offset, timestamp_ms);
        // Nothing is finished before the log has been folded: to pause then would be to wait for ever.
        let full = self.live && self.ledger.open() >= FULL && !self.paused;
        self.paused |= full;
        full.then_some(Flow::Pause)
    }

    /// A record is finished: what to store, and whether there is room again.
    pub(super) fn finished(&mut self, offset: i64) -> (Option<Finished>, Option<Flow>) {
        let finished = self.ledger.finished(offset);
        let room = self.paused && self.ledger.open() < FULL / 2;
        self.paused &= !room;
        (finished, room.then_some(Flow::Resume))
    }

    /// Whether no more records are taken in.
    pub(super) fn is_paused(&self) -> bool {
        self.paused
    }

    /// Append time (Unix milliseconds) of the oldest record that is not finished.
    pub(super) fn oldest_unfinished(&self) -> Option<i64> {
        self.ledger.oldest_unfinished().map(|(_, ts)| ts)
    }
}
