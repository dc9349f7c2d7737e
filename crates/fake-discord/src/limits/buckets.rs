//! Counts the bot's requests against its rate limits, and builds the rate limit response.

use std::collections::HashMap;

use super::{Limits, Rate, Scope};
use crate::core::routes::{Method, Route};

#[derive(Debug, Clone, Copy)]
struct Window {
    /// Seconds since the epoch.
    start: f64,
    used: u32,
}

/// The state of a bucket, for the response headers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BucketState {
    pub limit: u32,
    pub remaining: u32,
    /// Seconds since the epoch.
    pub reset: f64,
    pub reset_after: f64,
    pub bucket: String,
}

/// A rate limit that a request exceeds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RateLimitHit {
    pub scope: Scope,
    pub retry_after: f64,
    pub state: Option<BucketState>,
}

/// What one rate limit counts: requests with one method and route, per channel, guild or interaction token.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Bucket {
    method: Method,
    template: &'static str,
    top_level_resource: String,
}

impl Bucket {
    /// The bucket of all webhook requests of one interaction.
    fn of_interaction(route: &Route) -> Self {
        let template = "/webhooks/{webhook_id}/{webhook_token}";
        Self { method: Method::Post, template, top_level_resource: route.top_level_resource() }
    }

    pub(crate) fn of(method: Method, route: &Route) -> Self {
        Self { method, template: route.template, top_level_resource: route.top_level_resource() }
    }

    /// Discord's bucket names are hashes that are the same for all channels. Here: FNV-1a.
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
    /// Responses 404 to webhook requests, by interaction.
    misses: HashMap<Bucket, Window>,
    global: Option<Window>,
}

impl Buckets {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, windows: HashMap::new(), misses: HashMap::new(), global: None }
    }

    /// Counts a request at `now` (seconds since the epoch). Returns the state of its bucket, or the limit that it
    /// exceeds.
    pub(crate) fn count(
        &mut self,
        method: Method,
        route: &Route,
        now: f64,
    ) -> Result<Option<BucketState>, RateLimitHit> {
        let exempt_from_global = route.is_interaction();
        if let (Some(rate), false) = (self.limits.global, exempt_from_global) {
            let window = self.global.get_or_insert(Window { start: now, used: 0 });
            if now - window.start >= rate.window.as_secs_f64() {
                *window = Window { start: now, used: 0 };
            }
            if window.used >= rate.limit {
                let retry_after = window.start + rate.window.as_secs_f64() - now;
                return Err(RateLimitHit { scope: Scope::Global, retry_after, state: None });
            }
        }
        if let Some(hit) = self.too_many_misses(route, now) {
            return Err(hit);
        }
        // The initial response of an interaction has no bucket. Its webhook requests share one.
        let own_rate = self.limits.routes.contains_key(&(method, route.template.to_owned()));
        let (bucket, rate) = match self.limits.interaction {
            Some(rate) if is_webhook(route) && !own_rate => (Bucket::of_interaction(route), Some(rate)),
            _ => (Bucket::of(method, route), self.limits.rate(method, route.template)),
        };
        let state = match rate.filter(|_| !is_callback(route)) {
            None => None,
            Some(rate) => Some(self.count_in(bucket, rate, now)?),
        };
        if let (Some(window), false) = (&mut self.global, exempt_from_global) {
            window.used += 1;
        }
        Ok(state)
    }

    /// The rate limit response for a fault, with Discord's headers: an empty bucket, or no bucket for the global limit.
    pub(crate) fn hit_by_fault(
        &self,
        scope: Scope,
        retry_after: f64,
        method: Method,
        route: &Route,
        now: f64,
    ) -> RateLimitHit {
        let limit = self.limits.rate(method, route.template).map_or(1, |rate| rate.limit);
        let state = (scope != Scope::Global).then(|| BucketState {
            limit,
            remaining: 0,
            reset: now + retry_after,
            reset_after: retry_after,
            bucket: Bucket::of(method, route).name(),
        });
        RateLimitHit { scope, retry_after, state }
    }

    /// Counts a response 404 if it is for a webhook request.
    pub(crate) fn count_miss(&mut self, route: &Route, now: f64) {
        let Some(rate) = self.limits.webhook_misses.filter(|_| is_webhook(route)) else { return };
        let length = rate.window.as_secs_f64();
        self.misses.retain(|_, window| now - window.start < length);
        self.misses.entry(Bucket::of_interaction(route)).or_insert(Window { start: now, used: 0 }).used += 1;
    }

    fn too_many_misses(&self, route: &Route, now: f64) -> Option<RateLimitHit> {
        let rate = self.limits.webhook_misses.filter(|_| is_webhook(route))?;
        let window = self.misses.get(&Bucket::of_interaction(route)).filter(|window| window.used >= rate.limit)?;
        let retry_after = window.start + rate.window.as_secs_f64() - now;
        (retry_after > 0.0).then_some(RateLimitHit { scope: Scope::User, retry_after, state: None })
    }

    fn count_in(&mut self, bucket: Bucket, rate: Rate, now: f64) -> Result<BucketState, RateLimitHit> {
        let length = rate.window.as_secs_f64();
        if self.windows.len() > 20_000 {
            self.windows.retain(|_, window| now - window.start < 60.0);
        }
        let name = bucket.name();
        let window = self.windows.entry(bucket).or_insert(Window { start: now, used: 0 });
        if now - window.start >= length {
            *window = Window { start: now, used: 0 };
        }
        let reset_after = (window.start + length - now).max(0.0);
        let full = window.used >= rate.limit;
        if !full {
            window.used += 1;
        }
        let state = BucketState {
            limit: rate.limit,
            remaining: rate.limit - window.used,
            reset: window.start + length,
            reset_after,
            bucket: name,
        };
        if full {
            Err(RateLimitHit { scope: Scope::User, retry_after: reset_after, state: Some(state) })
        } else {
            Ok(state)
        }
    }
}

/// Whether this is the initial response of an interaction.
fn is_callback(route: &Route) -> bool {
    route.template.ends_with("/callback")
}

/// Whether this is a request with an interaction's token after the initial response.
fn is_webhook(route: &Route) -> bool {
    route.is_interaction() && !is_callback(route)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::routes::find;

    fn create(channel: u64) -> Route {
        find(Method::Post, &format!("/channels/{channel}/messages")).expect("known")
    }

    #[test]
    fn the_sixth_message_in_five_seconds_is_refused_in_its_channel_only() {
        let mut buckets = Buckets::new(Limits::discord());
        for used in 1..=5 {
            let state = buckets.count(Method::Post, &create(1), 100.0).expect("free").expect("limited");
            assert_eq!(state.remaining, 5 - used);
        }
        let hit = buckets.count(Method::Post, &create(1), 101.0).expect_err("full");
        assert_eq!((hit.scope, hit.retry_after), (Scope::User, 4.0));
        assert!(buckets.count(Method::Post, &create(2), 101.0).is_ok());
        assert!(buckets.count(Method::Post, &create(1), 105.0).is_ok());
    }

    #[test]
    fn the_global_limit_applies_to_all_but_interactions() {
        let mut buckets = Buckets::new(Limits { route: None, routes: HashMap::new(), ..Limits::discord() });
        for _ in 0..50 {
            assert!(buckets.count(Method::Post, &create(1), 7.0).is_ok());
        }
        assert_eq!(buckets.count(Method::Post, &create(1), 7.5).expect_err("full").scope, Scope::Global);
        let callback = find(Method::Post, "/interactions/1/token/callback").expect("known");
        assert_eq!(buckets.count(Method::Post, &callback, 7.5), Ok(None));
    }
}
