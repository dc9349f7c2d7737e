//! A consumer's own knowledge of its partitions, apart from librdkafka's: generations, ends, what may be committed.
//!
//! Lives on the consumer's thread; survives the consumer being built anew. Must name no offset that the ledger has not
//! given out.

use std::collections::BTreeMap;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer as _, ConsumerContext};
use rdkafka::error::KafkaResult;
use rdkafka::types::RDKafkaErrorCode;
use rdkafka::{Offset, TopicPartitionList};

use crate::kafka::client::features;
use crate::kafka::client::ffi;
use crate::kafka::consumer::event::{Delivery, StartAt};
use crate::kafka::consumer::event_queue::Outbox;
use crate::kafka::consumer::start_policy::Note;
use crate::kafka::record::Record;

/// How long the broker may take to tell of a topic that is there.
const LOOK: Duration = Duration::from_secs(1);

/// How long a broker's refusal to let it read is taken for true without asking again.
const ASK_AGAIN: Duration = Duration::from_secs(10);

/// What the async side asks of the consumer's thread.
#[derive(Debug)]
pub(crate) enum Command {
    /// Everything below this offset is finished.
    Finished {
        partition: i32,
        generation: u64,
        offset: i64,
        timestamp_ms: i64,
    },
    Pause(i32),
    Resume(i32),
    /// The topic is there (again).
    LookAgain,
}

/// Why the consumer has to be built anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rebuild {
    TopicRemade,
    /// The topic got more partitions while this member was away, and the group gave it back what it had before.
    Grown,
    /// The group takes somebody else for this member: a request of its own that came late, from a connection that is gone.
    Fenced,
    /// It was not allowed to read, and may be by now.
    Denied,
    Failed(String),
}

/// One assigned partition.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) generation: u64,
    /// The lowest offset that may come next.
    pub(crate) next: i64,
    pub(crate) end: i64,
    pub(crate) caught_up: bool,
    paused: bool,
    /// What the group had committed at the assignment; a replay finishes records below it again.
    committed: Option<i64>,
    finished: Option<(i64, i64)>,
    stored: Option<i64>,
}

pub(crate) struct Member {
    pub(crate) topic: String,
    pub(crate) start: StartAt,
    pub(crate) outbox: Outbox,
    pub(crate) slots: BTreeMap<i32, Slot>,
    /// The topic's id, once a broker has told it.
    pub(crate) topic_id: Option<String>,
    /// Whether the broker tells topics' ids, as far as is known.
    pub(crate) tells_ids: bool,
    pub(crate) rebuild: Option<Rebuild>,
    /// How many partitions the topic had when the group last handed them out, as far as is known.
    pub(crate) partitions: usize,
    /// Whether the last assignment was lost, not taken away: the group may give back what it had handed out before.
    pub(crate) was_lost: bool,
    commands: Receiver<Command>,
    generations: u64,
    choked: bool,
    trouble: Option<String>,
    /// Since when a broker forbids to read, as far as this consumer was told.
    pub(crate) denied: Option<Instant>,
    missing: bool,
    /// Somebody has seen the topic since this member last looked. Whoever found it is about to join already, and to be
    /// disturbed in that takes longer.
    is_there: bool,
}

impl Member {
    pub(crate) fn new(topic: &str, start: StartAt, outbox: Outbox, commands: Receiver<Command>) -> Self {
        Self {
            topic: topic.to_owned(),
            start,
            outbox,
            slots: BTreeMap::new(),
            topic_id: None,
            tells_ids: false,
            rebuild: None,
            partitions: 0,
            was_lost: false,
            commands,
            generations: 0,
            choked: false,
            trouble: None,
            denied: None,
            missing: false,
            is_there: false,
        }
    }

    /// Takes a partition on; answers with its generation.
    pub(crate) fn take(&mut self, partition: i32, next: i64, end: i64, committed: Option<i64>) -> u64 {
        self.generations += 1;
        let generation = self.generations;
        let (caught_up, paused, finished, stored) = (false, false, None, None);
        let slot = Slot { generation, next, end, caught_up, paused, committed, finished, stored };
        self.slots.insert(partition, slot);
        self.is_there = false;
        generation
    }

    /// A broker answered a fetch: nothing is forbidden.
    pub(crate) fn fetched(&mut self) {
        if self.denied.take().is_some() {
            self.trouble = None;
            tracing::info!(topic = self.topic, "Kafka lets this client read again");
        }
    }

    /// Whether a consumer that was forbidden to read has to be made anew to find out whether it still is: librdkafka says
    /// so once, and of a quiet topic it says nothing when that has ended.
    pub(crate) fn must_ask_again(&mut self) -> bool {
        let asks = self.denied.is_some_and(|since| since.elapsed() > ASK_AGAIN);
        if asks {
            self.denied = Some(Instant::now());
        }
        asks
    }

