//! An alert of an assigned partition. Results of an earlier assignment do not count.

use crate::alert::AlertId;
use crate::kafka::consumer::AssignmentEpoch;

pub(crate) type Tenure = AssignmentEpoch;

/// An alert in one assignment of its partition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) tenure: Tenure,
    pub(crate) alert: AlertId,
}
