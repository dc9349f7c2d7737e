//! Interactions: the token, the two deadlines, the one first answer.

use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;
use twilight_model::application::interaction::InteractionType;

use super::World;
use crate::core::api_error::ApiError;
use crate::core::clock::{Millis, millis};
use crate::core::ids::{ApplicationId, ChannelId, GuildId, InteractionId, MessageId, UserId};

/// The first answer must arrive within this time.
pub const FIRST_ANSWER: Duration = Duration::from_secs(3);
/// A token is good for this time.
pub const TOKEN_LIFE: Duration = Duration::from_secs(15 * 60);

/// What a person did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InteractionKind {
    /// Typed a command.
    Command,
    /// Clicked a button or chose from a select.
    Component,
    /// Is typing and wants proposals.
    Autocomplete,
    /// Submitted a modal.
    Modal,
}

impl InteractionKind {
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Command => 2,
            Self::Component => 3,
            Self::Autocomplete => 4,
            Self::Modal => 5,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Component => "component",
            Self::Autocomplete => "autocomplete",
            Self::Modal => "modal",
        }
    }

    pub(crate) fn model(self) -> InteractionType {
        match self {
            Self::Command => InteractionType::ApplicationCommand,
            Self::Component => InteractionType::MessageComponent,
            Self::Autocomplete => InteractionType::ApplicationCommandAutocomplete,
            Self::Modal => InteractionType::ModalSubmit,
        }
    }
}

/// The first answer as it was accepted.
#[derive(Debug, Clone)]
pub(crate) struct FirstAnswer {
    pub kind: u8,
    pub at: Millis,
    /// The `data` of a modal or of autocomplete choices.
    pub data: Value,
}

#[derive(Debug)]
pub(crate) struct InteractionRecord {
    pub id: InteractionId,
    pub token: String,
    pub kind: InteractionKind,
    pub user: UserId,
    pub channel: ChannelId,
    pub guild: Option<GuildId>,
    pub created_at: Millis,
    /// The message whose component was clicked.
    pub source: Option<MessageId>,
    pub first: Option<FirstAnswer>,
    /// The modal that it was answered with was submitted.
    pub modal_is_closed: bool,
    /// The message that `@original` means.
    pub original: Option<MessageId>,
    pub followups: Vec<MessageId>,
    /// To how many sessions it went.
    pub deliveries: usize,
    /// The command's name; empty for the other kinds.
    pub name: String,
    pub changed: watch::Sender<()>,
}

impl InteractionRecord {
    pub fn token_is_dead(&self, now: Millis) -> bool {
        let unanswered = self.first.is_none() && now - self.created_at > millis(FIRST_ANSWER);
        unanswered || now - self.created_at > millis(TOKEN_LIFE)
    }
}

impl World {
    /// The interaction of a webhook call: a foreign application is 10015, an unknown or dead token 50027. Before its first
    /// answer, and while somebody only types, there is no webhook yet: 10015.
    pub fn by_token(&self, application: ApplicationId, token: &str) -> Result<&InteractionRecord, ApiError> {
        if application != self.application {
            return Err(ApiError::unknown_webhook());
        }
        let record = self
            .tokens
            .get(token)
            .and_then(|id| self.interactions.get(id))
            .ok_or_else(ApiError::invalid_webhook_token)?;
        if record.token_is_dead(self.now()) {
            return Err(ApiError::invalid_webhook_token());
        }
        if record.first.is_none() || record.kind == InteractionKind::Autocomplete {
            return Err(ApiError::unknown_webhook());
        }
        Ok(record)
    }

    /// Keeps an interaction and forgets the oldest beyond the bound of the history.
    pub fn remember(&mut self, record: InteractionRecord) {
        self.tokens.insert(record.token.clone(), record.id);
        self.interaction_order.push_back(record.id);
        self.interactions.insert(record.id, record);
        while self.history.is_some_and(|most| self.interaction_order.len() > most) {
            let Some(oldest) = self.interaction_order.pop_front() else { break };
            if let Some(gone) = self.interactions.remove(&oldest) {
                self.tokens.remove(&gone.token);
            }
        }
    }

    pub fn touch_interaction(&self, id: InteractionId) {
        if let Some(record) = self.interactions.get(&id) {
            record.changed.send_replace(());
        }
    }
}
