//! The pending effects of an alert: the effects that its state requires, minus those that facts record
//! (docs/protocol.md#rule-7).
//!
//! Must depend on the folded state only, never on single records: so a restart neither repeats nor skips an effect.

use crate::alert::ids::{ChannelId, EventId, MessageId, Millis};
use crate::alert::nonce::Key;
use crate::alert::notice::{About, Notice};
use crate::alert::recipient::Recipient;
use crate::alert::state::{AlertState, Ending, Phase};

/// The version of the cards' look. It is raised whenever cards change, so that cards of earlier versions are edited
/// (docs/protocol.md#rule-27).
pub const LOOK: u8 = 1;

/// Something to do in Discord, which a fact then records.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Post the card. Recorded as `posted`.
    Post {
        /// The event that raised the alert.
        cause: EventId,
        /// The cause's append time.
        ts: Millis,
        /// Whether the alert's time has passed: the card has no ping and no button.
        missed: bool,
    },
    /// Record the message that a press named as the card: `posted`, without a request to Discord.
    Adopt {
        /// The event that raised the alert.
        cause: EventId,
        /// The card's channel.
        channel_id: ChannelId,
        /// The card.
        message_id: MessageId,
    },
    /// Look for the card of an alert that ended before `posted` was recorded. Recorded as `posted` or `failed`.
    Settle {
        /// The event that raised the alert.
        cause: EventId,
        /// The cause's append time.
        ts: Millis,
    },
    /// Edit the card to show the newest state. Recorded as `shown`.
    Edit,
    /// Pin (`true`) or unpin the card. Recorded as `shown`.
    Pin(bool),
    /// Deliver a notice. Recorded as `informed`.
    Inform(Notice),
    /// Delete strays. Recorded as `shown`.
    Remove(Vec<MessageId>),
    /// Delete the alert's other messages, because its words are removed. Recorded as `shown`.
    Erase(Vec<(ChannelId, MessageId)>),
}

impl Effect {
    /// Whether it posts the card or looks for it. A flood of alerts makes many of these, and nobody has pressed anything yet.
    #[must_use]
    pub fn is_post(&self) -> bool {
        matches!(self, Effect::Post { .. } | Effect::Settle { .. })
    }
}

/// Effects of one alert that run one after the other. Different lanes run side by side, so the parent does not wait for
/// a neighbor who cannot be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// The card and its pin.
    Card,
    /// The notices for this recipient.
    Notices(Recipient),
}

impl Lane {
    /// All of them, in the order in which they are served: the card, then [`Recipient::ALL`].
    pub const ALL: [Lane; 9] = [
        Lane::Card,
        Lane::Notices(Recipient::ALL[0]),
        Lane::Notices(Recipient::ALL[1]),
        Lane::Notices(Recipient::ALL[2]),
        Lane::Notices(Recipient::ALL[3]),
        Lane::Notices(Recipient::ALL[4]),
        Lane::Notices(Recipient::ALL[5]),
        Lane::Notices(Recipient::ALL[6]),
        Lane::Notices(Recipient::ALL[7]),
    ];

    /// Its place in [`Lane::ALL`].
    #[must_use]
    pub fn index(self) -> usize {
        match self {
            Lane::Card => 0,
            Lane::Notices(recipient) => 1 + recipient.index(),
        }
    }
}

impl Effect {
    /// Whether it begins only when no record of the clock is due, because that record could empty it
    /// (docs/protocol.md#rule-17): the card, and the calls of a step.
    #[must_use]
    pub fn waits_for_the_clock(&self) -> bool {
        match self {
            Effect::Inform(notice) => matches!(notice.about, About::Step { .. } | About::Reminder(_)),
            _ => true,
        }
    }

    /// The lane that it runs in.
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
            Effect::Adopt { .. } | Effect::Edit | Effect::Pin(_) | Effect::Remove(_) | Effect::Erase(_) => None,
        }
    }
}