    /// A record came: hands it over, unless it is not of this assignment.
    pub(crate) fn record(&mut self, record: Record) {
        let partition = record.partition;
        // Fetched before the partition was taken away.
        let Some(slot) = self.slots.get_mut(&partition) else { return };
        if record.offset < slot.next {
            // librdkafka never goes back by itself: the log is another one.
            self.rebuild = Some(Rebuild::TopicRemade);
            return;
        }
        slot.next = record.offset + 1;
        let (generation, end, offset) = (slot.generation, slot.end, record.offset);
        if offset >= end {
            self.caught_up(partition);
        }
        self.outbox.push(Delivery::Record { record, generation });
        if offset + 1 >= end {
            self.caught_up(partition);
        }
    }

    /// The replay of this partition is over: once for each assignment.
    pub(crate) fn caught_up(&mut self, partition: i32) {
        if let Some(slot) = self.slots.get_mut(&partition)
            && !std::mem::replace(&mut slot.caught_up, true)
        {
            let generation = slot.generation;
            self.outbox.push(Delivery::CaughtUp { partition, generation });
        }
    }

    /// Says a trouble once until it changes.
    pub(crate) fn trouble(&mut self, text: String) {
        if self.trouble.as_ref() != Some(&text) {
            self.trouble = Some(text.clone());
            self.outbox.push(Delivery::Trouble(text));
        }
    }

    pub(crate) fn topic_is_missing(&mut self) {
        // Before it was ever there somebody is about to make it, and says what keeps them from it.
        if !std::mem::replace(&mut self.missing, true) && self.partitions > 0 {
            self.outbox.push(Delivery::TopicMissing);
        }
    }

    /// The broker told the topic's id; answers whether the topic is another one than before.
    pub(crate) fn topic_is(&mut self, id: &str) -> bool {
        self.missing = false;
        let remade = self.topic_id.as_deref().is_some_and(|known| known != id);
        if !remade {
            self.topic_id = Some(id.to_owned());
        }
        remade
    }

    /// The topic has this many partitions now; answers whether it grew while nobody could tell the group.
    pub(crate) fn has_grown(&mut self, partitions: usize) -> bool {
        let known = std::mem::replace(&mut self.partitions, partitions);
        std::mem::take(&mut self.was_lost) && partitions > known
    }

    /// The consumer is built anew, and joins its group like a newcomer.
    pub(crate) fn begin_anew(&mut self) {
        self.slots.clear();
        self.choked = false;
    }

    /// Does what the async side asked for.
    pub(crate) fn obey<C: ConsumerContext>(&mut self, consumer: &BaseConsumer<C>) {
        while let Ok(command) = self.commands.try_recv() {
            match command {
                Command::Finished { partition, generation, offset, timestamp_ms } => {
                    let slot = self.slots.get_mut(&partition).filter(|slot| slot.generation == generation);
                    // An older assignment's results are dropped: the new owner decides. And nothing goes back: neither
                    // librdkafka nor the broker would mind an offset below the committed one.
                    if let Some(slot) = slot
                        && slot
                            .finished
                            .map(|(before, _)| before)
                            .max(slot.committed)
                            .is_none_or(|before| before < offset)
                    {
                        slot.finished = Some((offset, timestamp_ms));
                    }
                }
                Command::Pause(partition) => self.set_paused(consumer, partition, true),
                Command::Resume(partition) => self.set_paused(consumer, partition, false),
                Command::LookAgain => self.is_there = true,
            }
        }
        if self.is_there && self.missing {
            self.is_there = false;
            self.look_again(consumer);
        }
        self.store(consumer);
    }

    /// A group is joined for topics that are there, and librdkafka looks for the others every few seconds only.
    fn look_again<C: ConsumerContext>(&self, consumer: &BaseConsumer<C>) {
        if !self.slots.is_empty() || ffi::is_member(consumer.client()) {
            return;
        }
        // What it saw last counts as new for 5 s, so it is told first.
        let looked = consumer.fetch_metadata(Some(&self.topic), LOOK).and_then(|_| consumer.subscribe(&[&self.topic]));
        if let Err(error) = looked {
            tracing::debug!(topic = self.topic, %error, "not looked for again; that comes by itself");
        }
    }

    /// Stores what is finished and not stored yet.
    fn store<C: ConsumerContext>(&mut self, consumer: &BaseConsumer<C>) {
        let news = self.slots.iter().filter(|(_, slot)| slot.finished.map(|(offset, _)| offset) != slot.stored);
        let partitions: Vec<i32> = news.map(|(partition, _)| *partition).collect();
        if partitions.is_empty() {
            return;
        }
        // The list must be gone before the consumer is: dropping a consumer waits for it for ever.
        let stored = self.finished_offsets(&partitions).and_then(|list| consumer.store_offsets(&list));
        match stored {
            Ok(()) => {
                for partition in partitions {
                    if let Some(slot) = self.slots.get_mut(&partition) {
                        slot.stored = slot.finished.map(|(offset, _)| offset);
                    }
                }
            }
            Err(error) => tracing::debug!(%error, "offsets not stored: the partitions are going away"),
        }
    }

