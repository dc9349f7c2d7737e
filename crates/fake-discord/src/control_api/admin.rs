//! Changes the clock, the gateway, limits, permissions and channels, requested by another process.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::resolve::{ApiResult, Body, RequestError};
use crate::handle::FakeDiscord;
use crate::limits::Limits;
use crate::state::shared::Shared;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AdvanceBody {
    ms: u64,
}

pub(super) async fn advance(State(shared): State<Arc<Shared>>, Body(body): Body<AdvanceBody>) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    discord.advance(Duration::from_millis(body.ms));
    Ok(Json(json!({"now": discord.now()})))
}

/// One action on the gateway.
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

pub(super) async fn gateway(State(shared): State<Arc<Shared>>, Body(body): Body<GatewayBody>) -> ApiResult {
    let gateway = FakeDiscord::handle(shared).gateway();
    let close_code = |code: u16| match code {
        1000..=4999 => Ok(code),
        _ => Err(RequestError::malformed(format!("{code} is not a close code"))),
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
    Ok(Json(json!({"connections": connections})))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitsBody {
    limits: String,
}

pub(super) async fn limits(State(shared): State<Arc<Shared>>, Body(body): Body<LimitsBody>) -> ApiResult {
    let limits = match body.limits.as_str() {
        "off" => Limits::off(),
        "discord" => Limits::discord(),
        other => return Err(RequestError::malformed(format!("{other:?} is not one of off, discord"))),
    };
    FakeDiscord::handle(shared).set_limits(limits);
    Ok(Json(json!({})))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PermissionsBody {
    #[serde(default)]
    revoke: Vec<String>,
    #[serde(default)]
    grant: Vec<String>,
    /// Denies permissions in one channel. An empty list removes the denial.
    deny: Option<Vec<String>>,
    channel: Option<String>,
}

pub(super) async fn permissions(State(shared): State<Arc<Shared>>, Body(body): Body<PermissionsBody>) -> ApiResult {
    let read = |names: &[String]| {
        let one = |name: &String| {
            Permissions::from_name(name).ok_or_else(|| RequestError::malformed(format!("{name:?} is not a permission")))
        };
        names.iter().map(one).collect::<Result<Permissions, RequestError>>()
    };
    let discord = FakeDiscord::handle(shared);
    let (revoked, granted) = (read(&body.revoke)?, read(&body.grant)?);
    if let Some(names) = &body.deny {
        let channel = body.channel.as_deref().ok_or_else(|| RequestError::malformed("`deny` needs a `channel`"))?;
        discord.deny_bot(discord.known_channel(channel)?, read(names)?);
    }
    discord.revoke(revoked);
    discord.grant(granted);
    Ok(Json(json!({})))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChannelBody {
    name: String,
}

pub(super) async fn add_channel(State(shared): State<Arc<Shared>>, Body(body): Body<ChannelBody>) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    Ok(Json(json!({"channel": discord.add_channel(discord.guild_id(), &body.name)})))
}

pub(super) async fn delete_channel(State(shared): State<Arc<Shared>>, Path(channel): Path<String>) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    discord.delete_channel(discord.known_channel(&channel)?);
    Ok(Json(json!({})))
}
