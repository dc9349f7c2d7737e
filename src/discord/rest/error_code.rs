//! Discord's numbered errors, as far as this program branches on them.

use std::fmt;

/// The `code` of Discord's error body (facts: "Errors worth a branch").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DiscordCode(pub u32);

impl DiscordCode {
    /// The channel is gone, or never was.
    pub const UNKNOWN_CHANNEL: Self = Self(10003);
    /// There is no such server, or the bot is not in it.
    pub const UNKNOWN_GUILD: Self = Self(10004);
    /// This person is not in the server.
    pub const UNKNOWN_MEMBER: Self = Self(10007);
    /// There is no such account.
    pub const UNKNOWN_USER: Self = Self(10013);
    /// The message is gone. At a create: its nonce was used before and somebody deleted the message since.
    pub const UNKNOWN_MESSAGE: Self = Self(10008);
    /// The webhook behind an interaction's token does not exist (yet, or no longer).
    pub const UNKNOWN_WEBHOOK: Self = Self(10015);
    /// The interaction is older than its 3 s, or was answered already.
    pub const UNKNOWN_INTERACTION: Self = Self(10062);
    /// The channel has 250 pins.
    pub const PINS_FULL: Self = Self(30003);
    /// Too many edits of messages that are older than an hour; comes as a 429.
    pub const OLD_MESSAGE_EDITS: Self = Self(30046);
    /// Direct messages are being opened too fast.
    pub const OPENING_DMS_TOO_FAST: Self = Self(40003);
    /// The interaction was answered already.
    pub const ALREADY_ANSWERED: Self = Self(40060);
    /// The bot may not see this channel.
    pub const MISSING_ACCESS: Self = Self(50001);
    /// The bot lacks a permission.
    pub const MISSING_PERMISSION: Self = Self(50013);
    /// The interaction's token is older than 15 min, or wrong.
    pub const BAD_WEBHOOK_TOKEN: Self = Self(50027);
    /// The thread is archived: a new message opens it.
    pub const THREAD_ARCHIVED: Self = Self(50083);
    /// The server wants two-factor authentication of moderators, and the bot's owner has none.
    pub const TWO_FACTOR_REQUIRED: Self = Self(60003);
    /// The body breaks a rule; [`RestError::Refused`](crate::discord::rest::RestError::Refused) says which field.
    pub const INVALID_FORM: Self = Self(50035);

    /// Whether it names a failure of Discord's own that passes, and no decision about this request: 0 (no code), 40004
    /// and 40006 (switched off for a while), 40333 (its network), 110001 (not available yet), 130000 (overloaded).
    #[must_use]
    pub fn passes(self) -> bool {
        matches!(self.0, 0 | 40004 | 40006 | 40333 | 110_001 | 130_000)
    }

    /// Whether it says that the bot may not do this, or not before its owner has two-factor authentication.
    #[must_use]
    pub fn is_missing_permission(self) -> bool {
        matches!(self, Self::MISSING_PERMISSION | Self::TWO_FACTOR_REQUIRED)
    }

    /// Whether it says that an interaction cannot be answered: answered already, too late, or unknown.
    #[must_use]
    pub fn is_answered_or_late(self) -> bool {
        matches!(
            self,
            Self::UNKNOWN_INTERACTION | Self::ALREADY_ANSWERED | Self::UNKNOWN_WEBHOOK | Self::BAD_WEBHOOK_TOKEN
        )
    }
}

impl fmt::Display for DiscordCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
