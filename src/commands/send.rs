//! `needhelp send`: the tutorial's producer.py. One alert, and the truth about what became of it.
//!
//! Prints on stdout `✅ Alert sent: Sarah needs help`, and only when Kafka has acknowledged it. What was given up is void
//! for everyone, as it is for a `/needhelp` (protocol 1).

use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

use clap::Args;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{Failure, stdout, terminal};
use crate::alert::{Alert, AlertId, Kind};
use crate::alert_log::codec;
use crate::config::Config;
use crate::discord::escape;
use crate::discord::input::time;
use crate::discord::input::time::WhenError;
use crate::kafka::admin::topics;
use crate::kafka::client::MessageTimeout;
use crate::kafka::producer::SendError;
use crate::kafka::producer::{Outgoing, Producer};
use crate::kafka::record::Envelope;

/// What is appended later than this was called "NOT sent" before (protocol 1).
const GIVE_UP: SignedDuration = SignedDuration::from_secs(7);
/// The answer's latest time.
const ANSWER_WITHIN: Duration = Duration::from_secs(9);
/// How long the topics are waited for; what is left after it is the alert's time.
const TOPICS_WITHIN: Duration = Duration::from_secs(3);
/// How long a possibly written alert is being withdrawn.
const WITHDRAW_WITHIN: Duration = Duration::from_secs(30);

/// The options of `needhelp send`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  \
    needhelp send --parent Sarah --child Jake --location \"Oak Street Bus Stop\" \\\n    \
    --message \"Meeting ran over, will be 10 mins late\" --when \"in 20 min\"")]
pub(crate) struct Send {
    /// The parent who needs help
    #[arg(long, value_name = "NAME", value_parser = words::<80>)]
    parent: String,
    /// The child who has to be met
    #[arg(long, value_name = "NAME", value_parser = words::<80>)]
    child: String,
    /// Where
    #[arg(long, value_name = "PLACE", value_parser = words::<150>)]
    location: String,
    /// What else there is to say
    #[arg(long, value_name = "TEXT", value_parser = words::<1000>)]
    message: String,
    /// By when somebody has to be there, in the time zone TIMEZONE: 3:15, 3:15 pm, 15:15, "in 20 min"
    #[arg(long, value_name = "TIME")]
    when: Option<String>,
}

/// The record's value: the tutorial's flat JSON and an id.
#[derive(Serialize)]
struct Value<'a> {
    #[serde(flatten)]
    alert: &'a Alert,
    alert_id: &'a AlertId,
}

impl Send {
    pub(crate) async fn carry_out(self, config: &Config) -> Result<(), Failure> {
        let now = Timestamp::now();
        let needed_by = self.when.as_deref().map(|typed| read_when(typed, now, &config.timezone)).transpose()?;
        let alert = Alert {
            parent_name: self.parent,
            child_name: self.child,
            location: self.location,
            message: self.message,
            parent_id: None,
            guild_id: None,
            channel_id: None,
            raised_at: Some(now),
            needed_by,
            locale: None,
        };
        let id = new_id(now);
        let answer_at = Instant::now() + ANSWER_WITHIN;
        let producer = Producer::start(&config.kafka, "send", MessageTimeout::PERSON)
            .map_err(|error| not_sent(&error.to_string()))?;
        let give_up_at = now.saturating_add(GIVE_UP).unwrap_or(Timestamp::MAX);
        make_topics(config, &producer).await?;
        let sent = tokio::time::timeout_at(answer_at, producer.send(record(config, &id, &alert, now, give_up_at)));
        let failure = match sent.await {
            Ok(Ok(delivered)) if !delivered.is_void(give_up_at) => {
                tracing::debug!(alert_id = %id, ?delivered, "acknowledged");
                return stdout::line(&format!("✅ Alert sent: {} needs help", terminal::plain(&alert.parent_name)));
            }
            Ok(Ok(_)) => "Kafka took it too late, so it does not count".to_owned(),
            Ok(Err(error)) if error.surely_not_written() => return Err(not_sent(&in_words(config, &error))),
            Ok(Err(error)) => in_words(config, &error),
            Err(_) => in_words(config, &SendError::PossiblyWritten("no answer in time".to_owned())),
        };
        // Said before the withdrawal, which may take its time: somebody waits for the answer.
        eprintln!("needhelp: {}", not_sent(&failure));
        withdraw(config, &producer, &id).await;
        Err(Failure::Said)
    }
}

fn record(config: &Config, id: &AlertId, alert: &Alert, now: Timestamp, give_up_at: Timestamp) -> Outgoing {
    Outgoing {
        topic: config.kafka.alerts_topic.clone(),
        partition: None,
        key: Some(id.as_str().as_bytes().to_vec()),
        // Texts and times alone: there is nothing in it that JSON can't hold.
        value: Some(serde_json::to_vec(&Value { alert, alert_id: id }).expect("an alert is plain JSON")),
        envelope: Envelope::new(id.as_str(), "alert", "send", now).give_up_at(give_up_at),
    }
}

