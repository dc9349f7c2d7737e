//! The bot itself, its application, guilds, roles, members.

use serde_json::{Value, json};

use super::Answer;
use super::outcome::Reply;
use crate::core::api_error::ApiError;
use crate::core::ids::{GuildId, RoleId, UserId};
use crate::state::World;
use crate::state::guild::Guild;
use crate::state::json::{role_json, through};
use twilight_model::gateway::connection_info::BotConnectionInfo;

pub(super) fn gateway_bot(world: &World, address: &str) -> Value {
    const DAY: i64 = 24 * 3600 * 1000;
    let total = world.buckets.limits.identifies.unwrap_or(1000);
    let now = world.now();
    let used = world.gateway.identifies.iter().filter(|at| now - **at < DAY).count();
    let reset_after = world.gateway.identifies.front().map_or(0, |first| (first + DAY - now).max(0));
    through::<BotConnectionInfo>(json!({
        "url": format!("ws://{address}"), "shards": 1,
        "session_start_limit": {
            "total": total, "remaining": u64::from(total).saturating_sub(used as u64), "reset_after": reset_after,
            "max_concurrency": 1,
        },
    }))
}

pub(super) fn application(world: &World) -> Value {
    let bot = world.user_json(world.bot);
    let name = bot["username"].clone();
    let owner = world.guilds.values().next().map_or(Value::Null, |guild| world.user_json(guild.owner));
    through::<twilight_model::oauth::Application>(json!({
        "id": world.application, "name": name, "icon": null, "description": "", "summary": "", "type": null,
        "bot_public": true, "bot_require_code_grant": false, "verify_key": "0".repeat(64),
        "flags": world.application_flags(), "hook": true,
        "bot": bot, "owner": owner, "team": null, "rpc_origins": [], "redirect_uris": [],
        "interactions_endpoint_url": null, "approximate_guild_count": world.guilds.len(),
        "integration_types_config": {"0": {}},
    }))
}

/// A guild that the bot is not in does not exist for it.
fn own(world: &World, id: GuildId) -> Result<&Guild, ApiError> {
    let guild = world.guild(id)?;
    if guild.members.contains_key(&world.bot) { Ok(guild) } else { Err(ApiError::missing_access()) }
}

pub(super) fn guild(world: &World, id: GuildId) -> Answer {
    Ok(Reply::Json(world.guild_json(own(world, id)?)))
}

pub(super) fn roles(world: &World, id: GuildId) -> Answer {
    Ok(Reply::Json(own(world, id)?.roles.values().map(role_json).collect()))
}

pub(super) fn role(world: &World, id: GuildId, role: RoleId) -> Answer {
    let role = own(world, id)?.roles.get(&role).ok_or_else(ApiError::unknown_role)?;
    Ok(Reply::Json(role_json(role)))
}

/// `None` is the bot itself.
pub(super) fn member(world: &World, id: GuildId, user: Option<UserId>) -> Answer {
    let guild = own(world, id)?;
    let user = user.unwrap_or(world.bot);
    if !world.users.contains_key(&user) {
        return Err(ApiError::unknown_user());
    }
    world.member_json(guild, user).map(Reply::Json).ok_or_else(ApiError::unknown_member)
}
