//! The records of the topic of the settings: keys as text, and the records that this program writes.
//!
//! Must never change: the newest record of each key is kept for ever. A person's record has no `give_up_at`, because a
//! void record would still replace the valid one before it (`docs/decisions/0075-settings-are-never-void.md`).

use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::alert::{GuildId, InteractionId, UserId};
use crate::config::KafkaConfig;
use crate::kafka::producer::Outgoing;
use crate::kafka::record::Envelope;
use crate::settings::guild::GuildRecord;
use crate::settings::panel::PanelRecord;
use crate::settings::phones::Told;

pub use crate::settings::phones::{PhonesTest, Saw};

/// The time after which Kafka begins a new file, unless an admin has set another.
const FILE_DAYS: i64 = 7;

/// What a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// `block/<guild>/<parent>/<neighbor>`: this neighbor may not take this parent's alerts.
    Block {
        /// The server in which that holds.
        guild: GuildId,
        /// Who blocks.
        parent: UserId,
        /// Who is blocked.
        neighbor: UserId,
    },
    /// `forgotten/<user>`: what the history has of this person up to a time is erased.
    Forgotten(UserId),
    /// `private/<user>`: this person's name is in no statistics.
    Private(UserId),
    /// `guild/<guild>`: the settings of a server.
    Guild(GuildId),
    /// `week/<guild>`: the time of the last week's line. The first record of a week counts
    /// (`docs/decisions/0121-the-weeks-line-at-most-once.md`).
    Week(GuildId),
    /// `panel/<guild>`: where the server's panel is.
    Panel(GuildId),
    /// `phones/<guild>`: the last test of the phones (docs/protocol.md#rule-39).
    Phones(GuildId),
    /// `saw/<guild>/<user>`: this person has pressed the button of a test.
    Saw {
        /// The server of the test.
        guild: GuildId,
        /// Who pressed.
        user: UserId,
    },
    /// `told/<guild>`: the moderators have read the result of the last test.
    Told(GuildId),
}

/// A text is no [`Key`] that this version knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "it is no key of the settings: block/<guild>/<parent>/<neighbor>, forgotten/<user>, private/<user>, guild/<guild>, \
     week/<guild>, panel/<guild>, phones/<guild>, saw/<guild>/<user> or told/<guild>"
)]
pub struct KeyError;

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Block { guild, parent, neighbor } => write!(f, "block/{guild}/{parent}/{neighbor}"),
            Key::Forgotten(user) => write!(f, "forgotten/{user}"),
            Key::Private(user) => write!(f, "private/{user}"),
            Key::Guild(guild) => write!(f, "guild/{guild}"),
            Key::Week(guild) => write!(f, "week/{guild}"),
            Key::Panel(guild) => write!(f, "panel/{guild}"),
            Key::Phones(guild) => write!(f, "phones/{guild}"),
            Key::Saw { guild, user } => write!(f, "saw/{guild}/{user}"),
            Key::Told(guild) => write!(f, "told/{guild}"),
        }
    }
}

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let parts: Vec<&str> = text.split('/').collect();
        match *parts {
            ["block", guild, parent, neighbor] => Ok(Key::Block {
                guild: GuildId(id(guild)?),
                parent: UserId(id(parent)?),
                neighbor: UserId(id(neighbor)?),
            }),
            ["forgotten", user] => Ok(Key::Forgotten(UserId(id(user)?))),
            ["private", user] => Ok(Key::Private(UserId(id(user)?))),
            ["guild", guild] => Ok(Key::Guild(GuildId(id(guild)?))),
            ["week", guild] => Ok(Key::Week(GuildId(id(guild)?))),
            ["panel", guild] => Ok(Key::Panel(GuildId(id(guild)?))),
            ["phones", guild] => Ok(Key::Phones(GuildId(id(guild)?))),
            ["saw", guild, user] => Ok(Key::Saw { guild: GuildId(id(guild)?), user: UserId(id(user)?) }),
            ["told", guild] => Ok(Key::Told(GuildId(id(guild)?))),
            _ => Err(KeyError),
        }
    }
}

/// One id has one form: another form would be another key.
fn id(text: &str) -> Result<u64, KeyError> {
    match text.parse() {
        Ok(id) if id > 0 && text == format!("{id}") => Ok(id),
        _ => Err(KeyError),
    }
}

/// A parent blocks a neighbor. `id` is the interaction's.
#[must_use]
pub fn block(config: &KafkaConfig, guild: GuildId, parent: UserId, neighbor: UserId, id: &str) -> Outgoing {
    outgoing(config, Key::Block { guild, parent, neighbor }, Some("{}"), "blocked", id)
}

/// A parent takes that back.
#[must_use]
pub fn unblock(config: &KafkaConfig, guild: GuildId, parent: UserId, neighbor: UserId, id: &str) -> Outgoing {
    outgoing(config, Key::Block { guild, parent, neighbor }, None, "unblocked", id)
}

