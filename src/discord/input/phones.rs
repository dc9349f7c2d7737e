//! The buttons of a test of the phones: the one that begins it, and the one of its message (docs/protocol.md#rule-39).
//!
//! Not an action: it is about no alert.

use crate::alert::InteractionId;

/// The button that begins a test, below the message of `/needhelp-admin setup`.
pub(crate) const BEGIN: &str = "nh-phones-begin";

const PREFIX: &str = "nh-phones:";

/// Whether a custom id is that of the button *I saw it*.
pub(crate) fn is_one(custom_id: &str) -> bool {
    custom_id.starts_with(PREFIX)
}

pub(crate) fn custom_id(test: InteractionId) -> String {
    format!("{PREFIX}{test}")
}

/// The test of the button; `None` where this version cannot read it.
pub(crate) fn test(custom_id: &str) -> Option<InteractionId> {
    custom_id.strip_prefix(PREFIX)?.parse().ok().filter(|id| *id > 0).map(InteractionId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_is_read_as_it_was_written() {
        let id = custom_id(InteractionId(7));
        assert!(is_one(&id) && !is_one(BEGIN));
        assert_eq!(test(&id), Some(InteractionId(7)));
        assert_eq!([test("nh-phones:0"), test("nh-phones:Oak"), test("nh-setup:channel")], [None; 3]);
    }
}
