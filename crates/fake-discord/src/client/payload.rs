//! The data of `INTERACTION_CREATE`.

use serde_json::{Value, json};
use twilight_model::application::interaction::Interaction as Model;

use crate::state::DiscordState;
use crate::state::interactions::InteractionRecord;
use crate::state::json::via_model;
use crate::state::message::Message;

/// Discord's limit for a guild without boosts, in bytes.
const ATTACHMENT_SIZE_LIMIT: u64 = 10 * 1024 * 1024;

/// `None` if the channel or the person does not exist.
pub(super) fn interaction(
    state: &DiscordState,
    record: &InteractionRecord,
    data: Value,
    source: Option<&Message>,
) -> Option<Value> {
    let channel = state.channels.get(&record.channel)?;
    let user = state.users.get(&record.user)?;
    let mut value = json!({
        "id": record.id, "application_id": state.application, "type": record.kind.code(), "token": record.token,
        "version": 1, "data": data, "channel_id": record.channel,
        "channel": state.interaction_channel(record.channel, channel, record.user),
        "app_permissions": state.permissions(channel, state.bot), "locale": user.locale, "entitlements": [],
        "attachment_size_limit": ATTACHMENT_SIZE_LIMIT,
    });
    match record.guild {
        Some(guild) => {
            let locale = state.guilds.get(&guild).map(|guild| guild.locale.clone());
            value["guild_id"] = json!(guild);
            value["guild"] = json!({"id": guild, "features": [], "locale": locale});
            value["guild_locale"] = json!(locale);
            value["member"] = state.interaction_member(guild, channel, record.user)?;
            value["authorizing_integration_owners"] = json!({"0": guild});
            value["context"] = json!(0);
        }
        None => {
            value["user"] = state.user_json(record.user);
            value["authorizing_integration_owners"] = json!({"0": "0"});
            value["context"] = json!(1);
        }
    }
    if let Some(source) = source {
        value["message"] = state.message_json(source, false);
    }
    Some(via_model::<Model>(value))
}
