//! An ordinary consumer for `needhelp watch`: it shows each record, and only then stores its offset.
//!
//! Everything happens on a thread of its own, showing included, so no offset is stored before its record was shown. Must
//! not be used by a service: it has no replay, no lease and no hand-over. It shares its group with other programs'
//! consumers (the tutorial's consumer.py), hence the assignment strategy that these have by default.

pub(crate) mod start_offsets;

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::TopicPartitionList;
use rdkafka::client::ClientContext;
use rdkafka::config::{FromClientConfigAndContext as _, RDKafkaLogLevel};
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer as _, ConsumerContext};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::types::{RDKafkaErrorCode, RDKafkaRespErr};
use tokio::sync::watch;

use crate::config::KafkaConfig;
use crate::kafka::client::{self, CommitMetadata, Connectivity, Statistics, TopicId, TopicIdQuestion, features};
use crate::kafka::record::Record;
use start_offsets::Start;

/// How long a poll waits; being asked to stop waits for it, too.
const POLL: Duration = Duration::from_millis(100);
/// How often the topic's id is asked for: a topic that was created again has another one.
const ASK_ID: Duration = Duration::from_secs(2);
/// An assignment that has stood for so long is the group's word: a member that is to have another one hears of it with its
/// next heartbeat, a second later at the most.
const STEADY: Duration = Duration::from_millis(1500);
/// How long the topic is asked for before it counts as not known.
const ASK_TOPIC: Duration = Duration::from_secs(1);

/// What is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading<'a> {
    /// Everything from the beginning, saving nothing.
    Everything,
    /// This group's share, from where it left off (from the beginning where it never was); its place moves with what is
    /// shown.
    Group {
        /// The group's name.
        name: &'a str,
        /// The group begins at the beginning, in each partition that is assigned here.
        from_the_beginning: bool,
    },
}

/// What there is to show.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly all that is seen are records")]
pub(crate) enum Seen {
    /// A record.
    Record(Record),
    /// All that was there has been shown; more may come. Also where the group has nothing for this member, because others
    /// have it all.
    CaughtUp,
    /// There is no such topic; once until it is there. It goes on by itself.
    TopicMissing,
    /// Something went wrong, in words; once until something else is seen. It goes on by itself.
    Trouble(String),
}

/// A running look-on; it ends when this is dropped.
pub(crate) struct Watcher {
    stop: Arc<AtomicBool>,
    ended: watch::Receiver<bool>,
}

impl Watcher {
    /// Reads until it is dropped or closed. `show` is called for each thing, in order, and ends it by `Break`.
    ///
    /// # Errors
    /// Where `KAFKA_PROPERTIES` has something that librdkafka does not take.
    pub(crate) fn start(
        config: &KafkaConfig,
        topic: &str,
        reading: Reading<'_>,
        show: impl FnMut(Seen) -> ControlFlow<()> + Send + 'static,
    ) -> Result<Self, KafkaError> {
        let stop = Arc::new(AtomicBool::new(false));
        let group = match reading {
            Reading::Everything => None,
            Reading::Group { name, .. } => Some(name),
        };
        let looking = Looking {
            config: client::watcher(config, group),
            topic: topic.to_owned(),
            saves: group.is_some(),
            start: Arc::new(Mutex::new(Start::new(reading))),
            stop: Arc::clone(&stop),
            show,
            said: None,
            topic_id: None,
        };
        let consumer = looking.make()?;
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
    pub(crate) async fn ended(&mut self) {
        // An error says that the thread is gone, which is an end as well.
        _ = self.ended.wait_for(|ended| *ended).await;
    }

    /// Saves what was read, and leaves the group; `false` where that took longer than `deadline`.
    pub(crate) async fn close(mut self, deadline: Duration) -> bool {
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
    start: Arc<Mutex<Start>>,
    stop: Arc<AtomicBool>,
    show: S,
    said: Option<String>,
    topic_id: Option<String>,
}

impl<S: FnMut(Seen) -> ControlFlow<()>> Looking<S> {
    fn make(&self) -> KafkaResult<BaseConsumer<Context>> {
        let context = Context {
            connectivity: Connectivity::new("watch"),
            topic: self.topic.clone(),
            start: Arc::clone(&self.start),
            is_assigned: AtomicBool::new(false),
            rebalances: AtomicU64::new(0),
        };
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
            tracing::warn!(topic = self.topic, "the topic was created again: reading it from the beginning");
            drop(consumer);
            consumer = match self.make() {
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
        let mut given = Given::new();
        while !self.stop.load(Ordering::Relaxed) {
            if consumer.context().connectivity.forgot_brokers() {
                client::name_brokers(consumer.client(), self.config.get("bootstrap.servers").unwrap_or_default());
            }
            let polled = consumer.poll(POLL);
            given.look(consumer.context());
            match polled {
                None => {}
                Some(Ok(message)) => {
                    given.ends.remove(&rdkafka::Message::partition(&message));
                    self.said = None;
                    (self.show)(Seen::Record(Record::read(&message)))?;
                    self.start().shown(&message, consumer, self.topic_id.as_deref());
                }
                Some(Err(KafkaError::PartitionEOF(partition))) => {
                    given.ends.insert(partition);
                    self.said = None;
                    if given.all_at_their_end(consumer) {
                        (self.show)(Seen::CaughtUp)?;
                    }
                }
                Some(Err(error)) => self.trouble(&error)?,
            }
            if given.is_nothing(consumer, &self.topic) {
                (self.show)(Seen::CaughtUp)?;
            }
            if let Some(answer) = question.as_ref().and_then(|question| question.answer(Duration::ZERO)) {
                question = None;
                if let TopicId::Is(id) = answer
                    && let Some(known) = self.topic_id.replace(id.clone())
                    && known != id
                {
                    self.start().recreated(&id);
                    return ControlFlow::Continue(());
                }
            } else if question.is_none() && asked.is_none_or(|asked| asked.elapsed() > ASK_ID) {
                asked = Some(Instant::now());
                question = TopicIdQuestion::ask(consumer.client(), &self.topic, Duration::from_secs(5));
            }
        }
        ControlFlow::Break(())
    }

    fn start(&self) -> MutexGuard<'_, Start> {
        self.start.lock().unwrap_or_else(PoisonError::into_inner)
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
            Some(Code::NotImplemented) => {
                let text = format!("reading {}: {}", self.topic, features::unreadable());
                (text.clone(), Seen::Trouble(text))
            }
            _ => (error.to_string(), Seen::Trouble(error.to_string())),
        };
        if self.said.replace(text.clone()) == Some(text) {
            return ControlFlow::Continue(());
        }
        (self.show)(seen)
    }
}

/// The partitions that the group has given to this member, since its last word.
struct Given {
    rebalances: u64,
    since: Instant,
    /// Those that have been read to their end.
    ends: BTreeSet<i32>,
    said_nothing: bool,
}

impl Given {
    fn new() -> Self {
        Given { rebalances: 0, since: Instant::now(), ends: BTreeSet::new(), said_nothing: false }
    }

