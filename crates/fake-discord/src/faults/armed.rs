//! The armed faults: decides which faults apply to a request, and remembers the rate limits that faults began.

use std::time::Duration;

use super::pattern;
use super::{Effect, Fault, FaultId, Weather};
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
    fn matches(&self, method: Method, path: &str, route: &Route) -> bool {
        let exempt = matches!(self.fault.effect, Effect::RateLimited { scope: Scope::Global, .. });
        self.fault.method.is_none_or(|expected| expected == method)
            && self.fault.path.as_deref().is_none_or(|pattern| pattern::matches(pattern, path))
            && !(exempt && route.is_interaction())
    }
}

/// A rate limit that a fault began. Requests in its scope are refused until it ends.
#[derive(Debug)]
struct Window {
    fault: FaultId,
    scope: Scope,
    bucket: Bucket,
    /// Seconds since the epoch.
    until: f64,
}

/// What the armed faults do to a request.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct AppliedFaults {
    /// The sum of all latencies before the request is carried out.
    pub before: Duration,
    /// The sum of all latencies before the response is sent.
    pub after: Duration,
    /// The effect of the first armed fault that applies and is not a latency.
    pub effect: Option<Effect>,
}

#[derive(Debug)]
pub(crate) struct Faults {
    armed: Vec<Armed>,
    windows: Vec<Window>,
    /// A generator of its own, so that other random values do not change which requests are affected.
    rng: fastrand::Rng,
    weather: Option<Weather>,
    /// As `rng`, for the weather.
    weather_rng: fastrand::Rng,
    last_id: u64,
    total: u64,
}

impl Faults {
    pub(crate) fn new(seed: u64) -> Self {
        let rng = fastrand::Rng::with_seed(seed);
        let (armed, windows, weather, weather_rng) = (Vec::new(), Vec::new(), None, rng.clone());
        Self { armed, windows, rng, weather, weather_rng, last_id: 0, total: 0 }
    }

    pub(crate) fn set_weather(&mut self, weather: Option<Weather>) {
        self.weather = weather;
    }

    pub(crate) fn add(&mut self, fault: Fault) -> FaultId {
        self.last_id += 1;
        let id = FaultId(self.last_id);
        self.armed.push(Armed { id, fault, hits: 0 });
        id
    }

    pub(crate) fn remove(&mut self, id: FaultId) -> bool {
        let before = self.armed.len();
        self.armed.retain(|armed| armed.id != id);
        self.windows.retain(|window| window.fault != id);
        self.armed.len() < before
    }

    pub(crate) fn clear(&mut self) {
        self.armed.clear();
        self.weather = None;
        self.windows.clear();
    }

    /// The armed faults with their ids and hits.
    pub(crate) fn list(&self) -> Vec<(FaultId, u64, Fault)> {
        self.armed.iter().map(|armed| (armed.id, armed.hits, armed.fault.clone())).collect()
    }

    /// The number of requests this fault was applied to. `None` if it is not armed.
    pub(crate) fn hits(&self, id: FaultId) -> Option<u64> {
        self.armed.iter().find(|armed| armed.id == id).map(|armed| armed.hits)
    }

    /// The number of times that any fault was applied.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// Applies the faults to a request at `now` (seconds since the epoch): any number of latencies and at most one
    /// other effect. A rate limit that a fault began goes before all armed effects, and does not count as a hit.
    pub(crate) fn apply(&mut self, method: Method, path: &str, route: &Route, now: f64) -> AppliedFaults {
        let mut applied =
            AppliedFaults { effect: self.active_rate_limit(method, route, now), ..AppliedFaults::default() };
        for armed in &mut self.armed {
            let matches = armed.matches(method, path, route);
            let fault = &mut armed.fault;
            let latency = matches!(fault.effect, Effect::LatencyBefore(_) | Effect::LatencyAfter(_));
            if !matches || fault.left == Some(0) || (applied.effect.is_some() && !latency) {
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
                Effect::LatencyBefore(time) => applied.before += *time,
                Effect::LatencyAfter(time) => applied.after += *time,
                Effect::RateLimited { scope, retry_after } => {
                    let (bucket, until) = (Bucket::of(method, route), now + retry_after.as_secs_f64());
                    self.windows.push(Window { fault: armed.id, scope: *scope, bucket, until });
                    applied.effect = Some(fault.effect.clone());
                }
                other => applied.effect = Some(other.clone()),
            }
        }
        if let Some(weather) = self.weather
            && weather.apply(&mut self.weather_rng, route, &mut applied)
        {
            self.total += 1;
        }
        applied
    }

