//! Reads the state and the request log, for another process.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::resolve::{ApiResult, Params, RequestError, id};
use crate::client::{Interaction, ResponseKind};
use crate::core::ids::UserId;
use crate::handle::FakeDiscord;
use crate::state::DiscordState;
use crate::state::message::{Message, Version};
use crate::state::shared::Shared;

/// The longest wait that a request may ask for, in milliseconds.
pub(super) const MAX_WAIT_MS: u64 = 60_000;

pub(super) async fn state(State(shared): State<Arc<Shared>>) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    let (guild, state) = (discord.guild_id(), discord.shared.state());
    let guilds: Vec<Value> = state
        .guilds
        .values()
        .map(|guild| {
            let roles: serde_json::Map<_, _> =
                guild.roles.values().map(|role| (role.name.clone(), json!(role.id))).collect();
            let channels: serde_json::Map<_, _> = guild
                .channels
                .iter()
                .filter_map(|id| state.channels.get(id).map(|channel| (channel.name.clone(), json!(id))))
                .collect();
            let people: serde_json::Map<_, _> = guild
                .members
                .keys()
                .filter_map(|id| state.users.get(id))
                .filter(|user| !user.bot && user.id != guild.owner)
                .map(|user| (user.name.clone(), json!(user.id)))
                .collect();
            json!({"id": guild.id, "name": guild.name, "roles": roles, "channels": channels, "people": people})
        })
        .collect();
    Ok(Json(json!({
        "url": discord.url(), "gateway_url": discord.gateway_url(),
        "token": state.token, "application_id": state.application, "bot_id": state.bot,
        "guild_id": state.guilds.contains_key(&guild).then_some(guild), "channel_id": state.default_channel(guild),
        "now": state.now(), "guilds": guilds,
    })))
}

pub(super) async fn message(State(shared): State<Arc<Shared>>, Path(message): Path<String>) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    let found = discord.message(id(&message)?).ok_or_else(|| RequestError::not_found("there is no such message"))?;
    Ok(Json(full_message_json(&discord.shared.state(), &found)))
}

/// A message as the bot receives it, with additional data of the stand-in.
pub(super) fn full_message_json(state: &DiscordState, message: &Message) -> Value {
    let names = |ids: &[UserId]| -> Vec<String> {
        ids.iter().filter_map(|id| state.users.get(id)).map(|user| user.name.clone()).collect()
    };
    let mut value = state.message_json(message, true);
    value["text"] = json!(message.text());
    value["created_at"] = json!(message.created_at);
    value["deleted_at"] = json!(message.deleted_at);
    value["pinned_at"] = json!(message.pinned_at);
    value["ephemeral_to"] = json!(message.ephemeral_to.map(|id| names(&[id]).concat()));
    value["pings"] = json!({
        "everyone": message.pings.everyone, "roles": message.pings.roles, "users": message.pings.users,
        "people": names(&message.pings.people),
    });
    let pin = |change: &crate::state::message::PinChange| json!({"at": change.at, "pinned": change.pinned});
    value["pin_changes"] = message.pin_changes.iter().map(pin).collect();
    value["versions"] = message.versions.iter().map(|version| version_json(version)).collect();
    value
}

fn version_json(version: &Version) -> Value {
    json!({
        "at": version.at, "content": version.content, "embeds": version.embeds, "components": version.components,
        "attachments": version.attachments.len(), "loading": version.loading,
    })
}

#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct InteractionQuery {
    /// Waits at most this long for a response.
    wait_ms: Option<u64>,
    /// Waits until the content contains this text.
    contains: Option<String>,
}

