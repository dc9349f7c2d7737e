//! Rate limits: a bucket per route and channel, the global 50 a second, the daily IDENTIFYs. Measured on the own clock.
//! How much of them is used is in [`buckets`].

pub(crate) mod buckets;

use std::collections::HashMap;
use std::time::Duration;

use crate::core::routes::Method;

/// How many requests in which time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Requests in one window.
    pub limit: u32,
    /// The window, which opens with its first request.
    pub window: Duration,
}

impl Rate {
    /// `limit` requests in `window`.
    pub const fn new(limit: u32, window: Duration) -> Self {
        Self { limit, window }
    }
}

/// The limits that the stand-in keeps. The default is what Discord does in practice.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// For every route that has no rate of its own below. `None`: no limit.
    pub route: Option<Rate>,
    /// Rates of single routes: method and OpenAPI path (`/channels/{channel_id}/messages`).
    pub routes: HashMap<(Method, String), Rate>,
    /// All requests of the bot together; interaction callbacks and webhook calls are exempt.
    pub global: Option<Rate>,
    /// IDENTIFYs in 24 h, before Discord resets the token.
    pub identifies: Option<u32>,
    /// The least time between two sessions' beginnings; an IDENTIFY that comes sooner gets INVALID_SESSION.
    pub identify_interval: Option<Duration>,
    /// Edits of messages older than an hour, per channel, before 30046.
    pub old_edits: Option<Rate>,
}

impl Default for Limits {
    fn default() -> Self {
        Self::discord()
    }
}

impl Limits {
    /// As Discord: 5 creates per 5 s and channel, 50 requests a second in all, 1,000 IDENTIFYs a day, one in 5 s.
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
            (Method::Post, "/webhooks/{webhook_id}/{webhook_token}", five),
            (Method::Patch, "/webhooks/{webhook_id}/{webhook_token}/messages/@original", five),
        ] {
            routes.insert((method, path.to_owned()), rate);
        }
        Self {
            route: Some(Rate::new(50, Duration::from_secs(1))),
            routes,
            global: Some(Rate::new(50, Duration::from_secs(1))),
            identifies: Some(1000),
            identify_interval: Some(Duration::from_secs(5)),
            old_edits: Some(Rate::new(30, Duration::from_secs(3600))),
        }
    }

    /// None at all.
    pub fn off() -> Self {
        Self {
            route: None,
            routes: HashMap::new(),
            global: None,
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

    /// Sets or removes the limit of all requests together.
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

/// Who shares a limit that was hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The bot, on this route.
    User,
    /// The bot, everywhere.
    Global,
    /// The resource, whoever asks; not counted as an invalid request.
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
