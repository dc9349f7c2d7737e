//! Alerts that are not sent before their parent has answered a question or corrected them.
//!
//! In memory alone: after a restart the parent reads that the alert was NOT sent, or gets an empty form
//! (`docs/decisions/0085-a-question-before-an-alert-is-kept-in-memory.md`). Must not log what an alert says.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use crate::alert::{AlertId, GuildId, UserId};

/// A private answer has buttons that work for 15 min: until then the token of the command is valid.
const KEPT: Duration = Duration::from_secs(15 * 60);

/// More questions than a neighborhood ever has open. Beyond them its oldest go, and no other server's.
const MOST: usize = 256;

/// Who wants to send something, and in which server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sender {
    pub(crate) guild: Option<GuildId>,
    pub(crate) parent: UserId,
}

/// The alerts, or what was typed, in the order in which their parents were answered.
pub(crate) struct Unsent<T>(VecDeque<(AlertId, Sender, T, Instant)>);

impl<T> Default for Unsent<T> {
    fn default() -> Self {
        Unsent(VecDeque::new())
    }
}

impl<T: Clone> Unsent<T> {
    /// Keeps what this parent wants to send.
    pub(crate) fn keep(&mut self, id: AlertId, of: Sender, unsent: T, now: Instant) {
        self.0.retain(|(.., since)| now.duration_since(*since) < KEPT);
        let is_of_the_server = |(_, sender, ..): &(AlertId, Sender, T, Instant)| sender.guild == of.guild;
        if self.0.iter().filter(|unsent| is_of_the_server(unsent)).count() >= MOST
            && let Some(oldest) = self.0.iter().position(is_of_the_server)
        {
            self.0.remove(oldest);
        }
        self.0.push_back((id, of, unsent, now));
    }

    /// What this parent wants to send; `None` where it is not known, or was taken.
    pub(crate) fn get(&self, id: &AlertId, of: Sender, now: Instant) -> Option<T> {
        self.place(id, of, now).and_then(|place| self.0.get(place)).map(|(_, _, unsent, _)| unsent.clone())
    }

    /// The same, which is not known any more then.
    pub(crate) fn take(&mut self, id: &AlertId, of: Sender, now: Instant) -> Option<T> {
        let place = self.place(id, of, now)?;
        self.0.remove(place).map(|(_, _, unsent, _)| unsent)
    }

    fn place(&self, id: &AlertId, of: Sender, now: Instant) -> Option<usize> {
        let is_it = |(known, sender, _, since): &(AlertId, Sender, T, Instant)| {
            known == id && *sender == of && now.duration_since(*since) < KEPT
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

    fn of(parent: u64) -> Sender {
        Sender { guild: Some(GuildId(4)), parent: UserId(parent) }
    }

    #[test]
    fn an_alert_is_taken_once_by_its_parent_within_the_time() {
        let (mut unsent, now) = (Unsent::default(), Instant::now());
        unsent.keep(id(1), of(1), "Jake", now);
        unsent.keep(id(2), of(1), "David", now);
        assert_eq!(unsent.take(&id(1), of(2), now), None, "of another parent");
        let elsewhere = Sender { guild: Some(GuildId(5)), ..of(1) };
        assert_eq!(unsent.take(&id(1), elsewhere, now), None, "in another server");
        assert_eq!(unsent.get(&id(1), of(1), now), Some("Jake"));
        assert_eq!(unsent.take(&id(1), of(1), now), Some("Jake"));
        assert_eq!(unsent.take(&id(1), of(1), now), None, "taken before");
        assert_eq!(unsent.take(&id(2), of(1), now + KEPT), None, "too late");
        unsent.keep(id(3), elsewhere, "David", now);
        for n in 10..=10 + MOST {
            unsent.keep(id(n), of(1), "Jake", now);
        }
        assert_eq!(unsent.take(&id(10), of(1), now), None, "too many are open");
        assert!(unsent.take(&id(3), elsewhere, now).is_some(), "another server has room of its own");
        assert!(unsent.take(&id(11), of(1), now).is_some());
    }
}
