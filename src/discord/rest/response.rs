//! Reads Discord's responses: rate-limit headers, bodies of 429s and errors. Must not trust any byte or do any I/O.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use serde::Deserialize;
use serde_json::Value;
use tokio::time::Instant;
use twilight_http_ratelimiting::RateLimitHeaders;

use crate::discord::rest::error::Scope;
use crate::discord::rest::error_code::DiscordCode;

/// Longer waits are cut to this, so that a broken header cannot stop a route for ever.
const LONGEST_WAIT: Duration = Duration::from_secs(3_600);
/// The wait after a 429 that names none.
const UNSAID_WAIT: Duration = Duration::from_secs(5);
/// Discord cuts its times to milliseconds.
const CUT_OFF: Duration = Duration::from_millis(1);

/// The content of a 429.
#[derive(Debug, PartialEq)]
pub(crate) struct Limited {
    pub(crate) retry_after: Duration,
    pub(crate) scope: Scope,
    pub(crate) code: Option<DiscordCode>,
}

/// Discord's error body; anything may be missing, because proxies answer too.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ErrorBody {
    pub(crate) code: u32,
    pub(crate) message: String,
    errors: Value,
    retry_after: Option<f64>,
    global: Option<bool>,
}

impl ErrorBody {
    /// `None` if it is not Discord's JSON.
    pub(crate) fn read(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }

    /// Discord's message; for an invalid form with each field's path.
    pub(crate) fn text(self) -> String {
        let mut text = self.message;
        collect_paths(&self.errors, &mut String::new(), &mut text);
        text
    }
}

/// Walks `{"embeds":{"0":{"title":{"_errors":[{"code":…,"message":…}]}}}}`.
fn collect_paths(errors: &Value, path: &mut String, text: &mut String) {
    let Value::Object(fields) = errors else { return };
    for (name, inner) in fields {
        if name == "_errors" {
            for error in inner.as_array().into_iter().flatten() {
                let message = error.get("message").and_then(Value::as_str).unwrap_or("invalid");
                text.push_str(&format!("; {path}: {message}"));
            }
            continue;
        }
        let before = path.len();
        if before > 0 {
            path.push('.');
        }
        path.push_str(name);
        collect_paths(inner, path, text);
        path.truncate(before);
    }
}

/// Reads a 429. The body's `retry_after` is more precise than the header's whole seconds.
pub(crate) fn limited(headers: &HeaderMap, body: &[u8]) -> Limited {
    let body = ErrorBody::read(body);
    let retry_after = body
        .as_ref()
        .and_then(|body| wait(body.retry_after?))
        .or_else(|| retry_after(headers))
        .or_else(|| wait(number(headers, RateLimitHeaders::RESET_AFTER)?))
        .unwrap_or(UNSAID_WAIT);
    let is_global = body.as_ref().and_then(|body| body.global) == Some(true)
        || headers.contains_key("x-ratelimit-global")
        // Without Discord's JSON it comes from Cloudflare, which refuses the whole address.
        || body.is_none();
    let scope = match headers.get(RateLimitHeaders::SCOPE).map(reqwest::header::HeaderValue::as_bytes) {
        Some(b"shared") => Scope::Shared,
        Some(b"global") => Scope::Global,
        Some(b"user") if body.is_some() => Scope::User,
        _ if is_global => Scope::Global,
        _ => Scope::User,
    };
    let code = body.map(|body| DiscordCode(body.code)).filter(|code| code.0 != 0);
    Limited { retry_after: retry_after + CUT_OFF, scope, code }
}

/// The header `Retry-After`, in seconds.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    wait(number(headers, RETRY_AFTER.as_str())?)
}

/// The second in which the response was made, by the clock of whoever made it.
pub(crate) fn date(headers: &HeaderMap) -> Option<Timestamp> {
    jiff::fmt::rfc2822::parse(text(headers, DATE.as_str())?).ok().map(|date| date.timestamp())
}

