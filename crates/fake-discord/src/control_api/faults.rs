//! Faults, clock, gateway, limits and permissions, set by another process.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::resolve::{Answer, Body, Refusal, id};
use crate::core::routes::Method;
use crate::faults::{Effect, Fault, FaultId};
use crate::handle::FakeDiscord;
use crate::limits::{Limits, Scope};
use crate::state::shared::Shared;

fn done(what: Value) -> Answer {
    Ok(Json(what))
}

#[derive(Debug, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case", deny_unknown_fields)]
enum EffectBody {
    Status { status: u16 },
    Error { status: u16, code: u32, message: String },
    RateLimited { scope: String, retry_after_ms: u64 },
    // With braces, so that a field which they do not have is refused too.
    ResetBefore {},
    ResetAfter {},
    LatencyBefore { ms: u64 },
    LatencyAfter { ms: u64 },
}

#[derive(Debug, Deserialize)]
pub(super) struct FaultBody {
    /// Everything else is the effect and its own fields; one that it does not have is refused there.
    #[serde(flatten)]
    effect: serde_json::Map<String, Value>,
    method: Option<String>,
    path: Option<String>,
    times: Option<u64>,
    after: Option<u64>,
    probability: Option<f64>,
}

/// A status that an HTTP answer can have.
fn status(code: u16) -> Result<u16, Refusal> {
    if (400..=599).contains(&code) { Ok(code) } else { Err(Refusal::malformed(format!("{code} is no error's status"))) }
}

impl EffectBody {
    fn effect(self) -> Result<Effect, Refusal> {
        Ok(match self {
            Self::Status { status: code } => Effect::Status(status(code)?),
            Self::Error { status: http, code, message } => Effect::Error { status: status(http)?, code, message },
            Self::RateLimited { scope, retry_after_ms } => {
                let scope = match scope.as_str() {
                    "user" => Scope::User,
                    "global" => Scope::Global,
                    "shared" => Scope::Shared,
                    other => return Err(Refusal::malformed(format!("{other:?} is none of user, global, shared"))),
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

pub(super) async fn arm(State(shared): State<Arc<Shared>>, Body(body): Body<FaultBody>) -> Answer {
    let effect = serde_json::from_value::<EffectBody>(Value::Object(body.effect));
    let effect = effect.map_err(|error| Refusal::malformed(format!("the body: {error}")))?;
    let mut fault = Fault::new(effect.effect()?);
    if let Some(name) = &body.method {
        let method = Method::parse(name);
        fault.method = Some(method.ok_or_else(|| Refusal::malformed(format!("{name:?} is no method of Discord's")))?);
    }
    fault.path = body.path;
    fault.left = body.times;
    fault.skip = body.after.unwrap_or(0);
    fault.probability = body.probability.unwrap_or(1.0);
    done(json!({"fault": FakeDiscord::handle(shared).fault(fault).0}))
}

pub(super) async fn faults(State(shared): State<Arc<Shared>>) -> Answer {
    let armed = shared.world().faults.list();
    let list = armed.into_iter().map(|(id, hits, fault)| {
        json!({
            "fault": id.0, "hits": hits, "effect": format!("{:?}", fault.effect),
            "method": fault.method.map(Method::name), "path": fault.path, "left": fault.left,
        })
    });
    done(list.collect())
}

pub(super) async fn heal(State(shared): State<Arc<Shared>>, Path(fault): Path<String>) -> Answer {
    let healed = FakeDiscord::handle(shared).heal(FaultId(id(&fault)?));
    if healed { done(json!({"healed": 1})) } else { Err(Refusal::not_found("there is no such fault")) }
}

pub(super) async fn heal_all(State(shared): State<Arc<Shared>>) -> Answer {
    FakeDiscord::handle(shared).heal_all();
    done(json!({}))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AdvanceBody {
    ms: u64,
}

pub(super) async fn advance(State(shared): State<Arc<Shared>>, Body(body): Body<AdvanceBody>) -> Answer {
    let discord = FakeDiscord::handle(shared);
    discord.advance(Duration::from_millis(body.ms));
    done(json!({"now": discord.now()}))
}

/// One thing to do to the gateway.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum GatewayBody {
    Drop {},
    Close { code: u16 },
    Reconnect {},
    Invalidate { resumable: bool },
    Forget {},
    Refuse { code: Option<u16> },
    Deliver { times: usize },
    Send { message: Value },
}

pub(super) async fn gateway(State(shared): State<Arc<Shared>>, Body(body): Body<GatewayBody>) -> Answer {
    let gateway = FakeDiscord::handle(shared).gateway();
    let close_code = |code: u16| match code {
        1000..=4999 => Ok(code),
        _ => Err(Refusal::malformed(format!("{code} is no close code"))),
    };
    let connections = match body {
        GatewayBody::Drop {} => gateway.drop_connections(),
        GatewayBody::Close { code } => gateway.close(close_code(code)?),
        GatewayBody::Reconnect {} => gateway.reconnect(),
        GatewayBody::Invalidate { resumable } => gateway.invalidate(resumable),
        GatewayBody::Send { message } => gateway.send_raw(&message),
        GatewayBody::Forget {} => {
            gateway.forget_sessions();
            gateway.connected()
        }
        GatewayBody::Refuse { code } => {
            gateway.refuse(code.map(close_code).transpose()?);
            gateway.connected()
        }
        GatewayBody::Deliver { times } => {
            gateway.deliver_interactions(times);
            gateway.connected()
        }
    };
    done(json!({"connections": connections}))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitsBody {
    limits: String,
}

pub(super) async fn limits(State(shared): State<Arc<Shared>>, Body(body): Body<LimitsBody>) -> Answer {
    let limits = match body.limits.as_str() {
        "off" => Limits::off(),
        "discord" => Limits::discord(),
        other => return Err(Refusal::malformed(format!("{other:?} is neither off nor discord"))),
    };
    FakeDiscord::handle(shared).set_limits(limits);
    done(json!({}))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PermissionsBody {
    #[serde(default)]
    revoke: Vec<String>,
    #[serde(default)]
    grant: Vec<String>,
    /// Denied in one channel; an empty list gives all back there.
    deny: Option<Vec<String>>,
    channel: Option<String>,
}

pub(super) async fn permissions(State(shared): State<Arc<Shared>>, Body(body): Body<PermissionsBody>) -> Answer {
    let read = |names: &[String]| {
        let one = |name: &String| {
            Permissions::from_name(name).ok_or_else(|| Refusal::malformed(format!("{name:?} is no permission")))
        };
        names.iter().map(one).collect::<Result<Permissions, Refusal>>()
    };
    let discord = FakeDiscord::handle(shared);
    let (revoked, granted) = (read(&body.revoke)?, read(&body.grant)?);
    if let Some(names) = &body.deny {
        let channel = body.channel.as_deref().ok_or_else(|| Refusal::malformed("deny needs a channel"))?;
        discord.deny_bot(discord.known_channel(channel)?, read(names)?);
    }
    discord.revoke(revoked);
    discord.grant(granted);
    done(json!({}))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChannelBody {
    name: String,
}

pub(super) async fn add_channel(State(shared): State<Arc<Shared>>, Body(body): Body<ChannelBody>) -> Answer {
    let discord = FakeDiscord::handle(shared);
    done(json!({"channel": discord.add_channel(discord.guild_id(), &body.name)}))
}

pub(super) async fn delete_channel(State(shared): State<Arc<Shared>>, Path(channel): Path<String>) -> Answer {
    let discord = FakeDiscord::handle(shared);
    discord.delete_channel(discord.known_channel(&channel)?);
    done(json!({}))
}