    /// After each poll: what was true of the assignment before is not true of this one.
    fn look(&mut self, context: &Context) {
        let rebalances = context.rebalances.load(Ordering::Relaxed);
        if rebalances != self.rebalances {
            *self = Given { rebalances, ..Given::new() };
        }
    }

    fn all_at_their_end(&self, consumer: &BaseConsumer<Context>) -> bool {
        consumer.assignment().is_ok_and(|assignment| {
            let partitions = assignment.elements();
            !partitions.is_empty() && partitions.iter().all(|partition| self.ends.contains(&partition.partition()))
        })
    }

    /// Whether the group has partitions and none of them for this member; true once for an assignment.
    fn is_nothing(&mut self, consumer: &BaseConsumer<Context>, topic: &str) -> bool {
        let stands = consumer.context().is_assigned.load(Ordering::Relaxed) && self.since.elapsed() > STEADY;
        if !stands || self.said_nothing || !consumer.assignment().is_ok_and(|given| given.count() == 0) {
            return false;
        }
        // A topic that does not exist yet has no assignments. Asked no more often than an assignment takes to be steady.
        self.since = Instant::now();
        self.said_nothing = consumer
            .fetch_metadata(Some(topic), ASK_TOPIC)
            .is_ok_and(|metadata| metadata.topics().first().is_some_and(|topic| !topic.partitions().is_empty()));
        self.said_nothing
    }
}

pub(crate) struct Context {
    connectivity: Connectivity,
    topic: String,
    start: Arc<Mutex<Start>>,
    /// The group has said what this member reads, be it nothing.
    is_assigned: AtomicBool,
    /// How often partitions were given or taken.
    rebalances: AtomicU64,
}

impl Context {
    fn assign(&self, consumer: &BaseConsumer<Self>, list: &mut TopicPartitionList) -> KafkaResult<()> {
        self.start.lock().unwrap_or_else(PoisonError::into_inner).choose(consumer, &self.topic, list)?;
        let partitions: Vec<i32> =
            list.elements().iter().map(rdkafka::topic_partition_list::TopicPartitionListElem::partition).collect();
        tracing::info!(?partitions, "partitions assigned");
        consumer.assign(list)
    }
}

impl ClientContext for Context {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, text: &str) {
        self.connectivity.log(level, facility, text);
    }

    fn stats_raw(&self, json: &[u8]) {
        let Some(statistics) = Statistics::read(json) else { return };
        self.connectivity.update(&statistics);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        self.connectivity.read_error(error.rdkafka_error_code(), reason);
    }
}

impl ConsumerContext for Context {
    fn rebalance(&self, consumer: &BaseConsumer<Self>, error: RDKafkaRespErr, list: &mut TopicPartitionList) {
        let is_given = error == RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
        self.is_assigned.store(is_given, Ordering::Relaxed);
        self.rebalances.fetch_add(1, Ordering::Relaxed);
        let done = if is_given {
            self.assign(consumer, list)
        } else {
            tracing::info!("partitions taken away, to be assigned again");
            consumer.unassign()
        };
        if let Err(error) = done {
            // librdkafka rejoins by itself when its next heartbeat is refused.
            tracing::warn!(%error, "partitions could not be taken over or given back");
        }
    }
}