    /// The rate limit that this request is in, with the remaining time. Removes the limits that ended.
    fn active_rate_limit(&mut self, method: Method, route: &Route, now: f64) -> Option<Effect> {
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

    fn apply(faults: &mut Faults, method: Method, path: &str, now: f64) -> AppliedFaults {
        faults.apply(method, path, &find(method, path).expect("known"), now)
    }

    #[test]
    fn a_fault_skips_requests_then_applies_the_given_number_of_times() {
        let mut faults = Faults::new(1);
        let id = faults.add(Fault::status(503).on(Method::Post, "/channels/*/messages").after(1).times(2));
        let affected: Vec<bool> =
            (0..5).map(|_| apply(&mut faults, Method::Post, PATH, 0.0).effect.is_some()).collect();
        assert_eq!(affected, [false, true, true, false, false]);
        assert_eq!(apply(&mut faults, Method::Get, PATH, 0.0), AppliedFaults::default());
        assert_eq!(faults.hits(id), Some(2));
    }

    #[test]
    fn the_same_seed_affects_the_same_requests() {
        let run = |seed| {
            let mut faults = Faults::new(seed);
            faults.add(Fault::reset_after().with_probability(0.3));
            (0..50).map(|_| apply(&mut faults, Method::Get, "/gateway", 0.0).effect).collect::<Vec<_>>()
        };
        assert_eq!(run(7), run(7));
        assert_ne!(run(7), run(8));
    }

    #[test]
    fn latencies_add_up_and_only_the_first_other_effect_applies() {
        let (slow, late) = (Duration::from_secs(2), Duration::from_secs(3));
        let mut faults = Faults::new(1);
        faults.add(Fault::latency_after(late));
        faults.add(Fault::status(503));
        faults.add(Fault::status(500));
        faults.add(Fault::latency_before(slow));
        faults.add(Fault::latency_before(slow));
        let expected = AppliedFaults { before: slow * 2, after: late, effect: Some(Effect::Status(503)) };
        assert_eq!(apply(&mut faults, Method::Post, PATH, 0.0), expected);
    }

    #[test]
    fn a_rate_limit_applies_to_its_bucket_until_it_ends() {
        let limited = |scope, seconds| Some(Effect::RateLimited { scope, retry_after: Duration::from_secs(seconds) });
        let mut faults = Faults::new(1);
        let id = faults.add(Fault::rate_limited(Scope::User, Duration::from_secs(5)).times(1));
        assert_eq!(apply(&mut faults, Method::Post, PATH, 10.0).effect, limited(Scope::User, 5));
        assert_eq!(apply(&mut faults, Method::Post, PATH, 12.0).effect, limited(Scope::User, 3));
        assert_eq!(apply(&mut faults, Method::Post, "/channels/8/messages", 12.0).effect, None);
        assert_eq!(apply(&mut faults, Method::Post, PATH, 15.0).effect, None);
        assert_eq!(faults.hits(id), Some(1));
    }

    #[test]
    fn a_global_limit_excludes_interactions_and_ends_with_its_fault() {
        let mut faults = Faults::new(1);
        let id = faults.add(Fault::rate_limited(Scope::Global, Duration::from_secs(5)).times(1));
        let callback = "/interactions/1/token/callback";
        assert_eq!(apply(&mut faults, Method::Post, callback, 10.0).effect, None);
        assert!(apply(&mut faults, Method::Post, PATH, 10.0).effect.is_some());
        assert!(apply(&mut faults, Method::Get, "/users/@me", 12.0).effect.is_some());
        assert_eq!(apply(&mut faults, Method::Post, callback, 12.0).effect, None);
        assert!(faults.remove(id));
        assert_eq!(apply(&mut faults, Method::Get, "/users/@me", 12.0).effect, None);
    }
}
