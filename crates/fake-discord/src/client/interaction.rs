//! What became of something a person did: a handle to wait on.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;

use super::Person;
use crate::core::clock::{Millis, millis};
use crate::core::ids::{ChannelId, InteractionId, MessageId};
use crate::core::wait::{Signals, WaitError, until};
use crate::state::interactions::{FIRST_ANSWER, InteractionRecord};
use crate::state::message::Message;
use crate::state::shared::Shared;

/// The type of a first answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseKind {
    /// 4: a message.
    Message,
    /// 5: "thinking…".
    Thinking,
    /// 6: nothing to see yet; the clicked message may change later.
    DeferredUpdate,
    /// 7: the clicked message changed.
    Update,
    /// 8: proposals.
    Choices,
    /// 9: a modal.
    Modal,
}

impl ResponseKind {
    /// Discord's number of it.
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

/// The first answer.
#[derive(Debug, Clone)]
pub struct Answered {
    /// Its type.
    pub kind: ResponseKind,
    /// When it was accepted.
    pub at: Millis,
    /// How long the person waited for it.
    pub after: Duration,
    /// Whether they alone see it.
    pub ephemeral: bool,
    /// The message: new (4, 5) or the clicked one (6, 7).
    pub message: Option<Arc<Message>>,
    /// The first text of that message; empty for the other types.
    pub content: String,
    /// The modal or the proposals.
    pub data: Value,
}

/// A command sent, a button clicked. Its answers can be awaited, each with a bound.
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
        Self { shared, person, id, channel, changed, bound: crate::core::wait::PATIENCE }
    }

    /// Its id, which is unique for ever.
    pub fn id(&self) -> InteractionId {
        self.id
    }

    /// Who did it.
    pub fn person(&self) -> &Person {
        &self.person
    }

    /// Waits at most this long (real time) in what follows, in place of 15 s.
    pub fn within(mut self, bound: Duration) -> Self {
        self.bound = bound;
        self
    }

    /// To how many sessions it was delivered, copies counted. 0: no bot was connected.
    pub fn deliveries(&self) -> usize {
        self.read(|record| record.deliveries).unwrap_or(0)
    }

    fn read<T>(&self, read: impl FnOnce(&InteractionRecord) -> T) -> Option<T> {
        self.shared.world().interactions.get(&self.id).map(read)
    }

    /// The first answer, if it has come.
    pub fn response_now(&self) -> Option<Answered> {
        let world = self.shared.world();
        let record = world.interactions.get(&self.id)?;
        let first = record.first.as_ref()?;
        let kind = match first.kind {
            4 => ResponseKind::Message,
            5 => ResponseKind::Thinking,
            6 => ResponseKind::DeferredUpdate,
            7 => ResponseKind::Update,
            9 => ResponseKind::Modal,
            _ => ResponseKind::Choices,
        };
        let message = record.original.and_then(|id| world.channels.get(&record.channel)?.messages.get(&id)).cloned();
        let own = matches!(kind, ResponseKind::Message | ResponseKind::Thinking);
        let content = message.as_ref().filter(|_| own).and_then(|message| message.versions.first());
        Some(Answered {
            kind,
            at: first.at,
            after: Duration::from_millis(u64::try_from(first.at - record.created_at).unwrap_or(0)),
            ephemeral: own && message.as_ref().is_some_and(|message| message.is_ephemeral()),
            content: content.map(|version| version.content.clone()).unwrap_or_default(),
            message,
            data: first.data.clone(),
        })
    }

    /// Waits for the first answer.
    ///
    /// # Errors
    /// When none comes within the bound.
    pub async fn response(&self) -> Result<Answered, WaitError> {
        until(self.changed.clone(), self.bound, || self.response_now())
            .await
            .map_err(|error| error.for_what(format!("a first answer to interaction {}", self.id)))
    }

    /// `@original` as it is now: `None` before an answer, after its deletion, or where the answer has no message.
    pub fn original_now(&self) -> Option<Arc<Message>> {
        let world = self.shared.world();
        let record = world.interactions.get(&self.id)?;
        world.channels.get(&record.channel)?.existing(record.original?).cloned()
    }

    /// Waits until `@original` is there.
    ///
    /// # Errors
    /// When it is not within the bound.
    pub async fn original(&self) -> Result<Arc<Message>, WaitError> {
        self.original_matches(|_| true).await
    }

    /// Waits until `@original` satisfies `wanted`.
    ///
    /// # Errors
    /// When it does not within the bound; the error shows the last state.
    pub async fn original_matches(&self, mut wanted: impl FnMut(&Message) -> bool) -> Result<Arc<Message>, WaitError> {
        let result = until(self.signals(), self.bound, || self.original_now().filter(|message| wanted(message))).await;
        result.map_err(|error| {
            let last = self.original_now().map_or_else(|| "nothing".to_owned(), |message| message.text());
            error.for_what(format!("@original of interaction {}; it shows: {last}", self.id))
        })
    }

    /// The message may change through the channel too, so both signals count.
    fn signals(&self) -> Signals {
        let channel = self.shared.world().channels.get(&self.channel).map(|channel| channel.changed.subscribe());
        crate::core::wait::either(self.changed.clone(), channel)
    }

    /// Waits until the interaction satisfies `wanted`, such as a follow-up that is there.
    ///
    /// # Errors
    /// When it does not within the bound.
    pub async fn until(&self, wanted: impl Fn(&Self) -> bool) -> Result<(), WaitError> {
        let result = until(self.signals(), self.bound, || wanted(self).then_some(())).await;
        result.map_err(|error| error.for_what(format!("interaction {} to be as wanted", self.id)))
    }

    /// The follow-ups so far.
    pub fn followups(&self) -> Vec<Arc<Message>> {
        let world = self.shared.world();
        let Some(record) = world.interactions.get(&self.id) else { return Vec::new() };
        let Some(channel) = world.channels.get(&record.channel) else { return Vec::new() };
        record.followups.iter().filter_map(|id: &MessageId| channel.existing(*id)).cloned().collect()
    }

    /// Whether the person reads "The application did not respond": 3 s are over and no answer came.
    pub fn failed(&self) -> bool {
        let now = self.shared.clock.now();
        self.read(|record| record.first.is_none() && now - record.created_at > millis(FIRST_ANSWER)).unwrap_or(true)
    }
}
