//! Rate limits: per route and channel, 50 requests per second in all, IDENTIFYs per day. Measured on the stand-in's
//! clock. This module has the limits; [`buckets`] counts the requests.

pub(crate) mod buckets;

use std::collections::HashMap;
use std::time::Duration;

use crate::core::routes::Method;

/// A number of requests per time window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Requests in one window.
    pub limit: u32,
    /// The length of the window, which begins with its first request.
    pub window: Duration,
}

impl Rate {
    /// `limit` requests in `window`.
    pub const fn new(limit: u32, window: Duration) -> Self {
        Self { limit, window }
    }
}

/// The limits that the stand-in enforces. The default is what Discord does in practice.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// The rate of each route that is not in `routes`. `None`: no limit.
    pub route: Option<Rate>,
    /// The rates of single routes, by method and OpenAPI path (`/channels/{channel_id}/messages`).
    pub routes: HashMap<(Method, String), Rate>,
    /// The rate of all requests of the bot. Interaction callbacks and webhook requests do not count.
    pub global: Option<Rate>,
    /// The rate of all webhook requests of one interaction, for routes that are not in `routes`. The initial response does
    /// not count.
    pub interaction: Option<Rate>,
    /// Responses 404 to the webhook requests of one interaction. Beyond that, its requests are refused with 429 until the
    /// window ends. Discord's documentation gives no number.
    pub webhook_misses: Option<Rate>,
    /// IDENTIFYs in 24 h. Beyond that, Discord resets the token.
    pub identifies: Option<u32>,
    /// The minimum time between two IDENTIFYs. An earlier one gets `INVALID_SESSION`.
    pub identify_interval: Option<Duration>,
    /// Edits of messages older than an hour, per channel. Beyond that, an edit is refused with 30046.
    pub old_edits: Option<Rate>,
}

impl Default for Limits {
    fn default() -> Self {
        Self::discord()
    }
}

impl Limits {
    /// Discord's limits: 5 new messages per 5 s and channel, 50 requests per second in all, 5 webhook requests per 2 s and
    /// interaction, 1,000 IDENTIFYs per day, one per 5 s.
    pub fn discord() -> Self {
        let five = Rate::new(5, Duration::from_secs(5));
        let mut routes = HashMap::new();
        for (method, path, rate) in [
            (Method::Post, "/channels/{channel_id}/messages", five),
            (Method::Patch, "/channels/{channel_id}/messages/{message_id}", five),
            (Method::Delete, "/channels/{channel_id}/messages/{message_id}", Rate::new(5, Duration::from_secs(1))),
            (Method::Put, "/channels/{channel_id}/messages/pins/{message_id}", five),
            (Method::Delete, "/channels/{channel_id}/messages/pins/{message_id}", five),
            (Method::Put, "/channels/{channel_id}/pins/{message_id}", five),
            (Method::Delete, "/channels/{channel_id}/pins/{message_id}", five),
        ] {
            routes.insert((method, path.to_owned()), rate);
        }
        Self {
            route: Some(Rate::new(50, Duration::from_secs(1))),
            routes,
            global: Some(Rate::new(50, Duration::from_secs(1))),
            interaction: Some(Rate::new(5, Duration::from_secs(2))),
            webhook_misses: Some(Rate::new(10, Duration::from_secs(60))),
            identifies: Some(1000),
            identify_interval: Some(Duration::from_secs(5)),
            old_edits: Some(Rate::new(30, Duration::from_secs(3600))),
        }
    }

    /// No limits.
    pub fn off() -> Self {
        Self {
            route: None,
            routes: HashMap::new(),
            global: None,
            interaction: None,
            webhook_misses: None,
            identifies: None,
            identify_interval: None,
            old_edits: None,
        }
    }

    /// Sets the rate of one route.
    pub fn with_route(mut self, method: Method, path: &str, rate: Rate) -> Self {
        self.routes.insert((method, path.to_owned()), rate);
        self
    }

    /// Sets or removes the limit of all requests.
    pub fn with_global(mut self, rate: Option<Rate>) -> Self {
        self.global = rate;
        self
    }

    fn rate(&self, method: Method, template: &str) -> Option<Rate> {
        if self.routes.is_empty() && self.route.is_none() {
            return None;
        }
        self.routes.get(&(method, template.to_owned())).copied().or(self.route)
    }
}

/// The scope of a rate limit response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The bot's own limit on this route.
    User,
    /// The bot's limit on all routes.
    Global,
    /// The limit of a resource, shared by all bots. Not counted as an invalid request.
    Shared,
}

impl Scope {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Global => "global",
            Self::Shared => "shared",
        }
    }
}
