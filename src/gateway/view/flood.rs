//! The view's alerts without Kafka, as many as wanted: for `benches/growth`, which measures them.

use crate::alert::{AlertId, Event, UserId};
use crate::gateway::view::alerts::Alerts;

/// Alerts without a bound.
#[doc(hidden)]
pub struct Flood {
    alerts: Alerts,
}

impl Default for Flood {
    fn default() -> Self {
        Flood { alerts: Alerts::bounded(usize::MAX) }
    }
}

impl Flood {
    /// Folds a record of an alert; `bytes` is the length of its value.
    pub fn fold(&mut self, alert: &AlertId, event: &Event, bytes: usize) {
        self.alerts.fold(alert, event, bytes);
    }

    /// How many open alerts a parent has, and how many a neighbor has taken.
    #[must_use]
    pub fn concern(&self, parent: UserId, neighbor: UserId) -> (usize, usize) {
        (self.alerts.open_of_parent(parent).count(), self.alerts.held_by(neighbor).count())
    }
}
