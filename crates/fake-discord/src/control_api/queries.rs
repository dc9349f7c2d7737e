//! What there is and what happened, for another process to look at.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::resolve::{Answer, Refusal, id};
use crate::client::{Interaction, ResponseKind};
use crate::core::ids::UserId;
use crate::handle::FakeDiscord;
use crate::state::World;
use crate::state::message::{Message, Version};
use crate::state::shared::Shared;

/// The longest wait that a caller may ask for.
const LONGEST_WAIT: u64 = 60_000;

pub(super) async fn world(State(shared): State<Arc<Shared>>) -> Answer {
    let discord = FakeDiscord::handle(shared);
    let (guild, world) = (discord.guild_id(), discord.shared.world());
    let guilds: Vec<Value> = world
        .guilds
        .values()
        .map(|guild| {
            let roles: serde_json::Map<_, _> =
                guild.roles.values().map(|role| (role.name.clone(), json!(role.id))).collect();
            let channels: serde_json::Map<_, _> = guild
                .channels
                .iter()
                .filter_map(|id| world.channels.get(id).map(|channel| (channel.name.clone(), json!(id))))
                .collect();
            let people: serde_json::Map<_, _> = guild
                .members
                .keys()
                .filter_map(|id| world.users.get(id))
                .filter(|user| !user.bot && user.id != guild.owner)
                .map(|user| (user.name.clone(), json!(user.id)))
                .collect();
            json!({"id": guild.id, "name": guild.name, "roles": roles, "channels": channels, "people": people})
        })
        .collect();
    Ok(Json(json!({
        "url": format!("http://{}", discord.shared.address), "gateway_url": format!("ws://{}", discord.shared.address),
        "token": world.token, "application_id": world.application, "bot_id": world.bot,
        "guild_id": world.guilds.contains_key(&guild).then_some(guild), "channel_id": world.place(guild),
        "now": world.now(), "guilds": guilds,
    })))
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MessagesQuery {
    /// Only what this person sees, ephemeral messages of theirs too.
    seen_by: Option<String>,
    /// Every message ever, deleted and ephemeral ones too.
    #[serde(default)]
    history: bool,
}

pub(super) async fn messages(
    State(shared): State<Arc<Shared>>,
    Path(channel): Path<String>,
    Query(query): Query<MessagesQuery>,
) -> Answer {
    let discord = FakeDiscord::handle(shared);
    let channel = discord.channel(discord.known_channel(&channel)?);
    let found = match &query.seen_by {
        Some(name) => discord.known_person(name)?.sees(channel.id()),
        None if query.history => channel.history(),
        None => channel.messages(),
    };
    let world = discord.shared.world();
    Ok(Json(found.iter().map(|message| shown(&world, message)).collect()))
}

pub(super) async fn message(State(shared): State<Arc<Shared>>, Path(message): Path<String>) -> Answer {
    let discord = FakeDiscord::handle(shared);
    let found = discord.message(id(&message)?).ok_or_else(|| Refusal::not_found("there is no such message"))?;
    Ok(Json(shown(&discord.shared.world(), &found)))
}

/// A message as the bot gets it, with what only the stand-in knows.
fn shown(world: &World, message: &Message) -> Value {
    let names = |ids: &[UserId]| -> Vec<String> {
        ids.iter().filter_map(|id| world.users.get(id)).map(|user| user.name.clone()).collect()
    };
    let mut value = world.message_json(message, true);
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
    value["versions"] = message.versions.iter().map(|version| shown_version(version)).collect();
    value
}

fn shown_version(version: &Version) -> Value {
    json!({
        "at": version.at, "content": version.content, "embeds": version.embeds, "components": version.components,
        "loading": version.loading,
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InteractionQuery {
    /// Waits at most this long for an answer.
    wait_ms: Option<u64>,
    /// Waits until the content has this in it.
    contains: Option<String>,
}

pub(super) async fn interaction(
    State(shared): State<Arc<Shared>>,
    Path(interaction): Path<String>,
    Query(query): Query<InteractionQuery>,
) -> Answer {
    let discord = FakeDiscord::handle(shared);
    let found = discord.interaction(id(&interaction)?);
    let found = found.ok_or_else(|| Refusal::not_found("there is no such interaction"))?;
    if query.contains.is_some() || query.wait_ms.is_some() {
        let bound = Duration::from_millis(query.wait_ms.unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT));
        let told = |interaction: &Interaction| match &query.contains {
            Some(text) => content(interaction).contains(text.as_str()),
            None => interaction.response_now().is_some(),
        };
        // What is there after a wait in vain is the answer too: the caller sees what it was.
        let _ = found.clone().within(bound).until(told).await;
    }
    let response = found.response_now();
    let world = discord.shared.world();
    let record = world.interactions.get(&found.id());
    let person = world.users.get(&found.person().id()).map(|user| user.name.clone());
    let original = record.and_then(|record| world.channels.get(&record.channel)?.existing(record.original?).cloned());
    let followups: Vec<Value> = record.map_or_else(Vec::new, |record| {
        let there = |id| world.channels.get(&record.channel).and_then(|channel| channel.existing(id));
        record.followups.iter().filter_map(|id| there(*id)).map(|message| shown(&world, message)).collect()
    });
    let kind = record.map(|record| record.kind.name());
    let name = record.map(|record| record.name.clone());
    let failed = record.is_some_and(|record| record.first.is_none() && record.token_is_dead(world.now()));
    let original = original.map(|message| shown(&world, &message));
    drop(world);
    Ok(Json(json!({
        "id": found.id(), "kind": kind, "name": name, "person": person, "deliveries": found.deliveries(),
        "answered": response.is_some(), "failed": failed, "content": content(&found),
        "type": response.as_ref().map(|answer| answer.kind.code()),
        "ephemeral": response.as_ref().map(|answer| answer.ephemeral),
        "after_ms": response.as_ref().map(|answer| answer.after.as_millis() as u64),
        "data": response.as_ref().map(|answer| answer.data.clone()), "original": original, "followups": followups,
    })))
}

/// What the person was told: the answer's own message as it is now, else the newest follow-up.
fn content(interaction: &Interaction) -> String {
    let own = interaction
        .response_now()
        .is_some_and(|answer| matches!(answer.kind, ResponseKind::Message | ResponseKind::Thinking));
    let original = if own { interaction.original_now() } else { None };
    let told = interaction.followups().pop().filter(|_| !own).or(original);
    told.map(|message| message.content().to_owned()).unwrap_or_default()
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestsQuery {
    limit: Option<usize>,
}

pub(super) async fn requests(State(shared): State<Arc<Shared>>, Query(query): Query<RequestsQuery>) -> Answer {
    let all = FakeDiscord::handle(shared).requests();
    let newest = &all[all.len() - query.limit.unwrap_or(100).min(all.len())..];
    let list = newest.iter().map(|request| {
        json!({
            "method": request.method.name(), "path": request.path, "route": request.route, "body": request.body,
            "status": request.status, "code": request.code, "at": request.at,
        })
    });
    Ok(Json(list.collect()))
}

pub(super) async fn counters(State(shared): State<Arc<Shared>>) -> Answer {
    let discord = FakeDiscord::handle(shared);
    let counters = discord.counters();
    Ok(Json(json!({
        "requests": counters.requests, "invalid_requests": counters.invalid_requests,
        "invalid_in_ten_minutes": discord.invalid_requests(), "identifies": counters.identifies,
        "resumes": counters.resumes, "connections": counters.connections, "sessions": counters.sessions,
        "faults": counters.faults, "unknown_routes": counters.unknown_routes, "violations": counters.violations,
    })))
}

pub(super) async fn complaints(State(shared): State<Arc<Shared>>) -> Answer {
    Ok(Json(json!(FakeDiscord::handle(shared).complaints())))
}

pub(super) async fn commands(State(shared): State<Arc<Shared>>) -> Answer {
    let discord = FakeDiscord::handle(shared);
    let (everywhere, here) = (discord.commands(None), discord.commands(Some(discord.guild_id())));
    Ok(Json(json!({"global": everywhere, "guild": here})))
}
