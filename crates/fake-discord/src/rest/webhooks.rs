//! The requests with an interaction's token after the initial response: `@original` and follow-ups, for 15 min.

use std::sync::Arc;

use serde_json::Value;

use super::OperationResult;
use super::interactions::{ALLOWED_FLAGS, check_change, create_message};
use super::messages::edit::apply_edit;
use super::outcome::Success;
use crate::core::api_error::ApiError;
use crate::core::ids::{ApplicationId, InteractionId};
use crate::core::routes::WebhookMessage;
use crate::state::DiscordState;
use crate::state::message::Message;
use crate::validate::{self, Endpoint};

fn find(state: &DiscordState, target: &WebhookMessage) -> Result<(InteractionId, Arc<Message>), ApiError> {
    let record = state.interaction_by_token(target.application, &target.token)?;
    let id = match target.message {
        None => record.original.ok_or_else(ApiError::unknown_message)?,
        Some(id) if record.original == Some(id) || record.followups.contains(&id) => id,
        Some(_) => return Err(ApiError::unknown_message()),
    };
    let message = state.channel(record.channel)?.existing(id).cloned().ok_or_else(ApiError::unknown_message)?;
    Ok((record.id, message))
}

pub(super) fn get(state: &DiscordState, target: &WebhookMessage) -> OperationResult {
    let (_, message) = find(state, target)?;
    Ok(Success::Ok(state.message_json(&message, false)))
}

pub(super) fn edit(state: &mut DiscordState, target: &WebhookMessage, body: &Value) -> OperationResult {
    let (id, message) = find(state, target)?;
    check_change(state, &message)?;
    let body = validate::message(body, Endpoint::Edit { flags: message.flags })?;
    // Replacing "thinking…" does not mark the message as edited.
    let edited = apply_edit(state, &message, body, !message.is_loading())?;
    state.signal_interaction(id);
    Ok(Success::Ok(edited))
}

pub(super) fn delete(state: &mut DiscordState, target: &WebhookMessage) -> OperationResult {
    let (id, message) = find(state, target)?;
    state.delete_message(message.channel_id, message.id);
    state.signal_interaction(id);
    Ok(Success::NoContent)
}

/// Creates a follow-up. After a response of type 5, the first one replaces "thinking…" and its ephemeral flag is
/// ignored.
pub(super) fn followup(
    state: &mut DiscordState,
    application: ApplicationId,
    token: &str,
    body: &Value,
) -> OperationResult {
    let record = state.interaction_by_token(application, token)?;
    let (id, original, channel) = (record.id, record.original, record.channel);
    let mut body = validate::message(body, Endpoint::Interaction)?;
    body.flags = body.flags.map(|flags| flags & ALLOWED_FLAGS);
    let loading = original
        .and_then(|original| state.channels.get(&channel).and_then(|channel| channel.existing(original)))
        .filter(|message| message.is_loading())
        .cloned();
    let value = match loading {
        Some(message) => apply_edit(state, &message, body, false)?,
        None => {
            let created = create_message(state, id, &body)?;
            if let Some(record) = state.interactions.get_mut(&id) {
                record.followups.push(created);
            }
            let message = state.channel(channel)?.existing(created).ok_or_else(ApiError::unknown_message)?;
            state.message_json(message, false)
        }
    };
    state.signal_interaction(id);
    Ok(Success::Ok(value))
}
