//! The armed faults: which of them strikes a request, and the rate limits' windows that they opened.

use std::time::Duration;

use super::pattern::fits;
use super::{Effect, Fault, FaultId};
use crate::core::routes::{Method, Route};
use crate::limits::Scope;
use crate::limits::buckets::Bucket;

#[derive(Debug)]
struct Armed {
    id: FaultId,
    fault: Fault,
    hits: u64,
}

impl Armed {
    fn aims_at(&self, method: Method, path: &str, route: &Route) -> bool {
        let exempt = matches!(self.fault.effect, Effect::RateLimited { scope: Scope::Global, .. });
        self.fault.method.is_none_or(|wanted| wanted == method)
            && self.fault.path.as_deref().is_none_or(|pattern| fits(pattern, path))
            && !(exempt && route.is_interaction())
    }
}

/// A rate limit that a fault opened: what it covers is refused until it is over.
#[derive(Debug)]
struct Window {
    by: FaultId,
    scope: Scope,
    bucket: Bucket,
    /// Seconds since the epoch.
    until: f64,
}

/// What strikes a request.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Struck {
    /// The sum of all latencies before the effect.
    pub before: Duration,
    /// The sum of all latencies after it.
    pub after: Duration,
    /// At most one, the first armed: no latency.
    pub effect: Option<Effect>,
}

#[derive(Debug)]
pub(crate) struct Faults {
    armed: Vec<Armed>,
    windows: Vec<Window>,
    /// Its own, so that nothing else that is random decides which requests are struck.
    rng: fastrand::Rng,
    last: u64,
    total: u64,
}

impl Faults {
    pub fn new(seed: u64) -> Self {
        Self { armed: Vec::new(), windows: Vec::new(), rng: fastrand::Rng::with_seed(seed), last: 0, total: 0 }
    }

    pub fn add(&mut self, fault: Fault) -> FaultId {
        self.last += 1;
        let id = FaultId(self.last);
        self.armed.push(Armed { id, fault, hits: 0 });
        id
    }

    pub fn remove(&mut self, id: FaultId) -> bool {
        let before = self.armed.len();
        self.armed.retain(|armed| armed.id != id);
        self.windows.retain(|window| window.by != id);
        self.armed.len() < before
    }

