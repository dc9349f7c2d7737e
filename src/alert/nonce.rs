//! The key by which a message that the bot made is found again (docs/protocol.md#rule-10).

use std::fmt;

use crate::alert::hash::hash;
use crate::alert::ids::EventId;
use crate::alert::recipient::Recipient;

/// 20 hexadecimal digits of a hash of purpose and cause. It is the nonce of the create (Discord accepts 25 characters)
/// and part of the message, so that a lookup finds the message of an earlier attempt.
///
/// It is made of the cause, not of the alert: otherwise Discord would drop the message about a second claim.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

impl Key {
    /// The key of the alert's card; `cause` is the event that raised the alert.
    #[must_use]
    pub fn of_card(cause: &EventId) -> Self {
        Self::new("card", cause)
    }

    /// The key of the message that notifies `recipient` of `cause`.
    #[must_use]
    pub fn of_notice(recipient: Recipient, cause: &EventId) -> Self {
        Self::new(recipient.name(), cause)
    }

    /// The key of a server's panel; `cause` is the interaction that asked for it, or the message that it replaces.
    #[must_use]
    pub(crate) fn of_panel(cause: &EventId) -> Self {
        Self::new("panel", cause)
    }

    fn new(purpose: &str, cause: &EventId) -> Self {
        Key(hash([purpose.as_bytes(), cause.as_str().as_bytes()]))
    }

    /// Reads a key from a message; `None` if the text is not a key.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let is_key = text.len() == 20 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        is_key.then(|| Key(text.to_owned()))
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_names_purpose_and_cause_and_is_read_back() {
        let (first, second) = (EventId::new("1"), EventId::new("2"));
        let key = Key::of_notice(Recipient::Parent, &first);
        assert_ne!(key, Key::of_notice(Recipient::Parent, &second));
        assert_ne!(key, Key::of_notice(Recipient::Neighbor, &first));
        assert_eq!(Key::read(key.as_str()), Some(key));
        assert_eq!(Key::read("not a key"), None);
    }
}
