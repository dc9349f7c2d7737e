//! Discord as the protocol sees it: messages with the key they carry, what they show, and the window in which a nonce
//! is remembered. Knows nothing of boards.

use std::collections::BTreeSet;

use needhelp_model::alert::{AlertState, Claim, EventId, Holding, Key, MessageId, Millis, Phase, Recipient, UserId};

/// "Within the last few minutes" (Discord's reference, "Create Message"): anything between the board's minute and the
/// ten minutes that pass at once here.
const NONCE_REMEMBERED_MS: i64 = 180_000;

/// What a person reads off a card, and which records its buttons name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Face {
    Open {
        since: i64,
        words: i64,
    },
    Claimed(Held),
    WithChild {
        held: Held,
        with: UserId,
    },
    Over {
        /// It says that the child is safe.
        safe: bool,
    },
    /// It is over and says nothing of its people.
    Redacted,
}

/// Who has it, and what its buttons name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Held {
    pub who: UserId,
    pub since: i64,
    pub words: i64,
    pub question: Option<i64>,
    pub offer: Option<UserId>,
    pub backup: Option<UserId>,
}

impl Face {
    pub fn of(state: &AlertState) -> Self {
        let held = |claim: &Claim, holding: &Holding| Held {
            who: claim.neighbor_id,
            since: claim.offset,
            words: state.words_at(),
            question: holding.question.as_ref().map(|question| question.offset),
            offer: holding.offer.as_ref().map(|(to, _)| to.id),
            backup: holding.standby.as_ref().map(|backup| backup.id),
        };
        match &state.phase {
            Phase::Open => Face::Open { since: state.opening.offset, words: state.words_at() },
            Phase::Claimed { claim, holding } => Face::Claimed(held(claim, holding)),
            Phase::WithChild { claim, holding, with, .. } => {
                Face::WithChild { held: held(claim, holding), with: with.id }
            }
            Phase::Over { .. } if state.redacted => Face::Redacted,
            Phase::Over { safe, .. } => Face::Over { safe: *safe },
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum What {
    Card {
        shows: Face,
        as_of: i64,
        pinned: bool,
    },
    /// `recalled`: it speaks of a claim as standing that its sender knew to be withdrawn.
    Notice {
        recipient: Recipient,
        cause: EventId,
        recalled: bool,
        /// The opening of which a step of the clock tells.
        of_step: Option<i64>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Message {
    pub alert: usize,
    pub key: Key,
    pub made: Millis,
    pub deleted: bool,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Discord {
    /// A message's id is its place and one.
    pub messages: Vec<Message>,
    /// The clicks whose person has read the private answer.
    pub answered: BTreeSet<EventId>,
    /// What people have seen of each alert's card: they press any button of it later.
    pub seen: BTreeSet<(usize, Face)>,
    /// A board has begun to tell of a step although it had read what empties it.
    pub told_emptied: bool,
}

impl Discord {
    /// `POST /messages` with `enforce_nonce`: a nonce that is remembered gives back what was made with it.
    pub fn create(&mut self, message: Message) -> MessageId {
        let remembered =
            |known: &Message| known.key == message.key && message.made.since(known.made) <= NONCE_REMEMBERED_MS;
        let place = self.messages.iter().position(remembered).unwrap_or_else(|| {
            if let What::Card { shows, .. } = message.what {
                self.seen.insert((message.alert, shows));
            }
            self.messages.push(message);
            self.messages.len() - 1
        });
        id(place)
    }

    /// The result of a lookup, oldest first.
    pub fn find(&self, key: &Key) -> Vec<MessageId> {
        let carries = |message: &&(usize, &Message)| !message.1.deleted && message.1.key == *key;
        self.messages
            .iter()
            .enumerate()
            .collect::<Vec<_>>()
            .iter()
            .filter(carries)
            .map(|(place, _)| id(*place))
            .collect()
    }

    pub fn edit(&mut self, message: MessageId, face: Face, offset: i64) {
        let message = self.get(message);
        let alert = message.alert;
        if let What::Card { shows, as_of, .. } = &mut message.what {
            (*shows, *as_of) = (face, offset);
            self.seen.insert((alert, face));
        }
    }

    pub fn pin(&mut self, message: MessageId, pin: bool) {
        if let What::Card { pinned, .. } = &mut self.get(message).what {
            *pinned = pin;
        }
    }

    pub fn delete(&mut self, message: MessageId) {
        self.get(message).deleted = true;
    }

    /// The cards of an alert that can be seen: id, face, pinned.
    pub fn cards(&self, alert: usize) -> Vec<(MessageId, Face, bool)> {
        let seen = self.messages.iter().enumerate().filter(|(_, message)| message.alert == alert && !message.deleted);
        seen.filter_map(|(place, message)| match message.what {
            What::Card { shows, pinned, .. } => Some((id(place), shows, pinned)),
            What::Notice { .. } => None,
        })
        .collect()
    }

    /// How often a person was told of a cause.
    pub fn tellings(&self, of: &EventId, to: Recipient) -> usize {
        let tells = |message: &&Message| matches!(&message.what, What::Notice { recipient, cause, .. } if *recipient == to && cause == of);
        self.messages.iter().filter(tells).count()
    }

    fn get(&mut self, message: MessageId) -> &mut Message {
        // Ids are given out by `create` alone.
        &mut self.messages[usize::try_from(message.0 - 1).expect("an id is a place")]
    }
}

fn id(place: usize) -> MessageId {
    MessageId(place as u64 + 1)
}
