//! One attempt: wait for the turn, ask the caller a last time, send, read, learn from the headers, class the outcome.

use std::pin::pin;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Body, Client, Method, StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout};
use twilight_http_ratelimiting::Permit;

use super::call::{Call, Priority};
use super::error::{RestError, Scope};
use crate::alert::Millis;
use crate::clocks::ClockMeter;
use crate::discord::rest::attachment;
use crate::discord::rest::attachment::Attachment;
use crate::discord::rest::clock::DiscordClock;
use crate::discord::rest::error_code::DiscordCode;
use crate::discord::rest::guarded_body::{Checked, Withheld};
use crate::discord::rest::limits::gate::Gate;
use crate::discord::rest::limits::invalid_requests::Guard;
use crate::discord::rest::limits::route::{Lane, Route};
use crate::discord::rest::response;
use crate::discord::rest::response::ErrorBody;

/// The time limit of an attempt, from connecting to reading, without the wait for its turn (docs/protocol.md#rule-9).
pub const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);

/// A bucket has one request in flight. A request that hangs frees its bucket after this, so that the rest of its
/// channel does not wait for its timeout. At worst the next request gets a 429.
const HOLDS_BUCKET_FOR: Duration = Duration::from_secs(1);

/// The pause before Discord is asked once more whether it refuses the token.
const ASK_AGAIN: Duration = Duration::from_millis(500);

/// What one call sends.
pub(crate) struct Request {
    route: Route,
    /// The channel or guild in its path, or 0.
    major: u64,
    /// Below `/api/v10`, with its leading slash.
    path: String,
    query: Vec<(&'static str, String)>,
    body: Option<Payload>,
}

/// A body, and how it is written.
struct Payload {
    content_type: HeaderValue,
    bytes: Vec<u8>,
}

impl Request {
    pub(crate) fn new(route: Route, major: u64, path: String) -> Self {
        Self { route, major, path, query: Vec::new(), body: None }
    }

    pub(crate) fn query(mut self, name: &'static str, value: impl ToString) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    pub(crate) fn json(mut self, body: &impl Serialize) -> Result<Self, RestError> {
        let bytes = serde_json::to_vec(body).map_err(|_| self.unsendable())?;
        self.body = Some(Payload { content_type: HeaderValue::from_static("application/json"), bytes });
        Ok(self)
    }

    /// The same with a file beside it.
    pub(crate) fn json_and_file(mut self, body: &impl Serialize, file: &Attachment) -> Result<Self, RestError> {
        let (content_type, bytes) = attachment::form(body, file).map_err(|_| self.unsendable())?;
        let content_type = HeaderValue::from_str(&content_type).map_err(|_| self.unsendable())?;
        self.body = Some(Payload { content_type, bytes });
        Ok(self)
    }

    fn unsendable(&self) -> RestError {
        RestError::Unsendable { route: self.route.template(), reason: "its body is no JSON" }
    }
}

/// The parts that an attempt needs: connection pool, gate and guard.
pub(crate) struct Sender {
    client: Client,
    /// Ends in `/api/v10`.
    base: Url,
    authorization: HeaderValue,
    gate: Gate,
    guard: Guard,
    discord_clock: DiscordClock,
    /// Held while Discord is asked once more about the token, so that many refused calls ask once.
    doubt: tokio::sync::Mutex<()>,
    clock: ClockMeter,
}

/// A successful response.
pub(crate) struct Accepted {
    pub(crate) status: StatusCode,
    pub(crate) body: Vec<u8>,
}

/// The response, successful or not.
struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Result<Vec<u8>, reqwest::Error>,
}

impl Sender {
    pub(crate) fn new(client: Client, base: Url, authorization: HeaderValue, requests_per_second: u16) -> Self {
        let (gate, guard) = (Gate::start(requests_per_second), Guard::default());
        let (discord_clock, doubt, clock) = Default::default();
        Self { client, base, authorization, gate, guard, discord_clock, doubt, clock }
    }

    pub(crate) fn base(&self) -> &Url {
        &self.base
    }

    pub(crate) fn guard(&self) -> &Guard {
        &self.guard
    }

    pub(crate) fn discord_clock(&self) -> &DiscordClock {
        &self.discord_clock
    }

    /// Discord's clock, by the `Date` header of each response.
    pub(crate) fn clock(&self) -> &ClockMeter {
        &self.clock
    }

    /// An attempt whose answer is read as `T`.
    pub(crate) async fn fetch<T: DeserializeOwned>(&self, call: Call<'_>, request: Request) -> Result<T, RestError> {
        let route = request.route.template();
        let accepted = self.attempt(call, request).await?;
        serde_json::from_slice(&accepted.body).map_err(|source| RestError::Unreadable { route, source })
    }

