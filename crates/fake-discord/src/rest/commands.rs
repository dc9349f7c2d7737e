//! Registering commands.

use serde_json::{Value, json};
use twilight_model::application::command::Command;

use super::Answer;
use super::outcome::Reply;
use crate::core::api_error::ApiError;
use crate::core::ids::CommandId;
use crate::core::routes::CommandPlace;
use crate::state::World;
use crate::state::json::through;
use crate::validate::{self, COMMAND_LIMIT};

fn check(world: &World, place: CommandPlace) -> Result<(), ApiError> {
    if place.application != world.application {
        return Err(ApiError::unknown_application());
    }
    if let Some(guild) = place.guild {
        let guild = world.guild(guild).map_err(|_| ApiError::missing_access())?;
        if !guild.members.contains_key(&world.bot) {
            return Err(ApiError::missing_access());
        }
    }
    Ok(())
}

/// Replaces all commands of the place; a command of the same name keeps its id.
pub(super) fn put(world: &mut World, place: CommandPlace, body: &Value) -> Answer {
    check(world, place)?;
    validate::commands(body)?;
    let made: Vec<Value> =
        body.as_array().map(Vec::as_slice).unwrap_or_default().iter().map(|item| make(world, place, item)).collect();
    world.commands.insert(place.guild, made.clone());
    Ok(Reply::Json(Value::Array(made)))
}

/// A command of a name that is there already replaces it (200); another is new (201).
pub(super) fn create(world: &mut World, place: CommandPlace, body: &Value) -> Answer {
    check(world, place)?;
    validate::command(body)?;
    let made = make(world, place, body);
    let list = world.commands.entry(place.guild).or_default();
    let before = list.len();
    list.retain(|known| (&known["name"], &known["type"]) != (&made["name"], &made["type"]));
    let replaced = list.len() < before;
    if list.len() >= COMMAND_LIMIT {
        return Err(ApiError::new(400, 30032, "Maximum number of application commands reached (100)."));
    }
    list.push(made.clone());
    Ok(if replaced { Reply::Json(made) } else { Reply::Created(made) })
}

fn make(world: &mut World, place: CommandPlace, item: &Value) -> Value {
    let kind = item["type"].as_u64().unwrap_or(1);
    let known = world.commands.get(&place.guild).into_iter().flatten();
    let known =
        known.filter(|known| known["name"] == item["name"] && known["type"] == kind).map(|known| known["id"].clone());
    let id = known.into_iter().next();
    let version: CommandId = world.next_id();
    let id = id.unwrap_or_else(|| json!(version));
    let mut made = item.clone();
    let defaults = json!({
        "id": id, "application_id": world.application, "version": version, "type": kind, "guild_id": place.guild,
        "default_member_permissions": item.get("default_member_permissions"), "nsfw": item["nsfw"].as_bool().unwrap_or(false),
        "dm_permission": item["dm_permission"].as_bool().unwrap_or(true), "description": item["description"].as_str().unwrap_or_default(),
        "name_localizations": item.get("name_localizations"),
        "description_localizations": item.get("description_localizations"),
    });
    if let (Some(made), Value::Object(defaults)) = (made.as_object_mut(), defaults) {
        made.extend(defaults.into_iter().filter(|(key, value)| key != "guild_id" || !value.is_null()));
        if place.guild.is_some() {
            // Documented as taken for global commands only.
            made.remove("contexts");
            made.remove("integration_types");
            made.remove("dm_permission");
        }
        if !made.contains_key("options") {
            made.insert("options".to_owned(), json!([]));
        }
    }
    through::<Command>(made)
}

pub(super) fn list(world: &World, place: CommandPlace) -> Answer {
    check(world, place)?;
    Ok(Reply::Json(Value::Array(world.commands.get(&place.guild).cloned().unwrap_or_default())))
}

pub(super) fn delete(world: &mut World, place: CommandPlace, id: CommandId) -> Answer {
    check(world, place)?;
    let list = world.commands.entry(place.guild).or_default();
    let before = list.len();
    list.retain(|known| known["id"] != json!(id));
    if list.len() == before { Err(ApiError::unknown_command()) } else { Ok(Reply::Nothing) }
}
