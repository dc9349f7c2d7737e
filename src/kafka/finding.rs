//! What is wrong with a topic's settings (protocol 14), in words, each with its mending.
//!
//! Pure: what the broker says comes in, findings go out.

use rdkafka::admin::{ConfigResource, OwnedResourceSpecifier};

/// What `min.insync.replicas` is where there are three replicas: one may be down, and nothing is lost with one.
pub(super) const MIN_IN_SYNC: &str = "2";
/// Below this an alert's log is gone before a board has folded it, with a week's outage to spare.
const SHORTEST_RETENTION_MS: i64 = 7 * 24 * 3_600_000;

/// What is wrong with a topic, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The topic.
    pub topic: String,
    /// What is wrong, in words.
    pub wrong: String,
    /// What to do about it, in words or as a command.
    pub mending: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}. {}", self.topic, self.wrong, self.mending)
    }
}

pub(super) fn verify_settings(resource: &ConfigResource, replication: i32) -> Vec<Finding> {
    let OwnedResourceSpecifier::Topic(topic) = &resource.specifier else { return Vec::new() };
    let has = |name: &str| resource.get(name).and_then(|entry| entry.value.clone()).unwrap_or_default();
    check_settings(topic, replication, has)
}

fn check_settings(topic: &str, replication: i32, has: impl Fn(&str) -> String) -> Vec<Finding> {
    let finding = |name: &str, value: &str, why: &str| Finding {
        topic: topic.to_owned(),
        wrong: format!("{name} is {}, and {why}", has(name)),
        mending: format!(
            "kafka-configs.sh --alter --entity-type topics --entity-name {topic} --add-config {name}={value}"
        ),
    };
    let mut findings = Vec::new();
    if has("message.timestamp.type") != "LogAppendTime" {
        let why = "the broker's time must decide what came too late";
        findings.push(finding("message.timestamp.type", "LogAppendTime", why));
    }
    if has("cleanup.policy") != "delete" {
        findings.push(finding("cleanup.policy", "delete", "compaction would take records out of an alert's log"));
    }
    let retention = has("retention.ms").parse::<i64>();
    if retention.is_ok_and(|ms| (0..SHORTEST_RETENTION_MS).contains(&ms)) {
        let why = "an alert's log must outlive a week's outage";
        findings.push(finding("retention.ms", &SHORTEST_RETENTION_MS.to_string(), why));
    }
    if replication >= 3 && has("min.insync.replicas") != MIN_IN_SYNC {
        let why = "what was acknowledged must survive the loss of one broker, and one broker's loss must stop nothing";
        findings.push(finding("min.insync.replicas", MIN_IN_SYNC, why));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good(name: &str) -> String {
        match name {
            "message.timestamp.type" => "LogAppendTime",
            "cleanup.policy" => "delete",
            "retention.ms" => "604800000",
            _ => "2",
        }
        .to_owned()
    }

    #[test]
    fn a_topic_as_it_should_be_has_no_findings() {
        assert_eq!(check_settings("t", 3, good), []);
    }

    #[test]
    fn each_wrong_setting_is_found_with_its_mending() {
        for (name, value) in [
            ("message.timestamp.type", "CreateTime"),
            ("cleanup.policy", "compact,delete"),
            ("retention.ms", "3600000"),
            ("min.insync.replicas", "1"),
        ] {
            let has = |asked: &str| if asked == name { value.to_owned() } else { good(asked) };
            let findings = check_settings("t", 3, has);
            assert_eq!(findings.len(), 1, "{name}");
            assert!(
                findings[0].wrong.contains(name) && findings[0].mending.contains("--add-config"),
                "{}",
                findings[0]
            );
        }
    }

    #[test]
    fn retention_without_end_is_long_enough() {
        let has = |asked: &str| if asked == "retention.ms" { "-1".to_owned() } else { good(asked) };
        assert_eq!(check_settings("t", 3, has), []);
    }
}
