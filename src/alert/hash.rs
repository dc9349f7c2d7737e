//! The hash that names what has no name of its own: messages by their cause, alerts and events without an id.
//!
//! Must never change: what was named by it is looked for by it after a restart.

use sha2::{Digest, Sha256};

/// 80 bits of SHA-256 over the parts (each with its length, so that parts can't run into each other) as 20 hexadecimal
/// digits. Also what names an alert that came without an id (docs/protocol.md#rule-3).
#[must_use]
pub(crate) fn hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut sha = Sha256::new();
    for part in parts {
        sha.update((part.len() as u64).to_le_bytes());
        sha.update(part);
    }
    sha.finalize()[..10].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(hash([b"ab".as_slice(), b"c"]), hash([b"a".as_slice(), b"bc"]));
    }
}
