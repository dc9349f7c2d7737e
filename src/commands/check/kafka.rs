//! The part of the check for Kafka: brokers, topics, one record written and read back in a topic of its own, open
//! transactions; and the clocks of Discord, the broker and this machine.
//!
//! Must not append to the topics for alerts and alert logs.

use jiff::Timestamp;

use super::super::Failure;
use super::Report;
use crate::clocks::Clocks;
use crate::config::Config;
use crate::discord::rest::Rest;
use crate::kafka::admin::findings::Finding;
use crate::kafka::admin::round_trip;
use crate::kafka::admin::topics::{Topics, TopicsError};
use crate::kafka::admin::transactions::open_transactions;
use crate::process::transactions as say;

/// `discord` has asked Discord before, so it knows the time there.
pub(crate) async fn check(config: &Config, discord: Option<Rest>, report: &mut Report) -> Result<(), Failure> {
    let broker = with_broker(config, report).await?;
    let discord = discord.as_ref().and_then(Rest::clock).map(|(ahead_ms, _)| ahead_ms);
    clocks(Clocks { discord, broker }, report)
}

/// Tests the broker. Returns by how much its clock is ahead of this machine's, if that is known.
async fn with_broker(config: &Config, report: &mut Report) -> Result<Option<i64>, Failure> {
    let servers = &config.kafka.bootstrap_servers;
    match topics(config).await? {
        Ok(findings) => {
            report.ok("broker", format!("{servers} answers"))?;
            if findings.is_empty() {
                report.ok("topics", "all four exist and have the right settings")?;
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
            for test in ["topics", "round trip", "transactions"] {
                report.skipped(test, "the broker has to answer first")?;
            }
            return Ok(None);
        }
    }
    let clock = match round_trip::round_trip(&config.kafka).await {
        Ok(trip) => {
            let milliseconds = trip.took.as_millis();
            report.ok("round trip", format!("one record was written and read back in {milliseconds} ms"))?;
            trip.clock_difference_ms
        }
        Err(error) => {
            let fix = format!("allow this user to create, write and read the topic {}", round_trip::TOPIC);
            report.wrong("round trip", error, &fix)?;
            None
        }
    };
    transactions(config, report).await?;
    Ok(clock)
}

/// A transaction that another program has left open holds back every alert that comes after it.
async fn transactions(config: &Config, report: &mut Report) -> Result<(), Failure> {
    const TEST: &str = "transactions";
    let kafka = config.kafka.clone();
    let looked = tokio::task::spawn_blocking(move || {
        open_transactions(&kafka, &[&kafka.alerts_topic, &kafka.confirmations_topic])
    });
    match looked.await.map_err(|error| Failure::Failed(error.to_string()))? {
        Ok(open) if open.is_empty() => report.ok(TEST, "none is open"),
        Ok(open) => open.iter().try_for_each(|open| {
            let since = open.since_ms.and_then(|ms| Timestamp::from_millisecond(ms).ok());
            let problem = say::sentence(&open.topic, open.partition, since);
            report.wrong(TEST, problem, &say::fix(&open.topic, open.partition, open.offset))
        }),
        Err(error) => report.skipped(TEST, &format!("Kafka does not say where the topics end ({error})")),
    }
}

fn clocks(clocks: Clocks, report: &mut Report) -> Result<(), Failure> {
    const TEST: &str = "clocks";
    if let Some(wrong) = clocks.wrong() {
        return report.wrong(TEST, format!("{wrong}, {}", wrong.why()), wrong.fix());
    }
    let apart =
        |ms: i64| if ms == 0 { "0 s".to_owned() } else { format!("{:.1} s", ms.unsigned_abs() as f64 / 1_000.0) };
    match (clocks.discord, clocks.broker) {
        (None, None) => report.skipped(TEST, "neither Discord nor the broker told the time"),
        (Some(discord), None) => {
            let detail = format!(
                "Discord's and this machine's agree ({} apart); the broker does not tell the time of a record",
                apart(discord)
            );
            report.ok(TEST, detail)
        }
        (None, Some(broker)) => {
            report.ok(TEST, format!("the broker's and this machine's agree ({} apart)", apart(broker)))
        }
        (Some(discord), Some(broker)) => {
            let detail = format!(
                "Discord's, the broker's and this machine's agree ({} and {} from this machine's)",
                apart(discord),
                apart(broker)
            );
            report.ok(TEST, detail)
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
