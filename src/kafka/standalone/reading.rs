//! What a standalone consumer's thread does: it finds where to begin, hands on records, and notices when the topic is another.
//!
//! Must not block anywhere else than in its waits for Kafka.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::config::FromClientConfigAndContext as _;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::types::RDKafkaErrorCode as Code;
use rdkafka::{ClientConfig, Offset, TopicPartitionList};

use super::context::Context;
use super::start;
use super::{Follow, Seen, Shared};
use crate::kafka::client::{self, NativeQueue, TopicId, TopicIdQuestion, features};
use crate::kafka::record::Record;

/// How long the thread waits where nothing wakes it: records and librdkafka's other events do.
const IDLE: Duration = Duration::from_millis(500);
/// How often Kafka is asked for the ends, the topic's id and the number of its partitions.
const LOOK: Duration = Duration::from_secs(2);
/// How long such a question may take. Nothing is read meanwhile.
pub(super) const ASK: Duration = Duration::from_secs(1);
/// How long the thread waits for the topic's id where a service waits for it. Nothing is read meanwhile.
const ANSWER: Duration = Duration::from_millis(20);
/// So many records wait for the topic's id until it is asked for, where more come at once.
const UNCONFIRMED: usize = 256;

/// The thread's work.
pub(super) struct Reading<S> {
    pub(super) config: ClientConfig,
    pub(super) service: &'static str,
    pub(super) topic: String,
    pub(super) window: Duration,
    pub(super) shared: Arc<Shared>,
    /// As long as it is not known, a topic that was created again is noticed by its ends alone.
    pub(super) topic_id: TopicId,
    /// Kafka waits until there is room.
    pub(super) paused: bool,
    pub(super) follow: S,
    /// What was logged last, so that nothing is logged twice in a row.
    pub(super) said: Option<String>,
}

/// Why [`Reading::serve`] has returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Stopped,
    /// The log is another one, or has more partitions.
    BeginsAgain,
}

impl<S: Follow> Reading<S> {
    pub(super) fn make(&self) -> KafkaResult<BaseConsumer<Context>> {
        BaseConsumer::from_config_and_context(&self.config, Context::new(self.service, &self.topic))
    }

    pub(super) fn run(mut self, mut consumer: BaseConsumer<Context>) {
        while self.serve(&consumer) == End::BeginsAgain {
            // What librdkafka has fetched is of the log of before.
            drop(consumer);
            self.shared.progress().forget();
            consumer = loop {
                match self.make() {
                    Ok(consumer) => break consumer,
                    Err(error) => self.trouble(&error),
                }
                self.shared.wake.wait_timeout(LOOK);
                if self.shared.is_over() {
                    return;
                }
            };
        }
    }

