//! What follows from what an alert is: wanted minus recorded (docs/protocol.md#rule-7).
//!
//! Never one effect per record: whatever happened twice, or happened while nobody looked, what is left to do is read off
//! the folded state alone.

use crate::alert::event::Recipient;
use crate::alert::ids::{ChannelId, EventId, MessageId, Millis};
use crate::alert::nonce::Key;
use crate::alert::state::{AlertState, Ending, Notice, Phase};

/// Something to do in the outside world, and then to record.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Post the card; with `missed` as one that came too late, without a ping. Then `posted`.
    Post {
        /// The event that it is posted for.
        cause: EventId,
        /// That event's append time.
        ts: Millis,
        /// Without a ping and a button.
        missed: bool,
    },
    /// A click named the card: take it for the card. Only `posted`.
    Adopt {
        /// The event that it was posted for.
        cause: EventId,
        /// Where.
        channel_id: ChannelId,
        /// The card.
        message_id: MessageId,
    },
    /// It was over before a card was recorded: look whether one was made. `posted` where it was, else `failed`.
    Settle {
        /// The event that it would have been posted for.
        cause: EventId,
        /// That event's append time.
        ts: Millis,
    },
    /// Render the card as it is now. Then `shown`.
    Edit,
    /// Pin or unpin the card. Then `shown`.
    Pin(bool),
    /// Tell somebody. Then `informed`.
    Inform(Notice),
    /// Delete messages that are not the card. Then `shown`.
    Remove(Vec<MessageId>),
}

/// Effects of one alert that run one after the other. Different lanes run side by side, so that nobody waits for a message
/// that somebody else can't be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// The card and its pin.
    Card,
    /// The notices for this recipient.
    Notices(Recipient),
}

impl Lane {
    /// All of them, in the order in which they are served.
    pub const ALL: [Lane; 4] = [
        Lane::Card,
        Lane::Notices(Recipient::Parent),
        Lane::Notices(Recipient::Neighbor),
        Lane::Notices(Recipient::Helpers),
    ];

    /// Its place in [`Lane::ALL`].
    #[must_use]
    pub fn index(self) -> usize {
        match self {
            Lane::Card => 0,
            Lane::Notices(Recipient::Parent) => 1,
            Lane::Notices(Recipient::Neighbor) => 2,
            Lane::Notices(Recipient::Helpers) => 3,
        }
    }
}

impl Effect {
    /// Its lane: one at a time each, in order.
    #[must_use]
    pub fn lane(&self) -> Lane {
        match self {
            Effect::Inform(notice) => Lane::Notices(notice.recipient),
            _ => Lane::Card,
        }
    }

    /// The key of the message that it creates, with the cause and the cause's append time.
    #[must_use]
    pub fn creates(&self) -> Option<(Key, &EventId, Millis)> {
        match self {
            Effect::Post { cause, ts, .. } | Effect::Settle { cause, ts } => Some((Key::of_card(cause), cause, *ts)),
            Effect::Inform(notice) => Some((notice.key(), &notice.cause, notice.ts)),
            Effect::Adopt { .. } | Effect::Edit | Effect::Pin(_) | Effect::Remove(_) => None,
        }
    }
}

impl Notice {
    /// The key of the message that tells it.
    #[must_use]
    pub fn key(&self) -> Key {
        Key::of_notice(self.recipient, &self.cause)
    }
}

impl AlertState {
    /// What is left to do, in the order in which it should be done. Empty where all is recorded.
    #[must_use]
    pub fn pending_effects(&self) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.pending_for_the_card(&mut effects);
        for notice in &self.notices {
            if !self.told(&notice.cause, notice.recipient) {
                effects.push(Effect::Inform(notice.clone()));
            }
        }
        effects
    }

    fn pending_for_the_card(&self, effects: &mut Vec<Effect>) {
        let Some(raised) = &self.raised else { return };
        let Some(posted) = self.facts.posted else {
            let (cause, ts) = (raised.event.clone(), raised.ts);
            match (self.clicked, &self.phase) {
                (Some((channel_id, message_id)), _) => effects.push(Effect::Adopt { cause, channel_id, message_id }),
                _ if self.facts.settled => {}
                (None, Phase::Over { ending: Ending::Missed, .. }) => {
                    effects.push(Effect::Post { cause, ts, missed: true });
                }
                (None, Phase::Over { .. }) => effects.push(Effect::Settle { cause, ts }),
                (None, _) => effects.push(Effect::Post { cause, ts, missed: false }),
            }
            return;
        };
        let refused = self.facts.edit_refused.is_some_and(|as_of| as_of >= self.changed_at);
        if self.changed_at > self.facts.shown_as_of && !refused {
            effects.push(Effect::Edit);
        }
        if let Some(pin) = self.pending_pin(posted.as_of) {
            effects.push(Effect::Pin(pin));
        }
        let strays: Vec<_> = self.facts.strays.difference(&self.facts.removed).copied().collect();
        if !strays.is_empty() {
            effects.push(Effect::Remove(strays));
        }
    }

    /// A card is pinned until its alert is over.
    fn pending_pin(&self, posted_as_of: i64) -> Option<bool> {
        let want = !self.is_over();
        let refused = self.facts.pin_refused.as_ref().is_some_and(|(as_of, _)| *as_of >= self.pin_as_of());
        if refused {
            return None;
        }
        match self.facts.pinned {
            Some((_, pinned)) if pinned == want => None,
            // Posted when it was over already, so nobody has ever pinned it.
            None if !want && posted_as_of >= self.changed_at => None,
            _ => Some(want),
        }
    }

    /// The offset that a pin or unpin made now reflects: of the record that opened or ended the alert.
    #[must_use]
    pub fn pin_as_of(&self) -> i64 {
        let since =
            if self.is_over() { self.changed_at } else { self.raised.as_ref().map_or(-1, |raised| raised.offset) };
        // Never behind what is known, or what is done now would not count.
        self.facts.pinned.map_or(since, |(as_of, _)| since.max(as_of))
    }
}