impl AlertState {
    /// The pending effects, in the order in which they should run.
    #[must_use]
    pub fn pending_effects(&self) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.pending_for_the_card(&mut effects);
        for notice in &self.notices {
            if !self.is_overtaken(notice) && !self.told(&notice.cause, notice.recipient) {
                effects.push(Effect::Inform(notice.clone()));
            }
        }
        effects
    }

    /// Whether a later record has emptied the notice, so that it is not begun any more (docs/protocol.md#rule-17).
    #[must_use]
    pub fn is_overtaken(&self, notice: &Notice) -> bool {
        let is_open = self.phase == Phase::Open;
        let counts = |event: &EventId| !self.is_over() && self.claim().is_some_and(|claim| claim.event == *event);
        match &notice.about {
            // A neighbor has taken it, or it has ended.
            About::NobodyRung | About::YourTurn { .. } => !is_open,
            // Its record was corrected and sent again.
            About::Rejected => self.raised.is_some(),
            // It is no longer in the channel for anybody to take.
            About::Late | About::Changed { claim: None, .. } => self.is_over(),
            About::Claimed(claim) | About::Confirmed(claim) => !counts(&claim.event),
            About::TakenOver { claim, .. } => notice.recipient != Recipient::Former && !counts(&claim.event),
            About::CountsAfterAll { claim, .. } => {
                let is_met = matches!(&self.phase, Phase::WithChild { with, .. } if with.id == claim.neighbor_id);
                is_met || !counts(&claim.event)
            }
            About::WithChild(_) => self.is_over(),
            About::Changed { claim: Some(claim), .. } if notice.recipient == Recipient::Parent => !counts(&claim.event),
            About::Changed { .. } => {
                // The question about the child does not say what was changed.
                self.question().is_none_or(|question| question.of_change && question.event != notice.cause)
            }
            About::StillOn(_) => self.question().is_none_or(|question| question.event != notice.cause),
            About::NoNews(claim) => !counts(&claim.event) || self.question().is_none(),
            About::Reminder(claim) => !counts(&claim.event) || !matches!(self.phase, Phase::Claimed { .. }),
            About::Offered { .. } => {
                let offer = self.holding().and_then(|holding| holding.offer.as_ref());
                offer.is_none_or(|(_, event)| *event != notice.cause)
            }
            About::Step { step, since } => {
                let later =
                    matches!(notice.recipient, Recipient::Helpers | Recipient::Wider) && self.step > Some(*step);
                !is_open || self.opening.offset != *since || later
            }
            About::Released { .. }
            | About::ClaimWithdrawn(_)
            | About::SaysWithChild { .. }
            | About::Ended { .. }
            | About::Thanked { .. }
            | About::OfferEnded(_)
            | About::PhoneOver
            | About::NotShown { .. }
            | About::Missed => false,
        }
    }

    /// Whether this claim has ended before its neighbor was told of it.
    pub(crate) fn has_ended_untold(&self, claim: &EventId) -> bool {
        let of_claim = |notice: &&Notice| notice.cause == *claim && notice.recipient == Recipient::Neighbor;
        let overtaken = self.notices.iter().find(of_claim).is_some_and(|notice| self.is_overtaken(notice));
        overtaken && !self.told(claim, Recipient::Neighbor)
    }

    fn pending_for_the_card(&self, effects: &mut Vec<Effect>) {
        self.pending_at_the_card(effects);
        if self.redacted {
            // A message without a channel is in the card's.
            let card = self.facts.posted.map(|posted| posted.channel_id);
            let left = self.facts.messages.iter().filter(|(message, _)| !self.facts.removed.contains(message));
            let left: Vec<_> = left.filter_map(|(message, channel)| Some((channel.or(card)?, *message))).collect();
            if !left.is_empty() {
                effects.push(Effect::Erase(left));
            }
        }
    }

    fn pending_at_the_card(&self, effects: &mut Vec<Effect>) {
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
        let shows_less = self.changed_at > self.facts.shown_as_of || self.facts.look < LOOK;
        if shows_less && !refused {
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
            // The card was posted after the end, so it was never pinned.
            None if !want && posted_as_of >= self.changed_at => None,
            _ => Some(want),
        }
    }

    /// The offset that a pin or unpin reflects if it happens now: that of the record that raised or ended the alert.
    #[must_use]
    pub fn pin_as_of(&self) -> i64 {
        let since =
            if self.is_over() { self.changed_at } else { self.raised.as_ref().map_or(-1, |raised| raised.offset) };
        // Never below the newest fact about the pin, because an older fact would not count.
        self.facts.pinned.map_or(since, |(as_of, _)| since.max(as_of))
    }
}
