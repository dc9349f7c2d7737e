//! What the bot has used of its rate limits, and the refusal where one is used up.

use std::collections::HashMap;

use super::{Limits, Rate, Scope};
use crate::core::routes::{Method, Route};

#[derive(Debug, Clone, Copy)]
struct Window {
    opened: f64,
    used: u32,
}

/// The state of a request's bucket, for its headers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BucketState {
    pub limit: u32,
    pub remaining: u32,
    /// Seconds since the epoch.
    pub reset: f64,
    pub reset_after: f64,
    pub bucket: String,
}

/// A refusal for being too fast.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TooFast {
    pub scope: Scope,
    pub retry_after: f64,
    pub state: Option<BucketState>,
}

/// What one rate limit counts: a method and route, per channel, guild or token.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Bucket {
    method: Method,
    template: &'static str,
    major: String,
}

impl Bucket {
    pub fn of(method: Method, route: &Route) -> Self {
        Self { method, template: route.template, major: route.major() }
    }

    /// Discord's bucket names are opaque hashes, the same for every channel (FNV-1a here).
    fn name(&self) -> String {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for byte in self.method.name().bytes().chain(self.template.bytes()) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        format!("{hash:016x}")
    }
}

#[derive(Debug)]
pub(crate) struct Buckets {
    pub limits: Limits,
    windows: HashMap<Bucket, Window>,
    global: Option<Window>,
}

impl Buckets {
    pub fn new(limits: Limits) -> Self {
        Self { limits, windows: HashMap::new(), global: None }
    }

    /// Counts a request at `now` (seconds): its bucket's state, or the refusal.
    pub fn take(&mut self, method: Method, route: &Route, now: f64) -> Result<Option<BucketState>, TooFast> {
        let exempt_from_global = route.is_interaction();
        if let (Some(rate), false) = (self.limits.global, exempt_from_global) {
            let window = self.global.get_or_insert(Window { opened: now, used: 0 });
            if now - window.opened >= rate.window.as_secs_f64() {
                *window = Window { opened: now, used: 0 };
            }
            if window.used >= rate.limit {
                let retry_after = window.opened + rate.window.as_secs_f64() - now;
                return Err(TooFast { scope: Scope::Global, retry_after, state: None });
            }
        }
        // The first answer of an interaction has no bucket at all.
        let callback = route.template.ends_with("/callback");
        let rate = self.limits.rate(method, route.template).filter(|_| !callback);
        let state = match rate {
            None => None,
            Some(rate) => Some(self.take_route(method, route, rate, now)?),
        };
        if let (Some(window), false) = (&mut self.global, exempt_from_global) {
            window.used += 1;
        }
        Ok(state)
    }

    /// The refusal of a limit that a fault opened, with the headers that Discord gives it: the bucket's own, used up, but
    /// none where the bot as a whole has to wait.
    pub fn refusal(&self, scope: Scope, retry_after: f64, method: Method, route: &Route, now: f64) -> TooFast {
        let limit = self.limits.rate(method, route.template).map_or(1, |rate| rate.limit);
        let state = (scope != Scope::Global).then(|| BucketState {
            limit,
            remaining: 0,
            reset: now + retry_after,
            reset_after: retry_after,
            bucket: Bucket::of(method, route).name(),
        });
        TooFast { scope, retry_after, state }
    }

    fn take_route(&mut self, method: Method, route: &Route, rate: Rate, now: f64) -> Result<BucketState, TooFast> {
        let length = rate.window.as_secs_f64();
        if self.windows.len() > 20_000 {
            self.windows.retain(|_, window| now - window.opened < 60.0);
        }
        let bucket = Bucket::of(method, route);
        let name = bucket.name();
        let window = self.windows.entry(bucket).or_insert(Window { opened: now, used: 0 });
        if now - window.opened >= length {
            *window = Window { opened: now, used: 0 };
        }
        let reset_after = (window.opened + length - now).max(0.0);
        let full = window.used >= rate.limit;
        if !full {
            window.used += 1;
        }
        let state = BucketState {
            limit: rate.limit,
            remaining: rate.limit - window.used,
            reset: window.opened + length,
            reset_after,
            bucket: name,
        };
        if full { Err(TooFast { scope: Scope::User, retry_after: reset_after, state: Some(state) }) } else { Ok(state) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::routes::find;

    fn create(channel: u64) -> Route {
        find(Method::Post, &format!("/channels/{channel}/messages")).expect("known")
    }

    #[test]
    fn the_sixth_create_in_five_seconds_waits_but_another_channel_does_not() {
        let mut buckets = Buckets::new(Limits::discord());
        for used in 1..=5 {
            let state = buckets.take(Method::Post, &create(1), 100.0).expect("free").expect("limited");
            assert_eq!(state.remaining, 5 - used);
        }
        let refused = buckets.take(Method::Post, &create(1), 101.0).expect_err("full");
        assert_eq!((refused.scope, refused.retry_after), (Scope::User, 4.0));
        assert!(buckets.take(Method::Post, &create(2), 101.0).is_ok());
        assert!(buckets.take(Method::Post, &create(1), 105.0).is_ok());
    }

    #[test]
    fn the_global_limit_stops_everything_but_interactions() {
        let mut buckets = Buckets::new(Limits { route: None, routes: HashMap::new(), ..Limits::discord() });
        for _ in 0..50 {
            assert!(buckets.take(Method::Post, &create(1), 7.0).is_ok());
        }
        assert_eq!(buckets.take(Method::Post, &create(1), 7.5).expect_err("full").scope, Scope::Global);
        let callback = find(Method::Post, "/interactions/1/token/callback").expect("known");
        assert_eq!(buckets.take(Method::Post, &callback, 7.5), Ok(None));
    }
}