    fn serve(&mut self, consumer: &BaseConsumer<Context>) -> End {
        let Some(events) = NativeQueue::of_consumer(consumer.client(), &self.shared.wake) else {
            return End::Stopped;
        };
        loop {
            match self.begin(consumer) {
                Ok(true) => break,
                Ok(false) => {}
                Err(error) => self.trouble(&error),
            }
            // Serves what librdkafka reports meanwhile.
            drop(consumer.poll(Duration::ZERO));
            self.name_brokers_again(consumer);
            self.shared.wake.wait_timeout(IDLE);
            if self.shared.is_over() {
                return End::Stopped;
            }
        }
        // With how many records were shown when it was asked.
        let mut question: Option<(TopicIdQuestion<'_>, u64)> = None;
        let mut shown = 0;
        let mut looked = Instant::now();
        while !self.shared.is_over() {
            if self.follow.begins_again() {
                return End::BeginsAgain;
            }
            self.make_room(consumer);
            let mut is_idle = false;
            match consumer.poll(Duration::ZERO) {
                None if events.is_empty() => {
                    for (partition, end) in consumer.context().take_ends() {
                        self.shared.progress().read(partition, end);
                    }
                    is_idle = true;
                    // Else it is asked at once, and its answer is waited for below.
                    if self.follow.unconfirmed() == 0 {
                        self.shared.wake.wait_timeout(IDLE);
                    }
                }
                // Another event was served, or a partition is at its end: the statistics say at which offset.
                None | Some(Err(KafkaError::PartitionEOF(_))) => {}
                Some(Ok(message)) => {
                    self.said = None;
                    let record = Record::read(&message);
                    let (partition, next) = (record.partition, record.offset + 1);
                    self.follow.seen(Seen::Record(record));
                    shown += 1;
                    // Only after the record was shown, so that nobody counts on it before.
                    self.shared.progress().read(partition, next);
                }
                Some(Err(error)) => self.trouble(&error),
            }
            self.name_brokers_again(consumer);
            let unconfirmed = self.follow.unconfirmed();
            if let Some((running, shown)) = &question {
                let wait = if is_idle && unconfirmed > 0 { ANSWER } else { Duration::ZERO };
                if let Some(answer) = running.answer(wait) {
                    let shown = *shown;
                    question = None;
                    if self.is_another(&answer) {
                        return End::BeginsAgain;
                    }
                    if answer == self.topic_id {
                        self.follow.seen(Seen::Confirmed(shown));
                    } else if unconfirmed > 0 {
                        // The topic is missing, or Kafka is silent: not again at once.
                        self.shared.wake.wait_timeout(IDLE);
                    }
                }
            } else if unconfirmed >= if is_idle { 1 } else { UNCONFIRMED } {
                if self.topic_id == TopicId::HasNone {
                    self.follow.seen(Seen::Confirmed(shown));
                } else {
                    question = TopicIdQuestion::ask(consumer.client(), &self.topic, ASK).map(|asked| (asked, shown));
                }
            }
            if looked.elapsed() > LOOK {
                if consumer.context().connectivity.is_up() {
                    if self.look(consumer) {
                        return End::BeginsAgain;
                    }
                    if question.is_none() && self.topic_id != TopicId::HasNone {
                        question =
                            TopicIdQuestion::ask(consumer.client(), &self.topic, ASK).map(|asked| (asked, shown));
                    }
                }
                let lag = self.shared.progress().lag();
                self.follow.seen(Seen::Looked(lag));
                looked = Instant::now();
            }
        }
        End::Stopped
    }

    /// Finds where to begin, and begins there. `false`: that is not known yet.
    fn begin(&mut self, consumer: &BaseConsumer<Context>) -> KafkaResult<bool> {
        let mut found = start::find(consumer, &self.topic, self.window)?;
        if !self.follow.choose(&found.topic_id, &mut found.starts) {
            return Ok(false);
        }
        let mut list = TopicPartitionList::new();
        for start in &found.starts {
            list.add_partition_offset(&self.topic, start.partition, Offset::Offset(start.begin))?;
        }
        consumer.assign(&list)?;
        self.topic_id = found.topic_id;
        self.follow.seen(Seen::Begins);
        let starts = found.starts.iter().map(|start| (start.partition, start.begin, start.end));
        self.shared.progress().begin(starts, Instant::now());
        self.paused = false;
        Ok(true)
    }

    /// Lets Kafka wait while there is no room for records. Everything else goes on.
    fn make_room(&mut self, consumer: &BaseConsumer<Context>) {
        let has_room = self.follow.has_room();
        if has_room != self.paused {
            return;
        }
        let changed = consumer
            .assignment()
            .and_then(|partitions| if has_room { consumer.resume(&partitions) } else { consumer.pause(&partitions) });
        match changed {
            Ok(()) => self.paused = !has_room,
            Err(error) => self.trouble(&error),
        }
    }

    /// Asks for the ends and the number of partitions. Returns whether the log is another one, or has grown.
    fn look(&mut self, consumer: &BaseConsumer<Context>) -> bool {
        let known = self.shared.progress().numbers();
        let looked = start::partitions(consumer, &self.topic).and_then(|partitions| {
            let ends = start::offsets(consumer, &self.topic, &known, Offset::End)?;
            Ok((partitions, ends))
        });
        match looked {
            Ok((partitions, _)) if partitions.len() > known.len() => {
                tracing::info!(topic = self.topic, "the topic has more partitions: reading it again");
                true
            }
            Ok((_, ends)) => {
                let ends = ends.into_iter().filter_map(|(partition, end)| Some((partition, end?)));
                let is_another = self.shared.progress().told(ends, Instant::now());
                if is_another {
                    tracing::warn!(topic = self.topic, "the log is shorter than what was read of it: reading it again");
                }
                is_another
            }
            Err(error) => {
                self.trouble(&error);
                false
            }
        }
    }

    fn is_another(&mut self, answer: &TopicId) -> bool {
        let TopicId::Is(id) = answer else { return false };
        let known = std::mem::replace(&mut self.topic_id, answer.clone());
        let is_another = matches!(known, TopicId::Is(known) if known != *id);
        if is_another {
            tracing::warn!(topic = self.topic, "the topic was created again: reading it from the beginning");
        }
        is_another
    }

    fn name_brokers_again(&self, consumer: &BaseConsumer<Context>) {
        if consumer.context().connectivity.forgot_brokers() {
            client::name_brokers(consumer.client(), self.config.get("bootstrap.servers").unwrap_or_default());
        }
    }

    /// Logs an error, and not the same one twice in a row. It goes on by itself.
    fn trouble(&mut self, error: &KafkaError) {
        let text = match error.rdkafka_error_code() {
            // Logged by the connectivity.
            Some(Code::BrokerTransportFailure | Code::AllBrokersDown | Code::OperationTimedOut | Code::Resolve) => {
                return;
            }
            // Who watches the topics reports that.
            Some(Code::UnknownTopicOrPartition | Code::UnknownTopic | Code::UnknownPartition) => return,
            Some(Code::NotImplemented) => features::unreadable().to_owned(),
            _ => error.to_string(),
        };
        if self.said.as_ref() != Some(&text) {
            tracing::warn!(topic = self.topic, service = self.service, "{text}");
            self.said = Some(text);
        }
    }
}
