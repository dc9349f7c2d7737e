//! A handle to a channel. It sees all messages, whoever may read them.

use std::sync::Arc;
use std::time::Duration;

use crate::core::ids::ChannelId;
use crate::core::wait::{DEFAULT_BOUND, WaitError, until};
use crate::state::message::Message;
use crate::state::shared::Shared;

/// A handle to a channel.
#[derive(Debug, Clone)]
pub struct Channel {
    shared: Arc<Shared>,
    id: ChannelId,
    bound: Duration,
}

impl Channel {
    pub(crate) fn new(shared: Arc<Shared>, id: ChannelId) -> Self {
        Self { shared, id, bound: DEFAULT_BOUND }
    }

    /// The id.
    pub fn id(&self) -> ChannelId {
        self.id
    }

    /// Sets the time limit of waits, in real time. The default is 15 s.
    pub fn within(mut self, bound: Duration) -> Self {
        self.bound = bound;
        self
    }

    /// All messages, including deleted and ephemeral ones, oldest first.
    pub fn history(&self) -> Vec<Arc<Message>> {
        let state = self.shared.state();
        state.channels.get(&self.id).map(|channel| channel.messages.values().cloned().collect()).unwrap_or_default()
    }

    /// The messages that are neither deleted nor ephemeral, oldest first.
    pub fn messages(&self) -> Vec<Arc<Message>> {
        let mut messages = self.history();
        messages.retain(|message| message.exists() && !message.is_ephemeral());
        messages
    }

    /// The pinned messages, oldest pin first.
    pub fn pins(&self) -> Vec<Arc<Message>> {
        let state = self.shared.state();
        let Some(channel) = state.channels.get(&self.id) else { return Vec::new() };
        channel.pins.iter().filter_map(|id| channel.existing(*id)).cloned().collect()
    }

    /// Waits until `condition` returns a value for [`Self::messages`], and returns the value.
    ///
    /// # Errors
    /// If it does not within the time limit. The error shows the messages.
    pub async fn wait_for<T>(&self, mut condition: impl FnMut(&[Arc<Message>]) -> Option<T>) -> Result<T, WaitError> {
        let changed = self.shared.state().channels.get(&self.id).map(|channel| channel.changed.subscribe());
        let Some(changed) = changed else {
            return Err(WaitError {
                bound: Duration::ZERO,
                what: format!("channel {}, which does not exist", self.id),
            });
        };
        until(changed, self.bound, || condition(&self.messages())).await.map_err(|error| {
            let shown: Vec<String> = self.messages().iter().map(|message| message.text()).collect();
            error.for_what(format!("messages of channel {}; it has: {shown:#?}", self.id))
        })
    }

    /// Waits for a message of [`Self::messages`] that satisfies `condition`, and returns the oldest.
    ///
    /// # Errors
    /// As [`Self::wait_for`].
    pub async fn message(&self, mut condition: impl FnMut(&Message) -> bool) -> Result<Arc<Message>, WaitError> {
        self.wait_for(|messages| messages.iter().find(|message| condition(message)).cloned()).await
    }
}
