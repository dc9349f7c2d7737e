//! The part of the check for Kafka: brokers, topics, clocks, and one record written and read back in a topic of its own.
//!
//! Must not append to the topics for alerts and alert logs.

use super::super::Failure;
use super::Report;
use crate::config::Config;
use crate::kafka::admin::round_trip;
use crate::kafka::admin::topics::{Finding, Topics, TopicsError};

/// How far the clocks may differ (docs/protocol.md#rule-14): a record is void or not by the broker's clock and the bot's.
const MAX_CLOCK_DIFFERENCE_MS: u64 = 2_000;

pub(crate) async fn check(config: &Config, report: &mut Report) -> Result<(), Failure> {
    let servers = &config.kafka.bootstrap_servers;
    match topics(config).await? {
        Ok(findings) => {
            report.ok("broker", format!("{servers} answers"))?;
            if findings.is_empty() {
                report.ok("topics", "all three exist and have the right settings")?;
            }
            for finding in findings {
                report.wrong("topics", format!("{}: {}", finding.topic, finding.wrong), &finding.fix)?;
            }
        }
        Err(TopicsError::CannotMake { topic, reason, fix }) => {
            report.ok("broker", format!("{servers} answers"))?;
            report.wrong("topics", format!("{topic} is missing and cannot be created ({reason})"), fix)?;
        }
        Err(TopicsError::Away(error)) => {
            let fix = "start Kafka, or correct KAFKA_BOOTSTRAP_SERVERS; for TLS or SASL also KAFKA_PROPERTIES";
            report.wrong("broker", format!("{servers} does not answer ({error})"), fix)?;
            for test in ["topics", "round trip", "clocks"] {
                report.skipped(test, "the broker has to answer first")?;
            }
            return Ok(());
        }
    }
    match round_trip::round_trip(&config.kafka).await {
        Ok(trip) => {
            let milliseconds = trip.took.as_millis();
            report.ok("round trip", format!("one record was written and read back in {milliseconds} ms"))?;
            match trip.clock_difference_ms {
                None => report.skipped("clocks", "this broker does not set the time of a record"),
                Some(difference) if difference.unsigned_abs() <= MAX_CLOCK_DIFFERENCE_MS => {
                    report.ok("clocks", "the clocks of the broker and this machine agree")
                }
                Some(difference) => {
                    let fix = "synchronize both clocks by NTP; until then the bot may take alerts for late ones";
                    report.wrong(
                        "clocks",
                        format!(
                            "the broker's clock and this machine's differ by {} s",
                            difference.unsigned_abs() / 1000
                        ),
                        fix,
                    )
                }
            }
        }
        Err(error) => {
            let fix = format!("allow this user to create, write and read the topic {}", round_trip::TOPIC);
            report.wrong("round trip", error, &fix)?;
            report.skipped("clocks", "the round trip has to work first")
        }
    }
}

/// Verifies the topics and creates missing ones, on a thread where that may block.
async fn topics(config: &Config) -> Result<Result<Vec<Finding>, TopicsError>, Failure> {
    let topics = Topics::new(&config.kafka).map_err(|error| Failure::Usage(format!("KAFKA_PROPERTIES: {error}")))?;
    let runtime = tokio::runtime::Handle::current();
    let verified = tokio::task::spawn_blocking(move || runtime.block_on(topics.make_and_verify()));
    verified.await.map_err(|error| Failure::Failed(error.to_string()))
}
