//! What a caller says beside its request: how urgent it is, and until when it may go out.

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

/// One call's terms. [`Call::new`] is sent without a last check.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    pub(super) priority: Priority,
    pub(super) may_send: &'a (dyn Fn() -> bool + Sync),
    pub(super) cancelled: Option<&'a CancellationToken>,
}

impl<'a> Call<'a> {
    /// A call that always may go out.
    #[must_use]
    pub fn new(priority: Priority) -> Self {
        Self { priority, may_send: &|| true, cancelled: None }
    }

    /// `may_send` is asked after all waiting, right before the request is written (protocol 9: the lease). Where it
    /// says no the call ends with [`RestError::Held`](super::RestError::Held) and nothing is sent. Must not block.
    /// Only where no connection is open one has to be made in between, which takes 4 s at most.
    #[must_use]
    pub fn if_still(self, may_send: &'a (dyn Fn() -> bool + Sync)) -> Self {
        Self { may_send, ..self }
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
