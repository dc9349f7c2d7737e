//! Which of the alerts that are over have their words yet, for late clicks: the latest few of a partition.
//!
//! A bound beside the ten minutes, so that a flood of alerts, or a log of two days that is read back, never holds more words
//! than this. Must not let go of anything itself.

use std::collections::VecDeque;

use crate::alert::AlertId;

/// More than ever end in ten minutes, but for a flood: a neighborhood has some ten alerts a day.
pub(crate) const MOST: usize = 100;

/// In the order in which nothing was left to do for them.
#[derive(Debug, Default)]
pub(crate) struct Kept(VecDeque<AlertId>);

impl Kept {
    /// Keeps one more; answers with the one that has to go for it.
    pub(crate) fn keep(&mut self, alert: AlertId) -> Option<AlertId> {
        self.0.push_back(alert);
        if self.0.len() > MOST { self.0.pop_front() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_are_kept() {
        let mut kept = Kept::default();
        let alert = |n: usize| AlertId::new(n.to_string()).expect("an id");
        for n in 0..MOST {
            assert_eq!(kept.keep(alert(n)), None);
        }
        assert_eq!(kept.keep(alert(MOST)), Some(alert(0)));
        assert_eq!(kept.keep(alert(MOST + 1)), Some(alert(1)));
    }
}