    /// What is finished of these partitions, each with its note.
    pub(crate) fn finished_offsets(&self, partitions: &[i32]) -> KafkaResult<TopicPartitionList> {
        let mut list = TopicPartitionList::new();
        for partition in partitions {
            if let Some((offset, timestamp_ms)) = self.slots.get(partition).and_then(|slot| slot.finished) {
                let mut element = list.add_partition(&self.topic, *partition);
                element.set_offset(Offset::Offset(offset))?;
                if timestamp_ms > 0 {
                    element.set_metadata(Note { timestamp_ms, topic_id: self.topic_id.as_deref() }.to_text());
                }
            }
        }
        Ok(list)
    }

    /// Pauses everything while the outbox is full, so that polling goes on without records.
    pub(crate) fn balance<C: ConsumerContext>(&mut self, consumer: &BaseConsumer<C>) {
        self.outbox.drain();
        let full = self.outbox.is_full();
        if full == self.choked {
            return;
        }
        self.choked = full;
        let partitions: Vec<i32> =
            self.slots.iter().filter(|(_, slot)| !slot.paused).map(|(partition, _)| *partition).collect();
        self.hold_back(consumer, &partitions, full);
    }

    fn set_paused<C: ConsumerContext>(&mut self, consumer: &BaseConsumer<C>, partition: i32, paused: bool) {
        let Some(slot) = self.slots.get_mut(&partition) else { return };
        if std::mem::replace(&mut slot.paused, paused) != paused && !self.choked {
            self.hold_back(consumer, &[partition], paused);
        }
    }

    /// A partition just assigned: librdkafka may remember a pause of its former assignment.
    pub(crate) fn set_out<C: ConsumerContext>(&self, consumer: &BaseConsumer<C>, partitions: &[i32]) {
        self.hold_back(consumer, partitions, self.choked);
    }

    fn hold_back<C: ConsumerContext>(&self, consumer: &BaseConsumer<C>, partitions: &[i32], hold: bool) {
        if partitions.is_empty() {
            return;
        }
        let mut list = TopicPartitionList::new();
        for partition in partitions {
            list.add_partition(&self.topic, *partition);
        }
        let outcome = if hold { consumer.pause(&list) } else { consumer.resume(&list) };
        if let Err(error) = outcome {
            tracing::warn!(topic = self.topic, ?partitions, hold, %error, "partitions could not be paused or resumed");
        }
    }

    /// An error that came instead of a record.
    pub(crate) fn error(&mut self, code: RDKafkaErrorCode) {
        use RDKafkaErrorCode as Code;
        match code {
            // The link speaks of these.
            Code::AllBrokersDown
            | Code::BrokerTransportFailure
            | Code::Resolve
            | Code::OperationTimedOut
            | Code::Authentication
            | Code::SaslAuthenticationFailed
            | Code::SSL => {}
            Code::UnknownTopicOrPartition | Code::UnknownTopic | Code::UnknownPartition => self.topic_is_missing(),
            Code::PollExceeded => {
                self.trouble("the consumer was not polled for minutes, and joins its group again".into());
            }
            Code::TopicAuthorizationFailed | Code::GroupAuthorizationFailed => {
                self.denied.get_or_insert_with(Instant::now);
                self.trouble(format!("Kafka does not let this client read {}: {code}", self.topic));
            }
            Code::NotImplemented => self.trouble(format!("reading {}: {}", self.topic, features::unreadable())),
            code => self.trouble(format!("reading {}: {code}", self.topic)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    fn member() -> Member {
        Member::new("log", StartAt::Committed, Outbox::new(1).0, channel().1)
    }

    #[test]
    fn partitions_that_came_while_the_assignment_was_lost_are_asked_for() {
        let mut member = member();
        assert!(!member.has_grown(3), "a newcomer is given all that there are");
        assert!(!member.has_grown(6), "librdkafka tells the group of what it sees come");
        member.was_lost = true;
        assert!(!member.has_grown(6), "nothing came meanwhile");
        member.was_lost = true;
        assert!(member.has_grown(12));
        assert!(!member.has_grown(12), "it has been asked for");
    }

    #[test]
    fn a_refusal_to_let_it_read_stands_until_a_broker_answers_a_fetch() {
        let mut member = member();
        member.error(RDKafkaErrorCode::TopicAuthorizationFailed);
        assert!(member.denied.is_some() && !member.must_ask_again(), "it is asked again later");
        member.denied = Instant::now().checked_sub(2 * ASK_AGAIN);
        assert!(member.must_ask_again() && !member.must_ask_again(), "once in a while");
        member.fetched();
        assert_eq!((member.denied, member.must_ask_again()), (None, false));
    }
}
