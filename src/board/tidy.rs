//! Pins that a zombie left behind: cards that are over and still pinned (protocol 12).
//!
//! Nothing of it is recorded, and nothing depends on it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serenity::all::{ChannelId, MessageId};

use super::desk::Desk;
use super::place::Tenure;
use crate::discord::rest::{Call, Priority, RestError};

impl Desk {
    /// Unpins what is pinned though it is over: once, when a partition has been taken over.
    pub(super) async fn unpin_what_is_over(
        self: Arc<Self>,
        tenure: Tenure,
        over: BTreeMap<ChannelId, BTreeSet<MessageId>>,
    ) {
        for (channel, over) in over {
            if let Err(error) = self.try_to_unpin(tenure, channel, &over).await {
                tracing::debug!(channel_id = %channel, %error, "the pins were not looked through");
            }
        }
    }

    async fn try_to_unpin(
        &self,
        tenure: Tenure,
        channel: ChannelId,
        over: &BTreeSet<MessageId>,
    ) -> Result<(), RestError> {
        let may_send = || self.may_send(tenure);
        let call = Call::new(Priority::Tidy).if_still(&may_send);
        let mut before: Option<String> = None;
        loop {
            let page = self.rest.pins(call, channel, before.as_deref()).await?;
            for pinned in page.messages.iter().filter(|pinned| over.contains(&pinned.id)) {
                tracing::info!(channel_id = %channel, message_id = %pinned.id, "a card that is over was still pinned");
                self.rest.unpin(call, channel, pinned.id).await?;
            }
            before = page.before;
            if before.is_none() {
                return Ok(());
            }
        }
    }
}
