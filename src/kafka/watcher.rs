//! An ordinary consumer for people who look on: it shows each record, and only then counts it as read.
//!
//! Everything happens on a thread of its own, showing included, so that nothing is saved as read that nobody saw. Must
//! not be used by a service: it has no replay, no lease and no hand-over. It shares its group with other programs'
//! consumers (the tutorial's consumer.py), hence the assignment strategy that these have by default.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::client::ClientContext;
use rdkafka::config::{FromClientConfigAndContext as _, RDKafkaLogLevel};
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer as _, ConsumerContext};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::types::{RDKafkaErrorCode, RDKafkaRespErr};
use rdkafka::{Offset, Statistics, TopicPartitionList};
use tokio::sync::watch;

use super::client;
use super::link::Link;
use super::raw::{self, TopicId, TopicIdQuestion};
use super::record::Record;
use crate::config::KafkaConfig;

/// How long a poll waits; being asked to stop waits for it, too.
const POLL: Duration = Duration::from_millis(100);
/// How often the topic's id is asked for: a topic made anew has another one.
const ASK_ID: Duration = Duration::from_secs(2);

/// What there is to show.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly all that is seen are records")]
pub enum Seen {
    /// A record.
    Record(Record),
    /// All that was there has been shown; more may come.
    CaughtUp,
    /// There is no such topic; once until it is there. It goes on by itself.
    TopicMissing,
    /// Something went wrong, in words; once until something else is seen. It goes on by itself.
    Trouble(String),
}

/// A running look-on; it ends when this is dropped.
pub struct Watcher {
    stop: Arc<AtomicBool>,
    ended: watch::Receiver<bool>,
}

impl Watcher {
    /// Reads as a member of `group`, from where it left off (from the beginning where it never was); without a group
    /// everything from the beginning, saving nothing. `show` is called for each thing, in order, and ends it by `Break`.
    ///
    /// # Errors
    /// Where `KAFKA_PROPERTIES` has something that librdkafka does not take.
    pub fn start(
        config: &KafkaConfig,
        topic: &str,
        group: Option<&str>,
        show: impl FnMut(Seen) -> ControlFlow<()> + Send + 'static,
    ) -> Result<Self, KafkaError> {
        let stop = Arc::new(AtomicBool::new(false));
        let looking = Looking {
            config: client::watcher(config, group),
            topic: topic.to_owned(),
            saves: group.is_some(),
            stop: Arc::clone(&stop),
            show,
            said: None,
            topic_id: None,
        };
        let consumer = looking.make(false)?;
        let (end, ended) = watch::channel(false);
        std::thread::Builder::new()
            .name("kafka-watch".to_owned())
            .spawn(move || {
                looking.run(consumer);
                end.send_replace(true);
            })
            .map_err(|error| KafkaError::ClientCreation(format!("no thread for the consumer: {error}")))?;
        Ok(Watcher { stop, ended })
    }

    /// Resolves when it has ended.
    pub async fn ended(&mut self) {
        // An error says that the thread is gone, which is an end as well.
        _ = self.ended.wait_for(|ended| *ended).await;
    }

