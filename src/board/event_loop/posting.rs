//! How many cards of a channel are posted at the same time, and which alert is next when one is done.
//!
//! A task for each of 100,000 open alerts would take more memory than the container has. Only the posting of cards is
//! limited: the effects of a press are never postponed. Each channel has its own slots, so that a channel that does not
//! work delays no other channel. Must not decide whether a card is posted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::alert::{ChannelId, Millis};
use crate::board::event_loop::AlertPlace;

/// Discord takes about one message a second in a channel, so 100 at the same time never slow it down.
const AT_ONCE: usize = 100;

#[derive(Default)]
pub(crate) struct Posting {
    channels: BTreeMap<Option<ChannelId>, Channel>,
}

#[derive(Default)]
struct Channel {
    /// Each running task holds a clone.
    slots: Arc<()>,
    /// The most urgent first: by deadline, then by age.
    postponed: BTreeSet<((Millis, Millis), AlertPlace)>,
}

/// Held while a card is being posted.
pub(crate) struct PostingSlot(#[expect(dead_code, reason = "held for its count")] Arc<()>);

impl Channel {
    fn is_free(&self) -> bool {
        Arc::strong_count(&self.slots) <= AT_ONCE
    }
}

impl Posting {
    /// Whether one more card may be posted in the channel now.
    pub(crate) fn is_free(&self, channel: Option<ChannelId>) -> bool {
        self.channels.get(&channel).is_none_or(Channel::is_free)
    }

    /// Counts one more card that is being posted in the channel, until the slot is dropped.
    pub(crate) fn take(&mut self, channel: Option<ChannelId>) -> PostingSlot {
        PostingSlot(Arc::clone(&self.channels.entry(channel).or_default().slots))
    }

    /// Lets the alert's card wait for a slot. It waits once, however often this is called.
    pub(crate) fn postpone(&mut self, channel: Option<ChannelId>, urgency: (Millis, Millis), place: &AlertPlace) {
        self.channels.entry(channel).or_default().postponed.insert((urgency, place.clone()));
    }

    /// Takes an alert whose channel has a free slot: the most urgent one that waits there.
    pub(crate) fn next(&mut self) -> Option<AlertPlace> {
        self.channels.retain(|_, channel| !channel.postponed.is_empty() || Arc::strong_count(&channel.slots) > 1);
        let free = self.channels.values_mut().filter(|channel| channel.is_free());
        free.filter_map(|channel| channel.postponed.pop_first()).map(|(_, place)| place).next()
    }

    /// How many cards wait for a slot.
    pub(crate) fn postponed(&self) -> usize {
        self.channels.values().map(|channel| channel.postponed.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::AlertId;
    use crate::kafka::consumer::AssignmentEpoch;

    const BUS_STOP: Option<ChannelId> = Some(ChannelId(1));
    const PARK: Option<ChannelId> = Some(ChannelId(2));

    fn place(id: &str) -> AlertPlace {
        AlertPlace { epoch: AssignmentEpoch { partition: 0, epoch: 1 }, alert: AlertId::new(id).expect("an id") }
    }

    #[test]
    fn the_most_urgent_alert_gets_the_slot_that_becomes_free() {
        let mut posting = Posting::default();
        let mut slots: Vec<_> = (0..AT_ONCE).map(|_| posting.take(BUS_STOP)).collect();
        assert!(!posting.is_free(BUS_STOP));
        for (deadline, raised, id) in [(2, 1, "c"), (1, 2, "b"), (1, 1, "a"), (1, 1, "a")] {
            posting.postpone(BUS_STOP, (Millis(deadline), Millis(raised)), &place(id));
        }
        assert_eq!((posting.next(), posting.postponed()), (None, 3));
        slots.pop();
        assert_eq!(posting.next(), Some(place("a")));
        slots.push(posting.take(BUS_STOP));
        assert_eq!(posting.next(), None);
        slots.clear();
        assert_eq!([posting.next(), posting.next(), posting.next()], [Some(place("b")), Some(place("c")), None]);
        assert_eq!(posting.channels.len(), 0);
    }

    #[test]
    fn a_channel_without_a_free_slot_delays_no_other_channel() {
        let mut posting = Posting::default();
        let _slots: Vec<_> = (0..AT_ONCE).map(|_| posting.take(BUS_STOP)).collect();
        posting.postpone(BUS_STOP, (Millis(1), Millis(1)), &place("a"));
        assert!(posting.is_free(PARK));
        posting.postpone(PARK, (Millis(2), Millis(2)), &place("b"));
        assert_eq!(posting.next(), Some(place("b")));
    }
}