/// A topic that the broker made by itself would have one partition, and its producers' times.
async fn make_topics(config: &Config, producer: &Producer) -> Result<(), Failure> {
    let stop = CancellationToken::new();
    match tokio::time::timeout(TOPICS_WITHIN, topics::prepare(&config.kafka, &stop)).await {
        // What is wrong with them is `check`'s to say.
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(not_sent(&error.to_string())),
        Err(_) => {
            let away = format!("Kafka at {} does not answer", config.kafka.bootstrap_servers);
            Err(not_sent(&producer.refusal().unwrap_or(away)))
        }
    }
}

/// The person was told "NOT sent": whatever turns up of the alert must not be shown.
async fn withdraw(config: &Config, producer: &Producer, id: &AlertId) {
    let kind = Kind::Withdrawn { event_id: id.event() };
    let own_id = kind.own_id(id);
    let withdrawn = codec::outgoing(&config.kafka, codec::home(&config.kafka, id), id, kind, &own_id, "send");
    let stop = CancellationToken::new();
    if let Ok(Ok(_)) = tokio::time::timeout(WITHDRAW_WITHIN, producer.append_until(withdrawn, &stop)).await {
        tracing::info!(alert_id = %id, "withdrawn: if it turns up it will not be shown");
    } else {
        tracing::warn!(alert_id = %id, "it could not be withdrawn, because Kafka is still away; it may yet turn up");
    }
}

fn not_sent(why: &str) -> Failure {
    Failure::Failed(format!("NOT sent: {why}. Phone someone."))
}

fn in_words(config: &Config, error: &SendError) -> String {
    let servers = &config.kafka.bootstrap_servers;
    match error {
        SendError::NotWritten(_) | SendError::PossiblyWritten(_) => {
            format!("Kafka at {servers} did not confirm it in time ({error})")
        }
        error => error.to_string(),
    }
}

fn read_when(typed: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, Failure> {
    time::read(typed, now, zone).map_err(|error| {
        let what = match error {
            WhenError::Unreadable => "is not a time".to_owned(),
            WhenError::Past(at) => {
                format!("was at {}", at.to_zoned_datetime(zone.clone()).strftime("%H:%M (%Z)"))
            }
            WhenError::Far => "is more than 24 hours ahead".to_owned(),
        };
        let typed = terminal::plain(&terminal::beginning(typed, 40));
        let right = "right is a time to come, as 3:15, 3:15 pm, 15:15 or \"in 20 min\"";
        Failure::Wrong(format!("NOT sent: --when {typed:?} {what}; {right}"))
    })
}

/// An id that no other alert has: the time, and 64 bits that the operating system made up.
fn new_id(now: Timestamp) -> AlertId {
    let random = RandomState::new().hash_one(std::process::id());
    // Letters, digits and '-', 34 characters at most for the next thousands of years.
    AlertId::new(format!("cli-{}-{random:016x}", now.as_millisecond())).expect("it is made of what an id may have")
}

/// One to `MOST` characters, some of which can be seen.
fn words<const MOST: usize>(text: &str) -> Result<String, String> {
    let text = text.trim();
    match text.chars().count() {
        _ if !escape::is_legible(text) => Err("it is empty".to_owned()),
        characters if characters > MOST => Err(format!("it has {characters} characters; {MOST} are the most")),
        _ => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_alert_ids_and_no_two_are_the_same() {
        let now = Timestamp::now();
        assert_ne!(new_id(now), new_id(now));
    }

    #[test]
    fn what_nobody_could_read_is_refused_with_the_reason() {
        assert_eq!(words::<5>(" Jake "), Ok("Jake".to_owned()));
        assert!(words::<5>("  ").unwrap_err().contains("empty"));
        assert!(words::<5>("\u{200b}").unwrap_err().contains("empty"));
        assert!(words::<5>("Jakobus").unwrap_err().contains("7 characters; 5"));
    }

    #[test]
    fn a_wrong_time_is_answered_with_an_example() {
        let now: Timestamp = "2026-11-23T15:20:00Z".parse().unwrap();
        let said = |typed: &str| read_when(typed, now, &TimeZone::UTC).unwrap_err();
        for (typed, what) in [("soon", "is not a time"), ("15:15", "was at 15:15 (UTC)"), ("in 30 h", "24 hours ahead")]
        {
            let Failure::Wrong(line) = said(typed) else { panic!("{typed} has another exit code") };
            assert!(line.contains(what) && line.contains("in 20 min"), "{line}");
        }
        assert_eq!(read_when("15:45", now, &TimeZone::UTC).unwrap().to_string(), "2026-11-23T15:45:00Z");
    }

    #[test]
    fn the_record_is_the_tutorials_flat_json_with_an_id() {
        let config = Config::read(&|_| None).unwrap();
        let alert = Alert {
            parent_name: "Sarah".into(),
            child_name: "Jake".into(),
            location: "Oak Street Bus Stop".into(),
            message: "Meeting ran over".into(),
            parent_id: None,
            guild_id: None,
            channel_id: None,
            raised_at: None,
            needed_by: None,
            locale: None,
        };
        let id = AlertId::new("cli-1").unwrap();
        let record = record(&config, &id, &alert, Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH);
        let value: serde_json::Value = serde_json::from_slice(&record.value.unwrap()).unwrap();
        assert_eq!(
            value,
            serde_json::json!({"parent_name": "Sarah", "child_name": "Jake", "location": "Oak Street Bus Stop",
                "message": "Meeting ran over", "alert_id": "cli-1"})
        );
    }
}
