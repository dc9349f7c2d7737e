//! Discord's REST API: every request goes through one pipeline.
//!
//! Route, authorization, faults, rate limits, the OpenAPI check, the operation (under the world's lock), the record.

mod channels;
mod commands;
pub(crate) mod errors;
mod guilds;
mod interactions;
mod messages;
mod pins;
pub(crate) mod routes;
mod webhooks;

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request as HttpRequest, Response, header};
use serde_json::{Value, json};

use crate::faults::Effect;
use crate::journal::Request;
use crate::limits::{BucketState, Scope, TooFast};
use crate::net::KillSwitch;
use crate::rest::errors::ApiError;
use crate::rest::routes::{Method, Operation, Route};
use crate::shared::Shared;
use crate::world::World;

/// Longer bodies are refused; Discord takes files, the stand-in does not.
const LONGEST_BODY: usize = 1 << 20;

/// What an operation answers: 200 with JSON, or 204.
pub(crate) type Answer = Result<Option<Value>, ApiError>;

/// The query of a request.
pub(crate) struct Query(String);

impl Query {
    pub fn get(&self, name: &str) -> Option<String> {
        let raw = self.0.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)?.1;
        Some(unescape(raw))
    }

    pub fn is_true(&self, name: &str) -> bool {
        matches!(self.get(name).as_deref(), Some("true" | "1" | "True"))
    }
}

