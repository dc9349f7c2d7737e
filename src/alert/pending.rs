//! What follows from what an alert is: wanted minus recorded (protocol 7).
//!
//! Never one effect per record: whatever happened twice, or happened while nobody looked, what is left to do is read off
//! the folded state alone.

use crate::alert::event::Whom;
use crate::alert::ids::{ChannelId, EventId, MessageId, Millis};
use crate::alert::nonce::{Key, Purpose};
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

/// Which effects of one alert can't run at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// The card and its pin.
    Card,
    /// What the parent has to be told.
    Parent,
    /// What the neighbor has to be told, beside it: nobody waits for an answer that somebody else can't be given.
    Neighbor,
    /// What the helpers have to be told.
    Helpers,
}

impl Lane {
    /// All of them, in the order in which they are served.
    pub const ALL: [Lane; 4] = [Lane::Card, Lane::Parent, Lane::Neighbor, Lane::Helpers];
}

impl From<Whom> for Lane {
    fn from(whom: Whom) -> Self {
        match whom {
            Whom::Parent => Lane::Parent,
            Whom::Neighbor => Lane::Neighbor,
            Whom::Helpers => Lane::Helpers,
        }
    }
}

impl Effect {
    /// Its lane: one at a time each, in order.
    #[must_use]
    pub fn lane(&self) -> Lane {
        match self {
            Effect::Inform(notice) => notice.whom.into(),
            _ => Lane::Card,
        }
    }

    /// The key of the message that it creates, with the cause and the cause's append time.
    #[must_use]
    pub fn creates(&self) -> Option<(Key, &EventId, Millis)> {
        match self {
            Effect::Post { cause, ts, .. } | Effect::Settle { cause, ts } => {
                Some((Key::new(Purpose::Card, cause), cause, *ts))
            }
            Effect::Inform(notice) => Some((notice.key(), &notice.cause, notice.ts)),
            Effect::Adopt { .. } | Effect::Edit | Effect::Pin(_) | Effect::Remove(_) => None,
        }
    }
}

impl Notice {
    /// The key of the message that tells it.
    #[must_use]
    pub fn key(&self) -> Key {
        let purpose = match self.whom {
            Whom::Parent => Purpose::Parent,
            Whom::Neighbor => Purpose::Neighbor,
            Whom::Helpers => Purpose::Helpers,
        };
        Key::new(purpose, &self.cause)
    }
}

impl AlertState {
    /// What is left to do, in the order in which it should be done. Empty where all is recorded.
    #[must_use]
    pub fn wanted(&self) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.wanted_of_the_card(&mut effects);
        for notice in &self.notices {
            if !self.told(&notice.cause, notice.whom) {
                effects.push(Effect::Inform(notice.clone()));
            }
        }
        effects
    }

    fn wanted_of_the_card(&self, effects: &mut Vec<Effect>) {
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
        if let Some(pin) = self.wanted_pin(posted.as_of) {
            effects.push(Effect::Pin(pin));
        }
        let strays: Vec<_> = self.facts.strays.difference(&self.facts.removed).copied().collect();
        if !strays.is_empty() {
            effects.push(Effect::Remove(strays));
        }
    }

    /// A card is pinned until its alert is over.
    fn wanted_pin(&self, posted_as_of: i64) -> Option<bool> {
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
