//! Newtypes for ids and times.
//!
//! Ids of Discord are numbers, and decimal strings in JSON. Our own ids are short texts. Only a snowflake has a meaning
//! besides identity: it contains a time.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::hash::hash;

/// Discord's epoch, 2015-01-01T00:00:00Z, in Unix milliseconds (Discord's reference, "Snowflakes").
pub(crate) const DISCORD_EPOCH_MS: i64 = 1_420_070_400_000;

/// Unix time in milliseconds. Mostly the append time of a record at the broker (`ts` in the protocol).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// The instant `ms` milliseconds later (earlier where negative).
    #[must_use]
    pub fn plus(self, ms: i64) -> Self {
        Millis(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to `self`; negative where `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Millis) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Whole Unix seconds, as Discord's `<t:…>` wants them.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }
}

impl From<jiff::Timestamp> for Millis {
    fn from(at: jiff::Timestamp) -> Self {
        Millis(at.as_millisecond())
    }
}

macro_rules! snowflake {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                match text.parse() {
                    Ok(id) if id > 0 => Ok($name(id)),
                    _ => Err(serde::de::Error::custom(format_args!(
                        concat!("{:?} is not a ", stringify!($name), " (a snowflake as decimal text)"),
                        text.chars().take(40).collect::<String>()
                    ))),
                }
            }
        }
    };
}

snowflake!(
    /// A person on Discord.
    UserId
);
snowflake!(
    /// A server on Discord.
    GuildId
);
snowflake!(
    /// A channel on Discord.
    ChannelId
);
snowflake!(
    /// A message on Discord.
    MessageId
);
snowflake!(
    /// A role of a server on Discord.
    RoleId
);
snowflake!(
    /// An interaction: one command that somebody typed, or one button that somebody pressed.
    InteractionId
);
snowflake!(
    /// The bot's application.
    ApplicationId
);

/// The smallest snowflake of an instant: everything that Discord creates from then on has a greater id.
#[must_use]
pub(crate) fn snowflake_at(at: Millis) -> u64 {
    u64::try_from(at.0.saturating_sub(DISCORD_EPOCH_MS)).unwrap_or(0) << 22
}

/// An alert's id: the interaction's id for a `/needhelp`, otherwise the producer's own id, or a hash that intake makes.
///
/// 1 to [`AlertId::MAX`] letters, digits, `-`, `_` or `.`, because it is part of a button's custom id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct AlertId(String);

/// Why a text is no [`AlertId`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("alert_id has to be 1 to {max} letters, digits, '-', '_' or '.'", max = AlertId::MAX)]
pub struct AlertIdError;

impl AlertId {
    /// The maximum number of characters. A custom id has 100, and also holds home, action and parent.
    pub const MAX: usize = 48;

    /// Checks and takes an id.
    ///
    /// # Errors
    /// If it is empty, too long or has other characters.
    pub fn new(text: impl Into<String>) -> Result<Self, AlertIdError> {
        let text = text.into();
        let fits = (1..=Self::MAX).contains(&text.len());
        if fits && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')) {
            Ok(AlertId(text))
        } else {
            Err(AlertIdError)
        }
    }

    /// The id as text: the records' key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id of the event that raised the alert: they are the same (docs/protocol.md#rule-3).
    #[must_use]
    pub fn event(&self) -> EventId {
        EventId(self.0.clone())
    }
}

impl fmt::Display for AlertId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for AlertId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        AlertId::new(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// An event's id (header `ce_id`), by which a repetition is recognized: an interaction's id, or for the board's own
/// records a text that is computed from their content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(String);

impl EventId {
    /// Bytes of an id that is read from a record, at most.
    pub const LONGEST: usize = 256;

    /// Any text is an id.
    pub fn new(text: impl Into<String>) -> Self {
        EventId(text.into())
    }

    /// The same, but the hash of the text if it is longer than readers accept. It may contain another program's id.
    pub(crate) fn of(text: String) -> Self {
        if text.len() > Self::LONGEST { EventId(hash([text.as_bytes()])) } else { EventId(text) }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id as a snowflake, if it is an interaction's id.
    #[must_use]
    pub fn snowflake(&self) -> Option<u64> {
        let digits = (15..=20).contains(&self.0.len()) && self.0.bytes().all(|b| b.is_ascii_digit());
        if digits { self.0.parse().ok() } else { None }
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snowflake_travels_as_decimal_text() {
        assert_eq!(serde_json::to_string(&UserId(42)).unwrap(), "\"42\"");
        assert_eq!(serde_json::from_str::<UserId>("\"42\"").unwrap(), UserId(42));
        assert!(serde_json::from_str::<UserId>("\"0\"").is_err());
        assert!(serde_json::from_str::<UserId>("\"Mike\"").is_err());
    }

    #[test]
    fn an_alert_id_fits_into_a_custom_id() {
        assert!(AlertId::new("1305193870427029544").is_ok());
        assert!(AlertId::new("").is_err());
        assert!(AlertId::new("a:b").is_err());
        assert!(AlertId::new("x".repeat(49)).is_err());
    }

    #[test]
    fn a_snowflake_tells_its_time() {
        // The example of Discord's reference: 175928847299117063 was made at 2016-04-30T11:18:25.796Z.
        let made = Millis(1_462_015_105_796);
        assert!(snowflake_at(made) <= 175_928_847_299_117_063);
        assert!(snowflake_at(made.plus(1)) > 175_928_847_299_117_063);
    }
}
