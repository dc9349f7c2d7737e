//! Keeps other pages of the reader's browser away, and the page itself on this machine.
//!
//! The token in the path is the password. The checks here are for a browser that was lured: by a name that leads to
//! 127.0.0.1, or by a page that knows an address from somewhere.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// The page has no script, style or connection of another origin, and nothing may put it into a frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The names under which the page is reached.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    hosts: [String; 2],
}

impl Guard {
    pub(super) fn at(port: u16) -> Self {
        Self { hosts: [format!("127.0.0.1:{port}"), format!("localhost:{port}")] }
    }

    /// Whether the page itself, or a reader who typed the address, sent this.
    fn admits(&self, headers: &HeaderMap) -> bool {
        let text = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap_or_default());
        let is_known = |host: &str| self.hosts.iter().any(|known| known == host);
        let host = text(header::HOST).is_some_and(is_known);
        let origin = text(header::ORIGIN).is_none_or(|origin| origin.strip_prefix("http://").is_some_and(is_known));
        let site = text(header::HeaderName::from_static("sec-fetch-site"));
        host && origin && site.is_none_or(|site| site == "same-origin" || site == "none")
    }
}

pub(super) async fn check(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    if !guard.admits(request.headers()) {
        return (StatusCode::FORBIDDEN, "This page answers only its own address.\n").into_response();
    }
    let mut response = next.run(request).await;
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        Guard::at(81).admits(&headers)
    }

    #[test]
    fn only_the_page_itself_and_a_typed_address_are_admitted() {
        assert!(admits(&[("host", "127.0.0.1:81")]));
        assert!(admits(&[
            ("host", "localhost:81"),
            ("origin", "http://localhost:81"),
            ("sec-fetch-site", "same-origin")
        ]));
        assert!(!admits(&[]));
        assert!(!admits(&[("host", "evil.example:81")]));
        assert!(!admits(&[("host", "127.0.0.1:82")]));
        assert!(!admits(&[("host", "127.0.0.1:81"), ("origin", "http://127.0.0.1:82")]));
        assert!(!admits(&[("host", "127.0.0.1:81"), ("origin", "null")]));
        assert!(!admits(&[("host", "127.0.0.1:81"), ("sec-fetch-site", "same-site")]));
        assert!(!admits(&[("host", "127.0.0.1:81"), ("sec-fetch-site", "cross-site")]));
    }
}
