//! The priority of a call, and the conditions under which its request may be sent.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

/// The order of calls when Discord's limit is reached. The smaller value goes first; equal ones go in order of arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// An answer to an interaction: the person is looking at the screen.
    Answer,
    /// The effects of a claim: the edit of the card, the notices.
    Claim,
    /// A new card. The earlier deadline goes first.
    Card {
        /// The time at which the child has to be met, in Unix milliseconds; `i64::MAX` without one.
        deadline: i64,
    },
    /// Other edits, and lookups that nobody waits for.
    Edit,
    /// Unpinning, deleting the notice of a pin.
    Tidy,
}

/// The caller's check: whether a request may still be sent. Called on the thread that writes it; must not block.
#[derive(Clone)]
pub struct StillAllowed(Arc<dyn Fn() -> bool + Send + Sync>);

impl StillAllowed {
    /// A check that calls `is_allowed` each time.
    pub fn new(is_allowed: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(is_allowed))
    }

    pub(crate) fn ask(&self) -> bool {
        (self.0)()
    }
}

/// The conditions of a call.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    pub(crate) priority: Priority,
    pub(crate) still_allowed: Option<&'a StillAllowed>,
    pub(crate) cancelled: Option<&'a CancellationToken>,
}

impl<'a> Call<'a> {
    /// A call without a check.
    #[must_use]
    pub fn new(priority: Priority) -> Self {
        Self { priority, still_allowed: None, cancelled: None }
    }

    /// Sets the check, which is called after all waiting, and once more when a body is written, because the process may
    /// be stopped in between (docs/protocol.md#rule-9). If it refuses, the call ends with
    /// [`RestError::Held`](super::RestError::Held), and Discord receives no complete request.
    #[must_use]
    pub fn if_still(self, allowed: &'a StillAllowed) -> Self {
        Self { still_allowed: Some(allowed), ..self }
    }

    /// Stops waiting for a turn when `cancelled` fires, with [`RestError::Held`](super::RestError::Held). A request
    /// that was already sent continues, because its outcome matters.
    #[must_use]
    pub fn until(self, cancelled: &'a CancellationToken) -> Self {
        Self { cancelled: Some(cancelled), ..self }
    }
}

impl std::fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call").field("priority", &self.priority).finish_non_exhaustive()
    }
}
