//! The consumer's own thread: it polls for as long as the consumer lives, whatever the async side does.
//!
//! Must be the only place where a consumer is made, polled and dropped: each of these can block. Must drop none that has
//! not left its group: by its own name (`group.instance.id`) it is expected back, and its partitions are kept for it.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::config::FromClientConfigAndContext as _;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::types::RDKafkaErrorCode;

use crate::kafka::client::ffi;
use crate::kafka::client::ffi::{EventQueue, TopicId, TopicIdQuestion};
use crate::kafka::consumer::assignment::{Member, Rebuild};
use crate::kafka::consumer::event::Delivery;
use crate::kafka::consumer::rebalance::{Context, HANDOVER, Shared};
use crate::kafka::record::Record;

/// How long the thread waits where nothing wakes it: records, librdkafka's other events and commands do. Twice between
/// two statistics, so that the lease, which counts polls (protocol 9), waits for no third ones.
const IDLE: Duration = Duration::from_millis(500);
/// The same while deliveries wait for room, which nobody tells of.
const FULL: Duration = Duration::from_millis(5);
/// The same while the topic's id is asked for: the answer comes to a queue of its own.
const ASKED: Duration = Duration::from_millis(50);
/// How often the topic's id is asked for, where the broker tells it (the embedded one never does).
const ASK_ID: Duration = Duration::from_secs(2);
/// An answer takes a millisecond. While no broker listens, an open question has librdkafka (2.12.1) connect as fast as it
/// can, which takes a processor for as long as the question is open: so it is short, and not asked then.
const ANSWERED: Duration = Duration::from_secs(1);
/// How long leaving the group may take once all partitions are handed over. Where no broker answers, nobody is told.
const LEAVE: Duration = Duration::from_secs(1);

pub(crate) struct Polling {
    pub(crate) config: ClientConfig,
    pub(crate) shared: Arc<Shared>,
    pub(crate) member: Arc<Mutex<Member>>,
}

impl Polling {
    pub(crate) fn make(&self) -> KafkaResult<BaseConsumer<Context>> {
        let context = Context { shared: Arc::clone(&self.shared), member: Arc::clone(&self.member) };
        let consumer = BaseConsumer::from_config_and_context(&self.config, context)?;
        let topic = self.member().topic.clone();
        consumer.subscribe(&[&topic])?;
        Ok(consumer)
    }

    /// Runs until it is stopped or nobody listens any more.
    pub(crate) fn run(self, mut consumer: BaseConsumer<Context>) {
        while let Some(reason) = self.serve(&consumer) {
            self.give_all_up(&consumer);
            self.leave(&consumer);
            drop(consumer);
            self.member().begin_anew();
            let mut member = self.member();
            member.rebuild = None;
            match reason {
                Rebuild::TopicRemade => {
                    tracing::warn!(topic = member.topic, "the topic was made anew: beginning at its beginning");
                    member.topic_id = None;
                    member.outbox.push(Delivery::TopicRemade);
                }
                Rebuild::Grown => {
                    tracing::info!(topic = member.topic, "the topic has more partitions: joining the group again");
                }
                Rebuild::Fenced => {
                    tracing::info!(topic = member.topic, "the group got an old request late: joining it again");
                }
                Rebuild::Denied => tracing::debug!(topic = member.topic, "asking again whether it may be read"),
                Rebuild::Failed(text) => member.trouble(text),
            }
            drop(member);
            consumer = loop {
                match self.make() {
                    Ok(consumer) => break consumer,
                    Err(error) => self.member().trouble(format!("no consumer could be made: {error}")),
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
        while ffi::is_member(consumer.client()) {
            drop(consumer.poll(FULL));
            let empty = self.member().slots.is_empty();
            let since = if empty { *handed_over.get_or_insert_with(Instant::now) } else { begun + HANDOVER };
            if Instant::now() > since + LEAVE {
                tracing::debug!("the group could not be left: it waits a session long");
                return;
            }
        }
    }

    /// Polls until the consumer must be built anew (with the reason) or ends.
    fn serve(&self, consumer: &BaseConsumer<Context>) -> Option<Rebuild> {
        let Some(events) = EventQueue::of_consumer(consumer.client(), &self.shared.wake) else {
            return Some(Rebuild::Failed("the consumer has no queue".to_owned()));
        };
        let mut question: Option<TopicIdQuestion<'_>> = None;
        let mut asked = Instant::now();
        while !self.is_over() {
            let wait = {
                let mut member = self.member();
                if let Some(reason) = member.rebuild.clone() {
                    return Some(reason);
                }
                if member.must_ask_again() {
                    return Some(Rebuild::Denied);
                }
                member.obey(consumer);
                member.balance(consumer);
                match () {
                    () if member.outbox.is_full() => FULL,
                    () if question.is_some() => ASKED,
                    () => IDLE,
                }
            };
            let polled = consumer.poll(Duration::ZERO);
            self.shared.polls.fetch_add(1, Ordering::Relaxed);
            if self.shared.link.forgot_brokers() {
                ffi::name_brokers(consumer.client(), self.config.get("bootstrap.servers").unwrap_or_default());
            }
            match polled {
                // It may have served another event, and more of them may wait.
                None if events.is_empty() => self.shared.wake.wait_timeout(wait),
                None => {}
                Some(Ok(message)) => {
                    let mut member = self.member();
                    member.fetched();
                    member.record(Record::read(&message));
                }
                Some(Err(KafkaError::PartitionEOF(partition))) => {
                    let mut member = self.member();
                    member.fetched();
                    member.caught_up(partition);
                }
                Some(Err(KafkaError::MessageConsumptionFatal(RDKafkaErrorCode::FencedInstanceId))) => {
                    self.member().rebuild = Some(Rebuild::Fenced);
                }
                Some(Err(KafkaError::MessageConsumptionFatal(code))) => {
                    self.member().rebuild = Some(Rebuild::Failed(format!("the consumer failed: {code}")));
                }
                Some(Err(error)) => {
                    self.member().error(error.rdkafka_error_code().unwrap_or(RDKafkaErrorCode::Unknown));
                }
            }
            if let Some(answer) = question.as_ref().and_then(|question| question.answer(Duration::ZERO)) {
                question = None;
                let mut member = self.member();
                match answer {
                    TopicId::Is(id) if member.topic_is(&id) => member.rebuild = Some(Rebuild::TopicRemade),
                    TopicId::Missing => member.topic_is_missing(),
                    TopicId::Is(_) | TopicId::Unknown => {}
                }
            } else if question.is_none() && asked.elapsed() > ASK_ID && self.may_ask() {
                asked = Instant::now();
                question = TopicIdQuestion::ask(consumer.client(), &self.member().topic, ANSWERED);
            }
        }
        None
    }

    fn may_ask(&self) -> bool {
        self.shared.link.is_up() && self.member().tells_ids
    }

    /// Nothing of the old topic may be finished or committed any more.
    fn give_all_up(&self, consumer: &BaseConsumer<Context>) {
        let mut member = self.member();
        let all: Vec<i32> = member.slots.keys().copied().collect();
        consumer.context().give_up(consumer, &mut member, &all, true);
    }

    fn is_over(&self) -> bool {
        self.shared.stop.load(Ordering::Relaxed) || self.member().outbox.is_closed()
    }

    fn member(&self) -> MutexGuard<'_, Member> {
        self.member.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
