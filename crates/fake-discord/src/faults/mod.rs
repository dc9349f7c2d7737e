//! Faults that a test requests: the effect, the matching requests, and how often. [`armed`] applies them. [`Weather`] is
//! what happens to all requests on an ordinary day.

pub(crate) mod armed;
mod pattern;
mod weather;

pub use weather::Weather;

use std::time::Duration;

use crate::core::routes::Method;
use crate::limits::Scope;

/// What a fault does to a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// An HTTP error such as 500, 502 or 503. The request is not carried out.
    Status(u16),
    /// An error of Discord's API. The request is not carried out.
    Error {
        /// The HTTP status.
        status: u16,
        /// Discord's error code.
        code: u32,
        /// The error message.
        message: String,
    },
    /// An error of the servers in front of Discord's API, with an HTML page in place of JSON. The request is not carried
    /// out.
    Page(u16),
    /// 429 with a time to wait. The request is not carried out. Until that time is over, all requests in the scope are
    /// refused with the remaining time. [`Scope::Global`] does not include interactions, as at Discord.
    RateLimited {
        /// The scope of the limit.
        scope: Scope,
        /// The time to wait.
        retry_after: Duration,
    },
    /// The connection is reset. The request is not carried out.
    ResetBefore,
    /// The request is carried out, then the connection is reset without a response.
    ResetAfter,
    /// The request is carried out after this time.
    LatencyBefore(Duration),
    /// The request is carried out at once. The response is sent after this time.
    LatencyAfter(Duration),
}

/// An effect and the requests that it applies to. [`Fault::on`], [`Fault::times`], [`Fault::after`] and
/// [`Fault::with_probability`] select the requests.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    pub(crate) effect: Effect,
    pub(crate) method: Option<Method>,
    pub(crate) path: Option<String>,
    pub(crate) left: Option<u64>,
    pub(crate) skip: u64,
    pub(crate) probability: f64,
}

impl Fault {
    /// Applies `effect` to every request until the fault is removed.
    pub fn new(effect: Effect) -> Self {
        Self { effect, method: None, path: None, left: None, skip: 0, probability: 1.0 }
    }

    /// An HTTP error such as 503.
    pub fn status(status: u16) -> Self {
        Self::new(Effect::Status(status))
    }

    /// An error of Discord's API, such as 403 with code 50013.
    pub fn error(status: u16, code: u32, message: &str) -> Self {
        Self::new(Effect::Error { status, code, message: message.to_owned() })
    }

    /// 403 with an HTML page: the servers in front of Discord's API block the request.
    pub fn blocked() -> Self {
        Self::new(Effect::Page(403))
    }

    /// 403 with code 40333 ("internal network error"), which Discord's front sends for a blocked request too.
    pub fn network_error() -> Self {
        Self::error(403, 40333, "internal network error")
    }

    /// 403 with code 50001, as if the bot lost access. With [`Self::times`] it passes by itself, as after an outage.
    pub fn missing_access() -> Self {
        Self::error(403, 50001, "Missing Access")
    }

    /// 404 with code 10003, as if the channel were gone. With [`Self::times`] it passes by itself.
    pub fn unknown_channel() -> Self {
        Self::error(404, 10003, "Unknown Channel")
    }

    /// 429 with this scope and time to wait. Removing the fault ends the limit.
    pub fn rate_limited(scope: Scope, retry_after: Duration) -> Self {
        Self::new(Effect::RateLimited { scope, retry_after })
    }

    /// Resets the connection before the request is carried out.
    pub fn reset_before() -> Self {
        Self::new(Effect::ResetBefore)
    }

    /// Resets the connection after the request is carried out.
    pub fn reset_after() -> Self {
        Self::new(Effect::ResetAfter)
    }

    /// Carries the request out after this time.
    pub fn latency_before(time: Duration) -> Self {
        Self::new(Effect::LatencyBefore(time))
    }

    /// Sends the response after this time.
    pub fn latency_after(time: Duration) -> Self {
        Self::new(Effect::LatencyAfter(time))
    }

    /// Only for `method` and paths that match `pattern`, below `/api/v10`. `*` and `{name}` match one segment, `**` at
    /// the end matches the rest: `/channels/*/messages`, `/webhooks/**`.
    pub fn on(mut self, method: Method, pattern: &str) -> Self {
        self.method = Some(method);
        self.path = Some(pattern.to_owned());
        self
    }

    /// Only for paths that match `pattern`, with any method.
    pub fn on_path(mut self, pattern: &str) -> Self {
        self.path = Some(pattern.to_owned());
        self
    }

    /// Applies the effect at most this many times.
    pub fn times(mut self, times: u64) -> Self {
        self.left = Some(times);
        self
    }

    /// Ignores the first `requests` that match.
    pub fn after(mut self, requests: u64) -> Self {
        self.skip = requests;
        self
    }

    /// Applies the effect with this probability (0 to 1). The seed of the setup decides which requests it affects.
    pub fn with_probability(mut self, probability: f64) -> Self {
        self.probability = probability;
        self
    }
}

/// The id of an armed fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FaultId(pub u64);
