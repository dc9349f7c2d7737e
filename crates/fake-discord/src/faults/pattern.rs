//! Path patterns with wildcards, for faults.

/// Whether `path` matches `pattern`.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    let mut segments = path.trim_matches('/').split('/');
    let mut pattern_segments = pattern.trim_matches('/').split('/');
    loop {
        match (pattern_segments.next(), segments.next()) {
            (Some("**"), _) => return true,
            (None, None) => return true,
            (Some(expected), Some(segment))
                if expected == "*" || (expected.starts_with('{') && expected.ends_with('}')) || expected == segment => {
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_matches_one_segment_and_two_stars_match_the_rest() {
        assert!(matches("/channels/*/messages", "/channels/7/messages"));
        assert!(matches("/channels/{channel_id}/messages", "/channels/7/messages"));
        assert!(!matches("/channels/*/messages", "/channels/7/messages/9"));
        assert!(matches("/webhooks/**", "/webhooks/1/t/messages/@original"));
        assert!(!matches("/channels/8/messages", "/channels/7/messages"));
    }
}
