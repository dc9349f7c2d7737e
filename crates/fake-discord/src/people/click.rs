//! Clicking buttons, choosing from selects, submitting modals: only what the person's screen shows.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Act, Interaction, Person, text_input};
use crate::ids::{ChannelId, MessageId};
use crate::validate::clickables;
use crate::world::interactions::InteractionKind;
use crate::world::message::Message;

/// Why a person cannot do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClickError {
    /// The message is gone, or not theirs to see.
    #[error("they do not see this message")]
    NoSuchMessage,
    /// The message shows no such button.
    #[error("the message shows no {wanted:?}, only {shown:?}")]
    NoSuchButton {
        /// What was to be clicked.
        wanted: String,
        /// What is there.
        shown: Vec<String>,
    },
    /// The button is grey.
    #[error("{0:?} is disabled")]
    Disabled(String),
    /// The interaction was not answered with a modal, or the modal has no such field.
    #[error("no such modal or field: {0}")]
    NoSuchModal(String),
}

impl Person {
    /// Clicks a button by its custom id or its label, as the message is now.
    ///
    /// # Errors
    /// When the person does not see the message or the button, or it is disabled.
    pub async fn click(&self, message: MessageId, button: &str) -> Result<Interaction, ClickError> {
        let seen = self.seen(message).ok_or(ClickError::NoSuchMessage)?;
        self.press(seen, button, Vec::new())
    }

    /// Clicks a button of an older state of the message, still on this person's screen. The message may have changed
    /// or be gone meanwhile; the bot gets the click with the message as it was seen.
    ///
    /// # Errors
    /// When the message as seen has no such button, or it was disabled.
    pub async fn click_as_seen(&self, message: &Message, button: &str) -> Result<Interaction, ClickError> {
        if !message.is_for(self.id) {
            return Err(ClickError::NoSuchMessage);
        }
        self.press(Arc::new(message.clone()), button, Vec::new())
    }

    /// Chooses values from a select.
    ///
    /// # Errors
    /// As [`Self::click`].
    pub async fn choose(&self, message: MessageId, select: &str, values: &[&str]) -> Result<Interaction, ClickError> {
        let seen = self.seen(message).ok_or(ClickError::NoSuchMessage)?;
        self.press(seen, select, values.iter().map(|value| (*value).to_owned()).collect())
    }

    /// Clicks with any custom id, as a forged or foreign click would come: only the message has to be known.
    ///
    /// # Errors
    /// When there never was such a message.
    pub async fn click_forged(&self, message: MessageId, custom_id: &str) -> Result<Interaction, ClickError> {
        let seen = self.shared.world().find(message).ok_or(ClickError::NoSuchMessage)?;
        self.component(seen, 2, custom_id, Vec::new())
    }

    fn seen(&self, message: MessageId) -> Option<Arc<Message>> {
        let world = self.shared.world();
        let found = world.find(message)?;
        let channel: ChannelId = found.channel_id;
        let sees = world.permissions(world.channels.get(&channel)?, self.id);
        let visible = sees.contains(twilight_model::guild::Permissions::VIEW_CHANNEL);
        (visible && found.exists() && found.is_for(self.id)).then_some(found)
    }

    fn press(&self, message: Arc<Message>, wanted: &str, values: Vec<String>) -> Result<Interaction, ClickError> {
        let shown = clickables(message.components());
        let found = shown.iter().find(|button| button.custom_id == wanted);
        let found = found.or_else(|| shown.iter().find(|button| button.label == wanted)).cloned();
        let Some(button) = found else {
            let shown = shown.into_iter().map(|button| format!("{} ({})", button.label, button.custom_id)).collect();
            return Err(ClickError::NoSuchButton { wanted: wanted.to_owned(), shown });
        };
        if button.disabled {
            return Err(ClickError::Disabled(wanted.to_owned()));
        }
        self.component(message, button.kind, &button.custom_id, values)
    }

    fn component(
        &self,
        message: Arc<Message>,
        kind: u8,
        custom_id: &str,
        values: Vec<String>,
    ) -> Result<Interaction, ClickError> {
        let mut data = json!({"component_type": kind, "custom_id": custom_id});
        if kind != 2 {
            data["values"] = json!(values);
        }
        let act = Act {
            kind: InteractionKind::Component,
            channel: message.channel_id,
            data,
            source: Some(message),
            name: String::new(),
        };
        self.interact(act).ok_or(ClickError::NoSuchMessage)
    }

    /// Submits the modal that `interaction` was answered with, with texts by custom id.
    ///
    /// # Errors
    /// When there is no modal, a field is unknown, or a required one is empty.
    pub async fn submit_modal(
        &self,
        interaction: &Interaction,
        texts: &[(&str, &str)],
    ) -> Result<Interaction, ClickError> {
        let (modal, source, channel) = {
            let world = self.shared.world();
            let none = || ClickError::NoSuchModal("the interaction is gone".to_owned());
            let record = world.interactions.get(&interaction.id()).ok_or_else(none)?;
            let first = record.first.as_ref().filter(|first| first.kind == 9);
            let modal = first.map(|first| first.data.clone());
            let modal = modal.ok_or_else(|| ClickError::NoSuchModal("the answer was no modal".to_owned()))?;
            (modal, record.source.and_then(|source| world.find(source)), record.channel)
        };
        let mut left: Vec<&(&str, &str)> = texts.iter().collect();
        let mut components = Vec::new();
        for row in modal["components"].as_array().map_or(&[][..], Vec::as_slice) {
            let labelled = row["type"] == 18;
            let input = if labelled { &row["component"] } else { &row["components"][0] };
            let Some(custom_id) = input["custom_id"].as_str() else { continue };
            let given = left.iter().position(|(name, _)| *name == custom_id).map(|at| left.remove(at).1);
            let value = given.or(input["value"].as_str()).unwrap_or_default();
            check_input(input, custom_id, value)?;
            let filled = text_input(custom_id, value);
            let row: Value = if labelled {
                json!({"type": 18, "id": row["id"].as_i64().unwrap_or(1), "component": filled})
            } else {
                json!({"type": 1, "components": [filled]})
            };
            components.push(row);
        }
        if let Some((name, _)) = left.first() {
            return Err(ClickError::NoSuchModal(format!("the modal has no field {name}")));
        }
        let data = json!({"custom_id": modal["custom_id"], "components": components});
        let act = Act { kind: InteractionKind::Modal, channel, data, source, name: String::new() };
        self.interact(act).ok_or(ClickError::NoSuchMessage)
    }
}

fn check_input(input: &Value, custom_id: &str, value: &str) -> Result<(), ClickError> {
    let long = crate::validate::length(value) as u64;
    let required = input["required"].as_bool().unwrap_or(true);
    let least = input["min_length"].as_u64().unwrap_or(0).max(u64::from(required));
    let most = input["max_length"].as_u64().unwrap_or(4000);
    if (long < least && (required || long > 0)) || long > most {
        return Err(ClickError::NoSuchModal(format!("{custom_id} takes {least} to {most} characters, not {long}")));
    }
    Ok(())
}
