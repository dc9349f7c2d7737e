//! Deletes topics of a real Kafka and creates them again.

use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions};
use rdkafka::client::DefaultClientContext;
use tokio_util::sync::CancellationToken;

use super::bot::{KafkaConfig, topics};
use super::eventually;
use super::records::PATIENCE;

/// Deletes these topics of the configuration and lets the bot's own code create them again.
pub async fn recreate_topics(config: &KafkaConfig, names: &[&str]) {
    let admin: AdminClient<DefaultClientContext> =
        ClientConfig::new().set("bootstrap.servers", &config.bootstrap_servers).create().expect("an admin client");
    let deleted = admin.delete_topics(names, &AdminOptions::new()).await.expect("an answer");
    assert!(deleted.iter().all(Result::is_ok), "{deleted:?}");
    // The controller answers a moment before the broker forgets the topic. A topic that is created in that moment finds the old one.
    eventually(PATIENCE, "the topics are deleted", async || {
        let metadata = admin.inner().fetch_metadata(None, Duration::from_secs(5)).ok()?;
        let is_there = metadata.topics().iter().any(|topic| names.contains(&topic.name()));
        (!is_there).then_some(())
    })
    .await;
    let never = CancellationToken::new();
    let made = tokio::time::timeout(PATIENCE, topics::prepare(config, &never)).await.expect("created again in time");
    assert_eq!(made.expect("an admin client"), Some(Vec::new()), "the topics are as they should be");
}