/// A person wants to be forgotten. `id` is the interaction's, or of a command; `service` wrote it.
#[must_use]
pub fn forgotten(config: &KafkaConfig, user: UserId, id: &str, service: &str) -> Outgoing {
    let now = Timestamp::now();
    let value = format!(r#"{{"at":"{now}"}}"#);
    let outgoing = outgoing(config, Key::Forgotten(user), Some(&value), "forgotten", id);
    Outgoing { envelope: Envelope::new(id, "forgotten", service, now), ..outgoing }
}

/// Whether a person is named in no statistics. `id` is the interaction's.
#[must_use]
pub(crate) fn unnamed(config: &KafkaConfig, user: UserId, unnamed: bool, id: &str) -> Outgoing {
    let (value, kind) = if unnamed { (Some("{}"), "unnamed") } else { (None, "named") };
    outgoing(config, Key::Private(user), value, kind, id)
}

/// A gateway wants to write the week's line that is due at this time.
#[must_use]
pub(crate) fn week(config: &KafkaConfig, guild: GuildId, due: Timestamp) -> Outgoing {
    let value = format!(r#"{{"due":"{due}"}}"#);
    // Records of several gateways differ by their offsets alone.
    outgoing(config, Key::Week(guild), Some(&value), "week", &format!("week/{guild}/{}", due.as_second()))
}

/// When the log has no record of today any more. Kafka deletes a file when its newest record is old enough, and begins a new
/// file after a week at the latest (`segment.ms`).
#[must_use]
pub fn gone_from_kafka(config: &KafkaConfig, now: Timestamp) -> Timestamp {
    let hours = i64::try_from(24 * days_in_kafka(config)).unwrap_or(i64::MAX);
    now.saturating_add(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MAX)
}

/// The settings of a server, all of them. `id` is the interaction's.
///
/// # Errors
/// Can't happen: they are texts, numbers and flags.
pub fn guild(config: &KafkaConfig, guild: GuildId, settings: &GuildRecord, id: &str) -> serde_json::Result<Outgoing> {
    let value = serde_json::to_string(settings)?;
    Ok(outgoing(config, Key::Guild(guild), Some(&value), "guild", id))
}

/// Where the panel of a server is; `None` where it has none any more. `id` is the interaction's, or the message's that is
/// gone.
///
/// # Errors
/// Can't happen: they are ids and a flag.
pub fn panel(
    config: &KafkaConfig,
    guild: GuildId,
    panel: Option<&PanelRecord>,
    id: &str,
) -> serde_json::Result<Outgoing> {
    let value = panel.map(serde_json::to_string).transpose()?;
    Ok(outgoing(config, Key::Panel(guild), value.as_deref(), "panel", id))
}

/// For how many days Kafka keeps a record of the alerts, at the most.
#[must_use]
pub(crate) fn days_in_kafka(config: &KafkaConfig) -> u64 {
    (i64::from(config.retention_days) + FILE_DAYS + 1).unsigned_abs()
}

/// A test of the phones began, or was posted.
#[must_use]
pub fn phones(config: &KafkaConfig, guild: GuildId, test: &PhonesTest) -> Outgoing {
    let value = json!(test).to_string();
    outgoing(config, Key::Phones(guild), Some(&value), "phones", &test.test.to_string())
}

/// A person has pressed the button of a test.
#[must_use]
pub(crate) fn saw(config: &KafkaConfig, guild: GuildId, user: UserId, saw: Saw) -> Outgoing {
    let value = json!(saw).to_string();
    outgoing(config, Key::Saw { guild, user }, Some(&value), "saw", &format!("saw/{}/{user}", saw.test))
}

/// The moderators have read the result of this test, or there is none.
#[must_use]
pub(crate) fn told(config: &KafkaConfig, guild: GuildId, test: InteractionId) -> Outgoing {
    let value = json!(Told { test }).to_string();
    outgoing(config, Key::Told(guild), Some(&value), "told", &format!("told/{test}"))
}

fn outgoing(config: &KafkaConfig, key: Key, value: Option<&str>, kind: &str, id: &str) -> Outgoing {
    Outgoing {
        topic: config.settings_topic.clone(),
        // Its only one: the records of a key have one order.
        partition: Some(0),
        key: Some(key.to_string().into_bytes()),
        value: value.map(|value| value.as_bytes().to_vec()),
        envelope: Envelope::new(id, kind, "gateway", Timestamp::now()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_read_as_it_was_written() {
        let user = UserId(44);
        for (key, text) in [
            (Key::Block { guild: GuildId(11), parent: user, neighbor: UserId(55) }, "block/11/44/55"),
            (Key::Forgotten(user), "forgotten/44"),
            (Key::Private(user), "private/44"),
            (Key::Guild(GuildId(11)), "guild/11"),
            (Key::Week(GuildId(11)), "week/11"),
            (Key::Panel(GuildId(11)), "panel/11"),
            (Key::Phones(GuildId(11)), "phones/11"),
            (Key::Saw { guild: GuildId(11), user }, "saw/11/44"),
            (Key::Told(GuildId(11)), "told/11"),
        ] {
            assert_eq!((key.to_string().as_str(), text.parse()), (text, Ok(key)));
        }
    }

    #[test]
    fn what_is_no_key_is_none() {
        for text in
            ["", "block", "block/11/44", "block/11/44/055", "block/11/44/+55", "block/11/0/55", "guild/Oak", "later/1"]
        {
            assert_eq!(text.parse::<Key>(), Err(KeyError), "{text}");
        }
    }
}
