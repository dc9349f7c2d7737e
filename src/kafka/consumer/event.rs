//! What a consumer hands to its service, in order.

use std::sync::{Arc, mpsc};
use std::time::Duration;

use crate::kafka::consumer::Record;
use crate::kafka::consumer::acknowledgement::{Acknowledgement, AssignmentEpoch, Progress};

/// One thing that happened.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly all events are records")]
pub enum ConsumerEvent {
    /// This consumer has these partitions from now on. Each is followed by its records and one [`Self::CaughtUp`].
    Assigned(Vec<Assignment>),
    /// A record.
    Record(ConsumedRecord),
    /// All records below [`Assignment::end`] were handed over: the replay of this assignment is over.
    CaughtUp(AssignmentEpoch),
    /// Partitions are being handed over, or are lost. The lease says so already.
    Revoked {
        /// The partitions.
        partitions: Vec<i32>,
        /// Another consumer has them already. No acknowledgement counts any more.
        lost: bool,
        /// Call [`Handover::done`] when all work for these partitions has ended. The consumer waits for it for 11 s.
        handover: Handover,
    },
    /// The topic was deleted and created again: everything known of its partitions is void. Its records follow from the
    /// beginning, after another [`Self::Assigned`].
    TopicRecreated,
    /// The topic does not exist. Sent once until it exists again; the consumer waits for it.
    TopicMissing,
    /// Something that an admin should know. Sent once until it changes; the consumer goes on by itself.
    Warning(String),
}

/// A record with the promise to acknowledge it.
#[derive(Debug)]
#[must_use = "a record that is never acknowledged holds its partition's offset back"]
pub struct ConsumedRecord {
    /// The record.
    pub record: Record,
    acknowledgement: Acknowledgement,
}

impl ConsumedRecord {
    /// `may_fill`: see [`Progress::begin`].
    pub(crate) fn new(record: Record, progress: &Arc<Progress>, may_fill: bool) -> Self {
        let acknowledgement = progress.begin(record.offset, record.timestamp_ms, may_fill);
        Self { record, acknowledgement }
    }

    /// The record is finished, see [`Acknowledgement::ack`].
    pub fn ack(self) {
        self.acknowledgement.ack();
    }

    /// The record, and its acknowledgement to be kept until the record is finished.
    pub fn split(self) -> (Record, Acknowledgement) {
        (self.record, self.acknowledgement)
    }

    /// The assignment that the record belongs to.
    #[must_use]
    pub fn epoch(&self) -> AssignmentEpoch {
        self.acknowledgement.epoch()
    }

    /// Whether the record was finished before this assignment: it lies below the committed offset and is read again to
    /// restore state. It must not be acted on.
    #[must_use]
    pub fn was_finished(&self) -> bool {
        self.acknowledgement.was_finished()
    }
}

/// A partition and where it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assignment {
    /// Which assignment of which partition this is.
    pub epoch: AssignmentEpoch,
    /// The first offset that is read.
    pub replay_from: i64,
    /// What the group had committed: the next offset to act on.
    pub committed: Option<i64>,
    /// The end of the log, seen at the assignment: one above its last offset then.
    pub end: i64,
}

impl Assignment {
    /// The partition.
    #[must_use]
    pub fn partition(&self) -> i32 {
        self.epoch.partition
    }
}

/// Ends the wait of a revocation.
#[derive(Debug)]
#[must_use = "a handover that is dropped at once lets the next owner begin while work is still running"]
pub struct Handover(mpsc::Sender<()>);

impl Handover {
    pub(crate) fn new() -> (Self, HandoverWait) {
        let (done, waiting) = mpsc::channel();
        (Self(done), HandoverWait(waiting))
    }

    /// All work for these partitions has ended. Dropping the token says the same.
    pub fn done(self) {
        _ = self.0.send(());
    }
}

/// The other end of a [`Handover`].
pub(crate) struct HandoverWait(mpsc::Receiver<()>);

impl HandoverWait {
    /// Whether the service is done. Waits for it for at most `moment`.
    pub(crate) fn is_done(&self, moment: Duration) -> bool {
        !matches!(self.0.recv_timeout(moment), Err(mpsc::RecvTimeoutError::Timeout))
    }
}

/// Where a consumer begins in a partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartAt {
    /// At the committed offset, or at the beginning where there is none.
    Committed,
    /// Far enough before the committed offset to restore what is still alive (docs/protocol.md#rule-8).
    Replay {
        /// How far before the committed offset's append time. The board uses 48 h.
        window: Duration,
    },
}
