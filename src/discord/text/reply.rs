//! Private answers: to the parent about their alert, to neighbors about their click.

use crate::alert::{AlertState, Ending, Millis, Refusal};
use crate::discord::text::{ended, has_it, name};

/// The broker has it.
pub(crate) const SENT: &str = "✅ Sent. You will be mentioned in the channel as soon as a neighbor has it.";

/// The card is there; `link` leads to it.
#[must_use]
pub(crate) fn on_the_board(link: Option<&str>) -> String {
    let at = link.map(|link| format!(": {link}")).unwrap_or_else(|| ".".to_owned());
    format!("✅ Sent, and on the board{at}\nYou will be mentioned in the channel as soon as a neighbor has it.")
}

/// The broker has not said a word yet.
#[must_use]
pub(crate) fn not_sent_yet(at: Millis) -> String {
    format!(
        "⏳ Not sent yet. If this still stands at {} it was NOT sent: phone someone.",
        crate::discord::text::clock_to_the_second(at)
    )
}

/// The broker did not take it in time; it counts for nothing.
pub(crate) const NOT_SENT: &str = "❌ NOT sent: phone someone. The message service does not answer. Nobody was called, and nobody \
     will be by this alert; to try again, send a new one.";

/// It was not even tried.
#[must_use]
pub(crate) fn not_sent_because(why: &str) -> String {
    format!("❌ NOT sent. {why}")
}

/// The card can't be shown, for good.
pub(crate) const NOT_SHOWN: &str = "❌ NOT shown: phone someone. Your alert was sent, but the bot can't write into the channel. \
     Nobody was called. An admin can find out why with `needhelp check`.";

/// The card was there, and somebody deleted it at once.
pub(crate) const DELETED: &str = "❌ Your alert was sent and shown, but somebody deleted its card. If nobody has answered you, phone \
     someone, or send it again.";

/// Its time had passed before there was a card.
pub(crate) const MISSED: &str = "❌ Too late: phone someone. The time of your alert had passed before anybody could be asked, and \
     nobody has it.";

/// The click was passed on; who has it is decided in a moment.
pub(crate) const PASSED_ON: &str = "Passed on, one moment… Whether you have it will stand here and on the card.";

/// A click that did not get through.
pub(crate) const CLICK_NOT_SENT: &str = "❌ NOT sent: you do not have it. The message service does not answer. If you can be there, \
     press the button again or write to the parent.";

/// A click on a button whose alert can't be anywhere.
pub(crate) const LEADS_NOWHERE: &str = "❌ NOT sent: you do not have it. The alert of this button is not known here. Nothing was \
     changed; if you can be there, write to the parent.";

/// They won.
#[must_use]
pub(crate) fn you_have_it(state: &AlertState) -> String {
    let parent =
        state.raised.as_ref().map_or_else(|| "The parent".to_owned(), |raised| name(&raised.alert.parent_name));
    format!("✅ You have it. {parent} is being told. This is what you need to know:")
}

/// What they did has been noted.
pub(crate) const NOTED: &str = "✅ Done, the card shows it.";

/// Why what they did changed nothing.
#[must_use]
pub(crate) fn refused(refusal: &Refusal) -> String {
    match refusal {
        Refusal::OwnAlert => OWN_ALERT.to_owned(),
        Refusal::Taken(claim) => format!("Thank you, but {} You can stay where you are.", has_it(claim)),
        Refusal::Yours(claim) => format!("You have it already, since {}.", crate::discord::text::clock(claim.ts)),
        Refusal::Over(ending) => over(*ending),
        Refusal::NotClaimed => "Nobody has it at the moment.".to_owned(),
        Refusal::NotYours(claim) => format!("Only who has it can do that: {}", has_it(claim)),
        Refusal::NotTheParent => "Only the parent who asked (or a moderator) can cancel.".to_owned(),
        Refusal::Withdrawn => CLICK_NOT_SENT.to_owned(),
        Refusal::NeverRaised => "This alert is not known here. Nothing was changed.".to_owned(),
    }
}

/// It is over.
#[must_use]
pub(crate) fn over(ending: Ending) -> String {
    format!("It is over. {} Thank you.", ended(ending))
}

/// Parents can't claim.
pub(crate) const OWN_ALERT: &str = "This is your own alert: a neighbor has to take it.";

/// Only helpers claim. `role` is the role's mention.
#[must_use]
pub(crate) fn not_a_helper(role: &str) -> String {
    format!("Only helpers ({role}) can take an alert. An admin of the server can give you the role.")
}

/// The button of another program, or a forged one.
pub(crate) const FOREIGN_BUTTON: &str = "This button is not one of this bot's. Nothing was changed.";

/// Not whole.
pub(crate) const DAMAGED_BUTTON: &str = "This button is damaged. Nothing was changed. Please write to the parent.";

/// Of a version that this one does not know.
pub(crate) const LATER_BUTTON: &str =
    "This button is of a later version of the bot. Nothing was changed. Please try again in a minute.";

/// A click outside of a server.
pub(crate) const ONLY_IN_A_SERVER: &str = "This works only in a server's channel. Nothing was changed.";

/// A command outside of a server.
pub(crate) const COMMAND_ONLY_IN_A_SERVER: &str = "Use `/needhelp` in a channel of your neighborhood's server.";

/// A command, form or menu that this bot does not have.
pub(crate) const UNKNOWN: &str =
    "This bot does not know that. Nothing was sent or changed. To ask for help, type `/needhelp`.";

/// The bot failed over it, and can't say how far it came.
pub(crate) const WENT_WRONG: &str = "⚠️ Something went wrong in the bot. If the channel does not show it within a minute, it was \
     NOT sent: phone someone.";
