//! What can be wrong with a topic, and how an admin can fix it (docs/protocol.md#rule-14, docs/protocol.md#rule-24).
//!
//! Pure: must not ask a broker.

use std::fmt;

use crate::config::KafkaConfig;
use crate::kafka::admin::client;

/// What librdkafka packs into one batch: a broker that takes less refuses records that are small enough by themselves.
const SMALLEST_BOUND_BYTES: i64 = 1_000_000;

/// What is wrong with a topic, and how to fix it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which.
    pub topic: String,
    /// What is wrong.
    pub wrong: String,
    /// What the admin can do.
    pub fix: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "topic {}: {}; {}", self.topic, self.wrong, self.fix)
    }
}

/// What is wrong with the number of a topic's partitions. `copies`: of the partition with the fewest.
pub(crate) fn of_partitions(config: &KafkaConfig, name: &str, count: usize, copies: Option<usize>) -> Vec<Finding> {
    let finding = |wrong: String, fix: String| Finding { topic: name.to_owned(), wrong, fix };
    let mut findings = Vec::new();
    let factor = config.replication_factor;
    if let Some(copies) = copies.filter(|copies| *copies < usize::try_from(factor).unwrap_or(0)) {
        findings.push(finding(
            format!("a partition of it is on {copies} brokers, KAFKA_REPLICATION_FACTOR is {factor}"),
            "move it with kafka-reassign-partitions.sh, or set KAFKA_REPLICATION_FACTOR to that number".to_owned(),
        ));
    }
    let wanted = usize::try_from(config.partitions).unwrap_or(0);
    if name == config.settings_topic {
        findings.extend(of_settings_partitions(config, count));
    } else if count == 0 {
        findings.push(finding(
            format!("it has 0 partitions, KAFKA_PARTITIONS is {wanted}"),
            "start any of the services, which makes what is missing".to_owned(),
        ));
    } else if name == config.confirmations_topic && count < wanted {
        findings.push(finding(
            format!("it has {count} partitions, KAFKA_PARTITIONS is {wanted}"),
            format!("kafka-topics.sh --alter --topic {name} --partitions {wanted}"),
        ));
    }
    findings
}

/// The topic of the settings has one partition, so that the records of a key have one order.
fn of_settings_partitions(config: &KafkaConfig, count: usize) -> Option<Finding> {
    let (name, factor) = (&config.settings_topic, config.replication_factor);
    let create = |name: &str| {
        format!(
            "kafka-topics.sh --create --topic {name} --partitions 1 --replication-factor {factor} --config \
             cleanup.policy=compact --config message.timestamp.type=LogAppendTime"
        )
    };
    let (wrong, fix) = match count {
        0 => ("it is missing: nobody can block anybody, and blocks do not count".to_owned(), create(name)),
        1 => return None,
        _ => {
            let wrong = format!("it has {count} partitions, and has to have one: what people set last might not count");
            let other = format!("{name}-2");
            (
                wrong,
                format!(
                    "{}, and set KAFKA_SETTINGS_TOPIC={other}. What people have set has to be set again",
                    create(&other)
                ),
            )
        }
    };
    Some(Finding { topic: name.clone(), wrong, fix })
}

/// What is wrong with a topic's settings. `value` tells a setting's.
pub(crate) fn of_settings(config: &KafkaConfig, name: &str, value: &dyn Fn(&str) -> Option<String>) -> Vec<Finding> {
    let alter = |setting: &str| {
        format!("kafka-configs.sh --alter --entity-type topics --entity-name {name} --add-config {setting}")
    };
    let mut findings = Vec::new();
    let mut expect = |setting: &str, right: &str, why: &str| {
        let is = value(setting).unwrap_or_default();
        if is != right {
            findings.push(Finding {
                topic: name.to_owned(),
                wrong: format!("{setting} is {is}: {why}"),
                fix: alter(&format!("{setting}={right}")),
            });
        }
    };
    let number = |setting: &str| value(setting).and_then(|text| text.parse::<i64>().ok());
    let is_settings = name == config.settings_topic;
    if is_settings {
        expect("message.timestamp.type", "LogAppendTime", "when something was set would be the clock of who set it");
        expect("cleanup.policy", "compact", "what people have set would vanish after a while");
    } else {
        if name != config.dead_letter_topic {
            expect("message.timestamp.type", "LogAppendTime", "what was given up could be shown all the same");
        }
        expect("cleanup.policy", "delete", "its records would vanish one by one, and one without a key be refused");
    }
    if config.replication_factor >= 3 && number("min.insync.replicas").is_none_or(|replicas| replicas < 2) {
        // Where there are more than 2 it is the admin's own choice.
        expect("min.insync.replicas", "2", "an acknowledged record could be on one broker only");
    }
    if is_settings {
        return findings;
    }
    if number("max.message.bytes").is_some_and(|bytes| bytes < SMALLEST_BOUND_BYTES) {
        let why = "an alert may be larger, and so may some that are written at once";
        expect("max.message.bytes", &client::MAX_RECORD_BYTES.to_string(), why);
    }
    let week = 7 * 24 * 3_600_000_i64;
    if number("retention.ms").is_some_and(|ms| ms >= 0 && ms < week) {
        findings.push(Finding {
            topic: name.to_owned(),
            wrong: "retention.ms is less than 7 days".to_owned(),
            fix: alter(&format!("retention.ms={week}")),
        });
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn config() -> KafkaConfig {
        Config::read(&|_| None).expect("defaults").kafka
    }

    #[test]
    fn a_settings_topic_that_is_wrong_is_said_with_the_command_that_fixes_it() {
        let config = config();
        let of = |count| of_partitions(&config, "bus-stop-settings", count, Some(1).filter(|_| count > 0));
        assert_eq!(of(1), []);
        let [missing] = &of(0)[..] else { panic!("one finding") };
        assert!(missing.wrong.contains("it is missing"), "{missing}");
        assert_eq!(
            missing.fix,
            "kafka-topics.sh --create --topic bus-stop-settings --partitions 1 --replication-factor 1 --config \
             cleanup.policy=compact --config message.timestamp.type=LogAppendTime"
        );
        let [several] = &of(3)[..] else { panic!("one finding") };
        assert!(several.wrong.contains("it has 3 partitions"), "{several}");
        assert!(several.fix.contains("KAFKA_SETTINGS_TOPIC=bus-stop-settings-2"), "{several}");

        let value = |setting: &str| match setting {
            "cleanup.policy" => Some("delete".to_owned()),
            "message.timestamp.type" => Some("LogAppendTime".to_owned()),
            _ => None,
        };
        let [policy] = &of_settings(&config, "bus-stop-settings", &value)[..] else { panic!("one finding") };
        assert!(policy.wrong.starts_with("cleanup.policy is delete"), "{policy}");
        assert!(
            policy.fix.ends_with("--entity-name bus-stop-settings --add-config cleanup.policy=compact"),
            "{policy}"
        );
    }

    #[test]
    fn the_other_topics_have_several_partitions_and_delete_old_records() {
        let config = config();
        assert_eq!(of_partitions(&config, "bus-stop-confirmations", 3, Some(1)), []);
        assert!(of_partitions(&config, "bus-stop-confirmations", 2, Some(1))[0].fix.contains("--partitions 3"));
        let value = |setting: &str| match setting {
            "cleanup.policy" => Some("compact".to_owned()),
            "message.timestamp.type" => Some("CreateTime".to_owned()),
            _ => None,
        };
        assert_eq!(of_settings(&config, "bus-stop-alerts", &value).len(), 2);
        assert_eq!(of_settings(&config, "bus-stop-dead-letters", &value).len(), 1);
    }
}
