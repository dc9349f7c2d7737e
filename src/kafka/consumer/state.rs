//! What the consumer's thread knows of its topic and its group, apart from librdkafka.
//!
//! It survives the consumer being built again. Must not call the brokers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::types::RDKafkaErrorCode;

use crate::kafka::consumer::assignment::Assignments;
use crate::kafka::consumer::event_queue::EventQueue;
use crate::kafka::consumer::{ConsumedRecord, ConsumerEvent, StartAt};
use crate::kafka::consumer::{Record, Wake, features};

/// How long a broker's refusal to let this client read is believed before the consumer asks again.
const DENIED_FOR: Duration = Duration::from_secs(10);

/// Why the consumer has to be built again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rebuild {
    TopicRecreated,
    /// The topic got more partitions while this member was away, and the group gave it back what it had before.
    TopicGrown,
    /// The group takes another client for this member: an old request of its own came late, from a closed connection.
    Fenced,
    /// It was not allowed to read, and may be by now.
    Denied,
    Failed(String),
}

pub(crate) struct ConsumerState {
    pub(crate) topic: String,
    pub(crate) start: StartAt,
    pub(crate) events: EventQueue,
    pub(crate) assignments: Assignments,
    /// The topic's id, once a broker has named it.
    pub(crate) topic_id: Option<String>,
    /// Whether the broker has topic ids, as far as is known.
    pub(crate) has_topic_ids: bool,
    pub(crate) rebuild: Option<Rebuild>,
    /// The last assignment was lost, not taken away: the group may give back what it had handed out before.
    pub(crate) was_lost: bool,
    /// Since when a broker forbids to read, as far as this consumer knows.
    pub(crate) denied_since: Option<Instant>,
    pub(crate) topic_is_missing: bool,
    /// Another client has seen the topic since this consumer last looked. A consumer that found it itself is about to
    /// join the group, and joins later if it is disturbed.
    pub(crate) topic_was_seen: bool,
    /// How many partitions the topic had when the group last handed them out, as far as is known.
    partition_count: usize,
    last_warning: Option<String>,
}

impl ConsumerState {
    pub(crate) fn new(topic: &str, start: StartAt, events: EventQueue, wake: Arc<Wake>) -> Self {
        Self {
            topic: topic.to_owned(),
            start,
            events,
            assignments: Assignments::new(topic, wake),
            topic_id: None,
            has_topic_ids: false,
            rebuild: None,
            was_lost: false,
            denied_since: None,
            topic_is_missing: false,
            topic_was_seen: false,
            partition_count: 0,
            last_warning: None,
        }
    }

    /// A record came: hands it to the service, unless its partition was fetched before it was taken away.
    pub(crate) fn record(&mut self, record: Record) {
        let (partition, offset) = (record.partition, record.offset);
        let Some(assigned) = self.assignments.get_mut(partition) else { return };
        if offset < assigned.next {
            // librdkafka never goes back by itself: this is another log.
            self.rebuild = Some(Rebuild::TopicRecreated);
            return;
        }
        assigned.next = offset + 1;
        let end = assigned.end;
        if offset >= end {
            self.caught_up(partition);
        }
        if let Some(assigned) = self.assignments.get(partition) {
            let record = ConsumedRecord::new(record, &assigned.progress, assigned.is_caught_up);
            self.events.push(ConsumerEvent::Record(record));
        }
        if offset + 1 >= end {
            self.caught_up(partition);
        }
    }

    /// The replay of this partition is over: once for each assignment.
    pub(crate) fn caught_up(&mut self, partition: i32) {
        if let Some(assigned) = self.assignments.get_mut(partition)
            && !std::mem::replace(&mut assigned.is_caught_up, true)
        {
            self.events.push(ConsumerEvent::CaughtUp(assigned.progress.epoch()));
        }
    }

    /// Warns once until the text changes.
    pub(crate) fn warn(&mut self, text: String) {
        if self.last_warning.as_ref() != Some(&text) {
            self.last_warning = Some(text.clone());
            self.events.push(ConsumerEvent::Warning(text));
        }
    }

