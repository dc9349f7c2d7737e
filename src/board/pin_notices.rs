//! The messages by which Discord tells that something was pinned: removed, so that the channel shows cards and people.
//!
//! Nothing depends on it and nothing of it is recorded. Cards that are pinned one soon after the other in a channel share
//! one look and one removal, because each request costs as much of Discord's limits as a card does.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serenity::all::{ChannelId, MessageId};

use super::desk::{Desk, reason};
use super::place::Tenure;
use crate::discord::rest::{Call, Priority, RestError};

/// After the first card of a channel, which is tidied up after at once, others gather for so long.
const GATHER: Duration = Duration::from_secs(1);

/// How often a removal is tried; after that the notice stays.
const TRIES: u32 = 3;

/// The notice follows its pin at once, so that it is among the newest messages; so many pages are looked through.
const PAGES: u32 = 5;

/// The cards whose notices are still to be looked for, by channel. A channel is in it as long as its task runs.
#[derive(Default)]
pub(super) struct PinNotices {
    channels: Mutex<HashMap<ChannelId, BTreeMap<MessageId, Tenure>>>,
    they_stay: AtomicBool,
}

impl PinNotices {
    /// Notes a card. Whether its channel has no task yet.
    fn add(&self, channel: ChannelId, card: MessageId, tenure: Tenure) -> bool {
        // A map is whole after each of these steps, so that a poisoned lock guards a sound one.
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        let is_first = !channels.contains_key(&channel);
        channels.entry(channel).or_default().insert(card, tenure);
        is_first
    }

    /// What has gathered; `None`, and the channel is forgotten, where nothing has.
    fn take(&self, channel: ChannelId) -> Option<BTreeMap<MessageId, Tenure>> {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        let gathered = std::mem::take(channels.get_mut(&channel)?);
        if gathered.is_empty() {
            channels.remove(&channel);
            return None;
        }
        Some(gathered)
    }
}

impl Desk {
    /// Deletes the message by which Discord tells that the card was pinned: later, beside everything else.
    pub(super) fn remove_notice(self: &Arc<Self>, tenure: Tenure, channel: ChannelId, card: MessageId) {
        if self.pin_notices.add(channel, card, tenure) {
            let desk = Arc::clone(self);
            tokio::spawn(async move {
                while let Some(cards) = desk.pin_notices.take(channel) {
                    desk.remove_notices(channel, cards).await;
                    tokio::time::sleep(GATHER).await;
                }
            });
        }
    }

    async fn remove_notices(&self, channel: ChannelId, mut cards: BTreeMap<MessageId, Tenure>) {
        for _ in 0..TRIES {
            match self.try_to_remove_notices(channel, &mut cards).await {
                Ok(()) | Err(RestError::Held | RestError::Stopped) => return,
                Err(error) if error.is_transient() => {
                    tokio::time::sleep(error.retry_after().unwrap_or(GATHER)).await;
                }
                Err(error) => {
                    if !self.pin_notices.they_stay.swap(true, Ordering::Relaxed) {
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

    /// Takes from `cards` those whose notices are removed.
    async fn try_to_remove_notices(
        &self,
        channel: ChannelId,
        cards: &mut BTreeMap<MessageId, Tenure>,
    ) -> Result<(), RestError> {
        let tenures: Vec<Tenure> = cards.values().copied().collect();
        let may_send = || tenures.iter().any(|tenure| self.may_send(*tenure));
        let call = Call::new(Priority::Tidy).if_still(&may_send);
        let mut before = None;
        for _ in 0..PAGES {
            let Some(oldest_card) = cards.keys().next().copied() else { return Ok(()) };
            // A card, its notice, and what people write meanwhile.
            let limit = u8::try_from(cards.len() * 3 + 10).unwrap_or(u8::MAX);
            let page = self.rest.pin_notices(call, channel, before, limit).await?;
            let ours: Vec<_> = page.notices.iter().filter(|(_, of)| cards.contains_key(of)).collect();
            let notices: Vec<MessageId> = ours.iter().map(|(notice, _)| *notice).collect();
            self.rest.delete_messages(call, channel, &notices).await?;
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channels_cards_gather_while_its_task_is_at_work() {
        let notices = PinNotices::default();
        let tenure = Tenure { partition: 0, generation: 1 };
        let (one, other) = (ChannelId::new(1), ChannelId::new(2));
        assert!(notices.add(one, MessageId::new(11), tenure), "the first starts the task");
        assert_eq!(notices.take(one).map(|cards| cards.len()), Some(1));
        assert!(!notices.add(one, MessageId::new(12), tenure) && !notices.add(one, MessageId::new(13), tenure));
        assert!(notices.add(other, MessageId::new(21), tenure), "another channel has a task of its own");
        assert_eq!(notices.take(one).map(|cards| cards.len()), Some(2));
        assert_eq!(notices.take(one), None);
        assert!(notices.add(one, MessageId::new(14), tenure), "after its end the next one starts another");
    }
}