    /// An attempt whose answer has nothing to read.
    pub(crate) async fn run(&self, call: Call<'_>, request: Request) -> Result<(), RestError> {
        self.attempt(call, request).await.map(drop)
    }

    /// An attempt with everything that Discord answered.
    pub(crate) async fn attempt(&self, call: Call<'_>, request: Request) -> Result<Accepted, RestError> {
        let Request { route, major, .. } = request;
        let (http, withheld) = self.build(call, request)?;
        self.guard.check(route.is_interaction(), Instant::now())?;
        let lane = Lane { route, major };
        let mut permit = if route.is_interaction() { None } else { Some(self.gate.turn(lane, call).await?) };
        // While it waited the guard may have closed.
        self.guard.check(route.is_interaction(), Instant::now())?;
        if call.still_allowed.is_some_and(|allowed| !allowed.ask()) {
            return Err(RestError::Held);
        }
        let began = Instant::now();
        let exchange = exchange(&self.client, http, &self.clock);
        let outcome = timed(exchange, &mut permit).await;
        if withheld.is_so() {
            tracing::debug!(route = route.template(), "held back in the moment of writing");
            return Err(RestError::Held);
        }
        let (label, mut outcome) = self.learn(outcome, lane, permit);
        if matches!(label, Label::Status(StatusCode::UNAUTHORIZED))
            && !route.is_interaction()
            && self.token_is_refused().await
        {
            outcome = Err(RestError::BadToken);
        }
        note(route, &label, began.elapsed());
        outcome
    }

    /// Asks once more before a 401 is believed, because it ends the process: a disturbance at Discord may cause one, too.
    async fn token_is_refused(&self) -> bool {
        let _one = self.doubt.lock().await;
        if self.guard.check(false, Instant::now()).is_err() {
            return matches!(self.guard.check(false, Instant::now()), Err(RestError::BadToken));
        }
        tokio::time::sleep(ASK_AGAIN).await;
        let Ok((http, _)) =
            self.build(Call::new(Priority::Answer), Request::new(Route::CurrentUser, 0, "/users/@me".to_owned()))
        else {
            return false;
        };
        let answer = timeout(ATTEMPT_TIMEOUT, exchange(&self.client, http, &self.clock)).await;
        let refused = matches!(answer, Ok(Ok(Reply { status: StatusCode::UNAUTHORIZED, .. })));
        if refused {
            self.guard.count_invalid(Instant::now());
            self.guard.token_refused();
        } else {
            tracing::warn!("Discord refused the token once, and not when it was asked again: going on");
        }
        refused
    }

    fn build(&self, call: Call<'_>, request: Request) -> Result<(reqwest::Request, Withheld), RestError> {
        let Request { route, path, query, body, .. } = request;
        let mut url = self.base.clone();
        // Paths are made of ids and checked tokens, so that nothing in them can climb out of the base.
        url.set_path(&format!("{}{path}", self.base.path()));
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let mut http = reqwest::Request::new(route.method(), url);
        if !route.is_interaction() {
            http.headers_mut().insert(AUTHORIZATION, self.authorization.clone());
        }
        let mut withheld = Withheld::default();
        if body.is_none() && matches!(route.method(), Method::PUT | Method::POST) {
            // Over HTTP/1.1 nothing else says that there is no body, and Discord's front answers 411 without it.
            http.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        if let Some(Payload { content_type, bytes }) = body {
            http.headers_mut().insert(CONTENT_TYPE, content_type);
            *http.body_mut() = Some(match call.still_allowed {
                Some(allowed) => {
                    let checked;
                    (checked, withheld) = Checked::new(bytes, allowed.clone());
                    Body::wrap(checked)
                }
                None => Body::from(bytes),
            });
        }
        Ok((http, withheld))
    }

    /// Tells gate, limiter and guard what the outcome means for others, and the caller what it means for it.
    fn learn(
        &self,
        outcome: Result<Reply, Failure>,
        lane: Lane,
        permit: Option<Permit>,
    ) -> (Label, Result<Accepted, RestError>) {
        let route = lane.route.template();
        let reply = match outcome {
            Ok(reply) => reply,
            // The permit is dropped: the limiter learns nothing from a call without an answer.
            Err(Failure::TimedOut) => return (Label::TimedOut, Err(RestError::TimedOut { route })),
            Err(Failure::Http(source)) if source.is_connect() => {
                return (Label::Unreachable, Err(RestError::Unreachable { route, source }));
            }
            Err(Failure::Http(source)) => return (Label::Lost, Err(RestError::Lost { route, source })),
        };
        let label = Label::Status(reply.status);
        let now = Instant::now();
        let status = reply.status;
        if status.is_success()
            && let Some(at) = response::date(&reply.headers)
        {
            self.discord_clock.note(Millis::from(at), now);
        }
        if status == StatusCode::TOO_MANY_REQUESTS {
            return (label, Err(self.limited(&reply, lane, permit, now)));
        }
        if let Some(permit) = permit {
            permit.complete(response::bucket(&reply.headers, now));
        }
        if status.is_success() {
            let accepted = reply.body.map(|body| Accepted { status, body });
            return (label, accepted.map_err(|source| RestError::Lost { route, source }));
        }
        if status.is_server_error() {
            let retry_after = response::retry_after(&reply.headers);
            return (label, Err(RestError::Unavailable { route, status, retry_after }));
        }
        if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
            self.guard.count_invalid(now);
        }
        if status == StatusCode::UNAUTHORIZED && !lane.route.is_interaction() {
            // The caller finds out what it means: see `token_is_refused`.
            return (label, Err(RestError::Unavailable { route, status, retry_after: None }));
        }
        // Without Discord's JSON the code is 0, and the refusal is not Discord's own.
        let said = reply.body.ok().and_then(|body| ErrorBody::read(&body)).unwrap_or_default();
        let code = DiscordCode(said.code);
        if status.is_client_error() && code.passes() {
            let retry_after = response::retry_after(&reply.headers);
            return (label, Err(RestError::RefusedForNow { route, status, code, retry_after }));
        }
        (label, Err(RestError::Refused { route, status, code, message: said.text() }))
    }

