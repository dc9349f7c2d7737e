//! What can go wrong with a call, classed by what the caller does about it.

use std::time::Duration;

use reqwest::StatusCode;

use crate::discord::rest::error_code::DiscordCode;

/// Why [`Rest::new`](super::Rest::new) refused its arguments. Never holds the token.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The base URL is none that HTTP can be spoken to.
    #[error("DISCORD_API_URL is `{0}`, which is not an http or https URL (for example https://discord.com)")]
    BaseUrl(String),
    /// The token has characters that no header may hold.
    #[error("DISCORD_TOKEN holds characters that no bot token has; copy it again from the developer portal")]
    Token,
    /// The TLS backend did not start.
    #[error("the HTTP client did not start")]
    Client(#[source] reqwest::Error),
}

/// Why an attempt brought no answer that can be used.
///
/// Two questions decide what the caller does: [`is_transient`](Self::is_transient) (try again later, or say that it
/// failed) and [`may_have_happened`](Self::may_have_happened) (look it up before it is repeated).
/// No variant holds a URL, because an interaction's URL holds its token.
#[derive(Debug, thiserror::Error)]
pub enum RestError {
    /// The caller's own last check said no, or it cancelled while it waited for its turn. Nothing was sent: drop it.
    #[error("held back by the caller's check, nothing was sent")]
    Held,
    /// The program is ending. Nothing was sent: drop it.
    #[error("the program is ending, nothing was sent")]
    Stopped,
    /// Too many refused requests; the guard keeps this bot's address from being blocked. Nothing was sent: wait.
    #[error("held back by the guard against invalid requests for another {} s", retry_after.as_secs())]
    Guarded {
        /// When the guard may open again, at the earliest.
        retry_after: Duration,
    },
    /// Discord does not accept the bot's token. Nothing is sent until the program is restarted.
    #[error("Discord refuses the bot's token: put a new one (developer portal, Bot, Reset Token) into DISCORD_TOKEN")]
    BadToken,
    /// This request cannot be written as HTTP (a broken interaction token, a body that is no JSON).
    #[error("{route}: the request cannot be built: {reason}")]
    Unsendable {
        /// The route's template.
        route: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// There was no connection, so nothing was sent: try again.
    #[error("{route}: no connection to Discord")]
    Unreachable {
        /// The route's template.
        route: &'static str,
        /// The client's own message, without the URL.
        source: reqwest::Error,
    },
    /// The connection ended before the answer came: the effect may be there.
    #[error("{route}: the connection ended before an answer came")]
    Lost {
        /// The route's template.
        route: &'static str,
        /// The client's own message, without the URL.
        source: reqwest::Error,
    },
    /// No answer within [`ATTEMPT_TIMEOUT`](super::ATTEMPT_TIMEOUT): the effect may be there.
    #[error("{route}: no answer in time")]
    TimedOut {
        /// The route's template.
        route: &'static str,
    },
    /// Discord (or what stands before it) failed: the effect may be there.
    #[error("{route}: Discord answered {status}")]
    Unavailable {
        /// The route's template.
        route: &'static str,
        /// 5xx
        status: StatusCode,
        /// How long Discord asked to wait, where it said so.
        retry_after: Option<Duration>,
    },
    /// A 429: surely not applied, try again after the wait.
    #[error("{route}: rate limited ({scope:?}) for {retry_after:?}")]
    RateLimited {
        /// The route's template.
        route: &'static str,
        /// Discord's wait.
        retry_after: Duration,
        /// Whose limit it was.
        scope: Scope,
        /// Discord's number, where it gave one (30046 for instance).
        code: Option<DiscordCode>,
    },
    /// Discord said no, for good: do not repeat it, say so.
    #[error("{route}: refused with {status}, code {code}: {message}")]
    Refused {
        /// The route's template.
        route: &'static str,
        /// 4xx, or another status that no bot should see
        status: StatusCode,
        /// Discord's number; 0 where the body held none.
        code: DiscordCode,
        /// Discord's message, and for an invalid form the fields' paths. May quote what was sent.
        message: String,
    },
    /// It was accepted, but the answer is not what was expected: the effect is there, a repetition would not help.
    #[error("{route}: accepted, but the answer cannot be read")]
    Unreadable {
        /// The route's template.
        route: &'static str,
        /// What the JSON reader missed.
        source: serde_json::Error,
    },
}

/// Whose limit a 429 was (`X-RateLimit-Scope`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// This bot's, on this route.
    User,
    /// This bot's over all routes, or its address's.
    Global,
    /// The resource's, used up by others too. Not counted as an invalid request.
    Shared,
}

impl RestError {
    /// Whether the same call may succeed later. `false` means: do not repeat it.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Guarded { .. }
            | Self::Unreachable { .. }
            | Self::Lost { .. }
            | Self::TimedOut { .. }
            | Self::Unavailable { .. }
            | Self::RateLimited { .. } => true,
            Self::Held
            | Self::Stopped
            | Self::BadToken
            | Self::Unsendable { .. }
            | Self::Refused { .. }
            | Self::Unreadable { .. } => false,
        }
    }

    /// Whether Discord may have carried it out all the same (docs/protocol.md#rule-10: look it up before it is
    /// repeated).
    #[must_use]
    pub fn may_have_happened(&self) -> bool {
        matches!(self, Self::Lost { .. } | Self::TimedOut { .. } | Self::Unavailable { .. } | Self::Unreadable { .. })
    }

    /// Discord's number for it, where Discord gave one.
    #[must_use]
    pub fn code(&self) -> Option<DiscordCode> {
        match self {
            Self::Refused { code, .. } => Some(*code).filter(|code| code.0 != 0),
            Self::RateLimited { code, .. } => *code,
            _ => None,
        }
    }

    /// The least wait before the next attempt, where there is one.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after, .. } | Self::Guarded { retry_after } => Some(*retry_after),
            Self::Unavailable { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}
