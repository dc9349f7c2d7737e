//! Kafka's half of the check: the brokers, the topics, and a record there and back in a topic of its own.

use super::super::Failure;
use super::Report;
use crate::config::Config;
use crate::kafka::admin::round_trip;
use crate::kafka::admin::topics::{Finding, Topics, TopicsError};

/// What clocks may differ by (docs/protocol.md#rule-14): what was given up is void by the broker's clock and the
/// gateway's.
const CLOCKS_MS: u64 = 2_000;

pub(crate) async fn check(config: &Config, report: &mut Report) -> Result<(), Failure> {
    let servers = &config.kafka.bootstrap_servers;
    match topics(config).await? {
        Ok(findings) => {
            report.ok("broker", format!("{servers} answers"))?;
            if findings.is_empty() {
                report.ok("topics", "all three are there, set up as they have to be")?;
            }
            for finding in findings {
                report.wrong("topics", format!("{}: {}", finding.topic, finding.wrong), &finding.mend)?;
            }
        }
        Err(TopicsError::CannotMake { topic, reason, mend }) => {
            report.ok("broker", format!("{servers} answers"))?;
            report.wrong("topics", format!("{topic} is missing and can't be made ({reason})"), mend)?;
        }
        Err(TopicsError::Away(error)) => {
            let mend = "start Kafka, or correct KAFKA_BOOTSTRAP_SERVERS; with TLS or SASL also KAFKA_PROPERTIES";
            report.wrong("broker", format!("{servers} does not answer ({error})"), mend)?;
            for what in ["topics", "round trip", "clocks"] {
                report.open(what, "the broker has to answer first")?;
            }
            return Ok(());
        }
    }
    match round_trip::round_trip(&config.kafka).await {
        Ok(trip) => {
            let milliseconds = trip.took.as_millis();
            report.ok("round trip", format!("a record was appended and read back in {milliseconds} ms"))?;
            match trip.clock_difference_ms {
                None => report.open("clocks", "this broker gives no times"),
                Some(difference) if difference.unsigned_abs() <= CLOCKS_MS => {
                    report.ok("clocks", "the broker's and this machine's agree")
                }
                Some(difference) => {
                    let mend = "set both by NTP: alerts would be taken for late ones";
                    report.wrong("clocks", format!("the broker's is {} s off this machine's", difference / 1000), mend)
                }
            }
        }
        Err(error) => {
            let mend = format!("let this user create, write and read the topic {}", round_trip::TOPIC);
            report.wrong("round trip", error, &mend)?;
            report.open("clocks", "the round trip has to work first")
        }
    }
}

/// Looks at the topics and makes those that are missing, off the async threads.
async fn topics(config: &Config) -> Result<Result<Vec<Finding>, TopicsError>, Failure> {
    let topics = Topics::new(&config.kafka).map_err(|error| Failure::Wrong(format!("KAFKA_PROPERTIES: {error}")))?;
    let runtime = tokio::runtime::Handle::current();
    let looked = tokio::task::spawn_blocking(move || runtime.block_on(topics.make_and_verify()));
    looked.await.map_err(|error| Failure::Failed(error.to_string()))
}
