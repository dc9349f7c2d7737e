//! `needhelp send`: sends one alert, like the tutorial's producer.py, and says reliably whether it was sent.
//!
//! Must not print `✅ Alert sent: Sarah needs help` before Kafka has acknowledged the record. An alert that was given up is
//! void for everyone, as it is for `/needhelp` (docs/protocol.md#rule-1).

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
use crate::settings::Settings;

/// A record appended later than this is void (docs/protocol.md#rule-1).
const GIVE_UP: SignedDuration = SignedDuration::from_secs(7);
/// The person gets an answer within this time.
const ANSWER_WITHIN: Duration = Duration::from_secs(9);
/// How long to wait for the topics; the rest of the time is for the alert itself.
const TOPICS_WITHIN: Duration = Duration::from_secs(3);
/// How long to try to withdraw an alert that may have been written.
const WITHDRAW_WITHIN: Duration = Duration::from_secs(30);

/// The options of `needhelp send`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  \
    needhelp send --parent Sarah --child Jake --location \"Oak Street Bus Stop\" \\\n    \
    --message \"Meeting ran over, will be 10 mins late\" --when \"in 20 min\"")]
pub(crate) struct Send {
    /// Name of the parent who needs help
    #[arg(long, value_name = "NAME", value_parser = visible_text::<80>)]
    parent: String,
    /// Name of the child who has to be met
    #[arg(long, value_name = "NAME", value_parser = visible_text::<80>)]
    child: String,
    /// Where to meet the child
    #[arg(long, value_name = "PLACE", value_parser = visible_text::<150>)]
    location: String,
    /// Anything else that the neighbors should know
    // A list often begins with a hyphen: "- late".
    #[arg(long, value_name = "TEXT", value_parser = visible_text::<1000>, allow_hyphen_values = true)]
    message: String,
    /// When to be there, in the time zone TIMEZONE: now, 3:15, 3:15 pm, 15:15 or "in 20 min"
    #[arg(long, value_name = "TIME")]
    when: Option<String>,
}

/// The record's value: the tutorial's flat JSON, plus an id.
#[derive(Serialize)]
struct AlertWithId<'a> {
    #[serde(flatten)]
    alert: &'a Alert,
    alert_id: &'a AlertId,
}

impl Send {
    pub(crate) async fn run(self, config: &Config) -> Result<(), Failure> {
        let now = Timestamp::now();
        let settings = Settings::new(config).for_guild(None);
        let zone = settings.timezone.as_ref();
        let needed_by = self.when.as_deref().map(|typed| read_when(typed, now, zone)).transpose()?;
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
            late: false,
            timezone: zone.and_then(TimeZone::iana_name).map(str::to_owned),
            area: None,
            drill: false,
            ring: false,
            blocked: Vec::new(),
            private: false,
        };
        let id = new_id(now);
        let answer_at = Instant::now() + ANSWER_WITHIN;
        let producer = Producer::start(&config.kafka, "send", MessageTimeout::PERSON)
            .map_err(|error| not_sent(&error.to_string()))?;
        let give_up_at = now.saturating_add(GIVE_UP).unwrap_or(Timestamp::MAX);
        prepare_topics(config, &producer).await?;
        let sent = tokio::time::timeout_at(answer_at, producer.send(record(config, &id, &alert, now, give_up_at)));
        let failure = match sent.await {
            Ok(Ok(delivered)) if !delivered.is_void(give_up_at) => {
                tracing::debug!(alert_id = %id, ?delivered, "acknowledged");
                return stdout::line(&sent_line(&alert, &settings.display_zone()));
            }
            Ok(Ok(_)) => "Kafka stored it too late, so it does not count".to_owned(),
            Ok(Err(error)) if error.surely_not_written() => return Err(not_sent(&describe(config, &error))),
            Ok(Err(error)) => describe(config, &error),
            Err(_) => describe(config, &SendError::PossiblyWritten("no answer in time".to_owned())),
        };
        // First the answer, because somebody waits for it. The withdrawal may take long.
        eprintln!("needhelp: {}", not_sent(&failure));
        withdraw(config, &producer, &id).await;
        Err(Failure::Reported)
    }
}

/// The tutorial's line, and below it the time that was understood, if one was given.
fn sent_line(alert: &Alert, zone: &TimeZone) -> String {
    let sent = format!("✅ Alert sent: {} needs help", terminal::sanitize(&alert.parent_name));
    match alert.needed_by {
        None => sent,
        Some(_) if alert.is_for_now() => format!("{sent}\n   Time: now"),
        Some(by) => format!("{sent}\n   Time: {}", by.to_zoned_datetime(zone.clone()).strftime("%A %H:%M %Z")),
    }
}

fn record(config: &Config, id: &AlertId, alert: &Alert, now: Timestamp, give_up_at: Timestamp) -> Outgoing {
    Outgoing {
        topic: config.kafka.alerts_topic.clone(),
        partition: None,
        key: Some(id.as_str().as_bytes().to_vec()),
        // Only text and times, which JSON can always represent.
        value: Some(serde_json::to_vec(&AlertWithId { alert, alert_id: id }).expect("an alert is plain JSON")),
        envelope: Envelope::new(id.as_str(), "alert", "send", now).give_up_at(give_up_at),
    }
}

