//! A channel as a test watches it: everything in it, whoever may see it.

use std::sync::Arc;
use std::time::Duration;

use crate::core::ids::ChannelId;
use crate::core::wait::{PATIENCE, WaitError, until};
use crate::state::message::Message;
use crate::state::shared::Shared;

/// A handle of a channel.
#[derive(Debug, Clone)]
pub struct Channel {
    shared: Arc<Shared>,
    id: ChannelId,
    bound: Duration,
}

impl Channel {
    pub(crate) fn new(shared: Arc<Shared>, id: ChannelId) -> Self {
        Self { shared, id, bound: PATIENCE }
    }

    /// Its id.
    pub fn id(&self) -> ChannelId {
        self.id
    }

    /// Waits at most this long (real time), in place of 15 s.
    pub fn within(mut self, bound: Duration) -> Self {
        self.bound = bound;
        self
    }

    /// Every message ever, deleted and ephemeral ones too, oldest first.
    pub fn history(&self) -> Vec<Arc<Message>> {
        let world = self.shared.world();
        world.channels.get(&self.id).map(|channel| channel.messages.values().cloned().collect()).unwrap_or_default()
    }

    /// The messages that are there for everybody, oldest first.
    pub fn messages(&self) -> Vec<Arc<Message>> {
        let mut messages = self.history();
        messages.retain(|message| message.exists() && !message.is_ephemeral());
        messages
    }

    /// The pinned messages, the oldest pin first.
    pub fn pins(&self) -> Vec<Arc<Message>> {
        let world = self.shared.world();
        let Some(channel) = world.channels.get(&self.id) else { return Vec::new() };
        channel.pins.iter().filter_map(|id| channel.existing(*id)).cloned().collect()
    }

    /// Waits until the messages (as in [`Self::messages`]) satisfy `wanted`, and returns what it found.
    ///
    /// # Errors
    /// When they do not within the bound; the error shows the messages.
    pub async fn wait_for<T>(&self, mut wanted: impl FnMut(&[Arc<Message>]) -> Option<T>) -> Result<T, WaitError> {
        let changed = self.shared.world().channels.get(&self.id).map(|channel| channel.changed.subscribe());
        let Some(changed) = changed else {
            return Err(WaitError { bound: Duration::ZERO, what: format!("channel {}, which is not there", self.id) });
        };
        until(changed, self.bound, || wanted(&self.messages())).await.map_err(|error| {
            let shown: Vec<String> = self.messages().iter().map(|message| message.text()).collect();
            error.for_what(format!("messages of channel {}; it shows: {shown:#?}", self.id))
        })
    }

    /// Waits for a message that is there and satisfies `wanted`; the oldest such.
    ///
    /// # Errors
    /// As [`Self::wait_for`].
    pub async fn message(&self, mut wanted: impl FnMut(&Message) -> bool) -> Result<Arc<Message>, WaitError> {
        self.wait_for(|messages| messages.iter().find(|message| wanted(message)).cloned()).await
    }
}
