//! Discord's REST API: every request goes through one pipeline.
//!
//! Route, authorization, faults, rate limits, the OpenAPI check, the operation (under the world's lock), the record.

mod channels;
mod commands;
mod guilds;
mod interactions;
mod messages;
mod outcome;
mod pins;
mod query;
mod webhooks;

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request as HttpRequest, Response, header};
use serde_json::{Value, json};

use self::messages::{create, delete, edit, read};
use self::outcome::{Outcome, Reply, finish, reset};
use self::query::Query;
use crate::core::api_error::ApiError;
use crate::core::killable_tcp::KillSwitch;
use crate::core::request_log::Request;
use crate::core::routes::{self, Method, Operation, Route};
use crate::faults::Effect;
use crate::state::World;
use crate::state::shared::Shared;

/// Longer bodies are refused; Discord takes files, the stand-in does not.
const LONGEST_BODY: usize = 1 << 20;

/// What an operation answers, or why it refuses.
pub(crate) type Answer = Result<Reply, ApiError>;

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
    let received = read_body(&parts.headers, body).await;
    let body = received.as_ref().map_or(Value::Null, Clone::clone);
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
        && received.is_ok()
        && !record.body.is_null()
    {
        let violations = openapi.check(method, route.template, &record.body);
        let mut world = shared.world();
        violations.into_iter().for_each(|violation| world.journal.violated(violation));
    }

    let now = shared.clock.now_seconds();
    let struck = shared.world().faults.strike(method, &path, &route, now);
    pause(&shared, struck.before).await;
    let refused = match struck.effect {
        None | Some(Effect::ResetAfter | Effect::LatencyBefore(_) | Effect::LatencyAfter(_)) => None,
        Some(Effect::ResetBefore) => {
            pause(&shared, struck.after).await;
            return reset(&shared, &kill, record);
        }
        Some(Effect::Status(status)) => {
            Some(Outcome::of(Err(ApiError::new(status, 0, format!("{status}: Server Error"))), None))
        }
        Some(Effect::Error { status, code, ref message }) => {
            Some(Outcome::of(Err(ApiError::new(status, code, message.as_str())), None))
        }
        Some(Effect::RateLimited { scope, retry_after }) => {
            let seconds = retry_after.as_secs_f64();
            Some(Outcome::too_fast(shared.world().buckets.refusal(scope, seconds, method, &route, now)))
        }
    };
    let outcome = match refused {
        Some(refused) => refused,
        None => carry_out(&shared, method, &route, received, &record.body, &Query::new(query)),
    };
    pause(&shared, struck.after).await;
    if struck.effect == Some(Effect::ResetAfter) {
        return reset(&shared, &kill, record);
    }
    finish(&shared, record, outcome)
}

/// The operation itself, where no rate limit forbids it.
fn carry_out(
    shared: &Shared,
    method: Method,
    route: &Route,
    received: Result<Value, ApiError>,
    body: &Value,
    query: &Query,
) -> Outcome {
    let now = shared.clock.now_seconds();
    let mut world = shared.world();
    match world.buckets.take(method, route, now) {
        Err(refusal) => Outcome::too_fast(refusal),
        Ok(bucket) => {
            let answer = received.and_then(|_| operate(&mut world, shared, route, body, query));
            Outcome::of(answer, bucket)
        }
    }
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

impl World {
    fn authorizes(&self, headers: &HeaderMap) -> bool {
        let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        !self.token_reset && sent.and_then(|value| value.strip_prefix("Bot ")) == Some(self.token.as_str())
    }
}

fn operate(world: &mut World, shared: &Shared, route: &Route, body: &Value, query: &Query) -> Answer {
    use Operation as O;
    match &route.operation {
        O::Gateway => Ok(Reply::Json(json!({"url": format!("ws://{}", shared.address)}))),
        O::GatewayBot => Ok(Reply::Json(guilds::gateway_bot(world, &shared.address))),
        O::Me => Ok(Reply::Json(world.me_json())),
        O::Application => Ok(Reply::Json(guilds::application(world))),
        O::OpenDm => channels::open_dm(world, body),
        O::Guild(id) => guilds::guild(world, *id),
        O::Roles(id) => guilds::roles(world, *id),
        O::Role(id, role) => guilds::role(world, *id, *role),
        O::Member(id, user) => guilds::member(world, *id, *user),
        O::Channel(id) => channels::channel(world, *id),
        O::Messages(id) => read::list(world, *id, query),
        O::Message(id, message) => read::get(world, *id, *message),
        O::CreateMessage(id) => create::create(world, *id, body),
        O::EditMessage(id, message) => edit::edit(world, *id, *message, body),
        O::DeleteMessage(id, message) => delete::delete(world, *id, *message),
        O::BulkDelete(id) => delete::delete_many(world, *id, body),
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