/// Creates missing topics. A topic that the broker creates by itself has one partition and uses the producers' clocks.
async fn prepare_topics(config: &Config, producer: &Producer) -> Result<(), Failure> {
    let stop = CancellationToken::new();
    match tokio::time::timeout(TOPICS_WITHIN, topics::prepare(&config.kafka, &stop)).await {
        // `needhelp check` reports wrong settings of a topic.
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(not_sent(&error.to_string())),
        Err(_) => {
            let no_answer = format!("Kafka at {} does not answer", config.kafka.bootstrap_servers);
            Err(not_sent(&producer.refusal().unwrap_or(no_answer)))
        }
    }
}

/// The person read "NOT sent", so the alert must not be shown if it appears later.
async fn withdraw(config: &Config, producer: &Producer, id: &AlertId) {
    let kind = Kind::Withdrawn { event_id: id.event() };
    let own_id = kind.own_id(id);
    let withdrawn = codec::outgoing(&config.kafka, codec::home(&config.kafka, id), id, kind, &own_id, "send");
    let stop = CancellationToken::new();
    if let Ok(Ok(_)) = tokio::time::timeout(WITHDRAW_WITHIN, producer.append_until(withdrawn, &stop)).await {
        tracing::info!(alert_id = %id, "withdrawn: the alert will not be shown, even if it was stored");
    } else {
        tracing::warn!(alert_id = %id, "not withdrawn, because Kafka still does not answer: the alert may be shown later");
    }
}

fn not_sent(why: &str) -> Failure {
    Failure::Failed(format!("NOT sent: {why}. Phone someone."))
}

fn describe(config: &Config, error: &SendError) -> String {
    let servers = &config.kafka.bootstrap_servers;
    match error {
        SendError::NotWritten(_) | SendError::PossiblyWritten(_) => {
            format!("Kafka at {servers} did not confirm it in time ({error})")
        }
        error => error.to_string(),
    }
}

fn read_when(typed: &str, now: Timestamp, zone: Option<&TimeZone>) -> Result<Timestamp, Failure> {
    time::read(typed, now, zone).map_err(|error| {
        let problem = match error {
            WhenError::Unreadable => "is not a time".to_owned(),
            WhenError::Past(at) => {
                format!(
                    "is in the past ({})",
                    at.to_zoned_datetime(zone.cloned().unwrap_or(TimeZone::UTC)).strftime("%H:%M %Z")
                )
            }
            WhenError::Far => "is more than 24 hours ahead".to_owned(),
            WhenError::MorningOrAfternoon => "may be in the morning or in the afternoon".to_owned(),
            WhenError::OtherZone => "is in another time zone than TIMEZONE".to_owned(),
            WhenError::NoZone => "needs a time zone, and TIMEZONE is not set".to_owned(),
        };
        let typed = terminal::sanitize(&terminal::shorten(typed, 40));
        let expected = "use a time in the next 24 hours, such as now, 3:15 pm, 15:15 or \"in 20 min\"";
        Failure::Usage(format!("NOT sent: --when {typed:?} {problem}; {expected}"))
    })
}

/// A unique id: the time, and 64 random bits from the operating system.
fn new_id(now: Timestamp) -> AlertId {
    let random = RandomState::new().hash_one(std::process::id());
    // At most 34 characters, all of them letters, digits or '-'.
    AlertId::new(format!("cli-{}-{random:016x}", now.as_millisecond())).expect("only characters that an id may have")
}

/// Accepts 1 to `MAX` characters, at least one of them visible.
fn visible_text<const MAX: usize>(text: &str) -> Result<String, String> {
    let text = text.trim();
    match text.chars().count() {
        _ if !escape::is_legible(text) => Err("it is empty".to_owned()),
        characters if characters > MAX => Err(format!("it has {characters} characters, the limit is {MAX}")),
        _ => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_valid_and_unique() {
        let now = Timestamp::now();
        assert_ne!(new_id(now), new_id(now));
    }

    #[test]
    fn empty_and_too_long_text_is_refused_with_the_reason() {
        assert_eq!(visible_text::<5>(" Jake "), Ok("Jake".to_owned()));
        assert!(visible_text::<5>("  ").unwrap_err().contains("empty"));
        assert!(visible_text::<5>("\u{200b}").unwrap_err().contains("empty"));
        assert!(visible_text::<5>("Jakobus").unwrap_err().contains("7 characters, the limit is 5"));
    }

    #[test]
    fn a_wrong_time_is_refused_with_an_example() {
        let now: Timestamp = "2026-11-23T15:20:00Z".parse().unwrap();
        let refusal = |typed: &str| read_when(typed, now, Some(&TimeZone::UTC)).unwrap_err();
        for (typed, problem) in
            [("soon", "is not a time"), ("14:55", "is in the past (14:55 UTC)"), ("in 30 h", "24 hours ahead")]
        {
            let Failure::Usage(line) = refusal(typed) else { panic!("{typed} has another exit code") };
            assert!(line.contains(problem) && line.contains("in 20 min"), "{line}");
        }
        assert_eq!(read_when("15:45", now, Some(&TimeZone::UTC)).unwrap().to_string(), "2026-11-23T15:45:00Z");
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
            late: false,
            timezone: None,
            area: None,
            drill: false,
            ring: false,
            blocked: Vec::new(),
            private: false,
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
