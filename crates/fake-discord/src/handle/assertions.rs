//! Reads the request log: the bot's requests, and what Discord would not have allowed.

use std::sync::Arc;

use crate::core::request_log::{Counters, Request, Violation};
use crate::core::wait::{DEFAULT_BOUND, WaitError, until};
use crate::handle::FakeDiscord;

impl FakeDiscord {
    /// All requests, oldest first.
    pub fn requests(&self) -> Vec<Arc<Request>> {
        self.shared.state().request_log.requests.iter().cloned().collect()
    }

    /// Waits until `condition` returns a value for the requests, and returns the value.
    ///
    /// # Errors
    /// If it does not within 15 s.
    pub async fn wait_for_requests<T>(
        &self,
        mut condition: impl FnMut(&[Arc<Request>]) -> Option<T>,
    ) -> Result<T, WaitError> {
        until(self.shared.requests_changed.subscribe(), DEFAULT_BOUND, || condition(&self.requests()))
            .await
            .map_err(|error| error.for_what("the condition on requests".to_owned()))
    }

    /// The counters since the start.
    pub fn counters(&self) -> Counters {
        self.shared.state().counters()
    }

    /// Responses 401, 403 and 429 (except scope `shared`) in the last 10 min. At 10,000 Discord blocks the address.
    pub fn invalid_requests(&self) -> usize {
        let state = self.shared.state();
        let oldest = state.now() - 600_000;
        state.request_log.invalid.iter().filter(|at| **at >= oldest).count()
    }

    /// Bodies that Discord's OpenAPI description does not allow.
    pub fn violations(&self) -> Vec<Violation> {
        self.shared.state().request_log.violations.clone()
    }

    /// Requests for something that the stand-in does not support: polls, stickers, forwards.
    pub fn unsupported(&self) -> Vec<String> {
        self.shared.state().request_log.unsupported.clone()
    }

    /// Requests to unknown routes, each with who lacks the route: Discord, or the stand-in only.
    pub fn unknown_routes(&self) -> Vec<String> {
        self.shared.state().request_log.unknown_routes.clone()
    }

    /// All violations, unknown routes and requests for what is not supported, as text.
    pub fn complaints(&self) -> Vec<String> {
        let unknown = self.unknown_routes().into_iter().map(|route| format!("unknown route: {route}"));
        let violations = self.violations().into_iter();
        let violations = violations
            .map(|violation| format!("{} at {:?}: {}", violation.operation, violation.pointer, violation.message));
        let unsupported = self.unsupported().into_iter().map(|request| format!("not supported: {request}"));
        unknown.chain(unsupported).chain(violations).collect()
    }

    /// Checks that there are no complaints, at the end of a test.
    ///
    /// # Panics
    /// If the bot used an unknown route or something that the stand-in does not support, or sent a body that the OpenAPI description does not allow.
    #[track_caller]
    pub fn assert_clean(&self) {
        let complaints = self.complaints();
        assert!(complaints.is_empty(), "The bot did what Discord does not allow:\n{}", complaints.join("\n"));
    }
}
