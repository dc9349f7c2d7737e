//! The response with its headers, or a reset connection, and its entry in the request log.

use axum::body::Body;
use axum::http::{Response, header};
use serde_json::{Value, json};

use super::OperationResult;
use crate::core::killable_tcp::KillSwitch;
use crate::core::request_log::Request;
use crate::limits::Scope;
use crate::limits::buckets::{BucketState, RateLimitHit};
use crate::state::shared::Shared;

/// The response of a successful operation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Success {
    /// 200.
    Ok(Value),
    /// 201.
    Created(Value),
    /// 204.
    NoContent,
}

/// The response before its headers are written.
pub(super) struct Outcome {
    status: u16,
    body: Option<Value>,
    /// An HTML page in place of the body.
    page: Option<String>,
    code: u32,
    bucket: Option<BucketState>,
    limited: Option<(Scope, f64)>,
}

impl Outcome {
    pub(super) fn of(result: OperationResult, bucket: Option<BucketState>) -> Self {
        match result {
            Ok(Success::Ok(body)) => Self { status: 200, body: Some(body), page: None, code: 0, bucket, limited: None },
            Ok(Success::Created(body)) => {
                Self { status: 201, body: Some(body), page: None, code: 0, bucket, limited: None }
            }
            Ok(Success::NoContent) => Self { status: 204, body: None, page: None, code: 0, bucket, limited: None },
            // 30046 is the one error of Discord's API that has status 429.
            Err(error) if error.status == 429 => {
                let mut body = error.body();
                body["retry_after"] = json!(30.0);
                body["global"] = json!(false);
                let limited = Some((Scope::User, 30.0));
                Self { status: 429, body: Some(body), page: None, code: error.code, bucket, limited }
            }
            Err(error) => {
                let body = Some(error.body());
                Self { status: error.status, body, page: None, code: error.code, bucket, limited: None }
            }
        }
    }

    pub(super) fn rate_limited(hit: RateLimitHit) -> Self {
        let retry_after = (hit.retry_after.max(0.001) * 1000.0).ceil() / 1000.0;
        let body = json!({
            "message": "You are being rate limited.", "retry_after": retry_after, "global": hit.scope == Scope::Global,
        });
        let limited = Some((hit.scope, retry_after));
        Self { status: 429, body: Some(body), page: None, code: 0, bucket: hit.state, limited }
    }

    /// An answer of the servers in front of Discord's API.
    pub(super) fn page(status: u16, title: &str) -> Self {
        let page =
            format!("<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n");
        Self { status, body: None, page: Some(page), code: 0, bucket: None, limited: None }
    }
}

pub(super) fn reset(shared: &Shared, kill: &KillSwitch, record: Request) -> Response<Body> {
    log(shared, record, false);
    kill.kill();
    // Never sent, because the connection is reset.
    Response::new(Body::empty())
}

fn log(shared: &Shared, record: Request, shared_limit: bool) {
    let mut state = shared.state();
    let history = state.history;
    state.request_log.add(record, shared_limit, history);
    drop(state);
    shared.requests_changed.send_replace(());
}

pub(super) fn finish(shared: &Shared, mut record: Request, outcome: Outcome) -> Response<Body> {
    record.status = Some(outcome.status);
    record.code = outcome.code;
    log(shared, record, outcome.limited.is_some_and(|(scope, _)| scope == Scope::Shared));
    let mut response = Response::builder().status(outcome.status).header("via", "1.1 fake-discord");
    response = response.header(header::DATE, shared.clock.http_date());
    if let Some(bucket) = outcome.bucket {
        response = response
            .header("x-ratelimit-limit", bucket.limit)
            .header("x-ratelimit-remaining", bucket.remaining)
            .header("x-ratelimit-reset", format!("{:.3}", bucket.reset))
            .header("x-ratelimit-reset-after", format!("{:.3}", bucket.reset_after))
            .header("x-ratelimit-bucket", bucket.bucket);
    }
    if let Some((scope, retry_after)) = outcome.limited {
        // As at Discord, the header has whole seconds and the body has the fraction.
        response = response.header("retry-after", retry_after.ceil() as u64).header("x-ratelimit-scope", scope.name());
        if scope == Scope::Global {
            response = response.header("x-ratelimit-global", "true");
        }
    }
    let body = match (outcome.body, outcome.page) {
        (Some(body), _) => {
            response = response.header(header::CONTENT_TYPE, "application/json");
            Body::from(body.to_string())
        }
        (None, Some(page)) => {
            response = response.header(header::CONTENT_TYPE, "text/html; charset=UTF-8");
            Body::from(page)
        }
        (None, None) => Body::empty(),
    };
    // All header values are numbers and ASCII words, so building cannot fail.
    response.body(body).unwrap_or_default()
}
