//! What goes back and what is remembered of it: the answer with its headers, or a dead connection.

use axum::body::Body;
use axum::http::{Response, header};
use serde_json::{Value, json};

use super::Answer;
use crate::core::killable_tcp::KillSwitch;
use crate::core::request_log::Request;
use crate::limits::Scope;
use crate::limits::buckets::{BucketState, TooFast};
use crate::state::shared::Shared;

/// What an operation answers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Reply {
    /// 200.
    Json(Value),
    /// 201.
    Created(Value),
    /// 204.
    Nothing,
}

/// What goes back, before the headers are written.
pub(super) struct Outcome {
    status: u16,
    body: Option<Value>,
    code: u32,
    bucket: Option<BucketState>,
    limited: Option<(Scope, f64)>,
}

impl Outcome {
    pub fn of(answer: Answer, bucket: Option<BucketState>) -> Self {
        match answer {
            Ok(Reply::Json(body)) => Self { status: 200, body: Some(body), code: 0, bucket, limited: None },
            Ok(Reply::Created(body)) => Self { status: 201, body: Some(body), code: 0, bucket, limited: None },
            Ok(Reply::Nothing) => Self { status: 204, body: None, code: 0, bucket, limited: None },
            // 30046 is Discord's one error of the form that comes as a 429.
            Err(error) if error.status == 429 => {
                let mut body = error.body();
                body["retry_after"] = json!(30.0);
                body["global"] = json!(false);
                Self { status: 429, body: Some(body), code: error.code, bucket, limited: Some((Scope::User, 30.0)) }
            }
            Err(error) => {
                Self { status: error.status, body: Some(error.body()), code: error.code, bucket, limited: None }
            }
        }
    }

    pub fn too_fast(refusal: TooFast) -> Self {
        let retry_after = (refusal.retry_after.max(0.001) * 1000.0).ceil() / 1000.0;
        let body = json!({
            "message": "You are being rate limited.", "retry_after": retry_after, "global": refusal.scope == Scope::Global,
        });
        let limited = Some((refusal.scope, retry_after));
        Self { status: 429, body: Some(body), code: 0, bucket: refusal.state, limited }
    }
}

pub(super) fn reset(shared: &Shared, kill: &KillSwitch, record: Request) -> Response<Body> {
    keep(shared, record, false);
    kill.kill();
    // Never sent: writing it fails.
    Response::new(Body::empty())
}

fn keep(shared: &Shared, record: Request, is_shared: bool) {
    let mut world = shared.world();
    let history = world.history;
    world.journal.record(record, is_shared, history);
    drop(world);
    shared.journal.send_replace(());
}

pub(super) fn finish(shared: &Shared, mut record: Request, outcome: Outcome) -> Response<Body> {
    record.status = Some(outcome.status);
    record.code = outcome.code;
    keep(shared, record, outcome.limited.is_some_and(|(scope, _)| scope == Scope::Shared));
    let mut response = Response::builder().status(outcome.status).header("via", "1.1 fake-discord");
    if let Some(bucket) = outcome.bucket {
        response = response
            .header("x-ratelimit-limit", bucket.limit)
            .header("x-ratelimit-remaining", bucket.remaining)
            .header("x-ratelimit-reset", format!("{:.3}", bucket.reset))
            .header("x-ratelimit-reset-after", format!("{:.3}", bucket.reset_after))
            .header("x-ratelimit-bucket", bucket.bucket);
    }
    if let Some((scope, retry_after)) = outcome.limited {
        // Whole seconds here, the fraction in the body, as Discord does.
        response = response.header("retry-after", retry_after.ceil() as u64).header("x-ratelimit-scope", scope.name());
        if scope == Scope::Global {
            response = response.header("x-ratelimit-global", "true");
        }
    }
    let body = match outcome.body {
        Some(body) => {
            response = response.header(header::CONTENT_TYPE, "application/json");
            Body::from(body.to_string())
        }
        None => Body::empty(),
    };
    // Every header above is made of digits and plain words, so building cannot fail.
    response.body(body).unwrap_or_default()
}
