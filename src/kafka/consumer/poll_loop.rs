//! The consumer's own thread: it polls for as long as the consumer lives, whatever the async side does.
//!
//! Must be the only place where a consumer is made, polled and dropped: each of these can block. Must drop no consumer
//! that has not left its group: its `group.instance.id` is expected back, and its partitions are kept for it.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::config::FromClientConfigAndContext as _;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::types::RDKafkaErrorCode;

use crate::kafka::consumer::ConsumerEvent;
use crate::kafka::consumer::Shared;
use crate::kafka::consumer::rebalance::{Context, HANDOVER};
use crate::kafka::consumer::state::{ConsumerState, Rebuild};
use crate::kafka::consumer::{NativeQueue, Record, TopicId, TopicIdQuestion, client};

/// How long the thread waits where nothing wakes it: records, librdkafka's other events and acknowledgements do. Twice
/// between two statistics, so that the lease, which counts polls (docs/protocol.md#rule-9), waits for no third ones.
const IDLE: Duration = Duration::from_millis(500);
/// The same while events wait for room, of which there is no signal.
const FULL: Duration = Duration::from_millis(5);
/// The same while the topic's id is asked for: the answer comes to a queue of its own.
const ASKED: Duration = Duration::from_millis(50);
/// How often the topic's id is asked for, where the broker has topic ids (the mock broker has none).
const ASK_ID: Duration = Duration::from_secs(2);
/// An answer takes a millisecond. While no broker listens, an open question has librdkafka (2.12.1) connect as fast as it
/// can, which takes a processor for as long as the question is open: so it is short, and not asked then.
const ANSWERED: Duration = Duration::from_secs(1);
/// How long leaving the group may take once all partitions are handed over, for brokers that do not answer.
const LEAVE: Duration = Duration::from_secs(1);
/// How long the broker may take to describe a topic that exists.
const LOOK: Duration = Duration::from_secs(1);

pub(crate) struct PollLoop {
    pub(crate) config: ClientConfig,
    pub(crate) shared: Arc<Shared>,
    pub(crate) state: Arc<Mutex<ConsumerState>>,
}

impl PollLoop {
    pub(crate) fn make(&self) -> KafkaResult<BaseConsumer<Context>> {
        let context = Context { shared: Arc::clone(&self.shared), state: Arc::clone(&self.state) };
        let consumer = BaseConsumer::from_config_and_context(&self.config, context)?;
        let topic = self.state().topic.clone();
        consumer.subscribe(&[&topic])?;
        Ok(consumer)
    }

    /// Runs until it is stopped or nobody listens any more.
    pub(crate) fn run(self, mut consumer: BaseConsumer<Context>) {
        while let Some(reason) = self.serve(&consumer) {
            self.give_all_up(&consumer);
            self.leave(&consumer);
            drop(consumer);
            let mut state = self.state();
            state.assignments.clear();
            state.rebuild = None;
            match reason {
                Rebuild::TopicRecreated => {
                    tracing::warn!(topic = state.topic, "the topic was created again: reading it from the beginning");
                    state.topic_id = None;
                    state.events.push(ConsumerEvent::TopicRecreated);
                }
                Rebuild::TopicGrown => {
                    tracing::info!(topic = state.topic, "the topic has more partitions: joining the group again");
                }
                Rebuild::Fenced => {
                    tracing::info!(topic = state.topic, "the group got an old request late: joining the group again");
                }
                Rebuild::Denied => tracing::debug!(topic = state.topic, "asking again whether this client may read"),
                Rebuild::Failed(text) => state.warn(text),
            }
            drop(state);
            consumer = loop {
                match self.make() {
                    Ok(consumer) => break consumer,
                    Err(error) => self.state().warn(format!("no consumer could be made: {error}")),
                }
                if self.is_over() {
                    return;
                }
                std::thread::sleep(Duration::from_secs(1));
            };
        }
        self.leave(&consumer);
        drop(consumer);
    }

    /// Leaves the group: the rebalance callback hands over and commits on the way. What is fetched meanwhile is dropped,
    /// and read by whoever comes next.
    fn leave(&self, consumer: &BaseConsumer<Context>) {
        consumer.unsubscribe();
        let begun = Instant::now();
        let mut handed_over = None;
        while client::is_member(consumer.client()) {
            drop(consumer.poll(FULL));
            let empty = self.state().assignments.is_empty();
            let since = if empty { *handed_over.get_or_insert_with(Instant::now) } else { begun + HANDOVER };
            if Instant::now() > since + LEAVE {
                tracing::debug!("the group could not be left: it waits until the session times out");
                return;
            }
        }
    }