    pub fn clear(&mut self) {
        self.armed.clear();
        self.windows.clear();
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

    /// What strikes this request at `now` (seconds): any number of latencies, and at most one other effect. An open
    /// window comes before every armed effect, and is no strike of its fault.
    pub fn strike(&mut self, method: Method, path: &str, route: &Route, now: f64) -> Struck {
        let mut struck = Struck { effect: self.still_limited(method, route, now), ..Struck::default() };
        for armed in &mut self.armed {
            let aimed = armed.aims_at(method, path, route);
            let fault = &mut armed.fault;
            let latency = matches!(fault.effect, Effect::LatencyBefore(_) | Effect::LatencyAfter(_));
            if !aimed || fault.left == Some(0) || (struck.effect.is_some() && !latency) {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            if fault.probability < 1.0 && self.rng.f64() >= fault.probability {
                continue;
            }
            if let Some(left) = &mut fault.left {
                *left -= 1;
            }
            armed.hits += 1;
            self.total += 1;
            match &fault.effect {
                Effect::LatencyBefore(time) => struck.before += *time,
                Effect::LatencyAfter(time) => struck.after += *time,
                Effect::RateLimited { scope, retry_after } => {
                    let (bucket, until) = (Bucket::of(method, route), now + retry_after.as_secs_f64());
                    self.windows.push(Window { by: armed.id, scope: *scope, bucket, until });
                    struck.effect = Some(fault.effect.clone());
                }
                other => struck.effect = Some(other.clone()),
            }
        }
        struck
    }

    /// The open window that covers this request, with what is left of it; those that are over are forgotten.
    fn still_limited(&mut self, method: Method, route: &Route, now: f64) -> Option<Effect> {
        if self.windows.is_empty() {
            return None;
        }
        self.windows.retain(|window| window.until > now);
        let bucket = Bucket::of(method, route);
        let covers = |window: &&Window| match window.scope {
            Scope::Global => !route.is_interaction(),
            Scope::User | Scope::Shared => window.bucket == bucket,
        };
        let longest = self.windows.iter().filter(covers).max_by(|one, other| one.until.total_cmp(&other.until))?;
        let retry_after = Duration::from_secs_f64(longest.until - now);
        Some(Effect::RateLimited { scope: longest.scope, retry_after })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::routes::find;

    const PATH: &str = "/channels/7/messages";

    fn strike(faults: &mut Faults, method: Method, path: &str, now: f64) -> Struck {
        faults.strike(method, path, &find(method, path).expect("known"), now)
    }

    #[test]
    fn a_fault_strikes_as_often_as_it_was_told_after_those_it_skips() {
        let mut faults = Faults::new(1);
        let id = faults.add(Fault::status(503).on(Method::Post, "/channels/*/messages").after(1).times(2));
        let struck: Vec<bool> = (0..5).map(|_| strike(&mut faults, Method::Post, PATH, 0.0).effect.is_some()).collect();
        assert_eq!(struck, [false, true, true, false, false]);
        assert_eq!(strike(&mut faults, Method::Get, PATH, 0.0), Struck::default());
        assert_eq!(faults.hits(id), Some(2));
    }

    #[test]
    fn the_same_seed_strikes_the_same_requests() {
        let run = |seed| {
            let mut faults = Faults::new(seed);
            faults.add(Fault::reset_after().with_probability(0.3));
            (0..50).map(|_| strike(&mut faults, Method::Get, "/gateway", 0.0).effect).collect::<Vec<_>>()
        };
        assert_eq!(run(7), run(7));
        assert_ne!(run(7), run(8));
    }

    #[test]
    fn latencies_add_up_beside_the_first_other_effect_whatever_was_armed_first() {
        let (slow, late) = (Duration::from_secs(2), Duration::from_secs(3));
        let mut faults = Faults::new(1);
        faults.add(Fault::latency_after(late));
        faults.add(Fault::status(503));
        faults.add(Fault::status(500));
        faults.add(Fault::latency_before(slow));
        faults.add(Fault::latency_before(slow));
        let wanted = Struck { before: slow * 2, after: late, effect: Some(Effect::Status(503)) };
        assert_eq!(strike(&mut faults, Method::Post, PATH, 0.0), wanted);
    }

    #[test]
    fn a_rate_limit_covers_its_bucket_until_it_is_over() {
        let limited = |scope, seconds| Some(Effect::RateLimited { scope, retry_after: Duration::from_secs(seconds) });
        let mut faults = Faults::new(1);
        let id = faults.add(Fault::rate_limited(Scope::User, Duration::from_secs(5)).times(1));
        assert_eq!(strike(&mut faults, Method::Post, PATH, 10.0).effect, limited(Scope::User, 5));
        assert_eq!(strike(&mut faults, Method::Post, PATH, 12.0).effect, limited(Scope::User, 3));
        assert_eq!(strike(&mut faults, Method::Post, "/channels/8/messages", 12.0).effect, None);
        assert_eq!(strike(&mut faults, Method::Post, PATH, 15.0).effect, None);
        assert_eq!(faults.hits(id), Some(1));
    }

    #[test]
    fn a_global_rate_limit_covers_all_but_interactions_and_ends_with_its_fault() {
        let mut faults = Faults::new(1);
        let id = faults.add(Fault::rate_limited(Scope::Global, Duration::from_secs(5)).times(1));
        let callback = "/interactions/1/token/callback";
        assert_eq!(strike(&mut faults, Method::Post, callback, 10.0).effect, None);
        assert!(strike(&mut faults, Method::Post, PATH, 10.0).effect.is_some());
        assert!(strike(&mut faults, Method::Get, "/users/@me", 12.0).effect.is_some());
        assert_eq!(strike(&mut faults, Method::Post, callback, 12.0).effect, None);
        assert!(faults.remove(id));
        assert_eq!(strike(&mut faults, Method::Get, "/users/@me", 12.0).effect, None);
    }
}