    /// A 429: pauses what it speaks of. The pause is told before the permit is completed, lest the next one slips out.
    fn limited(&self, reply: &Reply, lane: Lane, permit: Option<Permit>, now: Instant) -> RestError {
        let said = response::limited(&reply.headers, reply.body.as_deref().unwrap_or_default());
        if said.scope != Scope::Shared {
            self.guard.count_invalid(now);
        }
        let paused = match said.scope {
            Scope::Global => self.gate.pause_all(now + said.retry_after),
            // This one speaks of old messages alone; the channel's other edits go on.
            Scope::User | Scope::Shared if said.code == Some(DiscordCode::OLD_MESSAGE_EDITS) => Ok(()),
            Scope::User | Scope::Shared if lane.route.is_interaction() => Ok(()),
            Scope::User | Scope::Shared => self.gate.pause_lane(lane, now + said.retry_after),
        };
        if let Err(ending) = paused {
            return ending;
        }
        if let Some(permit) = permit {
            // Only the bot's own limit is about the bucket.
            let bucket = if said.scope == Scope::User { response::bucket(&reply.headers, now) } else { None };
            permit.complete(bucket);
        }
        let route = lane.route.template();
        RestError::RateLimited { route, retry_after: said.retry_after, scope: said.scope, code: said.code }
    }
}

enum Failure {
    TimedOut,
    Http(reqwest::Error),
}

/// Sends and reads. Errors lose their URL here, because an interaction's holds its token.
async fn exchange(client: &Client, http: reqwest::Request, clock: &ClockMeter) -> Result<Reply, Failure> {
    let before = Timestamp::now().as_millisecond();
    let response = client.execute(http).await.map_err(|error| Failure::Http(error.without_url()))?;
    let status = response.status();
    let headers = response.headers().clone();
    if let Some(second) = response::date(&headers) {
        clock.note(second.as_millisecond(), second.as_millisecond() + 999, before);
    }
    let body = response.bytes().await.map(Vec::from).map_err(reqwest::Error::without_url);
    Ok(Reply { status, headers, body })
}

/// Bounds the exchange, and lets go of the bucket when it hangs.
async fn timed(
    exchange: impl Future<Output = Result<Reply, Failure>>,
    permit: &mut Option<Permit>,
) -> Result<Reply, Failure> {
    let mut exchange = pin!(exchange);
    if let Ok(outcome) = timeout(HOLDS_BUCKET_FOR, &mut exchange).await {
        return outcome;
    }
    drop(permit.take());
    timeout(ATTEMPT_TIMEOUT - HOLDS_BUCKET_FOR, exchange).await.unwrap_or(Err(Failure::TimedOut))
}

/// The outcome as a metric's label.
enum Label {
    Status(StatusCode),
    TimedOut,
    Unreachable,
    Lost,
}

fn note(route: Route, label: &Label, took: Duration) {
    let status = match label {
        Label::Status(status) => status.as_str().to_owned(),
        Label::TimedOut => "timeout".to_owned(),
        Label::Unreachable => "unreachable".to_owned(),
        Label::Lost => "lost".to_owned(),
    };
    tracing::debug!(route = route.template(), status, ?took, "called Discord");
    metrics::counter!(crate::metric_names::DISCORD_REQUESTS, "route" => route.template(), "status" => status)
        .increment(1);
}
