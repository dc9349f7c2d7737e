//! Clicking buttons and choosing from selects: only what the person's screen shows.

use std::sync::Arc;

use serde_json::{Value, json};

use super::entities::Picker;
use super::{Act, Interaction, Person, select};
use crate::core::ids::{ChannelId, MessageId};
use crate::state::interactions::InteractionKind;
use crate::state::message::Message;
use crate::validate::clickables;

/// A button's component type.
const BUTTON: u8 = 2;

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
    /// It takes no such click or values.
    #[error("{component} {reason}")]
    Refused {
        /// The button, select or field.
        component: String,
        /// What the client says.
        reason: String,
    },
    /// The person's screen shows no such modal, or the modal has no such field.
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
        self.press(seen, button, None)
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
        self.press(Arc::new(message.clone()), button, None)
    }

    /// Chooses values from a select, by its custom id: its options' values, or ids of users, roles, channels.
    ///
    /// # Errors
    /// As [`Self::click`], and where the select does not offer these values or as many.
    pub async fn choose(&self, message: MessageId, select: &str, values: &[&str]) -> Result<Interaction, ClickError> {
        let seen = self.seen(message).ok_or(ClickError::NoSuchMessage)?;
        self.press(seen, select, Some(values))
    }

    /// Clicks with any custom id, as a forged or foreign click would come: only the message has to be known.
    ///
    /// # Errors
    /// When there never was such a message.
    pub async fn click_forged(&self, message: MessageId, custom_id: &str) -> Result<Interaction, ClickError> {
        let seen = self.shared.world().find(message).ok_or(ClickError::NoSuchMessage)?;
        self.component(seen, json!({"component_type": 2, "custom_id": custom_id}))
    }

    fn seen(&self, message: MessageId) -> Option<Arc<Message>> {
        let world = self.shared.world();
        let found = world.find(message)?;
        let channel: ChannelId = found.channel_id;
        let sees = world.permissions(world.channels.get(&channel)?, self.id);
        let visible = sees.contains(twilight_model::guild::Permissions::VIEW_CHANNEL);
        (visible && found.exists() && found.is_for(self.id)).then_some(found)
    }

    /// `values` where they choose, `None` where they click.
    fn press(&self, message: Arc<Message>, wanted: &str, values: Option<&[&str]>) -> Result<Interaction, ClickError> {
        let shown = clickables(message.components());
        let found = shown.iter().find(|button| button.custom_id == wanted);
        let found = found.or_else(|| shown.iter().find(|button| button.label == wanted)).cloned();
        let Some(found) = found else {
            let shown = shown.into_iter().map(|button| format!("{} ({})", button.label, button.custom_id)).collect();
            return Err(ClickError::NoSuchButton { wanted: wanted.to_owned(), shown });
        };
        if found.disabled {
            return Err(ClickError::Disabled(wanted.to_owned()));
        }
        let refused = |reason: String| Err(ClickError::Refused { component: wanted.to_owned(), reason });
        let mut data = json!({"component_type": found.kind, "custom_id": found.custom_id});
        match values {
            None if found.kind != BUTTON => return refused("is a select: choose from it".to_owned()),
            Some(_) if found.kind == BUTTON => return refused("is a button: click it".to_owned()),
            None => {}
            Some(values) => {
                let world = self.shared.world();
                let picker = Picker { world: &world, channel: message.channel_id, person: self.id };
                if let Some(reason) = select::refusal(picker, &found.component, values, true) {
                    return refused(reason);
                }
                data["values"] = json!(values);
                if let Some(resolved) = select::resolved(picker, &found.component, values) {
                    data["resolved"] = resolved;
                }
            }
        }
        self.component(message, data)
    }

    fn component(&self, message: Arc<Message>, data: Value) -> Result<Interaction, ClickError> {
        let act = Act {
            kind: InteractionKind::Component,
            channel: message.channel_id,
            data,
            source: Some(message),
            name: String::new(),
        };
        self.interact(act).ok_or(ClickError::NoSuchMessage)
    }
}