    /// Polls until the consumer must be built again (with the reason) or ends.
    fn serve(&self, consumer: &BaseConsumer<Context>) -> Option<Rebuild> {
        let Some(events) = NativeQueue::of_consumer(consumer.client(), &self.shared.wake) else {
            return Some(Rebuild::Failed("the consumer has no queue".to_owned()));
        };
        let mut question: Option<TopicIdQuestion<'_>> = None;
        let mut asked = Instant::now();
        while !self.is_over() {
            let wait = {
                let mut state = self.state();
                if let Some(reason) = state.rebuild.clone() {
                    return Some(reason);
                }
                if state.must_ask_again() {
                    return Some(Rebuild::Denied);
                }
                self.look_for_topic(&mut state, consumer);
                let state = &mut *state;
                state.assignments.store(consumer, state.topic_id.as_deref());
                state.events.drain();
                let is_behind = state.events.is_full();
                state.assignments.pause(consumer, is_behind);
                match () {
                    () if is_behind => FULL,
                    () if question.is_some() => ASKED,
                    () => IDLE,
                }
            };
            let polled = consumer.poll(Duration::ZERO);
            self.shared.polls.fetch_add(1, Ordering::Relaxed);
            if self.shared.connectivity.forgot_brokers() {
                client::name_brokers(consumer.client(), self.config.get("bootstrap.servers").unwrap_or_default());
            }
            match polled {
                // It may have served another event, and more of them may wait.
                None if events.is_empty() => self.shared.wake.wait_timeout(wait),
                None => {}
                Some(Ok(message)) => {
                    let mut state = self.state();
                    state.fetched();
                    state.record(Record::read(&message));
                }
                Some(Err(KafkaError::PartitionEOF(partition))) => {
                    let mut state = self.state();
                    state.fetched();
                    state.caught_up(partition);
                }
                Some(Err(KafkaError::MessageConsumptionFatal(RDKafkaErrorCode::FencedInstanceId))) => {
                    self.state().rebuild = Some(Rebuild::Fenced);
                }
                Some(Err(KafkaError::MessageConsumptionFatal(code))) => {
                    self.state().rebuild = Some(Rebuild::Failed(format!("the consumer failed: {code}")));
                }
                Some(Err(error)) => {
                    self.state().error(error.rdkafka_error_code().unwrap_or(RDKafkaErrorCode::Unknown));
                }
            }
            if let Some(answer) = question.as_ref().and_then(|question| question.answer(Duration::ZERO)) {
                question = None;
                let mut state = self.state();
                match answer {
                    TopicId::Is(id) if state.is_recreated(&id) => state.rebuild = Some(Rebuild::TopicRecreated),
                    TopicId::Missing => state.topic_is_missing(),
                    TopicId::Is(_) | TopicId::HasNone | TopicId::Unknown => {}
                }
            } else if question.is_none() && asked.elapsed() > ASK_ID && self.may_ask() {
                asked = Instant::now();
                question = TopicIdQuestion::ask(consumer.client(), &self.state().topic, ANSWERED);
            }
        }
        None
    }

    /// A group is joined for topics that exist. librdkafka looks for the others every few seconds only.
    fn look_for_topic(&self, state: &mut ConsumerState, consumer: &BaseConsumer<Context>) {
        state.topic_was_seen |= self.shared.topic_was_seen.swap(false, Ordering::Relaxed);
        if !state.topic_was_seen || !state.topic_is_missing {
            return;
        }
        state.topic_was_seen = false;
        if !state.assignments.is_empty() || client::is_member(consumer.client()) {
            return;
        }
        // What librdkafka saw last counts as new for 5 s, so it asks the brokers first.
        let looked =
            consumer.fetch_metadata(Some(&state.topic), LOOK).and_then(|_| consumer.subscribe(&[&state.topic]));
        if let Err(error) = looked {
            tracing::debug!(%error, "the topic was not looked for again; librdkafka looks for it by itself");
        }
    }

    fn may_ask(&self) -> bool {
        self.shared.connectivity.is_up() && self.state().has_topic_ids
    }

    /// Nothing of the old topic may be finished or committed any more.
    fn give_all_up(&self, consumer: &BaseConsumer<Context>) {
        let mut state = self.state();
        let all = state.assignments.numbers();
        consumer.context().give_up(consumer, &mut state, &all, true);
    }

    fn is_over(&self) -> bool {
        self.shared.stop.load(Ordering::Relaxed) || self.state().events.is_closed()
    }

    fn state(&self) -> MutexGuard<'_, ConsumerState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
