//! What the bot did: each request with its outcome, unknown routes, violations of the OpenAPI description, counters.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use serde_json::Value;

use crate::core::clock::Millis;
use crate::core::routes::Method;

/// A request as it came and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Its method.
    pub method: Method,
    /// Its path below `/api/v10`, with the query. An interaction's token is in it.
    pub path: String,
    /// The OpenAPI path; empty for an unknown route.
    pub route: &'static str,
    /// Its JSON body; null without one.
    pub body: Value,
    /// The answer's status; `None` when the connection was reset instead.
    pub status: Option<u16>,
    /// The answer's error code of Discord; 0 without one.
    pub code: u32,
    /// When it came.
    pub at: Millis,
}

/// A body that Discord's OpenAPI description does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Method and OpenAPI path.
    pub operation: String,
    /// Where in the body, as a JSON pointer.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
}

/// Numbers since the start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counters {
    /// Requests by method, OpenAPI path and status ("reset" where the connection died).
    pub requests: BTreeMap<String, u64>,
    /// 401, 403 and 429 (but scope shared): 10,000 in 10 min block an address at Discord.
    pub invalid_requests: u64,
    /// IDENTIFYs.
    pub identifies: u64,
    /// RESUMEs that were accepted.
    pub resumes: u64,
    /// Gateway connections.
    pub connections: u64,
    /// Sessions connected now.
    pub sessions: usize,
    /// Faults that struck.
    pub faults: u64,
    /// Requests to routes that the stand-in (or Discord) does not have.
    pub unknown_routes: u64,
    /// Bodies that the OpenAPI description refuses.
    pub violations: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Journal {
    pub requests: VecDeque<Arc<Request>>,
    pub unknown_routes: Vec<String>,
    pub violations: Vec<Violation>,
    /// When each of the last invalid requests came.
    pub invalid: VecDeque<Millis>,
    pub counters: Counters,
}

/// The lists of unknown routes and violations stop growing here; the counters go on.
const KEPT: usize = 1000;
/// Discord looks back this far for invalid requests.
const INVALID_WINDOW: Millis = 600_000;

impl Journal {
    pub fn record(&mut self, request: Request, shared: bool, history: Option<usize>) {
        let outcome = request.status.map_or_else(|| "reset".to_owned(), |status| status.to_string());
        let key = format!("{} {} {outcome}", request.method.name(), request.route);
        *self.counters.requests.entry(key).or_default() += 1;
        if matches!(request.status, Some(401 | 403 | 429)) && !shared {
            self.counters.invalid_requests += 1;
            self.invalid.push_back(request.at);
            while self.invalid.front().is_some_and(|at| request.at - at > INVALID_WINDOW) {
                self.invalid.pop_front();
            }
        }
        self.requests.push_back(Arc::new(request));
        while history.is_some_and(|most| self.requests.len() > most) {
            self.requests.pop_front();
        }
    }

    pub fn unknown(&mut self, what: String) {
        self.counters.unknown_routes += 1;
        if self.unknown_routes.len() < KEPT {
            self.unknown_routes.push(what);
        }
    }

    pub fn violated(&mut self, violation: Violation) {
        self.counters.violations += 1;
        if self.violations.len() < KEPT {
            self.violations.push(violation);
        }
    }
}
