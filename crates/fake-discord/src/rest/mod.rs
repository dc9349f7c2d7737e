//! Discord's REST API. Each request goes through the same steps.
//!
//! Route, authorization, OpenAPI check, faults, rate limits, the operation (with the state locked), the request log.

pub(crate) mod attachments;
mod body;
mod channels;
mod commands;
mod form;
mod front;
mod guilds;
mod ids;
mod interactions;
mod messages;
mod outcome;
mod pins;
mod query;
mod threads;
mod webhooks;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Request as HttpRequest, Response, header};
use serde_json::{Value, json};

use self::outcome::{Outcome, Success, finish, reset};
use self::query::Query;
use crate::core::api_error::ApiError;
use crate::core::discord_routes;
use crate::core::escapes::decode_path;
use crate::core::killable_tcp::KillSwitch;
use crate::core::request_log::Request;
use crate::core::routes::{self, Method, Operation, Route};
use crate::faults::Effect;
use crate::state::DiscordState;
use crate::state::shared::Shared;

/// The versions of the API that the stand-in has.
pub(crate) const VERSIONS: [&str; 2] = ["9", "10"];

/// The result of an operation.
pub(crate) type OperationResult = Result<Success, ApiError>;

/// Serves a request below `/api`.
pub(crate) async fn serve(shared: Arc<Shared>, kill: KillSwitch, request: HttpRequest<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let at = shared.clock.now();
    let full = parts.uri.path();
    let (version, path) = version_and_path(full);
    let path = decode_path(path);
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let method = Method::parse(parts.method.as_str());
    let route = method.and_then(|method| routes::find(method, &path));
    let shown_path = if query.is_empty() { path.clone() } else { format!("{path}?{query}") };
    let received = body::Body::read(&parts.headers, body).await;
    let body = received.as_ref().map_or(Value::Null, |received| received.json.clone());
    let headers = kept_headers(&parts.headers);
    let method_or_get = method.unwrap_or(Method::Get);
    let mut record =
        Request { method: method_or_get, path: shown_path, route: "", headers, body, status: None, code: 0, at };

    if front::wants_length(parts.method.as_str(), parts.version, &parts.headers) {
        record.route = route.as_ref().map_or("", |route| route.template);
        return finish(&shared, record, Outcome::page(411, "Error 411 (Length Required)"));
    }
    let known_version = version.is_some_and(|version| VERSIONS.contains(&version));
    let (Some(method), Some(route), true) = (method, route, known_version) else {
        let who = discord_routes::who_lacks(parts.method.as_str(), &path);
        shared.state().request_log.add_unknown_route(format!("{} {full}: {who}", parts.method));
        let error = match version {
            Some(_) if !known_version => ApiError::invalid_api_version(),
            _ => discord_routes::unknown(parts.method.as_str(), &path, version.is_some() && routes::has_path(&path)),
        };
        return finish(&shared, record, Outcome::of(Err(error), None));
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
        None => carry_out(&shared, method, &route, received, &Query::new(query)),
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
    received: Result<body::Body, ApiError>,
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
            let result = received.and_then(|received| {
                let body = received.store(&mut state, &route.operation);
                operate(&mut state, shared, route, &body, query)
            });
            if let Err(error) = &result
                && let Some(what) = error.unsupported
            {
                state.request_log.add_unsupported(format!("{} {}: {what}", method.name(), route.template));
            }
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

/// The version and the rest of a path such as `/api/v10/channels/1`. `None`: the path has no version.
fn version_and_path(full: &str) -> (Option<&str>, &str) {
    let Some(path) = full.strip_prefix("/api") else { return (None, full) };
    let Some(versioned) = path.strip_prefix("/v") else { return (None, path) };
    let end = versioned.find('/').unwrap_or(versioned.len());
    (Some(&versioned[..end]), &versioned[end..])
}

/// The headers for the request log. The token is not kept.
fn kept_headers(headers: &HeaderMap) -> BTreeMap<String, String> {
    let shown = headers.iter().filter(|(name, _)| **name != header::AUTHORIZATION);
    shown.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect()
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
        O::Gateway => Ok(Success::Ok(json!({"url": shared.address.gateway_url()}))),
        O::GatewayBot => Ok(Success::Ok(guilds::gateway_bot(state, &shared.address.gateway_url()))),
        O::Me => Ok(Success::Ok(state.me_json())),
        O::Application => Ok(Success::Ok(guilds::application(state))),
        O::OpenDm => channels::open_dm(state, body),
        O::Soundboard => Ok(Success::Ok(json!([]))),
        O::Guild(id) => guilds::guild(state, *id, query),
        O::Roles(id) => guilds::roles(state, *id),
        O::Role(id, role) => guilds::role(state, *id, *role),
        O::RoleMemberCounts(id) => guilds::role_member_counts(state, *id),
        O::Member(id, user) => guilds::member(state, *id, *user),
        O::Channel(id) => channels::channel(state, *id),
        O::EditChannel(id) => threads::open(state, *id, body),
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
