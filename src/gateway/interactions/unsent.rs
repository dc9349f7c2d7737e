//! Alerts that are not sent before their parent has answered a question or corrected them.
//!
//! In memory alone: after a restart the parent reads that the alert was NOT sent, or gets an empty form
//! (`docs/decisions/0085-a-question-before-an-alert-is-kept-in-memory.md`). Must not log what an alert says.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use crate::alert::{AlertId, UserId};

/// A private answer has buttons that work for 15 min: until then the token of the command is valid.
const KEPT: Duration = Duration::from_secs(15 * 60);

/// More questions than a neighborhood ever has open. Beyond them the oldest go.
const MOST: usize = 256;

/// The alerts, or what was typed, in the order in which their parents were answered.
pub(crate) struct Unsent<T>(VecDeque<(AlertId, UserId, T, Instant)>);

impl<T> Default for Unsent<T> {
    fn default() -> Self {
        Unsent(VecDeque::new())
    }
}

impl<T: Clone> Unsent<T> {
    /// Keeps what this parent wants to send.
    pub(crate) fn keep(&mut self, id: AlertId, parent: UserId, unsent: T, now: Instant) {
        self.0.retain(|(.., since)| now.duration_since(*since) < KEPT);
        if self.0.len() >= MOST {
            self.0.pop_front();
        }
        self.0.push_back((id, parent, unsent, now));
    }

    /// What this parent wants to send; `None` where it is not known, or was taken.
    pub(crate) fn get(&self, id: &AlertId, parent: UserId, now: Instant) -> Option<T> {
        self.place(id, parent, now).and_then(|place| self.0.get(place)).map(|(_, _, unsent, _)| unsent.clone())
    }

    /// The same, which is not known any more then.
    pub(crate) fn take(&mut self, id: &AlertId, parent: UserId, now: Instant) -> Option<T> {
        let place = self.place(id, parent, now)?;
        self.0.remove(place).map(|(_, _, unsent, _)| unsent)
    }

    fn place(&self, id: &AlertId, parent: UserId, now: Instant) -> Option<usize> {
        let is_it = |(known, of, _, since): &(AlertId, UserId, T, Instant)| {
            known == id && *of == parent && now.duration_since(*since) < KEPT
        };
        self.0.iter().position(is_it)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: usize) -> AlertId {
        AlertId::new(n.to_string()).expect("digits")
    }

    #[test]
    fn an_alert_is_taken_once_by_its_parent_within_the_time() {
        let (mut unsent, now) = (Unsent::default(), Instant::now());
        unsent.keep(id(1), UserId(1), "Jake", now);
        unsent.keep(id(2), UserId(1), "David", now);
        assert_eq!(unsent.take(&id(1), UserId(2), now), None, "of another parent");
        assert_eq!(unsent.get(&id(1), UserId(1), now), Some("Jake"));
        assert_eq!(unsent.take(&id(1), UserId(1), now), Some("Jake"));
        assert_eq!(unsent.take(&id(1), UserId(1), now), None, "taken before");
        assert_eq!(unsent.take(&id(2), UserId(1), now + KEPT), None, "too late");
        for n in 10..=10 + MOST {
            unsent.keep(id(n), UserId(1), "Jake", now);
        }
        assert_eq!(unsent.take(&id(10), UserId(1), now), None, "too many are open");
        assert!(unsent.take(&id(11), UserId(1), now).is_some());
    }
}
