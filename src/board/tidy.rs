//! Tidying that nothing depends on: the "pinned a message" notices, and pins that a zombie left behind.
//!
//! Nothing of it is recorded. What does not work is said once and left.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serenity::all::{ChannelId, MessageId, MessageType};

use super::desk::{Desk, reason};
use super::place::Tenure;
use crate::discord::rest::{Call, Priority, RestError};

/// The notice follows its pin at once; among so many messages it is found in the liveliest chat.
const NOTICE_WITHIN: u8 = 50;

static NOTICES_STAY: AtomicBool = AtomicBool::new(false);

impl Desk {
    /// Deletes the message by which Discord tells that the card was pinned.
    pub(super) async fn remove_notice(self: Arc<Self>, tenure: Tenure, channel: ChannelId, card: MessageId) {
        if let Err(error) = self.try_to_remove_notice(tenure, channel, card).await
            && !error.is_transient()
            && !matches!(error, RestError::Held | RestError::Stopped)
            && !NOTICES_STAY.swap(true, Ordering::Relaxed)
        {
            tracing::warn!(
                channel_id = %channel, reason = reason(&error),
                "the notices \"pinned a message\" stay: give the bot \"Manage Messages\" to have them removed"
            );
        }
    }

    async fn try_to_remove_notice(&self, tenure: Tenure, channel: ChannelId, card: MessageId) -> Result<(), RestError> {
        let may_send = || self.may_send(tenure);
        let call = Call::new(Priority::Tidy).if_still(&may_send);
        let page = self.rest.messages_after(call, channel, card, NOTICE_WITHIN).await?;
        let is_notice = |message: &&serenity::all::Message| {
            let of = message.message_reference.as_ref().and_then(|reference| reference.message_id);
            message.kind == MessageType::PinsAdd && of == Some(card)
        };
        for notice in page.messages.iter().filter(is_notice) {
            self.rest.delete_message(call, channel, notice.id).await?;
        }
        Ok(())
    }

    /// Unpins what is pinned though it is over (protocol 12): once, when a partition has been taken over.
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
