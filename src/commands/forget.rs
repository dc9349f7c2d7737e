//! `needhelp forget`: a person is erased from the history (docs/protocol.md#rule-32), for somebody who is not on the server
//! any more, or has asked an admin.

use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use jiff::Timestamp;

use crate::alert::UserId;
use crate::commands::{Failure, stdout};
use crate::config::Config;
use crate::kafka::client::MessageTimeout;
use crate::kafka::producer::Producer;
use crate::settings::record;

/// How long Kafka may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(9);

/// The options of `needhelp forget`.
#[derive(Debug, Args)]
pub(crate) struct Forget {
    /// The person's id, digits alone (in Discord: Settings, Advanced, Developer Mode; then right-click, Copy User ID)
    #[arg(value_parser = clap::value_parser!(u64).range(1..))]
    user_id: u64,
}

impl Forget {
    pub(crate) async fn run(self, config: &Config) -> Result<(), Failure> {
        let now = Timestamp::now();
        let producer = Producer::start(&config.kafka, "forget", MessageTimeout::PERSON).context("a producer")?;
        let outgoing = record::forgotten(&config.kafka, UserId(self.user_id), &format!("forget-{now}"), "forget");
        let answer = tokio::time::timeout(ANSWER_WITHIN, producer.send(outgoing)).await;
        let failure = match answer {
            Ok(Ok(_)) => None,
            Ok(Err(error)) => Some(error.to_string()),
            Err(_) => Some("no answer in time".to_owned()),
        };
        if let Some(failure) = failure {
            let servers = &config.kafka.bootstrap_servers;
            return Err(Failure::Failed(format!("Kafka at {servers} did not confirm it ({failure}): try again")));
        }
        let gone = record::gone_from_kafka(&config.kafka, now).strftime("%Y-%m-%d");
        stdout::line(&format!(
            "Noted. Each history erases what it has of this person up to now, also where it is rebuilt. Kafka keeps its own copy \
             until {gone} at the latest; backups keep theirs."
        ))
    }
}
