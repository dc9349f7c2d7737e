//! An alert of an assigned partition. Results of an earlier assignment do not count.

use crate::alert::AlertId;
use crate::kafka::consumer::AssignmentEpoch;

/// An alert in one assignment of its partition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct AlertPlace {
    pub(crate) epoch: AssignmentEpoch,
    pub(crate) alert: AlertId,
}
