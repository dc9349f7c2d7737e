//! The test of the phones as the records of the settings have it (docs/protocol.md#rule-39).
//!
//! Pure: must not read a topic.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::alert::{ChannelId, GuildId, InteractionId, MessageId, UserId};
use crate::kafka::record::Record;

/// The value of `phones/<guild>`: the last test of a server's phones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhonesTest {
    /// The interaction that began it.
    pub test: InteractionId,
    /// Where its message is.
    pub channel_id: ChannelId,
    /// Its message; missing until Discord has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
    /// When it was posted.
    pub posted_at: Timestamp,
}

/// The value of `saw/<guild>/<user>`: this person has pressed the button of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saw {
    /// The test.
    pub test: InteractionId,
    /// When they pressed.
    pub at: Timestamp,
    /// Whether they had the helpers' role.
    #[serde(default)]
    pub helper: bool,
}

/// The value of `told/<guild>`: the moderators have read the result of this test.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Told {
    pub(crate) test: InteractionId,
}

/// Who has answered a test.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Answers {
    /// The fastest first.
    pub(crate) answered: Vec<(UserId, Saw)>,
    /// Helpers who have answered an earlier test, and not this one.
    pub(crate) missing: Vec<UserId>,
}

/// The last test of each server, and the last press of each person.
#[derive(Debug, Default)]
pub(crate) struct PhonesTests {
    tests: BTreeMap<GuildId, PhonesTest>,
    told: BTreeMap<GuildId, InteractionId>,
    saw: BTreeMap<(GuildId, UserId), Saw>,
}

impl PhonesTests {
    pub(crate) fn begun(&mut self, guild: GuildId, record: &Record) {
        if let Some(test) = value(record) {
            self.tests.insert(guild, test);
        }
    }

    pub(crate) fn saw(&mut self, guild: GuildId, user: UserId, record: &Record) {
        let Some(saw): Option<Saw> = value(record) else { return };
        // A second press in the same test is no slower answer.
        if self.saw.get(&(guild, user)).is_none_or(|before| before.test != saw.test) {
            self.saw.insert((guild, user), saw);
        }
    }

    pub(crate) fn told(&mut self, guild: GuildId, record: &Record) {
        if let Some(Told { test }) = value(record) {
            self.told.insert(guild, test);
        }
    }

    /// This person is named in no result anymore.
    pub(crate) fn forget(&mut self, user: UserId) {
        self.saw.retain(|(_, who), _| *who != user);
    }

    /// The tests whose results the moderators have not read.
    pub(crate) fn running(&self) -> impl Iterator<Item = (GuildId, &PhonesTest)> {
        let is_running = |(guild, test): &(&GuildId, &PhonesTest)| self.told.get(*guild) != Some(&test.test);
        self.tests.iter().filter(is_running).map(|(guild, test)| (*guild, test))
    }

    pub(crate) fn answers(&self, guild: GuildId, test: InteractionId) -> Answers {
        let here = self.saw.range((guild, UserId(0))..=(guild, UserId(u64::MAX)));
        let (this, earlier): (Vec<_>, Vec<_>) =
            here.map(|((_, user), saw)| (*user, *saw)).partition(|(_, saw)| saw.test == test);
        let mut answered = this;
        answered.sort_by_key(|(_, saw)| saw.at);
        let missing = earlier.into_iter().filter(|(_, saw)| saw.helper).map(|(user, _)| user).collect();
        Answers { answered, missing }
    }
}

fn value<T: DeserializeOwned>(record: &Record) -> Option<T> {
    let value = record.value.as_deref()?;
    match serde_json::from_slice(value) {
        Ok(value) => Some(value),
        Err(error) => {
            tracing::warn!(place = record.place(), %error, "a record of a test of the phones is skipped");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kafka::record::Envelope;

    const HERE: GuildId = GuildId(11);
    const MIKE: UserId = UserId(55);
    const LISA: UserId = UserId(66);

    fn record(value: &str) -> Record {
        Record {
            topic: "bus-stop-settings".into(),
            partition: 0,
            offset: 0,
            timestamp_ms: 0,
            key: None,
            value: Some(value.as_bytes().to_vec()),
            envelope: Envelope::default(),
            unreadable_headers: Vec::new(),
        }
    }

    fn pressed(test: u64, second: u8) -> Record {
        record(&format!(r#"{{"test":"{test}","at":"2026-11-29T18:00:{second:02}Z","helper":true}}"#))
    }

    #[test]
    fn a_test_runs_until_the_moderators_have_read_of_it() {
        let mut tests = PhonesTests::default();
        let test =
            |id: u64| record(&format!(r#"{{"test":"{id}","channel_id":"5","posted_at":"2026-11-29T18:00:00Z"}}"#));
        let running = |tests: &PhonesTests| tests.running().map(|(_, test)| test.test.0).collect::<Vec<_>>();
        tests.begun(HERE, &test(1));
        assert_eq!(running(&tests), [1]);
        tests.told(HERE, &record(r#"{"test":"1"}"#));
        assert_eq!(running(&tests), Vec::<u64>::new());
        tests.begun(HERE, &test(2));
        assert_eq!(running(&tests), [2]);
        tests.begun(HERE, &record("[]"));
        assert_eq!(running(&tests), [2]);
    }

    #[test]
    fn the_first_press_of_a_person_counts_and_who_answered_only_before_is_missing() {
        let mut tests = PhonesTests::default();
        tests.saw(HERE, MIKE, &pressed(1, 9));
        tests.saw(HERE, LISA, &pressed(2, 20));
        tests.saw(HERE, LISA, &pressed(2, 40));
        let answers = tests.answers(HERE, InteractionId(2));
        assert_eq!(answers.missing, [MIKE]);
        let [(who, saw)] = answers.answered[..] else { panic!("{answers:?}") };
        assert_eq!((who, saw.at.to_string().as_str()), (LISA, "2026-11-29T18:00:20Z"));
        tests.saw(HERE, MIKE, &pressed(2, 5));
        let both = tests.answers(HERE, InteractionId(2)).answered;
        assert_eq!(both.iter().map(|(who, _)| *who).collect::<Vec<_>>(), [MIKE, LISA], "the fastest first");
        tests.forget(MIKE);
        assert_eq!(tests.answers(HERE, InteractionId(3)).missing, [LISA]);
        assert_eq!(tests.answers(GuildId(12), InteractionId(2)), Answers::default());
    }
}
