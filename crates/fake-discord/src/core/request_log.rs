//! The log of the bot's requests: each request and its response, unknown routes, violations of the OpenAPI description,
//! and counters.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use serde_json::Value;

use crate::core::clock::Millis;
use crate::core::routes::Method;

/// A request and its response.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Its method.
    pub method: Method,
    /// Its path below `/api/v10`, with the query. It can contain an interaction's token.
    pub path: String,
    /// The path in the OpenAPI description; empty for an unknown route.
    pub route: &'static str,
    /// Its headers by lower-case name, without `authorization`.
    pub headers: BTreeMap<String, String>,
    /// Its body as JSON, with ids as strings; null if it has none.
    pub body: Value,
    /// The status of the response; `None` if the connection was reset instead.
    pub status: Option<u16>,
    /// Discord's error code in the response; 0 if there is none.
    pub code: u32,
    /// When it arrived.
    pub at: Millis,
}

/// A body that Discord's OpenAPI description does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Method and path in the OpenAPI description.
    pub operation: String,
    /// The place in the body, as a JSON pointer.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
}

/// Counters since the start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counters {
    /// Requests by method, OpenAPI path and status (`reset` if the connection was reset).
    pub requests: BTreeMap<String, u64>,
    /// Responses 401, 403 and 429 except those of scope `shared`. Discord blocks an address after 10,000 in 10 min.
    pub invalid_requests: u64,
    /// IDENTIFYs received.
    pub identifies: u64,
    /// Accepted RESUMEs.
    pub resumes: u64,
    /// Gateway connections opened.
    pub connections: u64,
    /// Connected sessions.
    pub sessions: usize,
    /// Requests that a fault was applied to, counted once per fault.
    pub faults: u64,
    /// Requests to routes that the stand-in does not have.
    pub unknown_routes: u64,
    /// Requests for something that the stand-in does not support.
    pub unsupported: u64,
    /// Bodies that the OpenAPI description does not allow.
    pub violations: u64,
}

#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    pub requests: VecDeque<Arc<Request>>,
    pub unknown_routes: Vec<String>,
    pub unsupported: Vec<String>,
    pub violations: Vec<Violation>,
    /// When each of the latest invalid requests arrived.
    pub invalid: VecDeque<Millis>,
    pub counters: Counters,
}

/// The lists of unknown routes, of what is not supported, and of violations do not grow beyond this; the counters continue.
const MAX_LISTED: usize = 1000;
/// Discord counts invalid requests in this period.
const INVALID_WINDOW: Millis = 600_000;

impl RequestLog {
    pub(crate) fn add(&mut self, request: Request, shared_limit: bool, history: Option<usize>) {
        let status = request.status.map_or_else(|| "reset".to_owned(), |status| status.to_string());
        let key = format!("{} {} {status}", request.method.name(), request.route);
        *self.counters.requests.entry(key).or_default() += 1;
        if matches!(request.status, Some(401 | 403 | 429)) && !shared_limit {
            self.counters.invalid_requests += 1;
            self.invalid.push_back(request.at);
            while self.invalid.front().is_some_and(|at| request.at - at > INVALID_WINDOW) {
                self.invalid.pop_front();
            }
        }
        self.requests.push_back(Arc::new(request));
        while history.is_some_and(|max| self.requests.len() > max) {
            self.requests.pop_front();
        }
    }

    pub(crate) fn add_unknown_route(&mut self, request: String) {
        self.counters.unknown_routes += 1;
        if self.unknown_routes.len() < MAX_LISTED {
            self.unknown_routes.push(request);
        }
    }

    pub(crate) fn add_unsupported(&mut self, what: String) {
        self.counters.unsupported += 1;
        if self.unsupported.len() < MAX_LISTED {
            self.unsupported.push(what);
        }
    }

    pub(crate) fn add_violation(&mut self, violation: Violation) {
        self.counters.violations += 1;
        if self.violations.len() < MAX_LISTED {
            self.violations.push(violation);
        }
    }
}
