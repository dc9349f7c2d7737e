//! Notices: what a person or group must be notified of. Must not decide when: [`super::pending`] does.

use super::ids::{EventId, Millis, UserId};
use super::nonce::Key;
use super::recipient::Recipient;
use super::state::{AlertState, Claim, Ending, Person};

/// Something that a recipient must be notified of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Notice {
    /// The event that makes it necessary.
    pub cause: EventId,
    /// The cause's append time.
    pub ts: Millis,
    /// The person or group that must be notified.
    pub recipient: Recipient,
    /// Its subject.
    pub about: About,
}

/// Who did something to an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum By {
    /// The neighbor who has it.
    Neighbor,
    /// The parent.
    Parent,
    /// A moderator.
    Moderator,
    /// The server has removed the bot (docs/protocol.md#rule-37).
    Server,
}

/// The subject of a notice.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum About {
    /// This neighbor has taken the alert.
    Claimed(Claim),
    /// This neighbor has taken it over from another.
    TakenOver {
        /// The claim that counts.
        claim: Claim,
        /// The neighbor who had it.
        from: Person,
    },
    /// This claim has ended, and the alert is open again.
    Released {
        /// The claim.
        claim: Claim,
        /// Who ended it.
        by: By,
    },
    /// The claim has ended, and this backup is called.
    YourTurn {
        /// The claim that has ended.
        claim: Claim,
        /// The backup.
        backup: Person,
    },
    /// This claim does not count, because its neighbor read "NOT sent".
    ClaimWithdrawn(Claim),
    /// This neighbor read "NOT sent" when they took the alert over, and has it all the same.
    CountsAfterAll {
        /// The claim that counts.
        claim: Claim,
        /// Whom the child is with: the neighbor who handed over.
        with: Person,
    },
    /// The child is with this neighbor.
    WithChild(Claim),
    /// A neighbor whose claim had ended says that the child is with them.
    SaysWithChild {
        /// That neighbor.
        who: Person,
        /// The claim that counts, if one does.
        claim: Option<Claim>,
    },
    /// The words were changed.
    Changed {
        /// The claim that counts, if one does.
        claim: Option<Claim>,
        /// Who changed them.
        by: By,
        /// Whether place or time differ.
        place_or_time: bool,
    },
    /// The neighbor was asked, and is still going.
    Confirmed(Claim),
    /// The alert is offered to this neighbor.
    Offered {
        /// The claim that counts.
        claim: Claim,
        /// Who is asked to take it over.
        to: Person,
    },
    /// A step of the clock while nobody has the alert: 0 to 4.
    Step {
        /// The step.
        step: u8,
        /// The offset of the record since which nobody has it.
        since: i64,
    },
    /// The neighbor's time comes soon.
    Reminder(Claim),
    /// The time has passed: is the child with this neighbor?
    StillOn(Claim),
    /// This neighbor has not answered a question.
    NoNews(Claim),
    /// The alert was ended while this claim counted.
    Ended {
        /// The claim.
        claim: Option<Claim>,
        /// How.
        ending: Ending,
        /// Who ended it; `None` for the clock and the bot.
        by: Option<By>,
        /// Whether the neighbor whom the child was with says that it is safe. Nobody else can say that.
        safe: bool,
    },
    /// The parent thanks the neighbor of this claim.
    Thanked {
        /// The claim.
        claim: Claim,
        /// The parent's name.
        parent_name: String,
    },
    /// The alert was ended while it was offered to this neighbor.
    OfferEnded(Person),
    /// The phone service was called, and need not call any more.
    PhoneOver,
    /// The card cannot be posted.
    NotShown {
        /// Whether the card was posted and somebody deleted it before it was recorded.
        deleted: bool,
    },
    /// The alert's time had passed before its card could be posted: no neighbor was asked.
    Missed,
    /// Its card is posted, although Discord had told the parent that the command failed.
    Late,
    /// Intake could not raise the alert.
    Rejected,
    /// The card was posted, and Discord did not notify the helper role. Counts while nobody has taken the alert.
    NobodyRung,
}

impl Notice {
    /// The person that the notice is for; `None` for a role, for the phone service and for an unknown parent. `state` is
    /// the state of the notice's alert.
    #[must_use]
    pub fn person(&self, state: &AlertState) -> Option<UserId> {
        match (self.recipient, &self.about) {
            (Recipient::Parent, _) => state.alert()?.parent_id,
            (Recipient::Neighbor, about) => about.claim().map(|claim| claim.neighbor_id),
            (Recipient::Former, About::TakenOver { from: person, .. })
            | (Recipient::Standby, About::YourTurn { backup: person, .. })
            | (Recipient::Offered, About::Offered { to: person, .. } | About::OfferEnded(person)) => Some(person.id),
            (
                Recipient::Former
                | Recipient::Standby
                | Recipient::Offered
                | Recipient::Helpers
                | Recipient::Wider
                | Recipient::Phone,
                _,
            ) => None,
        }
    }

    /// The key of the message that delivers it.
    #[must_use]
    pub fn key(&self) -> Key {
        Key::of_notice(self.recipient, &self.cause)
    }
}

impl About {
    /// The claim that it is about.
    #[must_use]
    pub fn claim(&self) -> Option<&Claim> {
        match self {
            About::Claimed(claim)
            | About::ClaimWithdrawn(claim)
            | About::WithChild(claim)
            | About::Confirmed(claim)
            | About::Reminder(claim)
            | About::StillOn(claim)
            | About::NoNews(claim)
            | About::TakenOver { claim, .. }
            | About::CountsAfterAll { claim, .. }
            | About::Released { claim, .. }
            | About::YourTurn { claim, .. }
            | About::Thanked { claim, .. }
            | About::Offered { claim, .. } => Some(claim),
            About::SaysWithChild { claim, .. } | About::Changed { claim, .. } | About::Ended { claim, .. } => {
                claim.as_ref()
            }
            About::Step { .. }
            | About::OfferEnded(_)
            | About::PhoneOver
            | About::NotShown { .. }
            | About::Missed
            | About::Late
            | About::Rejected
            | About::NobodyRung => None,
        }
    }
}
