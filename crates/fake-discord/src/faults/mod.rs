//! Faults on demand: what goes wrong, on which requests, how often. What is armed is in [`armed`].

pub(crate) mod armed;
mod pattern;

use std::time::Duration;

use crate::core::routes::Method;
use crate::limits::Scope;

/// What happens to a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Discord's own failure (500, 502, 503, …); nothing was done.
    Status(u16),
    /// A particular error; nothing was done.
    Error {
        /// HTTP status.
        status: u16,
        /// Discord's numeric code.
        code: u32,
        /// Its sentence.
        message: String,
    },
    /// 429, with the seconds to wait; nothing was done. It opens a window: until it is over, whatever the scope covers
    /// is refused again, with what is left to wait. [`Scope::Global`] leaves interactions alone, as Discord does.
    RateLimited {
        /// Whose limit.
        scope: Scope,
        /// How long to wait.
        retry_after: Duration,
    },
    /// The connection is reset and nothing was done.
    ResetBefore,
    /// It was done, and then the connection is reset without an answer.
    ResetAfter,
    /// It takes this long until it is done.
    LatencyBefore(Duration),
    /// It is done at once, and the answer comes this much later.
    LatencyAfter(Duration),
}

/// A fault with its target. Made by the functions below, narrowed by [`Fault::on`], [`Fault::times`], [`Fault::with_probability`].
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
    /// `effect` on every request, until the fault is removed.
    pub fn new(effect: Effect) -> Self {
        Self { effect, method: None, path: None, left: None, skip: 0, probability: 1.0 }
    }

    /// An HTTP error of Discord's own, such as 503.
    pub fn status(status: u16) -> Self {
        Self::new(Effect::Status(status))
    }

    /// A particular error of the API, such as 403 with 50013.
    pub fn error(status: u16, code: u32, message: &str) -> Self {
        Self::new(Effect::Error { status, code, message: message.to_owned() })
    }

    /// 429 of a scope, for as long as it says. Healing the fault closes its windows.
    pub fn rate_limited(scope: Scope, retry_after: Duration) -> Self {
        Self::new(Effect::RateLimited { scope, retry_after })
    }

    /// The connection dies before the effect.
    pub fn reset_before() -> Self {
        Self::new(Effect::ResetBefore)
    }

    /// The connection dies after the effect.
    pub fn reset_after() -> Self {
        Self::new(Effect::ResetAfter)
    }

    /// Slow before the effect.
    pub fn latency_before(time: Duration) -> Self {
        Self::new(Effect::LatencyBefore(time))
    }

    /// Slow after the effect.
    pub fn latency_after(time: Duration) -> Self {
        Self::new(Effect::LatencyAfter(time))
    }

    /// Only on `method` and on paths that fit `pattern`, below `/api/v10`. `*` and `{name}` stand for one part,
    /// `**` at the end for the rest: `/channels/*/messages`, `/webhooks/**`.
    pub fn on(mut self, method: Method, pattern: &str) -> Self {
        self.method = Some(method);
        self.path = Some(pattern.to_owned());
        self
    }

    /// On any method of paths that fit `pattern`.
    pub fn on_path(mut self, pattern: &str) -> Self {
        self.path = Some(pattern.to_owned());
        self
    }

    /// At most this often.
    pub fn times(mut self, times: u64) -> Self {
        self.left = Some(times);
        self
    }

    /// Leaves the first `requests` that fit alone.
    pub fn after(mut self, requests: u64) -> Self {
        self.skip = requests;
        self
    }

    /// On this share of the requests (0 to 1), drawn from the setup's seed.
    pub fn with_probability(mut self, share: f64) -> Self {
        self.probability = share;
        self
    }
}

/// Names a fault for its removal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FaultId(pub u64);
