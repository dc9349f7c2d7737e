//! Reads the log for the history: where the database says, no faster than it is written, and no record of a topic that was
//! created again (docs/protocol.md#rule-31).
//!
//! Runs on the consumer's own thread. Must not fold anything.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::mpsc::Sender;
use tokio::sync::mpsc::error::SendTimeoutError;
use tokio::sync::watch;

use crate::history::database::Database;
use crate::history::positions::{self, LogPositions};
use crate::history::state::HistoryState;
use crate::kafka::record::Record;
use crate::kafka::standalone::{Follow, Seen, Start, TopicId};

/// How long the reader waits for room before it lets Kafka wait.
const ROOM_WITHIN: Duration = Duration::from_millis(500);

/// Records that wait until Kafka has said once more which topic it is. More wait in Kafka.
const UNCONFIRMED: usize = 4_096;

/// What the service gets, in order.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly all are records")]
pub(crate) enum Read {
    /// The reading begins, or begins again: what came before and is not written is void.
    Begins(LogPositions),
    /// The next record of its partition.
    Record(Record),
}

/// See the module.
pub(crate) struct LogReader {
    database: Database,
    topic: String,
    runtime: Handle,
    to: Sender<Read>,
    /// Read, and perhaps of a topic that was created again: not for the service yet.
    unconfirmed: VecDeque<Record>,
    /// How many records were confirmed since the reading began.
    confirmed: u64,
    /// What the service had no room for.
    waiting: VecDeque<Read>,
    begin_again: Arc<AtomicBool>,
    begins: Option<LogPositions>,
    state: watch::Sender<HistoryState>,
    /// The next offset of each partition that is read.
    next: BTreeMap<i32, i64>,
    /// What was said last, so that nothing is said twice in a row.
    said: Option<String>,
}

impl LogReader {
    pub(crate) fn new(
        database: Database,
        topic: &str,
        to: Sender<Read>,
        begin_again: Arc<AtomicBool>,
        state: watch::Sender<HistoryState>,
    ) -> Self {
        LogReader {
            database,
            topic: topic.to_owned(),
            runtime: Handle::current(),
            to,
            unconfirmed: VecDeque::new(),
            confirmed: 0,
            waiting: VecDeque::new(),
            begin_again,
            begins: None,
            state,
            next: BTreeMap::new(),
            said: None,
        }
    }

    fn hand_over(&mut self, read: Read) {
        self.waiting.push_back(read);
        self.flush(ROOM_WITHIN);
    }

    fn flush(&mut self, within: Duration) {
        while let Some(read) = self.waiting.pop_front() {
            let sent = self.runtime.block_on(self.to.send_timeout(read, within));
            if let Err(SendTimeoutError::Timeout(read)) = sent {
                self.waiting.push_front(read);
                return;
            }
        }
    }
}

impl Follow for LogReader {
    fn choose(&mut self, topic_id: &TopicId, starts: &mut [Start]) -> bool {
        let found = self.runtime.block_on(positions::begin(&self.database, &self.topic, topic_id, starts));
        match found {
            Ok(found) => {
                for start in starts {
                    if let Some(position) = found.partitions.get(&start.partition) {
                        start.begin = position.next;
                    }
                    self.next.insert(start.partition, start.begin);
                }
                self.begins = Some(found);
                self.said = None;
                true
            }
            Err(error) => {
                let text = format!("{:#}", self.database.explained(error));
                if self.said.as_ref() != Some(&text) {
                    tracing::warn!(error = text, "it is not known where the history has to begin: asking again");
                    self.said = Some(text);
                }
                false
            }
        }
    }

    fn seen(&mut self, seen: Seen) {
        match seen {
            Seen::Begins => {
                // Of the reading of before.
                self.waiting.clear();
                self.unconfirmed.clear();
                self.confirmed = 0;
                if let Some(begins) = self.begins.take() {
                    self.hand_over(Read::Begins(begins));
                }
            }
            Seen::Record(record) => {
                self.next.insert(record.partition, record.offset + 1);
                self.unconfirmed.push_back(record);
            }
            Seen::Confirmed(count) => {
                let new = usize::try_from(count.saturating_sub(self.confirmed)).unwrap_or(usize::MAX);
                let new = new.min(self.unconfirmed.len());
                self.waiting.extend(self.unconfirmed.drain(..new).map(Read::Record));
                self.confirmed = self.confirmed.max(count);
                self.flush(ROOM_WITHIN);
            }
            Seen::Looked(lag) => {
                let end = |(partition, lag)| (partition, lag + self.next.get(&partition).copied().unwrap_or(0));
                let ends = lag.into_iter().map(end).collect();
                self.state.send_modify(|state| state.ends = ends);
            }
        }
    }

    fn has_room(&mut self) -> bool {
        self.flush(Duration::ZERO);
        self.waiting.is_empty() && self.unconfirmed.len() < UNCONFIRMED
    }

    fn unconfirmed(&self) -> usize {
        self.unconfirmed.len()
    }

    fn begins_again(&mut self) -> bool {
        self.begin_again.swap(false, Ordering::Relaxed)
    }
}
