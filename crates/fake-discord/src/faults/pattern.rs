//! Paths with places left open, to aim a fault.

/// Whether `path` has the shape of `pattern`.
pub(super) fn fits(pattern: &str, path: &str) -> bool {
    let mut parts = path.trim_matches('/').split('/');
    let mut wanted = pattern.trim_matches('/').split('/');
    loop {
        match (wanted.next(), parts.next()) {
            (Some("**"), _) => return true,
            (None, None) => return true,
            (Some(want), Some(part))
                if want == "*" || (want.starts_with('{') && want.ends_with('}')) || want == part => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_paths_of_its_shape() {
        assert!(fits("/channels/*/messages", "/channels/7/messages"));
        assert!(fits("/channels/{channel_id}/messages", "/channels/7/messages"));
        assert!(!fits("/channels/*/messages", "/channels/7/messages/9"));
        assert!(fits("/webhooks/**", "/webhooks/1/t/messages/@original"));
        assert!(!fits("/channels/8/messages", "/channels/7/messages"));
    }
}
