//! Messages that people write, and waiting for messages, requested by another process.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::people::person_in;
use super::queries::{MAX_WAIT_MS, full_message_json};
use super::resolve::{ApiResult, Body, Params, RequestError, id};
use crate::client::{LONGEST, can_be_sent};
use crate::core::ids::{ChannelId, MessageId};
use crate::core::wait::until;
use crate::handle::FakeDiscord;
use crate::state::message::Message;
use crate::state::shared::Shared;

fn check(text: &str) -> Result<(), RequestError> {
    if can_be_sent(text) {
        Ok(())
    } else {
        Err(RequestError::malformed(format!("a person's message has 1 to {LONGEST} characters")))
    }
}

#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct SayBody {
    person: String,
    text: String,
    channel: Option<String>,
    /// The message to reply to. It decides the channel.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    reply_to: Option<MessageId>,
}

pub(super) async fn say(State(shared): State<Arc<Shared>>, Body(body): Body<SayBody>) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    let person = person_in(&discord, &body.person, body.channel.as_deref())?;
    check(&body.text)?;
    let said = match body.reply_to {
        Some(message) => person.replies(message, &body.text),
        None => person.says(&body.text),
    };
    said.map(|id| Json(json!({"message": id})))
        .ok_or_else(|| RequestError::conflict("the person may not send messages there, or does not see the message"))
}

#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct EditBody {
    person: String,
    text: String,
}

pub(super) async fn edit(
    State(shared): State<Arc<Shared>>,
    Path(message): Path<String>,
    Body(body): Body<EditBody>,
) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    check(&body.text)?;
    let edited = discord.known_person(&body.person)?.edits(id(&message)?, &body.text);
    if edited { Ok(Json(json!({}))) } else { Err(RequestError::conflict("the person has no such message to edit")) }
}

#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct WhoBody {
    person: String,
}

pub(super) async fn delete(
    State(shared): State<Arc<Shared>>,
    Path(message): Path<String>,
    Body(body): Body<WhoBody>,
) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    let deleted = discord.known_person(&body.person)?.deletes(id(&message)?);
    if deleted { Ok(Json(json!({}))) } else { Err(RequestError::conflict("the person may not delete this message")) }
}

/// The person's DM channel with the bot.
pub(super) async fn dm(State(shared): State<Arc<Shared>>, Body(body): Body<WhoBody>) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    Ok(Json(json!({"channel": discord.known_person(&body.person)?.dm()})))
}

#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct MessagesQuery {
    /// Only the messages that this person sees, including their ephemeral ones.
    seen_by: Option<String>,
    /// All messages, including deleted and ephemeral ones.
    #[serde(default)]
    history: bool,
    /// Only messages newer than this one.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    after: Option<MessageId>,
    /// Only messages with this text.
    contains: Option<String>,
    /// Waits at most this long for such a message.
    wait_ms: Option<u64>,
}

impl MessagesQuery {
    fn find(&self, discord: &FakeDiscord, channel: ChannelId) -> Result<Vec<Arc<Message>>, RequestError> {
        let channel = discord.channel(channel);
        let mut found = match &self.seen_by {
            Some(name) => discord.known_person(name)?.sees(channel.id()),
            None if self.history => channel.history(),
            None => channel.messages(),
        };
        found.retain(|message| self.after.is_none_or(|after| message.id > after));
        if let Some(text) = &self.contains {
            found.retain(|message| message.text().contains(text.as_str()));
        }
        Ok(found)
    }
}

pub(super) async fn list(
    State(shared): State<Arc<Shared>>,
    Path(channel): Path<String>,
    Params(query): Params<MessagesQuery>,
) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    let channel = discord.known_channel(&channel)?;
    let mut found = query.find(&discord, channel)?;
    let changed = discord.shared.state().channels.get(&channel).map(|channel| channel.changed.subscribe());
    if let (Some(wait), Some(changed)) = (query.wait_ms, changed) {
        let bound = Duration::from_millis(wait.min(MAX_WAIT_MS));
        let any = || query.find(&discord, channel).ok().filter(|found| !found.is_empty());
        // After a wait without success the list is empty, so that the caller sees it.
        found = until(changed, bound, any).await.unwrap_or_default();
    }
    let state = discord.shared.state();
    Ok(Json(found.iter().map(|message| full_message_json(&state, message)).collect::<Value>()))
}
