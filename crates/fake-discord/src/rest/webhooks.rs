//! What an interaction's token is good for after the first answer: `@original` and follow-ups, for 15 min.

use std::sync::Arc;

use serde_json::Value;

use super::Answer;
use super::interactions::{SETTABLE, answer};
use super::messages::edit::apply_edit;
use super::outcome::Reply;
use crate::core::api_error::ApiError;
use crate::core::ids::{ApplicationId, InteractionId};
use crate::core::routes::WebhookPlace;
use crate::state::World;
use crate::state::message::Message;
use crate::validate::{self, Origin};

fn find(world: &World, place: &WebhookPlace) -> Result<(InteractionId, Arc<Message>), ApiError> {
    let record = world.by_token(place.application, &place.token)?;
    let id = match place.message {
        None => record.original.ok_or_else(ApiError::unknown_message)?,
        Some(id) if record.original == Some(id) || record.followups.contains(&id) => id,
        Some(_) => return Err(ApiError::unknown_message()),
    };
    let message = world.channel(record.channel)?.existing(id).cloned().ok_or_else(ApiError::unknown_message)?;
    Ok((record.id, message))
}

pub(super) fn get(world: &World, place: &WebhookPlace) -> Answer {
    let (_, message) = find(world, place)?;
    Ok(Reply::Json(world.message_json(&message, false)))
}

pub(super) fn edit(world: &mut World, place: &WebhookPlace, body: &Value) -> Answer {
    let (id, message) = find(world, place)?;
    let draft = validate::draft(body, Origin::Edit { flags: message.flags })?;
    // Filling "thinking…" is no edit to a reader.
    let edited = apply_edit(world, &message, draft, !message.is_loading())?;
    world.touch_interaction(id);
    Ok(Reply::Json(edited))
}

pub(super) fn delete(world: &mut World, place: &WebhookPlace) -> Answer {
    let (id, message) = find(world, place)?;
    world.erase(message.channel_id, message.id);
    world.touch_interaction(id);
    Ok(Reply::Nothing)
}

/// A new message; but after a type 5 answer the first one fills "thinking…", and its ephemeral flag is ignored.
pub(super) fn followup(world: &mut World, application: ApplicationId, token: &str, body: &Value) -> Answer {
    let record = world.by_token(application, token)?;
    let (id, original, channel) = (record.id, record.original, record.channel);
    let mut draft = validate::draft(body, Origin::Interaction)?;
    draft.flags = draft.flags.map(|flags| flags & SETTABLE);
    let loading = original
        .and_then(|original| world.channels.get(&channel).and_then(|channel| channel.existing(original)))
        .filter(|message| message.is_loading())
        .cloned();
    let value = match loading {
        Some(message) => apply_edit(world, &message, draft, false)?,
        None => {
            let made = answer(world, id, &draft)?;
            if let Some(record) = world.interactions.get_mut(&id) {
                record.followups.push(made);
            }
            let message = world.channel(channel)?.existing(made).ok_or_else(ApiError::unknown_message)?;
            world.message_json(message, false)
        }
    };
    world.touch_interaction(id);
    Ok(Reply::Json(value))
}