    /// Saves what was read, and leaves the group; `false` where that took longer than `deadline`.
    pub async fn close(mut self, deadline: Duration) -> bool {
        self.stop.store(true, Ordering::Relaxed);
        tokio::time::timeout(deadline, self.ended()).await.is_ok()
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

struct Looking<S> {
    config: ClientConfig,
    topic: String,
    saves: bool,
    stop: Arc<AtomicBool>,
    show: S,
    said: Option<String>,
    topic_id: Option<String>,
}

impl<S: FnMut(Seen) -> ControlFlow<()>> Looking<S> {
    fn make(&self, from_the_beginning: bool) -> KafkaResult<BaseConsumer<Context>> {
        let context = Context { link: Link::new("watch"), from_the_beginning };
        let consumer = BaseConsumer::from_config_and_context(&self.config, context)?;
        consumer.subscribe(&[&self.topic])?;
        Ok(consumer)
    }

    fn run(mut self, mut consumer: BaseConsumer<Context>) {
        loop {
            let ended = self.serve(&consumer);
            if ended.is_break() {
                if self.saves
                    && let Err(error) = consumer.commit_consumer_state(CommitMode::Sync)
                {
                    // Nothing new was read, or it is said by the link; what is not saved is shown again.
                    tracing::debug!(%error, "nothing was saved at the end");
                }
                return;
            }
            tracing::warn!(topic = self.topic, "the topic was made anew: beginning at its beginning");
            drop(consumer);
            self.topic_id = None;
            consumer = match self.make(true) {
                Ok(consumer) => consumer,
                Err(error) => {
                    _ = (self.show)(Seen::Trouble(error.to_string()));
                    return;
                }
            };
        }
    }

    /// Until it is stopped (`Break`), or the topic is another one.
    fn serve(&mut self, consumer: &BaseConsumer<Context>) -> ControlFlow<()> {
        let mut question: Option<TopicIdQuestion<'_>> = None;
        let mut asked: Option<Instant> = None;
        let mut ends = BTreeSet::new();
        while !self.stop.load(Ordering::Relaxed) {
            if consumer.context().link.forgot_brokers() {
                raw::name_brokers(consumer.client(), self.config.get("bootstrap.servers").unwrap_or_default());
            }
            match consumer.poll(POLL) {
                None => {}
                Some(Ok(message)) => {
                    ends.remove(&rdkafka::Message::partition(&message));
                    self.said = None;
                    (self.show)(Seen::Record(Record::read(&message)))?;
                    if self.saves
                        && let Err(error) = consumer.store_offset_from_message(&message)
                    {
                        tracing::debug!(%error, "the partition went to somebody else meanwhile");
                    }
                }
                Some(Err(KafkaError::PartitionEOF(partition))) => {
                    ends.insert(partition);
                    self.said = None;
                    if all_at_their_end(consumer, &ends) {
                        (self.show)(Seen::CaughtUp)?;
                    }
                }
                Some(Err(error)) => self.trouble(&error)?,
            }
            if let Some(answer) = question.as_ref().and_then(|question| question.answer(Duration::ZERO)) {
                question = None;
                match (answer, &self.topic_id) {
                    (TopicId::Is(id), Some(known)) if id != *known => return ControlFlow::Continue(()),
                    (TopicId::Is(id), None) => self.topic_id = Some(id),
                    _ => {}
                }
            } else if question.is_none() && asked.is_none_or(|asked| asked.elapsed() > ASK_ID) {
                asked = Some(Instant::now());
                question = TopicIdQuestion::ask(consumer.client(), &self.topic, Duration::from_secs(5));
            }
        }
        ControlFlow::Break(())
    }

    fn trouble(&mut self, error: &KafkaError) -> ControlFlow<()> {
        use RDKafkaErrorCode as Code;
        let (text, seen) = match error.rdkafka_error_code() {
            // Said in the log by the link.
            Some(Code::BrokerTransportFailure | Code::AllBrokersDown | Code::OperationTimedOut | Code::Resolve) => {
                return ControlFlow::Continue(());
            }
            Some(Code::UnknownTopicOrPartition | Code::UnknownTopic | Code::UnknownPartition) => {
                ("missing".to_owned(), Seen::TopicMissing)
            }
            _ => (error.to_string(), Seen::Trouble(error.to_string())),
        };
        if self.said.replace(text.clone()) == Some(text) {
            return ControlFlow::Continue(());
        }
        (self.show)(seen)
    }
}

fn all_at_their_end(consumer: &BaseConsumer<Context>, ends: &BTreeSet<i32>) -> bool {
    consumer.assignment().is_ok_and(|assignment| {
        let partitions = assignment.elements();
        !partitions.is_empty() && partitions.iter().all(|partition| ends.contains(&partition.partition()))
    })
}

struct Context {
    link: Link,
    /// What is committed belongs to a topic that is no more.
    from_the_beginning: bool,
}

impl Context {
    fn assign(&self, consumer: &BaseConsumer<Self>, list: &mut TopicPartitionList) -> KafkaResult<()> {
        if self.from_the_beginning {
            list.set_all_offsets(Offset::Beginning)?;
        }
        let partitions: Vec<i32> = list.elements().iter().map(|element| element.partition()).collect();
        tracing::info!(?partitions, "partitions assigned");
        consumer.assign(list)
    }
}

impl ClientContext for Context {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, text: &str) {
        self.link.log(level, facility, text);
    }

    fn stats(&self, statistics: Statistics) {
        self.link.heard(&statistics);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        use RDKafkaErrorCode as Code;
        match error.rdkafka_error_code() {
            // What `poll` gives as well, and is shown.
            Some(Code::PartitionEOF | Code::UnknownTopicOrPartition | Code::UnknownTopic | Code::UnknownPartition) => {}
            code => self.link.error(code, reason),
        }
    }
}

impl ConsumerContext for Context {
    fn rebalance(&self, consumer: &BaseConsumer<Self>, error: RDKafkaRespErr, list: &mut TopicPartitionList) {
        let done = match error {
            RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS => self.assign(consumer, list),
            _ => consumer.unassign(),
        };
        if let Err(error) = done {
            // librdkafka rejoins by itself when its next heartbeat is refused.
            tracing::warn!(%error, "partitions could not be taken over or given back");
        }
    }
}
