//! Requests that the servers in front of Discord's API refuse before the API sees them.

use axum::http::{HeaderMap, Version, header};

/// Whether a request is refused with 411: over HTTP/1, a request that can have a body says how long it is, even if it has
/// none.
pub(super) fn wants_length(method: &str, version: Version, headers: &HeaderMap) -> bool {
    let can_have_body = matches!(method, "POST" | "PUT" | "PATCH");
    let says_length = [header::CONTENT_LENGTH, header::TRANSFER_ENCODING];
    can_have_body && version < Version::HTTP_2 && !says_length.iter().any(|name| headers.contains_key(name))
}
