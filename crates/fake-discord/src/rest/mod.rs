//! Discord's REST API. Each request goes through the same steps.
//!
//! Route, authorization, OpenAPI check, faults, rate limits, the operation (with the state locked), the request log.

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

use self::outcome::{Outcome, Success, finish, reset};
use self::query::Query;
use crate::core::api_error::ApiError;
use crate::core::killable_tcp::KillSwitch;
use crate::core::request_log::Request;
use crate::core::routes::{self, Method, Operation, Route};
use crate::faults::Effect;
use crate::state::DiscordState;
use crate::state::shared::Shared;

/// The maximum length of a body in bytes. The stand-in accepts no files.
const MAX_BODY: usize = 1 << 20;

/// The result of an operation.
pub(crate) type OperationResult = Result<Success, ApiError>;

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
        shared.state().request_log.add_unknown_route(format!("{} {full}", parts.method));
        return finish(&shared, record, Outcome::of(Err(ApiError::not_found()), None));
    };
    record.route = route.template;

    let authorized = route.is_interaction()
        || matches!(route.operation, Operation::Gateway)
        || shared.state().authorizes(&parts.headers);
    if !authorized {
        return finish(&shared, record, Outcome::of(Err(ApiError::unauthorized()), None));
    }
    if let Some(openapi) = &shared.openapi
        && received.is_ok()
        && !record.body.is_null()
    {
        let violations = openapi.check(method, route.template, &record.body);
        let mut state = shared.state();
        violations.into_iter().for_each(|violation| state.request_log.add_violation(violation));
    }

    let now = shared.clock.now_in_seconds();
    let faults = shared.state().faults.apply(method, &path, &route, now);
    pause(&shared, faults.before).await;
    let refused = match faults.effect {
        None | Some(Effect::ResetAfter | Effect::LatencyBefore(_) | Effect::LatencyAfter(_)) => None,
        Some(Effect::ResetBefore) => {
            pause(&shared, faults.after).await;
            return reset(&shared, &kill, record);
        }
        Some(Effect::Status(status)) => {
            Some(Outcome::of(Err(ApiError::new(status, 0, format!("{status}: Server Error"))), None))
        }
        Some(Effect::Page(status)) => Some(Outcome::page(status, "Attention Required! | Cloudflare")),
        Some(Effect::Error { status, code, ref message }) => {
            Some(Outcome::of(Err(ApiError::new(status, code, message.as_str())), None))
        }
        Some(Effect::RateLimited { scope, retry_after }) => {
            let seconds = retry_after.as_secs_f64();
            Some(Outcome::rate_limited(shared.state().buckets.hit_by_fault(scope, seconds, method, &route, now)))
        }
    };
    let outcome = match refused {
        Some(refused) => refused,
        None => carry_out(&shared, method, &route, received, &record.body, &Query::new(query)),
    };
    pause(&shared, faults.after).await;
    if faults.effect == Some(Effect::ResetAfter) {
        return reset(&shared, &kill, record);
    }
    finish(&shared, record, outcome)
}

/// Carries out the operation unless a rate limit is exceeded.
fn carry_out(
    shared: &Shared,
    method: Method,
    route: &Route,
    received: Result<Value, ApiError>,
    body: &Value,
    query: &Query,
) -> Outcome {
    let now = shared.clock.now_in_seconds();
    let mut state = shared.state();
    if state.has_outage(&route.top_level_resource()) {
        return Outcome::of(Err(ApiError::new(503, 0, "503: Service Unavailable")), None);
    }
    match state.buckets.count(method, route, now) {
        Err(hit) => Outcome::rate_limited(hit),
        Ok(bucket) => {
            let result = received.and_then(|_| operate(&mut state, shared, route, body, query));
            if result.as_ref().is_err_and(|error| error.status == 404) {
                state.buckets.count_miss(route, now);
            }
            Outcome::of(result, bucket)
        }
    }
}

/// Shorter waits sleep on a thread, because tokio's timers have a resolution of a millisecond.
const SHORT_WAIT: Duration = Duration::from_millis(5);

/// Waits in real time, or until the stand-in stops.
async fn pause(shared: &Shared, time: Duration) {
    if time.is_zero() {
        return;
    }
    if time < SHORT_WAIT {
        // An error means that the runtime is shutting down.
        _ = tokio::task::spawn_blocking(move || std::thread::sleep(time)).await;
    } else {
        let mut stopped = shared.stopped();
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            () = stopped.wait() => {}
        }
    }
}

async fn read_body(headers: &HeaderMap, body: Body) -> Result<Value, ApiError> {
    let bytes = to_bytes(body, MAX_BODY).await.map_err(|_| ApiError::new(413, 40005, "Request entity too large"))?;
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !content_type.starts_with("application/json") {
        return Err(ApiError::new(
            400,
            50035,
            format!("Expected \"Content-Type\" header to be application/json, not {content_type:?}."),
        ));
    }
    serde_json::from_slice(&bytes).map_err(|_| ApiError::invalid_json())
}

impl DiscordState {
    fn authorizes(&self, headers: &HeaderMap) -> bool {
        let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        !self.token_reset && sent.and_then(|value| value.strip_prefix("Bot ")) == Some(self.token.as_str())
    }
}

fn operate(state: &mut DiscordState, shared: &Shared, route: &Route, body: &Value, query: &Query) -> OperationResult {
    use Operation as O;
    match &route.operation {
        O::Gateway => Ok(Success::Ok(json!({"url": format!("ws://{}", shared.address)}))),
        O::GatewayBot => Ok(Success::Ok(guilds::gateway_bot(state, &shared.address))),
        O::Me => Ok(Success::Ok(state.me_json())),
        O::Application => Ok(Success::Ok(guilds::application(state))),
        O::OpenDm => channels::open_dm(state, body),
        O::Guild(id) => guilds::guild(state, *id),
        O::Roles(id) => guilds::roles(state, *id),
        O::Role(id, role) => guilds::role(state, *id, *role),
        O::Member(id, user) => guilds::member(state, *id, *user),
        O::Channel(id) => channels::channel(state, *id),
        O::Messages(id) => messages::read::list(state, *id, query),
        O::Message(id, message) => messages::read::get(state, *id, *message),
        O::CreateMessage(id) => messages::create::create(state, *id, body),
        O::EditMessage(id, message) => messages::edit::edit(state, *id, *message, body),
        O::DeleteMessage(id, message) => messages::delete::delete(state, *id, *message),
        O::BulkDelete(id) => messages::delete::delete_many(state, *id, body),
        O::Pins(id) => pins::list(state, *id, query),
        O::DeprecatedPins(id) => pins::deprecated_list(state, *id),
        O::Pin(id, message) => pins::pin(state, *id, *message),
        O::Unpin(id, message) => pins::unpin(state, *id, *message),
        O::PutCommands(place) => commands::put(state, *place, body),
        O::Commands(place) => commands::list(state, *place),
        O::CreateCommand(place) => commands::create(state, *place, body),
        O::DeleteCommand(place, id) => commands::delete(state, *place, *id),
        O::Callback(id, token) => interactions::callback(state, *id, token, body, query),
        O::Followup(application, token) => webhooks::followup(state, *application, token, body),
        O::GetReply(place) => webhooks::get(state, place),
        O::EditReply(place) => webhooks::edit(state, place, body),
        O::DeleteReply(place) => webhooks::delete(state, place),
    }
}
