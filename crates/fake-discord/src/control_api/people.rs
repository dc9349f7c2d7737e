//! What people do, requested by another process.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::resolve::{ApiResult, Body, RequestError};
use crate::client::{Interaction, Person};
use crate::core::ids::{InteractionId, MessageId};
use crate::handle::FakeDiscord;
use crate::state::message::Message;
use crate::state::shared::Shared;

fn interaction_json(interaction: &Interaction) -> Json<Value> {
    Json(json!({"interaction": interaction.id(), "deliveries": interaction.deliveries()}))
}

/// The person, in `channel` if there is one.
pub(super) fn person_in(discord: &FakeDiscord, name: &str, channel: Option<&str>) -> Result<Person, RequestError> {
    let person = discord.known_person(name)?;
    match channel {
        None => Ok(person),
        Some(channel) => Ok(person.in_channel(discord.known_channel(channel)?)),
    }
}

#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct SlashBody {
    person: String,
    command: String,
    #[serde(default)]
    options: BTreeMap<String, Value>,
    channel: Option<String>,
    #[serde(default)]
    unchecked: bool,
    /// Asks for autocomplete choices: the option, and the text typed so far.
    focused: Option<Focused>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Focused {
    option: String,
    so_far: String,
}

pub(super) async fn slash(State(shared): State<Arc<Shared>>, Body(body): Body<SlashBody>) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    let person = person_in(&discord, &body.person, body.channel.as_deref())?;
    let mut slash = person.slash(&body.command);
    for (name, value) in body.options {
        slash = slash.value(&name, value);
    }
    if body.unchecked {
        slash = slash.unchecked();
    }
    let sent = match &body.focused {
        Some(focused) => slash.autocomplete(&focused.option, &focused.so_far).await,
        None => slash.send().await,
    };
    sent.map(|sent| interaction_json(&sent)).map_err(RequestError::conflict)
}

#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct ClickBody {
    person: String,
    #[cfg_attr(test, schemars(with = "String"))]
    message: MessageId,
    custom_id: Option<String>,
    label: Option<String>,
    /// The values to choose, for a select.
    values: Option<Vec<String>>,
    /// The version of the message that the person sees; 0 is the first.
    version: Option<usize>,
    /// Does not check whether the message has the button.
    #[serde(default)]
    forged: bool,
}

pub(super) async fn click(State(shared): State<Arc<Shared>>, Body(body): Body<ClickBody>) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    let person = discord.known_person(&body.person)?;
    let Some(target) = body.custom_id.or(body.label) else {
        return Err(RequestError::malformed("a click needs `custom_id` or `label`"));
    };
    let clicked = match (body.values, body.version) {
        _ if body.forged => person.click_forged(body.message, &target).await,
        (Some(values), _) => {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            person.choose(body.message, &target, &values).await
        }
        (None, Some(version)) => {
            let message = discord.message(body.message);
            let message = message.ok_or_else(|| RequestError::not_found("there is no such message"))?;
            let seen = message.versions.get(version).cloned();
            let seen = seen.ok_or_else(|| RequestError::not_found(format!("the message has no version {version}")))?;
            person.click_as_seen(&Message { versions: vec![seen], ..(*message).clone() }, &target).await
        }
        (None, None) => person.click(body.message, &target).await,
    };
    clicked.map(|sent| interaction_json(&sent)).map_err(RequestError::conflict)
}

#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct ModalBody {
    person: String,
    #[cfg_attr(test, schemars(with = "String"))]
    interaction: InteractionId,
    #[serde(default)]
    texts: BTreeMap<String, Texts>,
}

/// One text for a text input, any number of values for a select.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
enum Texts {
    One(String),
    Many(Vec<String>),
}

pub(super) async fn modal(State(shared): State<Arc<Shared>>, Body(body): Body<ModalBody>) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    let person = discord.known_person(&body.person)?;
    let opened = discord.interaction(body.interaction);
    let opened = opened.ok_or_else(|| RequestError::not_found("there is no such interaction"))?;
    let mut fields: Vec<(&str, &str)> = Vec::new();
    for (name, texts) in &body.texts {
        let texts = match texts {
            Texts::One(text) => std::slice::from_ref(text),
            Texts::Many(texts) => texts,
        };
        fields.extend(texts.iter().map(|text| (name.as_str(), text.as_str())));
    }
    let sent = person.submit_modal(&opened, &fields).await;
    sent.map(|sent| interaction_json(&sent)).map_err(RequestError::conflict)
}

#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct JoinBody {
    name: String,
    #[serde(default)]
    roles: Vec<String>,
}

pub(super) async fn join(State(shared): State<Arc<Shared>>, Body(body): Body<JoinBody>) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    if discord.known_person(&body.name).is_ok() {
        return Err(RequestError::conflict(format!("there is already a person {:?}", body.name)));
    }
    let roles = roles(&discord, &body.roles)?;
    let person = discord.add_person(discord.guild_id(), &body.name, &roles);
    Ok(Json(json!({"person": person.id()})))
}

pub(super) async fn leave(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> ApiResult {
    let person = FakeDiscord::handle(shared).known_person(&name)?;
    person.leaves();
    Ok(Json(json!({"person": person.id()})))
}

fn roles(discord: &FakeDiscord, names: &[String]) -> Result<Vec<crate::core::ids::RoleId>, RequestError> {
    names.iter().map(|name| discord.known_role(name)).collect()
}

#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct PersonBody {
    dms_closed: Option<bool>,
    /// The ephemeral messages so far are gone.
    #[serde(default)]
    restarts_app: bool,
    /// An ephemeral message.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    dismisses: Option<MessageId>,
    locale: Option<String>,
    nick: Option<String>,
    #[serde(default)]
    add_roles: Vec<String>,
    #[serde(default)]
    remove_roles: Vec<String>,
}

pub(super) async fn change_person(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    Body(body): Body<PersonBody>,
) -> ApiResult {
    let discord = FakeDiscord::handle(shared);
    let person = discord.known_person(&name)?;
    let (added, removed) = (roles(&discord, &body.add_roles)?, roles(&discord, &body.remove_roles)?);
    for role in added {
        person.gets_role(role);
    }
    for role in removed {
        person.loses_role(role);
    }
    if let Some(closed) = body.dms_closed {
        person.closes_dms(closed);
    }
    if body.restarts_app {
        person.restarts_app();
    }
    if let Some(message) = body.dismisses
        && !person.dismisses(message)
    {
        return Err(RequestError::conflict("the person does not see this ephemeral message"));
    }
    if let Some(locale) = &body.locale {
        person.speaks(locale);
    }
    if let Some(nick) = &body.nick {
        person.is_called(nick);
    }
    Ok(Json(json!({"person": person.id()})))
}