/// The rate-limit headers for the limiter. A malformed header counts as missing.
pub(crate) fn bucket(headers: &HeaderMap, now: Instant) -> Option<RateLimitHeaders> {
    let reset_after = wait(number(headers, RateLimitHeaders::RESET_AFTER)?)?;
    Some(RateLimitHeaders {
        bucket: headers.get(RateLimitHeaders::BUCKET)?.as_bytes().to_vec(),
        limit: text(headers, RateLimitHeaders::LIMIT)?.parse().ok()?,
        remaining: text(headers, RateLimitHeaders::REMAINING)?.parse().ok()?,
        reset_at: (now + reset_after + CUT_OFF).into_std(),
    })
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

fn number(headers: &HeaderMap, name: &str) -> Option<f64> {
    text(headers, name)?.parse().ok()
}

/// `None` for a negative or infinite number, and for NaN.
fn wait(seconds: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(seconds).ok().map(|wait| wait.min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        lines.iter().map(|&(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn the_body_tells_the_wait_more_finely_than_the_header() {
        let said = limited(
            &headers(&[("retry-after", "2"), ("x-ratelimit-scope", "user")]),
            br#"{"message":"You are being rate limited.","retry_after":1.25,"global":false}"#,
        );
        assert_eq!(said.retry_after, Duration::from_millis(1_251));
        assert_eq!(said.scope, Scope::User);
    }

    #[test]
    fn a_429_that_is_not_discords_json_is_about_the_whole_address() {
        let said = limited(&headers(&[("retry-after", "30")]), b"<html>error 1015");
        assert_eq!((said.scope, said.retry_after), (Scope::Global, Duration::from_millis(30_001)));
    }

    #[test]
    fn a_429_without_any_wait_still_waits() {
        assert_eq!(limited(&HeaderMap::new(), b"{}").retry_after, UNSAID_WAIT + CUT_OFF);
    }

    #[test]
    fn the_scope_is_read_from_header_or_body() {
        let global = br#"{"message":"","retry_after":1,"global":true}"#;
        assert_eq!(limited(&HeaderMap::new(), global).scope, Scope::Global);
        assert_eq!(limited(&headers(&[("x-ratelimit-scope", "shared")]), b"{}").scope, Scope::Shared);
        assert_eq!(limited(&headers(&[("x-ratelimit-global", "true")]), b"{}").scope, Scope::Global);
    }

    #[test]
    fn malformed_limit_headers_are_as_good_as_none() {
        let good = [
            ("x-ratelimit-bucket", "abc"),
            ("x-ratelimit-limit", "5"),
            ("x-ratelimit-remaining", "4"),
            ("x-ratelimit-reset-after", "4.5"),
        ];
        let now = Instant::now();
        let read = bucket(&headers(&good), now).expect("all four are good");
        assert_eq!((read.limit, read.remaining), (5, 4));
        assert_eq!(read.reset_at, (now + Duration::from_millis(4_501)).into_std());
        for broken in 0..good.len() {
            let mut lines = good;
            lines[broken].1 = if broken == 0 { continue } else { "-NaN" };
            assert!(bucket(&headers(&lines), now).is_none(), "{lines:?}");
        }
        assert!(bucket(&headers(&good[1..]), now).is_none());
    }

    #[test]
    fn the_date_is_read_to_the_second() {
        let read = |value| date(&headers(&[("date", value)]));
        assert_eq!(read("Sun, 06 Nov 1994 08:49:37 GMT"), Some("1994-11-06T08:49:37Z".parse().expect("a time")));
        assert_eq!((read("yesterday"), date(&HeaderMap::new())), (None, None));
    }

    #[test]
    fn absurd_waits_are_cut_and_impossible_ones_ignored() {
        assert_eq!(wait(1e300), None);
        assert_eq!(wait(1e9), Some(LONGEST_WAIT));
        assert_eq!(wait(-1.0), None);
        assert_eq!(wait(f64::NAN), None);
    }

    #[test]
    fn an_invalid_form_names_its_fields() {
        let body = br#"{"code":50035,"message":"Invalid Form Body","errors":{"embeds":{"0":{"title":{"_errors":
            [{"code":"BASE_TYPE_MAX_LENGTH","message":"Must be 256 or fewer in length."}]}}}}}"#;
        let text = ErrorBody::read(body).expect("it is JSON").text();
        assert_eq!(text, "Invalid Form Body; embeds.0.title: Must be 256 or fewer in length.");
    }
}
