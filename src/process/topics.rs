//! Creates the topics at start, then watches whether they exist as long as the process runs.
//!
//! Must not recreate a topic that was deleted meanwhile (`docs/decisions/0018-deleted-topic-is-not-recreated.md`).

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::config::KafkaConfig;
use crate::kafka::admin::findings::Finding;
use crate::kafka::admin::topics;
use crate::kafka::producer::Producer;

/// How often the topics are looked up: one small request for each, over an open connection.
const LOOK: Duration = Duration::from_secs(5);
/// The same while a topic is missing.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// How often the topic of the settings is verified while something is wrong with it.
const VERIFY_SETTINGS: Duration = Duration::from_secs(10);

/// The state of the topics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// All of them have existed at one time.
    made: bool,
    /// The topics that no longer exist.
    gone: Vec<String>,
    /// What is wrong with the topic of the settings, which alerts do not need.
    settings: Vec<Finding>,
}

impl Seen {
    /// What is missing, for an admin.
    pub(crate) fn missing(&self) -> Result<(), String> {
        match (self.made, &*self.gone) {
            (false, _) => Err("they have not been seen yet: waiting for Kafka, the log says what for".to_owned()),
            (true, []) => Ok(()),
            (true, gone) => Err(format!("{} is gone: create it again, or restart this process", gone.join(", "))),
        }
    }

    /// What is wrong with the topic of the settings, for an admin.
    pub(crate) fn wrong_settings(&self) -> Result<(), String> {
        if self.settings.is_empty() {
            return Ok(());
        }
        Err(self
            .settings
            .iter()
            .map(|finding| format!("{}. To fix it: {}", finding.wrong, finding.fix))
            .collect::<Vec<_>>()
            .join("; "))
    }
}

/// Creates and verifies the topics, for as long as that takes, then watches them until `stop`. `there` becomes true
/// when they were created, and is sent again when a deleted topic exists again.
pub(crate) async fn watch_over(
    config: KafkaConfig,
    producer: Producer,
    there: watch::Sender<bool>,
    seen: watch::Sender<Seen>,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    if !prepared(&config, &seen, &stop).await? {
        return Ok(());
    }
    seen.send_modify(|seen| seen.made = true);
    there.send_replace(true);
    let names = config.topics().map(Clone::clone);
    let mut before = Vec::new();
    let mut verified = Instant::now();
    loop {
        let pause = if before.is_empty() { LOOK } else { LOOK_AGAIN };
        if tokio::time::timeout(pause, stop.cancelled()).await.is_ok() {
            return Ok(());
        }
        // Without an answer from Kafka nothing is known. Other parts report that Kafka does not answer.
        let Some(missing) = producer.missing_topics(&names).await else { continue };
        let (settings, missing): (Vec<_>, Vec<_>) =
            missing.into_iter().partition(|name| *name == config.settings_topic);
        let is_wrong = !settings.is_empty() || !seen.borrow().settings.is_empty();
        if is_wrong && verified.elapsed() >= VERIFY_SETTINGS {
            verified = Instant::now();
            match topics::verify(&config).await {
                Ok(findings) => note_settings(&config, &seen, findings),
                Err(error) => tracing::debug!(error, "the topic of the settings was not verified"),
            }
        }
        let was_gone = !seen.borrow().gone.is_empty();
        if missing.is_empty() && was_gone {
            tracing::info!("the topics are there again");
            // A recreated topic may have other settings.
            if !prepared(&config, &seen, &stop).await? {
                return Ok(());
            }
            seen.send_modify(|seen| seen.gone.clear());
            there.send_replace(true);
        } else if missing == before && seen.borrow().gone != missing {
            // Only if it is missing twice: a broker that has just started may not know its topics yet.
            tracing::warn!(topics = missing.join(", "), "topics are gone: make them again");
            seen.send_modify(|seen| seen.gone.clone_from(&missing));
        }
        before = missing;
    }
}

/// Whether the topics exist now. Logs what is wrong with them. False if `stop` ended it.
async fn prepared(config: &KafkaConfig, seen: &watch::Sender<Seen>, stop: &CancellationToken) -> anyhow::Result<bool> {
    let Some(findings) = topics::prepare(config, stop).await? else { return Ok(false) };
    for finding in findings.iter().filter(|finding| finding.topic != config.settings_topic) {
        log(finding);
    }
    note_settings(config, seen, findings);
    Ok(true)
}

/// Logs what is newly wrong with the topic of the settings, and keeps it for `/readyz`.
fn note_settings(config: &KafkaConfig, seen: &watch::Sender<Seen>, mut findings: Vec<Finding>) {
    findings.retain(|finding| finding.topic == config.settings_topic);
    let before = seen.borrow().settings.clone();
    findings.iter().filter(|finding| !before.contains(finding)).for_each(log);
    if findings.is_empty() && !before.is_empty() {
        tracing::info!(topic = config.settings_topic, "the topic of the settings is as it should be");
    }
    seen.send_modify(|seen| seen.settings = findings);
}

fn log(finding: &Finding) {
    tracing::warn!(topic = finding.topic, fix = finding.fix, "{}", finding.wrong);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_that_is_gone_is_named() {
        let seen = |made, gone: &[&str]| Seen {
            made,
            gone: gone.iter().map(|name| (*name).to_owned()).collect(),
            settings: Vec::new(),
        };
        assert!(seen(false, &[]).missing().unwrap_err().contains("waiting for Kafka"));
        assert_eq!(seen(true, &[]).missing(), Ok(()));
        assert!(seen(true, &["bus-stop-alerts"]).missing().unwrap_err().contains("bus-stop-alerts is gone"));
    }
}
