//! Which of the alerts that are over still have their text, for late clicks: the latest 100 of a partition.
//!
//! A limit beside the ten minutes, so that a flood of alerts, or a log of two days that is read back, holds no more texts
//! than this. Must not drop a text itself.

use std::collections::VecDeque;

use crate::alert::AlertId;

/// More alerts than end in ten minutes outside a flood: a neighborhood has about ten a day.
pub(crate) const MAX_WITH_TEXT: usize = 100;

/// In the order in which their last effect was done.
#[derive(Debug, Default)]
pub(crate) struct Retention(VecDeque<AlertId>);

impl Retention {
    /// Adds one, and returns the one that has to drop its text for it.
    pub(crate) fn add(&mut self, alert: AlertId) -> Option<AlertId> {
        self.0.push_back(alert);
        if self.0.len() > MAX_WITH_TEXT { self.0.pop_front() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_are_kept() {
        let mut retention = Retention::default();
        let alert = |n: usize| AlertId::new(n.to_string()).expect("an id");
        for n in 0..MAX_WITH_TEXT {
            assert_eq!(retention.add(alert(n)), None);
        }
        assert_eq!(retention.add(alert(MAX_WITH_TEXT)), Some(alert(0)));
        assert_eq!(retention.add(alert(MAX_WITH_TEXT + 1)), Some(alert(1)));
    }
}
