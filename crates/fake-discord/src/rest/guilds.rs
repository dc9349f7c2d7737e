//! The bot's user and application, guilds, roles and members.

use serde_json::{Value, json};

use super::OperationResult;
use super::outcome::Success;
use super::query::Query;
use crate::core::api_error::ApiError;
use crate::core::ids::{GuildId, RoleId, UserId};
use crate::state::DiscordState;
use crate::state::guild::Guild;
use crate::state::json::{role_json, via_model};
use twilight_model::gateway::connection_info::BotConnectionInfo;

pub(super) fn gateway_bot(state: &DiscordState, url: &str) -> Value {
    const DAY: i64 = 24 * 3600 * 1000;
    let total = state.buckets.limits.identifies.unwrap_or(1000);
    let now = state.now();
    let used = state.gateway.identifies.iter().filter(|at| now - **at < DAY).count();
    let reset_after = state.gateway.identifies.front().map_or(0, |first| (first + DAY - now).max(0));
    via_model::<BotConnectionInfo>(json!({
        "url": url, "shards": state.gateway.shards,
        "session_start_limit": {
            "total": total, "remaining": u64::from(total).saturating_sub(used as u64), "reset_after": reset_after,
            "max_concurrency": state.gateway.max_concurrency,
        },
    }))
}

pub(super) fn application(state: &DiscordState) -> Value {
    let bot = state.user_json(state.bot);
    let name = bot["username"].clone();
    let owner = state.guilds.values().next().map_or(Value::Null, |guild| state.user_json(guild.owner));
    via_model::<twilight_model::oauth::Application>(json!({
        "id": state.application, "name": name, "icon": null, "description": "", "summary": "", "type": null,
        "bot_public": state.bot_public, "bot_require_code_grant": false, "verify_key": "0".repeat(64),
        "flags": state.application_flags(), "hook": true,
        "bot": bot, "owner": owner, "team": null, "rpc_origins": [], "redirect_uris": [],
        "interactions_endpoint_url": null, "approximate_guild_count": state.guilds.values().filter(|guild| guild.members.contains_key(&state.bot)).count(),
        "integration_types_config": {"0": {}},
        "approximate_user_install_count": 0, "approximate_user_authorization_count": 0,
    }))
}

/// The guild, if the bot is a member.
fn joined_guild(state: &DiscordState, id: GuildId) -> Result<&Guild, ApiError> {
    let guild = state.guild(id)?;
    if guild.members.contains_key(&state.bot) { Ok(guild) } else { Err(ApiError::missing_access()) }
}

pub(super) fn guild(state: &DiscordState, id: GuildId, query: &Query) -> OperationResult {
    let guild = joined_guild(state, id)?;
    let mut value = state.guild_json(guild);
    if query.is_true("with_counts") {
        value["approximate_member_count"] = json!(guild.members.len());
        value["approximate_presence_count"] = json!(guild.members.len());
    }
    Ok(Success::Ok(value))
}

pub(super) fn roles(state: &DiscordState, id: GuildId) -> OperationResult {
    Ok(Success::Ok(joined_guild(state, id)?.roles.values().map(role_json).collect()))
}

pub(super) fn role(state: &DiscordState, id: GuildId, role: RoleId) -> OperationResult {
    let role = joined_guild(state, id)?.roles.get(&role).ok_or_else(ApiError::unknown_role)?;
    Ok(Success::Ok(role_json(role)))
}

/// The number of members of each role but `@everyone`. Needs no permission and no privileged intent.
pub(super) fn role_member_counts(state: &DiscordState, id: GuildId) -> OperationResult {
    let guild = joined_guild(state, id)?;
    let count = |role: RoleId| guild.members.values().filter(|member| member.roles.contains(&role)).count();
    let roles = guild.roles.keys().filter(|role| **role != guild.everyone());
    Ok(Success::Ok(roles.map(|role| (role.to_string(), json!(count(*role)))).collect()))
}

/// `user`: `None` means the bot.
pub(super) fn member(state: &DiscordState, id: GuildId, user: Option<UserId>) -> OperationResult {
    let guild = joined_guild(state, id)?;
    let user = user.unwrap_or(state.bot);
    if !state.users.contains_key(&user) {
        return Err(ApiError::unknown_user());
    }
    state.member_json(guild, user).map(Success::Ok).ok_or_else(ApiError::unknown_member)
}
