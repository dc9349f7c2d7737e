//! What the bot asked for, and what Discord would have said to it.

use std::sync::Arc;

use crate::core::request_log::{Counters, Request, Violation};
use crate::core::wait::{PATIENCE, WaitError, until};
use crate::handle::FakeDiscord;

impl FakeDiscord {
    /// The requests so far, oldest first.
    pub fn requests(&self) -> Vec<Arc<Request>> {
        self.shared.world().journal.requests.iter().cloned().collect()
    }

    /// Waits until the requests satisfy `wanted`, and returns what it found.
    ///
    /// # Errors
    /// When they do not within 15 s.
    pub async fn wait_for_requests<T>(
        &self,
        mut wanted: impl FnMut(&[Arc<Request>]) -> Option<T>,
    ) -> Result<T, WaitError> {
        until(self.shared.journal.subscribe(), PATIENCE, || wanted(&self.requests()))
            .await
            .map_err(|error| error.for_what("requests".to_owned()))
    }

    /// Numbers since the start.
    pub fn counters(&self) -> Counters {
        self.shared.world().counters()
    }

    /// 401, 403 and 429 (not of scope shared) in the last 10 min; at 10,000 Discord blocks the address.
    pub fn invalid_requests(&self) -> usize {
        let world = self.shared.world();
        let oldest = world.now() - 600_000;
        world.journal.invalid.iter().filter(|at| **at >= oldest).count()
    }

    /// Bodies that Discord's OpenAPI description refuses.
    pub fn violations(&self) -> Vec<Violation> {
        self.shared.world().journal.violations.clone()
    }

    /// Requests to routes that are not there.
    pub fn unknown_routes(&self) -> Vec<String> {
        self.shared.world().journal.unknown_routes.clone()
    }

    /// Every violation and unknown route in words; empty is clean.
    pub fn complaints(&self) -> Vec<String> {
        let unknown = self.unknown_routes().into_iter().map(|route| format!("unknown route: {route}"));
        let violations = self.violations().into_iter();
        let violations = violations
            .map(|violation| format!("{} at {:?}: {}", violation.operation, violation.pointer, violation.message));
        unknown.chain(violations).collect()
    }

    /// For the end of a test.
    ///
    /// # Panics
    /// When the bot called an unknown route or sent a body that the OpenAPI description refuses.
    #[track_caller]
    pub fn assert_clean(&self) {
        let complaints = self.complaints();
        assert!(complaints.is_empty(), "Discord would have refused:\n{}", complaints.join("\n"));
    }
}
