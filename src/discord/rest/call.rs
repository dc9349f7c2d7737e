//! What a caller says beside its request: how urgent it is, and until when it may go out.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

/// Who goes first where Discord's limit is the bottleneck. The lesser goes first; equals go in the order of arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// An answer to an interaction: somebody looks at the screen.
    Answer,
    /// What a claim brings about: the card's edit, telling the parent.
    Claim,
    /// A new card: the fewer minutes left, the sooner.
    Card {
        /// When the child has to be met, in milliseconds since 1970. `i64::MAX` where no time was given.
        deadline: i64,
    },
    /// Other edits, and look-ups that nobody waits for.
    Edit,
    /// Unpinning, deleting the notice of a pin.
    Tidy,
}

/// Whether a request may still go out. Asked on whatever thread writes it; must not block.
#[derive(Clone)]
pub struct StillAllowed(Arc<dyn Fn() -> bool + Send + Sync>);

impl StillAllowed {
    /// Asks `is_allowed` each time.
    pub fn new(is_allowed: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(is_allowed))
    }

    pub(crate) fn ask(&self) -> bool {
        (self.0)()
    }
}

/// One call's terms. [`Call::new`] is sent without a last check.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    pub(crate) priority: Priority,
    pub(crate) still_allowed: Option<&'a StillAllowed>,
    pub(crate) cancelled: Option<&'a CancellationToken>,
}

impl<'a> Call<'a> {
    /// A call that always may go out.
    #[must_use]
    pub fn new(priority: Priority) -> Self {
        Self { priority, still_allowed: None, cancelled: None }
    }

    /// Asked after all waiting (docs/protocol.md#rule-9: the lease), and of a request with a body once more in the
    /// moment in which it is written: a connection may have to be made in between, or the process may be frozen. Where
    /// it says no the call ends with [`RestError::Held`](super::RestError::Held) and Discord gets nothing that it could
    /// act on.
    #[must_use]
    pub fn if_still(self, allowed: &'a StillAllowed) -> Self {
        Self { still_allowed: Some(allowed), ..self }
    }

    /// Stops waiting for a turn once `cancelled` fires, with [`RestError::Held`](super::RestError::Held). A request
    /// that is already under way is not cut off, because its outcome is worth knowing.
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
