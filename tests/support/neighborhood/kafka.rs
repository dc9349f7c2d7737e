//! What is appended to the topics besides the bot, and what they have.

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::super::bot::{
    Alert, AlertId, Body, DeadLetter, Delivered, EventId, Kind, MessageTimeout, Outgoing, PARTITIONS, Producer,
    Recipient, Record, codec, read_topic,
};
use super::super::wait::{eventually, within};
use super::Neighborhood;

impl Neighborhood {
    /// A producer as any program has one.
    fn producer(&self) -> &Producer {
        self.producer
            .get_or_init(|| Producer::start(self.kafka(), "test", MessageTimeout::SERVICE).expect("a producer"))
    }

    /// Appends until Kafka has it.
    pub async fn appended(&self, outgoing: Outgoing) -> Delivered {
        let never = CancellationToken::new();
        let appended = timeout(self.patience, self.producer().append_until(outgoing, &never));
        appended.await.expect("Kafka takes it in time").expect("appended")
    }

    /// Appends any value to the alerts' topic.
    pub async fn send(&self, value: impl AsRef<[u8]>) -> Delivered {
        self.append_value(&self.kafka().alerts_topic, value).await
    }

    /// Appends any value to a topic.
    pub async fn append_value(&self, topic: &str, value: impl AsRef<[u8]>) -> Delivered {
        let value = Some(value.as_ref().to_vec());
        self.appended(Outgoing { topic: topic.to_owned(), value, ..Outgoing::default() }).await
    }

    /// Appends an event to an alert's log.
    pub async fn append(&self, alert: &AlertId, kind: Kind, id: &str) -> Delivered {
        let home = codec::home(self.kafka(), alert);
        self.appended(codec::outgoing(self.kafka(), home, alert, kind, &EventId::new(id), "test")).await
    }

    /// Appends a record as another program does: without our headers, in any partition.
    pub async fn append_foreign(&self, topic: &str, partition: i32, value: &serde_json::Value) -> Delivered {
        let value = Some(value.to_string().into_bytes());
        self.appended(Outgoing { topic: topic.to_owned(), partition: Some(partition), value, ..Outgoing::default() })
            .await
    }

    /// All records of a topic up to now.
    pub async fn records(&self, topic: &str) -> Vec<Record> {
        let (config, topic, patience) = (self.kafka().clone(), topic.to_owned(), self.patience);
        let read = tokio::task::spawn_blocking(move || read_topic::read_all(&config, &topic, patience));
        read.await.expect("no panic").expect("the topic can be read")
    }

    /// Waits until there are this many dead letters.
    pub async fn dead_letters(&self, count: usize) -> Vec<Record> {
        let topic = &self.kafka().dead_letter_topic;
        let letters = async || Some(self.records(topic).await).filter(|letters| letters.len() >= count);
        eventually(self.patience, "dead letters", letters).await
    }

    /// Waits for the first dead letter.
    pub async fn dead_letter(&self) -> DeadLetter {
        DeadLetter::read(&self.dead_letters(1).await[0])
    }

    /// The log of all alerts.
    pub async fn log(&self) -> Vec<Body> {
        let records = self.records(&self.kafka().confirmations_topic).await;
        records.iter().filter_map(|record| serde_json::from_slice(record.value.as_deref()?).ok()).collect()
    }

    /// Waits until the log says of an alert that its card is posted and pinned.
    pub async fn card_is_recorded(&self) {
        self.log_has(is_pinned).await;
    }

    /// The same of this alert: what came before it in its partition has then been processed.
    pub async fn card_of_alert_is_recorded(&self, alert: &AlertId) {
        self.log_has(|body| body.alert_id == *alert && is_pinned(body)).await;
    }

    /// Raises an alert in each partition, and waits for their cards: what came before in the log has then been looked at.
    /// `name` begins their ids, and is their message.
    pub async fn all_before_is_processed(&self, name: &str) {
        for home in 0..PARTITIONS {
            let mut ids = (0..).map(|n| AlertId::new(format!("{name}-{n}")).expect("an id"));
            let id = ids.find(|id| codec::home(self.kafka(), id) == home).expect("an id of each partition");
            let alert = Alert { message: name.into(), ..self.alert() };
            self.append(&id, Kind::Raised(alert), id.as_str()).await;
            self.card_of_alert_is_recorded(&id).await;
        }
    }

    /// Waits until the log says that a parent was told something.
    pub async fn parent_is_informed(&self) {
        self.log_has(|body| matches!(body.kind, Kind::Informed { whom: Recipient::Parent, .. })).await;
    }

    /// Waits until the log has such an event.
    pub async fn log_has(&self, what: impl Fn(&Body) -> bool) -> Body {
        let mut log = Vec::new();
        let found = within(self.patience, async || {
            log = self.log().await;
            log.iter().find(|body| what(body)).cloned()
        })
        .await;
        found.unwrap_or_else(|| panic!("not in the log: {log:#?}"))
    }
}

fn is_pinned(body: &Body) -> bool {
    matches!(body.kind, Kind::Shown { pinned: Some(true), .. })
}
