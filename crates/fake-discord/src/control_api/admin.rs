//! Changes the clock, the gateway, limits, permissions and channels, requested by another process.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::resolve::{ApiResult, Body, RequestError, id};
use crate::handle::FakeDiscord;
use crate::limits::Limits;
use crate::state::guild::OverwriteTarget;
use crate::state::shared::Shared;
use crate::state::threads::ChannelKind;

#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct AdvanceBody {
    ms: u64,
}

pub(super) async fn advance(State(shared): State<Arc<Shared>>, Body(body): Body<AdvanceBody>) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    discord.advance(Duration::from_millis(body.ms));
    Ok(Json(json!({"now": discord.now()})))
}

/// Back to the state at the start. The sessions end, so that the bot identifies again; its token and id stay.
pub(super) async fn reset(state: State<Arc<Shared>>) -> ApiResult {
    FakeDiscord::handle(Arc::clone(&state.0)).reset();
    super::queries::state(state).await
}

/// One action on the gateway.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum GatewayBody {
    Drop {},
    Close {
        code: u16,
    },
    Reconnect {},
    Invalidate {
        resumable: bool,
    },
    Forget {},
    Refuse {
        code: Option<u16>,
    },
    Deliver {
        times: usize,
    },
    /// What `GET /gateway/bot` recommends.
    Shards {
        recommended: u32,
        max_concurrency: u32,
    },
    Send {
        message: Value,
    },
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
        GatewayBody::Shards { recommended, max_concurrency } => {
            gateway.recommend_shards(recommended, max_concurrency);
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct PermissionsBody {
    #[serde(default)]
    revoke: Vec<String>,
    #[serde(default)]
    grant: Vec<String>,
    /// Denies permissions in one channel. An empty list removes the denial.
    deny: Option<Vec<String>>,
    channel: Option<String>,
    /// Whether the application's owner uses two-factor authentication.
    owner_two_factor: Option<bool>,
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
    if let Some(used) = body.owner_two_factor {
        discord.set_owner_two_factor(used);
    }
    discord.revoke(revoked);
    discord.grant(granted);
    Ok(Json(json!({})))
}

#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct ChannelBody {
    name: String,
    /// `text` (the default), `voice`, `announcement`, `stage` or `forum`.
    kind: Option<String>,
    /// Begins a thread in this channel instead.
    parent: Option<String>,
    /// The members of a private thread.
    members: Option<Vec<String>>,
}

pub(super) async fn add_channel(State(shared): State<Arc<Shared>>, Body(body): Body<ChannelBody>) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    let channel = match (body.parent, body.members, body.kind) {
        (Some(parent), members, None) => {
            let parent = discord.known_channel(&parent)?;
            let ids = |names: Vec<String>| names.iter().map(|name| Ok(discord.known_person(name)?.id())).collect();
            let members = members.map(ids).transpose()?;
            let added = discord.shared.state().add_thread(parent, &body.name, members);
            added.ok_or_else(|| RequestError::conflict("this channel has no such threads"))?
        }
        (None, None, kind) => {
            let kind = kind.as_deref().unwrap_or("text");
            let kind = ChannelKind::named(kind)
                .ok_or_else(|| RequestError::malformed(format!("{kind:?} is not a kind of channel")))?;
            discord.add_channel_of_kind(discord.guild_id(), &body.name, kind)
        }
        _ => return Err(RequestError::malformed("`members` needs a `parent`, and a thread has no `kind` to choose")),
    };
    Ok(Json(json!({"channel": channel})))
}

#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct ChannelChange {
    /// Only for threads.
    archived: Option<bool>,
    #[serde(default)]
    locked: bool,
    /// The names of roles (`@everyone` too) and people.
    #[serde(default)]
    hide_from: Vec<String>,
    #[serde(default)]
    show_to: Vec<String>,
}

pub(super) async fn change_channel(
    State(shared): State<Arc<Shared>>,
    Path(channel): Path<String>,
    Body(body): Body<ChannelChange>,
) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    let channel = discord.known_channel(&channel)?;
    let target = |name: &String| {
        let role = discord.shared.state().role_named(name);
        role.map_or_else(
            || Ok(OverwriteTarget::Member(discord.known_person(name)?.id())),
            |role| Ok(OverwriteTarget::Role(role)),
        )
    };
    let hidden = body.hide_from.iter().map(target).collect::<Result<Vec<_>, RequestError>>()?;
    let shown = body.show_to.iter().map(target).collect::<Result<Vec<_>, RequestError>>()?;
    for (targets, hide) in [(hidden, true), (shown, false)] {
        for target in targets {
            discord.hide_channel(channel, target, hide);
        }
    }
    if let Some(archived) = body.archived
        && !discord.shared.state().set_thread(channel, archived, body.locked)
    {
        return Err(RequestError::conflict("this channel is no thread"));
    }
    Ok(Json(json!({})))
}

#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct GuildChange {
    /// Whether the bot is a member.
    bot: Option<bool>,
    outage: Option<bool>,
    /// Whether moderators need two-factor authentication.
    two_factor: Option<bool>,
}

pub(super) async fn change_guild(
    State(shared): State<Arc<Shared>>,
    Path(guild): Path<String>,
    Body(body): Body<GuildChange>,
) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    let guild = id(&guild)?;
    if discord.shared.state().guild(guild).is_err() {
        return Err(RequestError::not_found("there is no such guild"));
    }
    match body.bot {
        Some(true) => _ = discord.invite_bot(guild),
        Some(false) => _ = discord.kick_bot(guild),
        None => {}
    }
    if let Some(outage) = body.outage {
        discord.set_outage(guild, outage);
    }
    if let Some(required) = body.two_factor {
        discord.set_two_factor(guild, required);
    }
    Ok(Json(json!({})))
}

#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct RoleChange {
    mentionable: Option<bool>,
    managed: Option<bool>,
}

pub(super) async fn change_role(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    Body(body): Body<RoleChange>,
) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    let role = discord.known_role(&name)?;
    if let Some(mentionable) = body.mentionable {
        discord.set_mentionable(role, mentionable);
    }
    if let Some(managed) = body.managed {
        discord.set_managed(role, managed);
    }
    Ok(Json(json!({"role": role})))
}

pub(super) async fn delete_role(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    let deleted = discord.delete_role(discord.known_role(&name)?);
    if deleted { Ok(Json(json!({}))) } else { Err(RequestError::conflict("this role cannot be deleted")) }
}

pub(super) async fn delete_channel(State(shared): State<Arc<Shared>>, Path(channel): Path<String>) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    discord.delete_channel(discord.known_channel(&channel)?);
    Ok(Json(json!({})))
}