    /// A broker answered a fetch: this client may read.
    pub(crate) fn fetched(&mut self) {
        if self.denied_since.take().is_some() {
            self.last_warning = None;
            tracing::info!(topic = self.topic, "Kafka lets this client read again");
        }
    }

    /// Whether a consumer that was forbidden to read has to be built again to find out whether it still is. librdkafka
    /// reports the refusal once, and of a quiet topic it does not report that the refusal has ended.
    pub(crate) fn must_ask_again(&mut self) -> bool {
        let asks = self.denied_since.is_some_and(|since| since.elapsed() > DENIED_FOR);
        if asks {
            self.denied_since = Some(Instant::now());
        }
        asks
    }

    pub(crate) fn topic_is_missing(&mut self) {
        // A topic that never existed is about to be created, and its creator reports what prevents that.
        if !std::mem::replace(&mut self.topic_is_missing, true) && self.partition_count > 0 {
            self.events.push(ConsumerEvent::TopicMissing);
        }
    }

    /// The broker named the topic's id. Returns whether this is another topic than before.
    pub(crate) fn is_recreated(&mut self, id: &str) -> bool {
        self.topic_is_missing = false;
        let is_recreated = self.topic_id.as_deref().is_some_and(|known| known != id);
        if !is_recreated {
            self.topic_id = Some(id.to_owned());
        }
        is_recreated
    }

    /// The topic has this many partitions now. Returns whether it grew while no member could tell the group.
    pub(crate) fn has_grown(&mut self, partitions: usize) -> bool {
        let known = std::mem::replace(&mut self.partition_count, partitions);
        std::mem::take(&mut self.was_lost) && partitions > known
    }

    /// An error that came instead of a record.
    pub(crate) fn error(&mut self, code: RDKafkaErrorCode) {
        use RDKafkaErrorCode as Code;
        match code {
            // Logged by `Connectivity`.
            Code::AllBrokersDown
            | Code::BrokerTransportFailure
            | Code::Resolve
            | Code::OperationTimedOut
            | Code::Authentication
            | Code::SaslAuthenticationFailed
            | Code::SSL => {}
            Code::UnknownTopicOrPartition | Code::UnknownTopic | Code::UnknownPartition => self.topic_is_missing(),
            Code::PollExceeded => {
                self.warn("the consumer was not polled for minutes, and joins its group again".into());
            }
            Code::TopicAuthorizationFailed | Code::GroupAuthorizationFailed => {
                self.denied_since.get_or_insert_with(Instant::now);
                self.warn(format!("Kafka does not let this client read {}: {code}", self.topic));
            }
            Code::NotImplemented => self.warn(format!("reading {}: {}", self.topic, features::unreadable())),
            code => self.warn(format!("reading {}: {code}", self.topic)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> ConsumerState {
        ConsumerState::new("log", StartAt::Committed, EventQueue::new(1).0, Arc::default())
    }

    #[test]
    fn partitions_that_came_while_the_assignment_was_lost_are_noticed() {
        let mut state = state();
        assert!(!state.has_grown(3), "a newcomer is given all that there are");
        assert!(!state.has_grown(6), "librdkafka tells the group of partitions that it sees come");
        state.was_lost = true;
        assert!(!state.has_grown(6), "nothing came meanwhile");
        state.was_lost = true;
        assert!(state.has_grown(12));
        assert!(!state.has_grown(12), "the group has been asked for them");
    }

    #[test]
    fn a_refusal_to_read_stands_until_a_broker_answers_a_fetch() {
        let mut state = state();
        state.error(RDKafkaErrorCode::TopicAuthorizationFailed);
        assert!(state.denied_since.is_some() && !state.must_ask_again(), "asked again later");
        state.denied_since = Instant::now().checked_sub(2 * DENIED_FOR);
        assert!(state.must_ask_again() && !state.must_ask_again(), "once in a while");
        state.fetched();
        assert_eq!((state.denied_since, state.must_ask_again()), (None, false));
    }
}
