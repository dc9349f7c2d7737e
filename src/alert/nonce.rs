//! The key by which a message that the bot made is found again (protocol 10).

use std::fmt;

use crate::alert::hash::hash;
use crate::alert::ids::EventId;

/// What a message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// The alert's card.
    Card,
    /// Telling the parent.
    Parent,
    /// Telling the neighbor who has it.
    Neighbor,
    /// Pinging the helpers again.
    Helpers,
}

/// 20 hexadecimal digits of a hash over purpose and causing event. It is the create's nonce (Discord takes 25
/// characters) and stands in the message, so that a later look-up finds what an earlier attempt made.
///
/// The *causing* event, because a key of alert and purpose alone would swallow a second claim's message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

impl Key {
    /// The key of what `cause` makes for `purpose`.
    #[must_use]
    pub fn new(purpose: Purpose, cause: &EventId) -> Self {
        let purpose = match purpose {
            Purpose::Card => "card",
            Purpose::Parent => "parent",
            Purpose::Neighbor => "neighbor",
            Purpose::Helpers => "helpers",
        };
        Key(hash([purpose.as_bytes(), cause.as_str().as_bytes()]))
    }

    /// A key as it was read from a message; `None` where the text is none.
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
        let key = Key::new(Purpose::Parent, &first);
        assert_ne!(key, Key::new(Purpose::Parent, &second));
        assert_ne!(key, Key::new(Purpose::Neighbor, &first));
        assert_eq!(Key::read(key.as_str()), Some(key));
        assert_eq!(Key::read("not a key"), None);
    }
}
