//! Whose work something is: an alert of an assigned partition.

use crate::alert::AlertId;

/// One assignment of one partition. Results of an older assignment count for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Tenure {
    pub(crate) partition: i32,
    pub(crate) generation: u64,
}

/// An alert of a tenure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) tenure: Tenure,
    pub(crate) alert: AlertId,
}
