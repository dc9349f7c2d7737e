//! Alerts that are not sent before their parent has answered a question.
//!
//! In memory alone: after a restart the parent reads that the alert was NOT sent
//! (`docs/decisions/0085-a-question-before-an-alert-is-kept-in-memory.md`). Must not log what an alert says.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use crate::alert::{Alert, AlertId, UserId};

/// A private answer has buttons that work for 15 min: until then the token of the command is valid.
const KEPT: Duration = Duration::from_secs(15 * 60);

/// More questions than a neighborhood ever has open. Beyond them the oldest go.
const MOST: usize = 256;

/// The alerts, in the order in which their questions were asked.
#[derive(Default)]
pub(crate) struct Unsent(VecDeque<(AlertId, Alert, Instant)>);

impl Unsent {
    /// Keeps an alert while its parent is asked.
    pub(crate) fn keep(&mut self, id: AlertId, alert: Alert, now: Instant) {
        self.0.retain(|(.., asked)| now.duration_since(*asked) < KEPT);
        if self.0.len() >= MOST {
            self.0.pop_front();
        }
        self.0.push_back((id, alert, now));
    }

    /// Takes the alert of this parent; `None` where it is not known, or was taken before.
    pub(crate) fn take(&mut self, id: &AlertId, parent: UserId, now: Instant) -> Option<Alert> {
        let is_it = |(known, alert, asked): &(AlertId, Alert, Instant)| {
            known == id && alert.parent_id == Some(parent) && now.duration_since(*asked) < KEPT
        };
        let place = self.0.iter().position(is_it)?;
        self.0.remove(place).map(|(_, alert, _)| alert)
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
        let alert = Alert { parent_id: Some(UserId(1)), ..Alert::default() };
        unsent.keep(id(1), alert.clone(), now);
        unsent.keep(id(2), alert.clone(), now);
        assert_eq!(unsent.take(&id(1), UserId(2), now), None, "of another parent");
        assert_eq!(unsent.take(&id(1), UserId(1), now), Some(alert.clone()));
        assert_eq!(unsent.take(&id(1), UserId(1), now), None, "taken before");
        assert_eq!(unsent.take(&id(2), UserId(1), now + KEPT), None, "too late");
        for n in 10..=10 + MOST {
            unsent.keep(id(n), alert.clone(), now);
        }
        assert_eq!(unsent.take(&id(10), UserId(1), now), None, "too many are open");
        assert!(unsent.take(&id(11), UserId(1), now).is_some());
    }
}
