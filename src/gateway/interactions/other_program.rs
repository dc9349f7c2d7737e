//! Notices a second program with the same token and another Kafka: each would have its own winners.
//!
//! Discord says that somebody else has answered an interaction (40060). Another gateway of ours appends its record of the
//! same interaction to the same partition; a program with another Kafka does not.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::alert::EventId;
use crate::gateway::context::Context;
use crate::kafka::admin::read_partition;
use crate::kafka::producer::Delivered;

/// The other gateway's record is in the log when it answers "Sent", and within 7 s of the interaction otherwise; after
/// that it is void.
const LOOKS: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(3), Duration::from_secs(5)];

/// The other gateway's record may stand this far before ours.
const BEFORE: i64 = 500;

/// One look takes at most this long.
const ONE_LOOK: Duration = Duration::from_secs(5);

/// Each look makes a client of Kafka of its own, so there is at most one look in this time.
const PACE: Duration = Duration::from_secs(60);

/// When it was last looked for.
#[derive(Debug, Default)]
pub(crate) struct OtherProgram(Mutex<Option<Instant>>);

impl OtherProgram {
    /// Whether it may be looked for now.
    fn may_look(&self, now: Instant) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let may = last.is_none_or(|last| now.duration_since(last) >= PACE);
        if may {
            *last = Some(now);
        }
        may
    }
}

impl Context {
    /// Looks for another program that has answered the interaction of this event. Our record of it is at `ours` in `topic`.
    pub(crate) fn answered_elsewhere(self: &Arc<Self>, topic: &str, event: &EventId, ours: Delivered) {
        if !self.other_program.may_look(Instant::now()) {
            return;
        }
        let (context, topic, event) = (Arc::clone(self), topic.to_owned(), event.clone());
        // Not among the tasks that the end waits for.
        tokio::spawn(async move {
            for pause in LOOKS {
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    () = context.end.cancelled() => return,
                }
                match context.has_twin(&topic, &event, ours).await {
                    Some(false) => {}
                    // Found, or Kafka does not answer: nothing is known then.
                    Some(true) | None => return,
                }
            }
            tracing::warn!(
                interaction_id = %event,
                "another program has answered an interaction, and its record is not in this Kafka: does a second bot run \
                 with the same token? Each would have its own winner. End it, or give it a token of its own"
            );
            context.count("unknown", "other_program");
            context.state.send_modify(|state| state.other_program = Some(std::time::Instant::now()));
        });
    }

    /// Whether the partition has another record of the event. `None` if Kafka does not say.
    async fn has_twin(&self, topic: &str, event: &EventId, ours: Delivered) -> Option<bool> {
        let (config, topic, from) = (self.kafka.clone(), topic.to_owned(), ours.offset.saturating_sub(BEFORE));
        let read = move || read_partition::read_from(&config, &topic, ours.partition, from, ONE_LOOK);
        let records = tokio::task::spawn_blocking(read).await.ok()?;
        let records = records
            .inspect_err(|error| tracing::debug!(%error, "the other gateway's record can't be looked for"))
            .ok()?;
        let is_twin = |id: &Option<String>, offset| id.as_deref() == Some(event.as_str()) && offset != ours.offset;
        Some(records.iter().any(|record| is_twin(&record.envelope.event_id, record.offset)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "demo")]
    #[tokio::test(flavor = "multi_thread")]
    async fn another_gateways_record_is_found_before_and_after_ours() {
        use crate::gateway::context::staged;
        use crate::kafka::mock_broker::{FAST_PROPERTIES, MockBroker};
        use crate::kafka::producer::Outgoing;
        use crate::kafka::record::Envelope;

        let broker = MockBroker::start(&["alerts", "log", "dead"]).expect("a broker");
        let settings = |name: &str| match name {
            "KAFKA_BOOTSTRAP_SERVERS" => Some(broker.bootstrap_servers().to_owned()),
            "KAFKA_PROPERTIES" => Some(FAST_PROPERTIES.to_owned()),
            _ => None,
        };
        let context = staged::context_with(&crate::config::Config::read(&settings).expect("settings"), "").await.0;
        let append = async |id: &str| {
            let envelope = Envelope::new(id, "alert", "gateway", jiff::Timestamp::now());
            let partition = Some(0);
            let outgoing = Outgoing { topic: "alerts".into(), partition, key: None, value: Some(vec![b'{']), envelope };
            context.append(outgoing).await.expect("appended")
        };
        let first = append("7").await;
        let other = append("8").await;
        assert_eq!(context.has_twin("alerts", &EventId::new("7"), first).await, Some(false));
        assert_eq!(context.has_twin("alerts", &EventId::new("8"), other).await, Some(false));
        let second = append("7").await;
        for ours in [first, second] {
            assert_eq!(context.has_twin("alerts", &EventId::new("7"), ours).await, Some(true));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn it_is_looked_for_once_a_minute() {
        let (other, now) = (OtherProgram::default(), Instant::now());
        assert!(other.may_look(now) && !other.may_look(now + PACE / 2) && other.may_look(now + PACE));
    }
}