pub(super) async fn interaction(
    State(shared): State<Arc<Shared>>,
    Path(interaction): Path<String>,
    Params(query): Params<InteractionQuery>,
) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    let found = discord.interaction(id(&interaction)?);
    let found = found.ok_or_else(|| RequestError::not_found("there is no such interaction"))?;
    if query.contains.is_some() || query.wait_ms.is_some() {
        let bound = Duration::from_millis(query.wait_ms.unwrap_or(MAX_WAIT_MS).min(MAX_WAIT_MS));
        let condition = |interaction: &Interaction| match &query.contains {
            Some(text) => content(interaction).contains(text.as_str()),
            None => interaction.response_now().is_some(),
        };
        // After a wait without success the response is the current state, so that the caller sees it.
        let _ = found.clone().within(bound).until(condition).await;
    }
    let response = found.response_now();
    let state = discord.shared.state();
    let record = state.interactions.get(&found.id());
    let person = state.users.get(&found.person().id()).map(|user| user.name.clone());
    let original = record.and_then(|record| state.channels.get(&record.channel)?.existing(record.original?).cloned());
    let followups: Vec<Value> = record.map_or_else(Vec::new, |record| {
        let existing = |id| state.channels.get(&record.channel).and_then(|channel| channel.existing(id));
        record
            .followups
            .iter()
            .filter_map(|id| existing(*id))
            .map(|message| full_message_json(&state, message))
            .collect()
    });
    let kind = record.map(|record| record.kind.name());
    let name = record.map(|record| record.name.clone());
    let failed = record.is_some_and(|record| record.response.is_none() && record.token_is_expired(state.now()));
    let original = original.map(|message| full_message_json(&state, &message));
    drop(state);
    Ok(Json(json!({
        "id": found.id(), "kind": kind, "name": name, "person": person, "deliveries": found.deliveries(),
        "answered": response.is_some(), "failed": failed, "content": content(&found),
        "type": response.as_ref().map(|response| response.kind.code()),
        "ephemeral": response.as_ref().map(|response| response.ephemeral),
        "after_ms": response.as_ref().map(|response| response.after.as_millis() as u64),
        "data": response.as_ref().map(|response| response.data.clone()), "original": original, "followups": followups,
    })))
}

/// What the person reads: the message of the response as it is now, else the newest follow-up.
fn content(interaction: &Interaction) -> String {
    let has_message = interaction
        .response_now()
        .is_some_and(|response| matches!(response.kind, ResponseKind::Message | ResponseKind::Thinking));
    let original = if has_message { interaction.original_now() } else { None };
    let shown = interaction.followups().pop().filter(|_| !has_message).or(original);
    shown.map(|message| message.content().to_owned()).unwrap_or_default()
}

#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct RequestsQuery {
    limit: Option<usize>,
}

pub(super) async fn requests(State(shared): State<Arc<Shared>>, Params(query): Params<RequestsQuery>) -> ApiResult {
    let all = FakeDiscord::handle(shared).requests();
    let newest = &all[all.len() - query.limit.unwrap_or(100).min(all.len())..];
    let list = newest.iter().map(|request| {
        json!({
            "method": request.method.name(), "path": request.path, "route": request.route, "body": request.body,
            "headers": request.headers,
            "status": request.status, "code": request.code, "at": request.at,
        })
    });
    Ok(Json(list.collect()))
}

pub(super) async fn counters(State(shared): State<Arc<Shared>>) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    let counters = discord.counters();
    Ok(Json(json!({
        "requests": counters.requests, "invalid_requests": counters.invalid_requests,
        "invalid_in_ten_minutes": discord.invalid_requests(), "identifies": counters.identifies,
        "resumes": counters.resumes, "connections": counters.connections, "sessions": counters.sessions,
        "faults": counters.faults, "unknown_routes": counters.unknown_routes, "unsupported": counters.unsupported, "violations": counters.violations,
    })))
}

pub(super) async fn complaints(State(shared): State<Arc<Shared>>) -> ApiResult {
    Ok(Json(json!(FakeDiscord::handle(shared).complaints())))
}

pub(super) async fn commands(State(shared): State<Arc<Shared>>) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    let (everywhere, here) = (discord.commands(None), discord.commands(Some(discord.guild_id())));
    Ok(Json(json!({"global": everywhere, "guild": here})))
}
