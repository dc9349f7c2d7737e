//! A handle to an interaction, to wait for the bot's responses.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;

use super::Person;
use crate::core::clock::{Millis, millis};
use crate::core::ids::{ChannelId, InteractionId, MessageId};
use crate::core::wait::{Signals, WaitError, until};
use crate::state::interactions::{INITIAL_RESPONSE_DEADLINE, InteractionRecord};
use crate::state::message::Message;
use crate::state::shared::Shared;

/// The type of the initial response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseKind {
    /// 4: a message.
    Message,
    /// 5: "thinking…", a message that the bot fills later.
    Thinking,
    /// 6: an acknowledgement. The bot may edit the clicked message later.
    DeferredUpdate,
    /// 7: an edit of the clicked message.
    Update,
    /// 8: the choices for autocomplete.
    Choices,
    /// 9: a modal.
    Modal,
}

impl ResponseKind {
    /// Discord's number of the type.
    pub fn code(self) -> u8 {
        match self {
            Self::Message => 4,
            Self::Thinking => 5,
            Self::DeferredUpdate => 6,
            Self::Update => 7,
            Self::Choices => 8,
            Self::Modal => 9,
        }
    }
}

/// The initial response.
#[derive(Debug, Clone)]
pub struct Response {
    /// Its type.
    pub kind: ResponseKind,
    /// When it arrived.
    pub at: Millis,
    /// The time from the interaction to the response.
    pub after: Duration,
    /// Whether only the person sees it.
    pub ephemeral: bool,
    /// The new message (4, 5) or the clicked one (6, 7).
    pub message: Option<Arc<Message>>,
    /// The first content of a new message; empty for the other types.
    pub content: String,
    /// The data of a modal or of autocomplete choices.
    pub data: Value,
}

/// A command, a click, a choice or a submitted modal. Each wait for a response has a time limit.
#[derive(Debug, Clone)]
pub struct Interaction {
    shared: Arc<Shared>,
    person: Person,
    id: InteractionId,
    channel: ChannelId,
    changed: watch::Receiver<()>,
    bound: Duration,
}

impl Interaction {
    pub(crate) fn new(
        shared: Arc<Shared>,
        person: Person,
        id: InteractionId,
        channel: ChannelId,
        changed: watch::Receiver<()>,
    ) -> Self {
        Self { shared, person, id, channel, changed, bound: crate::core::wait::DEFAULT_BOUND }
    }

    /// The id.
    pub fn id(&self) -> InteractionId {
        self.id
    }

    /// The person who did it.
    pub fn person(&self) -> &Person {
        &self.person
    }

    /// Sets the time limit of the following waits, in real time. The default is 15 s.
    pub fn within(mut self, bound: Duration) -> Self {
        self.bound = bound;
        self
    }

    /// How often it was delivered to the gateway's sessions. 0: no bot was connected.
    pub fn deliveries(&self) -> usize {
        self.read(|record| record.deliveries).unwrap_or(0)
    }

    fn read<T>(&self, read: impl FnOnce(&InteractionRecord) -> T) -> Option<T> {
        self.shared.state().interactions.get(&self.id).map(read)
    }

    /// The initial response, if the bot has sent it.
    pub fn response_now(&self) -> Option<Response> {
        let state = self.shared.state();
        let record = state.interactions.get(&self.id)?;
        let response = record.response.as_ref()?;
        let kind = match response.kind {
            4 => ResponseKind::Message,
            5 => ResponseKind::Thinking,
            6 => ResponseKind::DeferredUpdate,
            7 => ResponseKind::Update,
            9 => ResponseKind::Modal,
            _ => ResponseKind::Choices,
        };
        let message = record.original.and_then(|id| state.channels.get(&record.channel)?.messages.get(&id)).cloned();
        let is_new_message = matches!(kind, ResponseKind::Message | ResponseKind::Thinking);
        let content = message.as_ref().filter(|_| is_new_message).and_then(|message| message.versions.first());
        Some(Response {
            kind,
            at: response.at,
            after: Duration::from_millis(u64::try_from(response.at - record.created_at).unwrap_or(0)),
            ephemeral: is_new_message && message.as_ref().is_some_and(|message| message.is_ephemeral()),
            content: content.map(|version| version.content.clone()).unwrap_or_default(),
            message,
            data: response.data.clone(),
        })
    }

    /// Waits for the initial response.
    ///
    /// # Errors
    /// If there is none within the time limit.
    pub async fn response(&self) -> Result<Response, WaitError> {
        until(self.changed.clone(), self.bound, || self.response_now())
            .await
            .map_err(|error| error.for_what(format!("the initial response to interaction {}", self.id)))
    }

    /// The current `@original`. `None` before the response, after its deletion, or if the response has no message.
    pub fn original_now(&self) -> Option<Arc<Message>> {
        let state = self.shared.state();
        let record = state.interactions.get(&self.id)?;
        state.channels.get(&record.channel)?.existing(record.original?).cloned()
    }

    /// Waits for `@original`.
    ///
    /// # Errors
    /// If there is none within the time limit.
    pub async fn original(&self) -> Result<Arc<Message>, WaitError> {
        self.original_matches(|_| true).await
    }

    /// Waits until `@original` satisfies `condition`.
    ///
    /// # Errors
    /// If it does not within the time limit. The error shows the last state.
    pub async fn original_matches(
        &self,
        mut condition: impl FnMut(&Message) -> bool,
    ) -> Result<Arc<Message>, WaitError> {
        let result =
            until(self.signals(), self.bound, || self.original_now().filter(|message| condition(message))).await;
        result.map_err(|error| {
            let last = self.original_now().map_or_else(|| "nothing".to_owned(), |message| message.text());
            error.for_what(format!("@original of interaction {}; it is: {last}", self.id))
        })
    }

    /// A request to the channel can change the message too, so both signals count.
    fn signals(&self) -> Signals {
        let channel = self.shared.state().channels.get(&self.channel).map(|channel| channel.changed.subscribe());
        crate::core::wait::either(self.changed.clone(), channel)
    }

    /// Waits until the interaction satisfies `condition`, such as a number of follow-ups.
    ///
    /// # Errors
    /// If it does not within the time limit.
    pub async fn until(&self, condition: impl Fn(&Self) -> bool) -> Result<(), WaitError> {
        let result = until(self.signals(), self.bound, || condition(self).then_some(())).await;
        result.map_err(|error| error.for_what(format!("the condition on interaction {}", self.id)))
    }

    /// The follow-ups so far.
    pub fn followups(&self) -> Vec<Arc<Message>> {
        let state = self.shared.state();
        let Some(record) = state.interactions.get(&self.id) else { return Vec::new() };
        let Some(channel) = state.channels.get(&record.channel) else { return Vec::new() };
        record.followups.iter().filter_map(|id: &MessageId| channel.existing(*id)).cloned().collect()
    }

    /// Whether the person's client shows "The application did not respond": there was no response within 3 s.
    pub fn failed(&self) -> bool {
        let now = self.shared.clock.now();
        self.read(|record| record.response.is_none() && now - record.created_at > millis(INITIAL_RESPONSE_DEADLINE))
            .unwrap_or(true)
    }
}
