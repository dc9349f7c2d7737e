//! The ids of the latest interactions, so that one that Discord delivers twice is answered once.
//!
//! A courtesy: the log itself knows an event that comes twice by its id (docs/protocol.md#rule-3).

use std::collections::{HashSet, VecDeque};

pub(crate) struct RecentIds {
    ids: HashSet<u64>,
    order: VecDeque<u64>,
    most: usize,
}

impl RecentIds {
    pub(crate) fn new(most: usize) -> Self {
        RecentIds { ids: HashSet::new(), order: VecDeque::new(), most }
    }

    /// Remembers an id; returns whether it is new.
    pub(crate) fn insert(&mut self, id: u64) -> bool {
        if !self.ids.insert(id) {
            return false;
        }
        self.order.push_back(id);
        if self.order.len() > self.most
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repetition_is_known_and_the_memory_is_bounded() {
        let mut recent = RecentIds::new(2);
        assert!(recent.insert(1));
        assert!(!recent.insert(1));
        assert!(recent.insert(2) && recent.insert(3));
        assert!(!recent.insert(3));
        assert!(recent.insert(1), "forgotten, as it was the oldest");
        assert_eq!((recent.ids.len(), recent.order.len()), (2, 2));
    }
}