/// Percent-decoding; what is no valid escape stays as it is.
fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match (bytes[at], hex.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (b'+', _) => {
                out.push(b' ');
                at += 1;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// What goes back, before the headers are written.
struct Outcome {
    status: u16,
    body: Option<Value>,
    code: u32,
    bucket: Option<BucketState>,
    limited: Option<(Scope, f64)>,
}

impl Outcome {
    fn of(answer: Answer, bucket: Option<BucketState>) -> Self {
        match answer {
            Ok(Some(body)) => Self { status: 200, body: Some(body), code: 0, bucket, limited: None },
            Ok(None) => Self { status: 204, body: None, code: 0, bucket, limited: None },
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

    fn too_fast(refusal: TooFast) -> Self {
        let retry_after = (refusal.retry_after.max(0.001) * 1000.0).ceil() / 1000.0;
        let body = json!({
            "message": "You are being rate limited.", "retry_after": retry_after, "global": refusal.scope == Scope::Global,
        });
        let limited = Some((refusal.scope, retry_after));
        Self { status: 429, body: Some(body), code: 0, bucket: refusal.state, limited }
    }
}

/// Serves a request below `/api`.
pub(crate) async fn serve(shared: Arc<Shared>, kill: KillSwitch, request: HttpRequest<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let at = shared.clock.now();
    let full = parts.uri.path();
    let path = full.strip_prefix("/api/v10").or_else(|| full.strip_prefix("/api")).unwrap_or(full).to_owned();
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let method = Method::parse(parts.method.as_str());
    let route = method.and_then(|method| routes::find(method, &path));
    let known_version = full.starts_with("/api/v10/");
    let shown_path = if query.is_empty() { path.clone() } else { format!("{path}?{query}") };
    let read = read_body(&parts.headers, body).await;
    let body = read.as_ref().map_or(Value::Null, Clone::clone);
    let mut record =
        Request { method: method.unwrap_or(Method::Get), path: shown_path, route: "", body, status: None, code: 0, at };

    let (Some(method), Some(route), true) = (method, route, known_version) else {
        shared.world().journal.unknown(format!("{} {full}", parts.method));
        return finish(&shared, record, Outcome::of(Err(ApiError::not_found()), None));
    };
    record.route = route.template;

    let authorized = route.is_interaction()
        || matches!(route.operation, Operation::Gateway)
        || shared.world().authorizes(&parts.headers);
    if !authorized {
        return finish(&shared, record, Outcome::of(Err(ApiError::unauthorized()), None));
    }
    if let Some(openapi) = &shared.openapi
        && read.is_ok()
        && !record.body.is_null()
    {
        let violations = openapi.check(method, route.template, &record.body);
        let mut world = shared.world();
        violations.into_iter().for_each(|violation| world.journal.violated(violation));
    }

    let effects = {
        let mut guard = shared.world();
        let world = &mut *guard;
        world.faults.strike(method, &path, &mut world.rng)
    };
    let mut after = Duration::ZERO;
    let mut reset_after = false;
    for effect in effects {
        match effect {
            Effect::LatencyBefore(time) => pause(&shared, time).await,
            Effect::LatencyAfter(time) => after += time,
            Effect::ResetAfter => reset_after = true,
            Effect::ResetBefore => return reset(&shared, &kill, record),
            Effect::Status(status) => {
                let error = ApiError::new(status, 0, format!("{status}: Server Error"));
                return finish(&shared, record, Outcome::of(Err(error), None));
            }
            Effect::Error { status, code, message } => {
                return finish(&shared, record, Outcome::of(Err(ApiError::new(status, code, message)), None));
            }
            Effect::RateLimited { scope, retry_after } => {
                let refusal = TooFast { scope, retry_after: retry_after.as_secs_f64(), state: None };
                return finish(&shared, record, Outcome::too_fast(refusal));
            }
        }
    }

    let outcome = {
        let now = shared.clock.now_seconds();
        let mut world = shared.world();
        match world.buckets.take(method, &route, now) {
            Err(refusal) => Outcome::too_fast(refusal),
            Ok(bucket) => {
                let answer = match read {
                    Err(error) => Err(error),
                    Ok(_) => operate(&mut world, &shared, &route, &record.body, &Query(query)),
                };
                Outcome::of(answer, bucket)
            }
        }
    };
    pause(&shared, after).await;
    if reset_after {
        return reset(&shared, &kill, record);
    }
    finish(&shared, record, outcome)
}

/// Waits in real time, but not beyond the end of the stand-in.
async fn pause(shared: &Shared, time: Duration) {
    if !time.is_zero() {
        let mut stopped = shared.stopped();
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            () = stopped.wait() => {}
        }
    }
}

async fn read_body(headers: &HeaderMap, body: Body) -> Result<Value, ApiError> {
    let bytes =
        to_bytes(body, LONGEST_BODY).await.map_err(|_| ApiError::new(413, 40005, "Request entity too large"))?;
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/json") {
        return Err(ApiError::new(
            400,
            50035,
            format!("Expected \"Content-Type\" header to be application/json, not {kind:?}."),
        ));
    }
    serde_json::from_slice(&bytes).map_err(|_| ApiError::invalid_json())
}

fn reset(shared: &Shared, kill: &KillSwitch, record: Request) -> Response<Body> {
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

fn finish(shared: &Shared, mut record: Request, outcome: Outcome) -> Response<Body> {
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

impl World {
    fn authorizes(&self, headers: &HeaderMap) -> bool {
        let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        !self.token_reset && sent.and_then(|value| value.strip_prefix("Bot ")) == Some(self.token.as_str())
    }
}

fn operate(world: &mut World, shared: &Shared, route: &Route, body: &Value, query: &Query) -> Answer {
    use Operation as O;
    match &route.operation {
        O::Gateway => Ok(Some(json!({"url": format!("ws://{}", shared.address)}))),
        O::GatewayBot => Ok(Some(guilds::gateway_bot(world, &shared.address))),
        O::Me => Ok(Some(world.me_json())),
        O::Application => Ok(Some(guilds::application(world))),
        O::OpenDm => channels::open_dm(world, body),
        O::Guild(id) => guilds::guild(world, *id),
        O::Roles(id) => guilds::roles(world, *id),
        O::Role(id, role) => guilds::role(world, *id, *role),
        O::Member(id, user) => guilds::member(world, *id, *user),
        O::Channel(id) => channels::channel(world, *id),
        O::Messages(id) => messages::list(world, *id, query),
        O::Message(id, message) => messages::get(world, *id, *message),
        O::CreateMessage(id) => messages::create(world, *id, body),
        O::EditMessage(id, message) => messages::edit(world, *id, *message, body),
        O::DeleteMessage(id, message) => messages::delete(world, *id, *message),
        O::BulkDelete(id) => messages::delete_many(world, *id, body),
        O::Pins(id) => pins::list(world, *id, query),
        O::OldPins(id) => pins::old_list(world, *id),
        O::Pin(id, message) => pins::pin(world, *id, *message),
        O::Unpin(id, message) => pins::unpin(world, *id, *message),
        O::PutCommands(place) => commands::put(world, *place, body),
        O::Commands(place) => commands::list(world, *place),
        O::CreateCommand(place) => commands::create(world, *place, body),
        O::DeleteCommand(place, id) => commands::delete(world, *place, *id),
        O::Callback(id, token) => interactions::callback(world, *id, token, body, query),
        O::Followup(application, token) => webhooks::followup(world, *application, token, body),
        O::GetReply(place) => webhooks::get(world, place),
        O::EditReply(place) => webhooks::edit(world, place, body),
        O::DeleteReply(place) => webhooks::delete(world, place),
    }
}
