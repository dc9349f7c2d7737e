//! Clicks on buttons and choices from selects, limited to what the person's client shows.

use std::sync::Arc;

use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::entities::Picker;
use super::{Action, Interaction, Person, select};
use crate::core::ids::{ChannelId, MessageId};
use crate::state::interactions::InteractionKind;
use crate::state::message::Message;
use crate::validate::clickables;

/// A button's component type.
const BUTTON: u8 = 2;

/// Why a person cannot click or choose.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClickError {
    /// The message was deleted, or the person cannot see it.
    #[error("the person does not see this message")]
    NoSuchMessage,
    /// The bot is not in the guild any more, or the guild has an outage.
    #[error("the bot is not there")]
    BotIsGone,
    /// The message has no such button.
    #[error("the message has no button {wanted:?}, only {shown:?}")]
    NoSuchButton {
        /// The label or custom id to click.
        wanted: String,
        /// The buttons of the message.
        shown: Vec<String>,
    },
    /// The button is disabled.
    #[error("the button {0:?} is disabled")]
    Disabled(String),
    /// The component does not accept the click or the values.
    #[error("{component} {reason}")]
    Refused {
        /// The button, select or field.
        component: String,
        /// The reason.
        reason: String,
    },
    /// The person's client does not show the modal, or the modal has no such field.
    #[error("no such modal or field: {0}")]
    NoSuchModal(String),
}

impl Person {
    /// Clicks a button of the current message, by its custom id or its label.
    ///
    /// # Errors
    /// If the person does not see the message, or it has no such button, or the button is disabled.
    pub async fn click(&self, message: MessageId, button: &str) -> Result<Interaction, ClickError> {
        let seen = self.visible_message(message).ok_or(ClickError::NoSuchMessage)?;
        self.press(seen, button, None)
    }

    /// Clicks a button of an older version of the message, which the person's client still shows. Meanwhile the
    /// message may have been edited or deleted. The bot receives the older version with the click.
    ///
    /// # Errors
    /// If the older version has no such button, or the button is disabled, or the person cannot view the channel now.
    pub async fn click_as_seen(&self, message: &Message, button: &str) -> Result<Interaction, ClickError> {
        if !message.is_visible_to(self.id) || !self.views(message.channel_id) {
            return Err(ClickError::NoSuchMessage);
        }
        self.press(Arc::new(message.clone()), button, None)
    }

    /// Chooses values from a select, by its custom id. The values are those of its options, or ids of users, roles or
    /// channels.
    ///
    /// # Errors
    /// As [`Self::click`], and if the select does not offer the values or this number of values.
    pub async fn choose(&self, message: MessageId, select: &str, values: &[&str]) -> Result<Interaction, ClickError> {
        let seen = self.visible_message(message).ok_or(ClickError::NoSuchMessage)?;
        self.press(seen, select, Some(values))
    }

    /// Sends a click with any custom id, as a manipulated client could. The message needs no such button.
    ///
    /// # Errors
    /// If there never was such a message.
    pub async fn click_forged(&self, message: MessageId, custom_id: &str) -> Result<Interaction, ClickError> {
        let seen = self.shared.state().find_message(message).ok_or(ClickError::NoSuchMessage)?;
        self.component(seen, json!({"component_type": 2, "custom_id": custom_id}))
    }

    pub(super) fn visible_message(&self, message: MessageId) -> Option<Arc<Message>> {
        let found = self.shared.state().find_message(message)?;
        (self.views(found.channel_id) && found.exists() && found.is_visible_to(self.id)).then_some(found)
    }

    /// Whether the person can view a channel.
    pub fn views(&self, channel: ChannelId) -> bool {
        let state = self.shared.state();
        let channel = state.channels.get(&channel);
        channel.is_some_and(|channel| state.permissions(channel, self.id).contains(Permissions::VIEW_CHANNEL))
    }

    /// Chooses `values`, or clicks if `values` is `None`.
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
            None if found.kind != BUTTON => return refused("is a select, not a button".to_owned()),
            Some(_) if found.kind == BUTTON => return refused("is a button, not a select".to_owned()),
            None => {}
            Some(values) => {
                let state = self.shared.state();
                let picker = Picker { state: &state, channel: message.channel_id, person: self.id };
                if let Err(reason) = select::check(picker, &found.component, values, true) {
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
        let action = Action {
            kind: InteractionKind::Component,
            channel: message.channel_id,
            data,
            source: Some(message),
            trigger: None,
            name: String::new(),
        };
        let guild = self.shared.state().channels.get(&action.channel).and_then(|channel| channel.guild);
        if guild.is_some_and(|guild| !self.shared.state().bot_is_in(guild)) {
            return Err(ClickError::BotIsGone);
        }
        self.interact(action).ok_or(ClickError::NoSuchMessage)
    }
}
