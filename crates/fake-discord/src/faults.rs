//! Faults on demand: what goes wrong, on which requests, how often.

use std::time::Duration;

use crate::limits::Scope;
use crate::rest::routes::Method;

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
    /// 429, with the seconds to wait; nothing was done.
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

    /// 429 of a scope.
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

#[derive(Debug)]
struct Armed {
    id: FaultId,
    fault: Fault,
    hits: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Faults {
    armed: Vec<Armed>,
    last: u64,
    total: u64,
}

impl Faults {
    pub fn add(&mut self, fault: Fault) -> FaultId {
        self.last += 1;
        let id = FaultId(self.last);
        self.armed.push(Armed { id, fault, hits: 0 });
        id
    }

    pub fn remove(&mut self, id: FaultId) -> bool {
        let before = self.armed.len();
        self.armed.retain(|armed| armed.id != id);
        self.armed.len() < before
    }

    pub fn clear(&mut self) {
        self.armed.clear();
    }

    /// The armed faults with their ids and hits.
    pub fn list(&self) -> Vec<(FaultId, u64, Fault)> {
        self.armed.iter().map(|armed| (armed.id, armed.hits, armed.fault.clone())).collect()
    }

    /// How often this fault struck; `None` when it is gone.
    pub fn hits(&self, id: FaultId) -> Option<u64> {
        self.armed.iter().find(|armed| armed.id == id).map(|armed| armed.hits)
    }

    /// How often any fault struck.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// What strikes this request: any number of latencies, and at most one other effect (the first armed).
    pub fn strike(&mut self, method: Method, path: &str, rng: &mut fastrand::Rng) -> Vec<Effect> {
        if self.armed.is_empty() {
            return Vec::new();
        }
        let mut struck = Vec::new();
        let mut decided = false;
        for armed in &mut self.armed {
            let fault = &mut armed.fault;
            let latency = matches!(fault.effect, Effect::LatencyBefore(_) | Effect::LatencyAfter(_));
            let fits = fault.method.is_none_or(|wanted| wanted == method)
                && fault.path.as_deref().is_none_or(|pattern| fits(pattern, path));
            if !fits || fault.left == Some(0) || (decided && !latency) {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            if fault.probability < 1.0 && rng.f64() >= fault.probability {
                continue;
            }
            if let Some(left) = &mut fault.left {
                *left -= 1;
            }
            armed.hits += 1;
            self.total += 1;
            decided |= !latency;
            struck.push(fault.effect.clone());
        }
        struck
    }
}

/// Whether `path` has the shape of `pattern`.
pub(crate) fn fits(pattern: &str, path: &str) -> bool {
    let mut parts = path.trim_matches('/').split('/');
    let mut wanted = pattern.trim_matches('/').split('/');
    loop {
        match (wanted.next(), parts.next()) {
            (Some("**"), _) => return true,
            (None, None) => return true,
            (Some(want), Some(part))
                if want == "*" || (want.starts_with('{') && want.ends_with('}')) || want == part => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_paths_of_its_shape() {
        assert!(fits("/channels/*/messages", "/channels/7/messages"));
        assert!(fits("/channels/{channel_id}/messages", "/channels/7/messages"));
        assert!(!fits("/channels/*/messages", "/channels/7/messages/9"));
        assert!(fits("/webhooks/**", "/webhooks/1/t/messages/@original"));
        assert!(!fits("/channels/8/messages", "/channels/7/messages"));
    }

    #[test]
    fn a_fault_strikes_as_often_as_it_was_told_after_those_it_skips() {
        let mut faults = Faults::default();
        let id = faults.add(Fault::status(503).on(Method::Post, "/channels/*/messages").after(1).times(2));
        let mut rng = fastrand::Rng::with_seed(1);
        let struck: Vec<bool> =
            (0..5).map(|_| !faults.strike(Method::Post, "/channels/7/messages", &mut rng).is_empty()).collect();
        assert_eq!(struck, [false, true, true, false, false]);
        assert!(faults.strike(Method::Get, "/channels/7/messages", &mut rng).is_empty());
        assert_eq!(faults.hits(id), Some(2));
    }

    #[test]
    fn the_same_seed_strikes_the_same_requests() {
        let run = |seed| {
            let mut faults = Faults::default();
            faults.add(Fault::reset_after().with_probability(0.3));
            let mut rng = fastrand::Rng::with_seed(seed);
            (0..50).map(|_| faults.strike(Method::Get, "/gateway", &mut rng).len()).collect::<Vec<_>>()
        };
        assert_eq!(run(7), run(7));
        assert_ne!(run(7), run(8));
    }
}
