//! A private reply to one person, which the log does not record.

use crate::alert::Refusal;
use crate::board::state::reply_address::ReplyAddress;

/// A private reply that waits to be given.
#[derive(Debug, Clone)]
pub(crate) struct PrivateReply {
    pub(crate) address: ReplyAddress,
    pub(crate) text: ReplyText,
}

/// What it says.
#[derive(Debug, Clone)]
pub(crate) enum ReplyText {
    /// Why a click changed nothing.
    Refused(Refusal),
    /// The click came before its alert.
    Early,
    /// The person's action is in the log.
    Noted(Noted),
    /// The parent's alert is on the board.
    OnTheBoard,
    /// There is no card, which a message tells the parent as well.
    NotShown {
        /// Somebody deleted it at once.
        deleted: bool,
    },
    /// Intake could not raise the alert, which a message tells the parent as well.
    Rejected,
    /// The alert's time had passed before there was a card, which a message tells the parent as well.
    Missed,
}

/// What a person's record has changed, for their answer. The people whom it concerns are told by notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noted {
    /// The claim has ended. `yours`: by its neighbor.
    Released {
        /// The neighbor themselves gave it back.
        yours: bool,
    },
    /// The child is with them.
    WithChild,
    /// They had the alert before; the parent is told what they say.
    PassedOn,
    /// The alert is done. `yours`: by its neighbor.
    Done {
        /// The neighbor themselves said so.
        yours: bool,
    },
    /// The alert is cancelled. `claimed`: a neighbor is told not to go.
    Cancelled {
        /// A neighbor had it.
        claimed: bool,
    },
    /// The words are changed. `asks`: the neighbor who has it is asked whether they can still come.
    Changed {
        /// The neighbor is asked.
        asks: bool,
    },
    /// They are still going.
    Confirmed,
    /// They are backup.
    Standby,
    /// The other person is asked to take the alert over.
    Offered,
}
