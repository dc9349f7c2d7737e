//! What a consumer knows of its brokers and its group: for readiness, metrics and the lease.
//!
//! Must not be used to decide whether to send: it is as old as librdkafka's last statistics (1 s).

use std::collections::BTreeMap;

use crate::kafka::consumer::Statistics;

/// A consumer's status in librdkafka's last statistics.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ConsumerStatus {
    /// Whether a broker is connected.
    pub broker_reachable: bool,
    /// Whether the consumer is in its group, even without a partition (a spare one).
    pub joined: bool,
    /// An ACL of the broker forbids it to read the topic, or to be in the group.
    pub denied: bool,
    /// The partitions assigned now.
    pub partitions: Vec<i32>,
    /// How many answers the group's coordinator gave since the connection was made.
    pub answers: u64,
    /// How often the consumer was polled.
    pub polls: u64,
    /// Records in each assigned partition that are not stored as finished yet.
    pub lag: BTreeMap<i32, i64>,
    /// The assigned partitions whose last stable offset (here) is below their end: a transaction of another program is open,
    /// and no record from there on is read before it ends.
    pub stable_below: BTreeMap<i32, i64>,
}

impl ConsumerStatus {
    /// Why this consumer is not ready, for `/readyz`; `None` where it is.
    #[must_use]
    pub fn not_ready(&self) -> Option<&'static str> {
        match self {
            ConsumerStatus { broker_reachable: false, .. } => Some("no Kafka broker is reachable"),
            ConsumerStatus { denied: true, .. } => {
                Some("Kafka's ACLs do not let it read: it needs READ on its topic and its group")
            }
            ConsumerStatus { joined: false, .. } => Some("the consumer group has not been joined"),
            ConsumerStatus { .. } => None,
        }
    }
}

/// The part of the statistics that is about the group.
pub(crate) struct GroupState {
    pub(crate) joined: bool,
    pub(crate) answers: u64,
    pub(crate) lag: BTreeMap<i32, i64>,
    pub(crate) stable_below: BTreeMap<i32, i64>,
}

impl GroupState {
    pub(crate) fn read(statistics: &Statistics, topic: &str) -> Self {
        let coordinator = statistics.brokers.values().find(|broker| broker.name.starts_with("GroupCoordinator"));
        let connected = coordinator.is_some_and(|broker| broker.state == "UP");
        let group = statistics.cgrp.as_ref();
        let joined = connected && group.is_some_and(|group| group.state == "up" && group.join_state == "steady");
        let partitions = || statistics.topics.get(topic).into_iter().flat_map(|topic| topic.partitions.values());
        let lag = partitions().filter(|partition| partition.consumer_lag_stored >= 0);
        let lag = lag.map(|partition| (partition.partition, partition.consumer_lag_stored)).collect();
        let held = partitions().filter(|partition| (0..partition.hi_offset).contains(&partition.ls_offset));
        let stable_below = held.map(|partition| (partition.partition, partition.ls_offset)).collect();
        Self { joined, answers: coordinator.map_or(0, |broker| broker.rx), lag, stable_below }
    }
}
