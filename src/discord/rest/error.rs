//! The errors of a call, by what the caller can do.

use std::time::Duration;

use reqwest::StatusCode;

use crate::discord::and_distrust;
use crate::discord::rest::error_code::DiscordCode;

/// The error of [`Rest::new`](super::Rest::new). Never holds the token.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The base URL is not an HTTP URL.
    #[error("DISCORD_API_URL is `{0}`, which is not an http or https URL (for example https://discord.com)")]
    BaseUrl(String),
    /// The token has characters that are not allowed in a header.
    #[error("DISCORD_TOKEN holds characters that no bot token has; copy it again from the developer portal")]
    Token,
    /// The TLS backend did not start.
    #[error("the HTTP client did not start")]
    Client(#[source] reqwest::Error),
}

/// The error of an attempt. Never holds a URL, because an interaction's URL contains its token.
///
/// The caller tries again later if [`is_transient`](Self::is_transient), otherwise reports the failure. If
/// [`may_have_happened`](Self::may_have_happened), it looks for the effect before it repeats the call.
#[derive(Debug, thiserror::Error)]
pub enum RestError {
    /// The caller's check refused, or the caller cancelled while the call waited. Nothing was sent: drop it.
    #[error("held back by the caller's check, nothing was sent")]
    Held,
    /// The program is ending. Nothing was sent: drop it.
    #[error("the program is ending, nothing was sent")]
    Stopped,
    /// Too many requests were refused, so the guard is closed. Nothing was sent: wait.
    #[error("held back by the guard against invalid requests for another {} s", retry_after.as_secs())]
    Guarded {
        /// When the guard may open again, at the earliest.
        retry_after: Duration,
    },
    /// Discord does not accept the bot's token. Nothing is sent until the program is restarted.
    #[error(
        "Discord refuses the bot's token: put a new one (developer portal, Bot, Reset Token) into DISCORD_TOKEN (with \
         containers: into .env, then `docker compose up -d`; a restart keeps the old one)"
    )]
    BadToken,
    /// This request cannot be written as HTTP (an invalid interaction token, a body that is not JSON).
    #[error("{route}: the request cannot be built: {reason}")]
    Unsendable {
        /// The route's template.
        route: &'static str,
        /// The reason.
        reason: &'static str,
    },
    /// There was no connection, so nothing was sent: try again.
    #[error("{route}: no connection to Discord{}", and_distrust(.source))]
    Unreachable {
        /// The route's template.
        route: &'static str,
        /// The client's own message, without the URL.
        source: reqwest::Error,
    },
    /// The connection ended before the response: the effect may have happened.
    #[error("{route}: the connection ended before an answer came")]
    Lost {
        /// The route's template.
        route: &'static str,
        /// The client's own message, without the URL.
        source: reqwest::Error,
    },
    /// No response within [`ATTEMPT_TIMEOUT`](super::ATTEMPT_TIMEOUT): the effect may have happened.
    #[error("{route}: no answer in time")]
    TimedOut {
        /// The route's template.
        route: &'static str,
    },
    /// Discord (or a proxy in front of it) failed: the effect may have happened.
    #[error("{route}: Discord answered {status}")]
    Unavailable {
        /// The route's template.
        route: &'static str,
        /// 5xx
        status: StatusCode,
        /// The wait that Discord asked for, if any.
        retry_after: Option<Duration>,
    },
    /// A 429: the effect has not happened. Try again after the wait.
    #[error("{route}: rate limited ({scope:?}) for {retry_after:?}")]
    RateLimited {
        /// The route's template.
        route: &'static str,
        /// Discord's wait.
        retry_after: Duration,
        /// The limit that was exceeded.
        scope: Scope,
        /// Discord's error code, if any (for example 30046).
        code: Option<DiscordCode>,
    },
    /// A 4xx that is no decision about this request: not Discord's JSON (its front blocked it), or a code that
    /// [passes](DiscordCode::passes). The effect has not happened: try again.
    #[error("{route}: refused for now with {status}, code {code}")]
    RefusedForNow {
        /// The route's template.
        route: &'static str,
        /// 4xx, or another status that no bot should see
        status: StatusCode,
        /// Discord's error code; 0 if the body had none.
        code: DiscordCode,
        /// The wait that was asked for, if any.
        retry_after: Option<Duration>,
    },
    /// Discord refused this request: do not repeat it, report it. A refusal for a missing permission or an unknown
    /// channel may still pass: see [`may_pass`](Self::may_pass).
    #[error("{route}: refused with {status}, code {code}: {message}")]
    Refused {
        /// The route's template.
        route: &'static str,
        /// 4xx, or another status that no bot should see
        status: StatusCode,
        /// Discord's error code.
        code: DiscordCode,
        /// Discord's message, and for an invalid form the fields' paths. May quote what was sent.
        message: String,
    },
    /// Discord accepted it, but its response could not be read: the effect has happened. Do not repeat it.
    #[error("{route}: accepted, but the answer cannot be read")]
    Unreadable {
        /// The route's template.
        route: &'static str,
        /// The error of the JSON reader.
        source: serde_json::Error,
    },
}

/// The scope of the limit that a 429 is about (`X-RateLimit-Scope`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The bot's limit on this route.
    User,
    /// The bot's limit over all routes, or that of its address.
    Global,
    /// The resource's limit, which other bots use, too. Not counted as an invalid request.
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
            | Self::RefusedForNow { .. }
            | Self::RateLimited { .. } => true,
            Self::Held
            | Self::Stopped
            | Self::BadToken
            | Self::Unsendable { .. }
            | Self::Refused { .. }
            | Self::Unreadable { .. } => false,
        }
    }

    /// Whether it is a refusal that has been seen to pass by itself after an outage of Discord's: 403 (a permission, an
    /// access) or 404 (something unknown). It is believed when it has stood for a while.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Refused { status: StatusCode::FORBIDDEN | StatusCode::NOT_FOUND, .. })
    }

    /// Whether the effect may have happened nevertheless. Then the caller looks before it repeats the call
    /// (docs/protocol.md#rule-10).
    #[must_use]
    pub fn may_have_happened(&self) -> bool {
        matches!(self, Self::Lost { .. } | Self::TimedOut { .. } | Self::Unavailable { .. } | Self::Unreadable { .. })
    }

    /// Discord's error code, if any.
    #[must_use]
    pub fn code(&self) -> Option<DiscordCode> {
        match self {
            Self::Refused { code, .. } | Self::RefusedForNow { code, .. } => Some(*code).filter(|code| code.0 != 0),
            Self::RateLimited { code, .. } => *code,
            _ => None,
        }
    }

    /// The minimum wait before the next attempt, if any.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after, .. } | Self::Guarded { retry_after } => Some(*retry_after),
            Self::Unavailable { retry_after, .. } | Self::RefusedForNow { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}
