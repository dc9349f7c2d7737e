//! Whether the topics are there: made at the start, and looked for as long as the process lives.
//!
//! Must not make a topic again that was deleted while the process ran: who deleted it may be about to make another one.

use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::config::KafkaConfig;
use crate::kafka::admin::topics;
use crate::kafka::producer::Producer;

/// How often they are looked for: one small question a topic, over a connection that is there.
const LOOK: Duration = Duration::from_secs(5);
/// The same while one was not found.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// What is known of the topics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// All of them were there once.
    made: bool,
    /// Those that no longer exist.
    gone: Vec<String>,
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
}

/// Makes and verifies the topics, for as long as that takes, then looks for them until `stop`. `there` is true from the
/// time that they were made, and is sent again when they exist again.
pub(crate) async fn watch_over(
    config: KafkaConfig,
    producer: Producer,
    there: watch::Sender<bool>,
    seen: watch::Sender<Seen>,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    if !prepared(&config, &stop).await? {
        return Ok(());
    }
    seen.send_modify(|seen| seen.made = true);
    there.send_replace(true);
    let names = [&config.alerts_topic, &config.confirmations_topic, &config.dead_letter_topic].map(Clone::clone);
    let mut before = Vec::new();
    loop {
        let pause = if before.is_empty() { LOOK } else { LOOK_AGAIN };
        if tokio::time::timeout(pause, stop.cancelled()).await.is_ok() {
            return Ok(());
        }
        // While nobody answers nothing is known of them, and others say that nobody answers.
        let Some(missing) = producer.missing_topics(&names).await else { continue };
        let was_gone = !seen.borrow().gone.is_empty();
        if missing.is_empty() && was_gone {
            tracing::info!("the topics are there again");
            // Another one by the same name may have other settings.
            if !prepared(&config, &stop).await? {
                return Ok(());
            }
            seen.send_modify(|seen| seen.gone.clear());
            there.send_replace(true);
        } else if missing == before && seen.borrow().gone != missing {
            // Said twice: a broker that has just begun may not know its topics yet.
            tracing::warn!(topics = missing.join(", "), "topics are gone: make them again");
            seen.send_modify(|seen| seen.gone.clone_from(&missing));
        }
        before = missing;
    }
}

/// Whether they are there now, each with what is wrong with it in the log; false where `stop` ended it.
async fn prepared(config: &KafkaConfig, stop: &CancellationToken) -> anyhow::Result<bool> {
    let Some(findings) = topics::prepare(config, stop).await? else { return Ok(false) };
    for finding in findings {
        tracing::warn!(topic = finding.topic, fix = finding.fix, "{}", finding.wrong);
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_that_is_gone_is_named() {
        let seen = |made, gone: &[&str]| Seen { made, gone: gone.iter().map(|name| (*name).to_owned()).collect() };
        assert!(seen(false, &[]).missing().unwrap_err().contains("waiting for Kafka"));
        assert_eq!(seen(true, &[]).missing(), Ok(()));
        assert!(seen(true, &["bus-stop-alerts"]).missing().unwrap_err().contains("bus-stop-alerts is gone"));
    }
}
