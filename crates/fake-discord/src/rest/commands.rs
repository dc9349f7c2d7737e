//! Registers, lists and deletes commands.

use serde_json::{Value, json};
use twilight_model::application::command::Command;

use super::OperationResult;
use super::outcome::Success;
use crate::core::api_error::ApiError;
use crate::core::ids::CommandId;
use crate::core::routes::CommandScope;
use crate::state::DiscordState;
use crate::state::json::via_model;
use crate::validate;

fn check(state: &DiscordState, scope: CommandScope) -> Result<(), ApiError> {
    if scope.application != state.application {
        return Err(ApiError::unknown_application());
    }
    if let Some(guild) = scope.guild {
        let guild = state.guild(guild).map_err(|_| ApiError::missing_access())?;
        if !guild.members.contains_key(&state.bot) {
            return Err(ApiError::missing_access());
        }
    }
    Ok(())
}

fn note(state: &mut DiscordState, scope: CommandScope) {
    state.note("commands_changed", json!({"guild": scope.guild}));
}

/// Replaces all commands of a scope. A command with the same name keeps its id.
pub(super) fn put(state: &mut DiscordState, scope: CommandScope, body: &Value) -> OperationResult {
    check(state, scope)?;
    validate::commands(body)?;
    let created: Vec<Value> =
        body.as_array().map(Vec::as_slice).unwrap_or_default().iter().map(|item| make(state, scope, item)).collect();
    state.commands.insert(scope.guild, created.clone());
    note(state, scope);
    Ok(Success::Ok(Value::Array(created)))
}

/// Replaces the command with the same name (200), or adds a new one (201).
pub(super) fn create(state: &mut DiscordState, scope: CommandScope, body: &Value) -> OperationResult {
    check(state, scope)?;
    validate::command(body)?;
    let command = make(state, scope, body);
    let list = state.commands.entry(scope.guild).or_default();
    let before = list.len();
    list.retain(|known| (&known["name"], &known["type"]) != (&command["name"], &command["type"]));
    let replaced = list.len() < before;
    let most = validate::max_commands(command["type"].as_u64().unwrap_or(1));
    if list.iter().filter(|known| known["type"] == command["type"]).count() >= most {
        let message = format!("Maximum number of application commands reached ({most}).");
        return Err(ApiError::new(400, 30032, message));
    }
    list.push(command.clone());
    note(state, scope);
    Ok(if replaced { Success::Ok(command) } else { Success::Created(command) })
}

fn make(state: &mut DiscordState, scope: CommandScope, item: &Value) -> Value {
    let kind = item["type"].as_u64().unwrap_or(1);
    let known = state.commands.get(&scope.guild).into_iter().flatten();
    let known =
        known.filter(|known| known["name"] == item["name"] && known["type"] == kind).map(|known| known["id"].clone());
    let id = known.into_iter().next();
    let version: CommandId = state.next_id();
    let id = id.unwrap_or_else(|| json!(version));
    let mut command = item.clone();
    let defaults = json!({
        "id": id, "application_id": state.application, "version": version, "type": kind, "guild_id": scope.guild,
        "default_member_permissions": item.get("default_member_permissions"), "nsfw": item["nsfw"].as_bool().unwrap_or(false),
        "dm_permission": item["dm_permission"].as_bool().unwrap_or(true), "description": item["description"].as_str().unwrap_or_default(),
        "name_localizations": item.get("name_localizations"),
        "description_localizations": item.get("description_localizations"),
    });
    if let (Some(command), Value::Object(defaults)) = (command.as_object_mut(), defaults) {
        command.extend(defaults.into_iter().filter(|(key, value)| key != "guild_id" || !value.is_null()));
        if scope.guild.is_some() {
            // Documented as valid for global commands only.
            command.remove("contexts");
            command.remove("integration_types");
            command.remove("dm_permission");
        }
        if command.get("options").is_none_or(Value::is_null) {
            command.insert("options".to_owned(), json!([]));
        }
    }
    via_model::<Command>(command)
}

pub(super) fn list(state: &DiscordState, scope: CommandScope) -> OperationResult {
    check(state, scope)?;
    Ok(Success::Ok(Value::Array(state.commands.get(&scope.guild).cloned().unwrap_or_default())))
}

pub(super) fn delete(state: &mut DiscordState, scope: CommandScope, id: CommandId) -> OperationResult {
    check(state, scope)?;
    let list = state.commands.entry(scope.guild).or_default();
    let before = list.len();
    list.retain(|known| known["id"] != json!(id));
    if list.len() == before {
        return Err(ApiError::unknown_command());
    }
    note(state, scope);
    Ok(Success::NoContent)
}
