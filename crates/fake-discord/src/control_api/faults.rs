//! Arms, lists and disarms faults, requested by another process.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::resolve::{ApiResult, Body, RequestError, id};
use crate::core::routes::Method;
use crate::faults::{Effect, Fault, FaultId, Weather};
use crate::handle::FakeDiscord;
use crate::limits::Scope;
use crate::state::shared::Shared;

#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "effect", rename_all = "snake_case", deny_unknown_fields)]
enum EffectBody {
    Status { status: u16 },
    Error { status: u16, code: u32, message: String },
    Page { status: u16 },
    Blocked {},
    NetworkError {},
    MissingAccess {},
    UnknownChannel {},
    RateLimited { scope: String, retry_after_ms: u64 },
    // The braces make serde refuse unknown fields.
    ResetBefore {},
    ResetAfter {},
    LatencyBefore { ms: u64 },
    LatencyAfter { ms: u64 },
}

#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct FaultBody {
    /// All other fields belong to the effect, which refuses unknown ones.
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "EffectBody"))]
    effect: serde_json::Map<String, Value>,
    method: Option<String>,
    path: Option<String>,
    times: Option<u64>,
    after: Option<u64>,
    probability: Option<f64>,
}

/// Checks that the status is an HTTP error.
fn status(code: u16) -> Result<u16, RequestError> {
    if (400..=599).contains(&code) {
        Ok(code)
    } else {
        Err(RequestError::malformed(format!("{code} is not the status of an HTTP error")))
    }
}

impl EffectBody {
    fn effect(self) -> Result<Effect, RequestError> {
        Ok(match self {
            Self::Status { status: code } => Effect::Status(status(code)?),
            Self::Error { status: http, code, message } => Effect::Error { status: status(http)?, code, message },
            Self::Page { status: code } => Effect::Page(status(code)?),
            Self::Blocked {} => Fault::blocked().effect,
            Self::NetworkError {} => Fault::network_error().effect,
            Self::MissingAccess {} => Fault::missing_access().effect,
            Self::UnknownChannel {} => Fault::unknown_channel().effect,
            Self::RateLimited { scope, retry_after_ms } => {
                let scope = match scope.as_str() {
                    "user" => Scope::User,
                    "global" => Scope::Global,
                    "shared" => Scope::Shared,
                    other => {
                        return Err(RequestError::malformed(format!("{other:?} is not one of user, global, shared")));
                    }
                };
                Effect::RateLimited { scope, retry_after: Duration::from_millis(retry_after_ms) }
            }
            Self::ResetBefore {} => Effect::ResetBefore,
            Self::ResetAfter {} => Effect::ResetAfter,
            Self::LatencyBefore { ms } => Effect::LatencyBefore(Duration::from_millis(ms)),
            Self::LatencyAfter { ms } => Effect::LatencyAfter(Duration::from_millis(ms)),
        })
    }
}

pub(super) async fn arm(State(shared): State<Arc<Shared>>, Body(body): Body<FaultBody>) -> ApiResult {
    let effect = serde_json::from_value::<EffectBody>(Value::Object(body.effect));
    let effect = effect.map_err(|error| RequestError::malformed(format!("invalid body: {error}")))?;
    let mut fault = Fault::new(effect.effect()?);
    if let Some(name) = &body.method {
        let method = Method::parse(name);
        fault.method =
            Some(method.ok_or_else(|| RequestError::malformed(format!("{name:?} is not a method of Discord's API")))?);
    }
    fault.path = body.path;
    fault.left = body.times;
    fault.skip = body.after.unwrap_or(0);
    fault.probability = body.probability.unwrap_or(1.0);
    Ok(Json(json!({"fault": FakeDiscord::handle(shared).fault(fault).0})))
}

#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct WeatherBody {
    weather: String,
}

pub(super) async fn weather(State(shared): State<Arc<Shared>>, Body(body): Body<WeatherBody>) -> ApiResult {
    let weather = match body.weather.as_str() {
        "real_world" => Some(Weather::real_world()),
        "none" => None,
        other => return Err(RequestError::malformed(format!("{other:?} is not one of real_world, none"))),
    };
    FakeDiscord::handle(shared).set_weather(weather);
    Ok(Json(json!({})))
}

pub(super) async fn faults(State(shared): State<Arc<Shared>>) -> ApiResult {
    let armed = shared.state().faults.list();
    let list = armed.into_iter().map(|(id, hits, fault)| {
        json!({
            "fault": id.0, "hits": hits, "effect": format!("{:?}", fault.effect),
            "method": fault.method.map(Method::name), "path": fault.path, "left": fault.left,
        })
    });
    Ok(Json(list.collect()))
}

pub(super) async fn heal(State(shared): State<Arc<Shared>>, Path(fault): Path<String>) -> ApiResult {
    let healed = FakeDiscord::handle(shared).heal(FaultId(id(&fault)?));
    if healed { Ok(Json(json!({"healed": 1}))) } else { Err(RequestError::not_found("there is no such fault")) }
}

pub(super) async fn heal_all(State(shared): State<Arc<Shared>>) -> ApiResult {
    FakeDiscord::handle(shared).heal_all();
    Ok(Json(json!({})))
}
