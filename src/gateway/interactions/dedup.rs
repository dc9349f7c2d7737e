//! The interactions that came lately, so that one that is delivered twice is answered once.
//!
//! A courtesy: what counts twice is caught by the log, where an event's id is known (protocol 3).

use std::collections::{HashSet, VecDeque};

pub(crate) struct Recent {
    ids: HashSet<u64>,
    order: VecDeque<u64>,
    most: usize,
}

impl Recent {
    pub(crate) fn new(most: usize) -> Self {
        Recent { ids: HashSet::new(), order: VecDeque::new(), most }
    }

    /// Notes an id; whether it was not known.
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
        let mut recent = Recent::new(2);
        assert!(recent.insert(1));
        assert!(!recent.insert(1));
        assert!(recent.insert(2) && recent.insert(3));
        assert!(!recent.insert(3));
        assert!(recent.insert(1), "forgotten, as it was the oldest");
        assert_eq!((recent.ids.len(), recent.order.len()), (2, 2));
    }
}
