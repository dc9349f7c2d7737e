//! What a consumer hands over, in order.

use std::sync::mpsc;
use std::time::Duration;

use crate::kafka::record::Record;

/// One thing that a consumer has to say.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly all deliveries are records")]
pub enum Delivery {
    /// Partitions are this consumer's from now on; each is followed by its records and one [`Delivery::CaughtUp`].
    Assigned(Vec<Assignment>),
    /// A record.
    Record {
        /// The record.
        record: Record,
        /// The assignment that it belongs to.
        generation: u64,
    },
    /// All records below [`Assignment::end`] were handed over: the replay of this partition is over.
    CaughtUp {
        /// The partition.
        partition: i32,
        /// The assignment that it belongs to.
        generation: u64,
    },
    /// Partitions are being handed over, or are lost. The lease says so already.
    Revoked {
        /// The partitions.
        partitions: Vec<i32>,
        /// Another consumer has them already; nothing more of them is committed.
        lost: bool,
        /// Call [`Handover::done`] when what was under way is finished and told (`finished`); waited for for 11 s.
        handover: Handover,
    },
    /// The topic was deleted and made anew: everything known of its partitions is void. Its records follow from the
    /// beginning, after a new [`Delivery::Assigned`].
    TopicRemade,
    /// There is no such topic; once until it is there again. Make it, or wait for who does.
    TopicMissing,
    /// Something that an admin should know, once until it changes; the consumer goes on by itself.
    Trouble(String),
}

/// A partition and where it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assignment {
    /// The partition.
    pub partition: i32,
    /// The first offset that is read.
    pub replay_from: i64,
    /// What the group had committed: the next offset to act on.
    pub committed: Option<i64>,
    /// The end of the log, seen at the assignment: one above its last offset then.
    pub end: i64,
    /// This assignment's number; no other assignment of any partition in this process has it.
    pub generation: u64,
}

/// Ends the wait of a revocation.
#[derive(Debug)]
pub struct Handover(mpsc::Sender<()>);

impl Handover {
    pub(crate) fn new() -> (Self, Wait) {
        let (done, waiting) = mpsc::channel();
        (Self(done), Wait(waiting))
    }

    /// What was under way is finished. Dropping the token says the same.
    pub fn done(self) {
        _ = self.0.send(());
    }
}

pub(crate) struct Wait(mpsc::Receiver<()>);

impl Wait {
    /// Whether the hand-over is done; waits a moment for it.
    pub(crate) fn is_done(&self, moment: Duration) -> bool {
        !matches!(self.0.recv_timeout(moment), Err(mpsc::RecvTimeoutError::Timeout))
    }
}

/// Where a consumer begins in a partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartAt {
    /// At the committed offset, or at the beginning where there is none.
    Committed,
    /// Far enough before the committed offset to fold what is still alive (protocol 8).
    Replay {
        /// How far before the committed offset's time (L: 48 h).
        window: Duration,
    },
}
