//! The hash behind the keys of messages, and behind the ids of alerts and events that came without one.
//!
//! Must never change: after a restart, messages and alerts are found again by it.

use sha2::{Digest, Sha256};

/// 80 bits of SHA-256 over the parts, as 20 hexadecimal digits. Each part is hashed with its length, so that "ab", "c"
/// and "a", "bc" differ.
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
