//! Interactions: the token, the two deadlines, and the initial response.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::watch;
use twilight_model::application::interaction::InteractionType;

use super::DiscordState;
use crate::core::api_error::ApiError;
use crate::core::clock::{Millis, millis};
use crate::core::ids::{ApplicationId, ChannelId, GuildId, InteractionId, MessageId, UserId};

/// The time in which a bot must send the initial response.
pub const INITIAL_RESPONSE_DEADLINE: Duration = Duration::from_secs(3);
/// The time in which a bot can use an interaction's token.
pub const TOKEN_LIFETIME: Duration = Duration::from_secs(15 * 60);

/// The type of an interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InteractionKind {
    /// A command.
    Command,
    /// A click on a button, or a choice from a select.
    Component,
    /// A person is typing an option and sees the bot's suggestions.
    Autocomplete,
    /// The submission of a modal.
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

/// The initial response.
#[derive(Debug, Clone)]
pub(crate) struct InitialResponse {
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
    /// The interaction whose response was this modal.
    pub trigger: Option<InteractionId>,
    pub response: Option<InitialResponse>,
    /// Whether the modal in the response was submitted.
    pub modal_submitted: bool,
    /// The message `@original`.
    pub original: Option<MessageId>,
    pub followups: Vec<MessageId>,
    /// The number of sessions that received it.
    pub deliveries: usize,
    /// The command's name; empty for the other kinds.
    pub name: String,
    pub changed: watch::Sender<()>,
}

impl InteractionRecord {
    pub(crate) fn token_is_expired(&self, now: Millis) -> bool {
        let no_response_in_time = self.response.is_none() && now - self.created_at > millis(INITIAL_RESPONSE_DEADLINE);
        no_response_in_time || now - self.created_at > millis(TOKEN_LIFETIME)
    }
}

impl DiscordState {
    /// The interaction of a webhook request. Another application is 10015, an unknown or expired token 50027. Before
    /// the initial response, and for autocomplete, there is no webhook: 10015.
    pub(crate) fn interaction_by_token(
        &self,
        application: ApplicationId,
        token: &str,
    ) -> Result<&InteractionRecord, ApiError> {
        if application != self.application {
            return Err(ApiError::unknown_webhook());
        }
        let record = self
            .tokens
            .get(token)
            .and_then(|id| self.interactions.get(id))
            .ok_or_else(ApiError::invalid_webhook_token)?;
        if record.token_is_expired(self.now()) {
            return Err(ApiError::invalid_webhook_token());
        }
        if record.response.is_none() || record.kind == InteractionKind::Autocomplete {
            return Err(ApiError::unknown_webhook());
        }
        Ok(record)
    }

    /// Adds an interaction, and removes the oldest ones beyond the limit of the history.
    pub(crate) fn add_interaction(&mut self, record: InteractionRecord) {
        self.tokens.insert(record.token.clone(), record.id);
        self.interaction_order.push_back(record.id);
        let about = json!({"interaction": record.id, "kind": record.kind.name(), "name": record.name});
        self.interactions.insert(record.id, record);
        self.note("interaction_created", about);
        while self.history.is_some_and(|most| self.interaction_order.len() > most) {
            let Some(oldest) = self.interaction_order.pop_front() else { break };
            if let Some(removed) = self.interactions.remove(&oldest) {
                self.tokens.remove(&removed.token);
            }
        }
    }

    pub(crate) fn signal_interaction(&self, id: InteractionId) {
        if let Some(record) = self.interactions.get(&id) {
            record.changed.send_replace(());
        }
    }
}
