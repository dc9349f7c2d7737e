//! The cards whose notices "… pinned a message" have to be removed, by channel.
//!
//! Cards that are pinned within a second share one lookup and one removal, because each request uses as much of
//! Discord's limits as a card. Must not send requests: `cleanup` does.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use crate::alert::{ChannelId, MessageId};
use crate::kafka::consumer::AssignmentEpoch;

/// The cards whose notices must still be found, by channel. A channel is in the map as long as its task runs.
#[derive(Default)]
pub(crate) struct PinNotices {
    channels: Mutex<HashMap<ChannelId, BTreeMap<MessageId, AssignmentEpoch>>>,
}

impl PinNotices {
    /// Notes a card. Whether its channel has no task yet.
    pub(crate) fn add(&self, channel: ChannelId, card: MessageId, epoch: AssignmentEpoch) -> bool {
        // A map is whole after each of these steps, so that a poisoned lock guards a sound one.
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        let is_first = !channels.contains_key(&channel);
        channels.entry(channel).or_default().insert(card, epoch);
        is_first
    }

    /// What has gathered; `None`, and the channel is forgotten, where nothing has.
    pub(crate) fn take(&self, channel: ChannelId) -> Option<BTreeMap<MessageId, AssignmentEpoch>> {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        let gathered = std::mem::take(channels.get_mut(&channel)?);
        if gathered.is_empty() {
            channels.remove(&channel);
            return None;
        }
        Some(gathered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channels_cards_gather_while_its_task_is_at_work() {
        let notices = PinNotices::default();
        let epoch = AssignmentEpoch { partition: 0, epoch: 1 };
        let (one, other) = (ChannelId(1), ChannelId(2));
        assert!(notices.add(one, MessageId(11), epoch), "the first starts the task");
        assert_eq!(notices.take(one).map(|cards| cards.len()), Some(1));
        assert!(!notices.add(one, MessageId(12), epoch) && !notices.add(one, MessageId(13), epoch));
        assert!(notices.add(other, MessageId(21), epoch), "another channel has a task of its own");
        assert_eq!(notices.take(one).map(|cards| cards.len()), Some(2));
        assert_eq!(notices.take(one), None);
        assert!(notices.add(one, MessageId(14), epoch), "after its end the next one starts another");
    }
}
