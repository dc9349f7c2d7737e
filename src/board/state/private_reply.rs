//! A private reply to one person, which the log does not record.

use crate::alert::{Noted, Refusal};
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
    Early {
        /// It would take the alert.
        claims: bool,
    },
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
