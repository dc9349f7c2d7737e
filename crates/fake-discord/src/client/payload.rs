//! INTERACTION_CREATE as Discord sends it.

use serde_json::{Value, json};
use twilight_model::application::interaction::Interaction as Model;

use crate::state::World;
use crate::state::interactions::InteractionRecord;
use crate::state::json::through;
use crate::state::message::Message;

/// Discord's limit without boosts, in bytes.
const ATTACHMENT_SIZE_LIMIT: u64 = 10 * 1024 * 1024;

/// `None` where channel or person are gone.
pub(super) fn interaction(
    world: &World,
    record: &InteractionRecord,
    data: Value,
    source: Option<&Message>,
) -> Option<Value> {
    let channel = world.channels.get(&record.channel)?;
    let user = world.users.get(&record.user)?;
    let mut value = json!({
        "id": record.id, "application_id": world.application, "type": record.kind.code(), "token": record.token,
        "version": 1, "data": data, "channel_id": record.channel, "channel": world.channel_json(record.channel),
        "app_permissions": world.permissions(channel, world.bot), "locale": user.locale, "entitlements": [],
        "attachment_size_limit": ATTACHMENT_SIZE_LIMIT,
    });
    match record.guild {
        Some(guild) => {
            let locale = world.guilds.get(&guild).map(|guild| guild.locale.clone());
            value["guild_id"] = json!(guild);
            value["guild"] = json!({"id": guild, "features": [], "locale": locale});
            value["guild_locale"] = json!(locale);
            value["member"] = world.interaction_member(guild, channel, record.user)?;
            value["authorizing_integration_owners"] = json!({"0": guild});
            value["context"] = json!(0);
        }
        None => {
            value["user"] = world.user_json(record.user);
            value["authorizing_integration_owners"] = json!({"0": "0"});
            value["context"] = json!(1);
        }
    }
    if let Some(source) = source {
        value["message"] = world.message_json(source, false);
    }
    Some(through::<Model>(value))
}
