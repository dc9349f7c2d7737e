//! Removes Discord's notices "… pinned a message", and pins that a former owner of the partition left on ended cards
//! (docs/protocol.md#rule-12).
//!
//! Nothing depends on it, and nothing is recorded. A failure is logged once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::alert::{ChannelId, MessageId};
use crate::board::effects::context::{Context, reason};
use crate::discord::rest::{Call, DiscordCode, Priority, RestError};
use crate::kafka::consumer::AssignmentEpoch;

/// The notice of a channel's first card is removed at once. Notices of later cards are gathered for this time.
const GATHER: Duration = Duration::from_secs(1);

/// The number of attempts to remove a notice. After that, the notice stays.
const TRIES: u32 = 3;

/// How many pages are searched. The notice follows its pin at once, so it is among the newest messages.
const PAGES: u32 = 5;

static NOTICES_STAY: AtomicBool = AtomicBool::new(false);

/// Bulk deletion was refused: it needs "Manage Messages", the deletion of one's own message does not. Each refusal counts
/// towards Discord's limit of invalid requests, so it is not asked again.
static ONE_BY_ONE: AtomicBool = AtomicBool::new(false);

impl Context {
    /// Deletes the message by which Discord tells that the card was pinned: later, beside everything else.
    pub(crate) fn remove_notice(self: &Arc<Self>, epoch: AssignmentEpoch, channel: ChannelId, card: MessageId) {
        if self.pin_notices.add(channel, card, epoch) {
            let context = Arc::clone(self);
            tokio::spawn(async move {
                while let Some(cards) = context.pin_notices.take(channel) {
                    context.remove_notices(channel, cards).await;
                    tokio::time::sleep(GATHER).await;
                }
            });
        }
    }

    async fn remove_notices(&self, channel: ChannelId, mut cards: BTreeMap<MessageId, AssignmentEpoch>) {
        for _ in 0..TRIES {
            match self.try_to_remove_notices(channel, &mut cards).await {
                Ok(()) | Err(RestError::Held | RestError::Stopped) => return,
                Err(error) if error.is_transient() => {
                    tokio::time::sleep(error.retry_after().unwrap_or(GATHER)).await;
                }
                Err(error) => {
                    if !NOTICES_STAY.swap(true, Ordering::Relaxed) {
                        tracing::warn!(
                            channel_id = %channel, reason = reason(&error),
                            "the notices \"pinned a message\" stay: give the bot \"Manage Messages\" to have them removed"
                        );
                    }
                    return;
                }
            }
        }
    }

    /// Removes notices, and takes their cards out of `cards`.
    async fn try_to_remove_notices(
        &self,
        channel: ChannelId,
        cards: &mut BTreeMap<MessageId, AssignmentEpoch>,
    ) -> Result<(), RestError> {
        let may_send = self.one_may_send(cards.values().copied().collect());
        let call = Call::new(Priority::Tidy).if_still(&may_send);
        let mut before = None;
        for _ in 0..PAGES {
            let Some(oldest_card) = cards.keys().next().copied() else { return Ok(()) };
            // A card, its notice, and messages of people.
            let limit = u8::try_from(cards.len() * 3 + 10).unwrap_or(u8::MAX);
            let page = self.rest.pin_notices(call, channel, before, limit).await?;
            let ours: Vec<_> = page.notices.iter().filter(|(_, of)| cards.contains_key(of)).collect();
            let notices: Vec<MessageId> = ours.iter().map(|(notice, _)| *notice).collect();
            self.delete_notices(call, channel, &notices).await?;
            for (_, card) in ours {
                cards.remove(card);
            }
            before = page.oldest;
            if before.is_none_or(|before| before <= oldest_card) {
                return Ok(());
            }
        }
        Ok(())
    }

    async fn delete_notices(&self, call: Call<'_>, channel: ChannelId, notices: &[MessageId]) -> Result<(), RestError> {
        if !ONE_BY_ONE.load(Ordering::Relaxed) {
            match self.rest.delete_messages(call, channel, notices).await {
                Err(error) if notices.len() > 1 && error.code().is_some_and(DiscordCode::is_missing_permission) => {
                    ONE_BY_ONE.store(true, Ordering::Relaxed);
                }
                outcome => return outcome,
            }
        }
        for notice in notices {
            self.rest.delete_message(call, channel, *notice).await?;
        }
        Ok(())
    }

    /// Unpins ended cards that are still pinned: once, when a partition has been taken over.
    pub(crate) async fn unpin_what_is_over(
        self: Arc<Self>,
        epoch: AssignmentEpoch,
        over: BTreeMap<ChannelId, BTreeSet<MessageId>>,
    ) {
        for (channel, over) in over {
            if let Err(error) = self.try_to_unpin(epoch, channel, &over).await {
                tracing::debug!(channel_id = %channel, %error, "the pins were not looked through");
            }
        }
    }

    async fn try_to_unpin(
        &self,
        epoch: AssignmentEpoch,
        channel: ChannelId,
        over: &BTreeSet<MessageId>,
    ) -> Result<(), RestError> {
        let may_send = self.may_send(epoch);
        let call = Call::new(Priority::Tidy).if_still(&may_send);
        let mut before: Option<String> = None;
        loop {
            let page = self.rest.pins(call, channel, before.as_deref()).await?;
            for pinned in page.messages.iter().filter(|pinned| over.contains(&pinned.id.into())) {
                tracing::info!(channel_id = %channel, message_id = %pinned.id, "a card that is over was still pinned");
                self.rest.unpin(call, channel, pinned.id.into()).await?;
            }
            before = page.before;
            if before.is_none() {
                return Ok(());
            }
        }
    }
}
