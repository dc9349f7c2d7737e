//! Whose work something is: an alert of an assigned partition.

use crate::alert::AlertId;

/// One assignment of one partition. Results of an older assignment count for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Tenure {
    pub(super) partition: i32,
    pub(super) generation: u64,
}

/// An alert of a tenure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) tenure: Tenure,
    pub(super) alert: AlertId,
}
