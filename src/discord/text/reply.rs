//! Private answers: to the parent about their alert, to neighbors about their press.
//!
//! The first three words of an answer to `/needhelp` say whether the alert was sent.

use crate::alert::{Alert, ChannelId, Millis, Refusal, UserId};
use crate::discord::text::{
    by, clock, clock_and_distance, clock_to_the_second, how_it_ended, mention, name, parent, place, time, took,
};

/// How every answer begins that says [`sent`], also in earlier versions.
pub(crate) const SENT: &str = "✅ Sent";

/// The broker has the alert.
#[must_use]
pub(crate) fn sent(alert: &Alert) -> String {
    format!("{SENT}.{} Keep your phone on: it will notify you when a neighbor takes it.", understood(alert))
}

/// " Time: 3:15 PM (3:15 PM, in 20 minutes).": the time that was understood, in words and by the reader's own clock.
fn understood(alert: &Alert) -> String {
    match (alert.needed_by, time(alert)) {
        (None, _) => String::new(),
        (Some(_), None) => " Time: NOW.".to_owned(),
        // Without a zone, the reader's own clock is all there is.
        (Some(at), Some(time)) if time == clock(Millis::from(at)) => {
            format!(" Time: {}.", clock_and_distance(Millis::from(at)))
        }
        (Some(at), Some(time)) => {
            let seconds = Millis::from(at).seconds();
            format!(" Time: {time} (<t:{seconds}:t>, <t:{seconds}:R>).")
        }
    }
}

/// Whether the helpers' phones rang for a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HelpersPhones {
    /// Discord says that the card notified their role.
    Rang,
    /// Discord says that it did not.
    Silent,
    /// Discord has not said.
    Unknown,
    /// No helper role is set up.
    NoRole,
}

/// The card is in this channel. `sees_it`: the parent can see it there; otherwise they are told by direct message.
#[must_use]
pub(crate) fn posted(channel: Option<ChannelId>, phones: HelpersPhones, sees_it: bool) -> String {
    let place = match channel {
        _ if !sees_it => "for the helpers".to_owned(),
        Some(channel) => format!("in {}", crate::discord::text::channel(channel)),
        None => "in the channel".to_owned(),
    };
    let by = if sees_it { "" } else { " by direct message" };
    let yours = format!("Yours will notify you{by} when someone takes it.");
    let your_phone = format!("Your phone will notify you{by} when someone takes it.");
    match phones {
        HelpersPhones::Rang if !sees_it => format!("✅ Posted {place}, and their phones were notified. {yours}"),
        HelpersPhones::Silent if !sees_it => {
            format!("✅ Posted {place}, but their phones did not ring. Phone someone, too. {your_phone}")
        }
        HelpersPhones::Rang => format!("✅ Posted {place} and the helpers' phones were notified. {yours}"),
        HelpersPhones::Silent => {
            format!("✅ Posted {place}, but the helpers' phones did not ring. Phone someone, too. {your_phone}")
        }
        HelpersPhones::Unknown => format!("✅ Posted {place}. {your_phone}"),
        HelpersPhones::NoRole => {
            format!("✅ Posted {place}. No phones were notified, because no helper role is set up. {your_phone}")
        }
    }
}

/// The broker has not answered yet; what it means if the parent still reads this at `at`.
#[must_use]
pub(crate) fn sending(alert: &Alert, at: Millis) -> String {
    format!(
        "⏳ Sending… If you still read this at {}, your alert was NOT sent: phone someone.{}",
        clock_to_the_second(at),
        understood(alert)
    )
}

/// The same for a person who pressed a button.
#[must_use]
pub(crate) fn press_sending(at: Millis) -> String {
    format!("⏳ Sending… If you still read this at {}, your press did NOT go through.", clock_to_the_second(at))
}

/// The broker did not take it in time; it counts for nothing.
pub(crate) const NOT_SENT: &str =
    "❌ NOT sent. Phone someone now. No neighbor has seen this and none will. You can also send a new one.";

/// The card can't be shown, for good.
pub(crate) const NOT_SHOWN: &str =
    "❌ NOT shown to anyone. Phone someone now. (The bot may not post in the channel; please tell an admin.)";

/// The bot has the record, and can't make an alert of it.
pub(crate) const REJECTED: &str =
    "❌ NOT shown to anyone. Phone someone now. (The bot could not process your alert; please tell an admin.)";

/// The card was there, and somebody deleted it at once.
pub(crate) const DELETED: &str =
    "❌ Someone deleted your alert from the channel. If no one has contacted you, phone someone or send it again.";

/// Its time had passed before there was a card.
#[must_use]
pub(crate) fn missed(alert: Option<&Alert>) -> String {
    let after = alert.and_then(time).unwrap_or_else(|| "its time".to_owned());
    format!("❌ Too late. Phone someone now. Your alert reached the channel after {after}; no one was asked.")
}

/// The claim is in the log; the board says in a moment who has it.
pub(crate) const CHECKING: &str = "⏳ One moment: checking if you are the first…";

/// Another press is in the log; the board says in a moment what became of it.
pub(crate) const ONE_MOMENT: &str = "⏳ One moment: checking your press…";

/// A claim that did not get through; the gateway knows of the parent at most who they are.
#[must_use]
pub(crate) fn claim_not_sent(parent_id: Option<UserId>) -> String {
    did_not_go_through(&parent_id.map_or_else(|| parent(None), mention))
}

fn did_not_go_through(parent: &str) -> String {
    format!("❌ That did not go through: you do NOT have it. Press again, or write to {parent}.")
}

/// A claim whose alert can't be in any log.
pub(crate) const CLAIM_OF_NO_ALERT: &str =
    "❌ You do NOT have it: the bot no longer knows this alert. If you can help, write to the parent.";

/// They won.
#[must_use]
pub(crate) fn you_have_it(alert: Option<&Alert>) -> String {
    let Some(alert) = alert else { return "✅ You have it. Please look at the card.".to_owned() };
    let told = match alert.parent_id {
        Some(_) => format!(" {} is being told now.", name(&alert.parent_name)),
        None => String::new(),
    };
    let by = if alert.is_for_now() { " now".to_owned() } else { by(alert) };
    format!("✅ You have it. Please be at {}{by}.{told}", place(&alert.location))
}

/// What they did is in the log.
pub(crate) const SAVED: &str = "✅ Saved. The card shows it.";

/// Their press came before the alert itself.
pub(crate) const EARLY: &str =
    "You do NOT have it yet: the bot doesn't know this alert. If the alert arrives, your press counts.";

/// Why their press changed nothing.
#[must_use]
pub(crate) fn refused(refusal: &Refusal, alert: Option<&Alert>) -> String {
    match refusal {
        Refusal::OwnAlert => OWN_ALERT.to_owned(),
        Refusal::Taken(claim) => format!("Thank you! {}, so you don't need to go.", took(claim)),
        Refusal::Yours(claim) => format!("You already have this one (since {}).", clock(claim.ts)),
        Refusal::Over(ending) => format!("This has ended: {}. Thank you!", how_it_ended(*ending, alert)),
        Refusal::NotClaimed => "No one has taken this yet.".to_owned(),
        Refusal::NotYours(claim) => format!("Only {} can do that: {}.", name(&claim.neighbor_name), took(claim)),
        Refusal::NotTheParent => format!("Only {} or a moderator can do that.", parent(alert)),
        Refusal::Blocked => MAY_NOT_TAKE.to_owned(),
        Refusal::Withdrawn => did_not_go_through(&parent(alert)),
        Refusal::WithNeighbor(_)
        | Refusal::Changed
        | Refusal::TooOften
        | Refusal::NoBackupNeeded { .. }
        | Refusal::HasBackup { .. }
        | Refusal::NotOffered
        | Refusal::NotToThem
        | Refusal::TooFar
        | Refusal::TooMany => "This has changed meanwhile. Please look at the card.".to_owned(),
        Refusal::NeverRaised => "The bot doesn't know this alert. Nothing was changed.".to_owned(),
    }
}

/// They answered a question with no.
pub(crate) const KEPT: &str = "OK. Nothing was changed.";

/// Parents can't claim.
pub(crate) const OWN_ALERT: &str = "This is your own alert, so a neighbor has to take it.";

/// Its parent has blocked them. Must not say so.
pub(crate) const MAY_NOT_TAKE: &str = "You can't take this alert.";

/// Only helpers claim. `role` is the role's mention.
#[must_use]
pub(crate) fn not_a_helper(role: &str) -> String {
    format!("Only people with the role {role} can take alerts. An admin can give it to you.")
}

/// The button of another program, or a forged one.
pub(crate) const FOREIGN_BUTTON: &str = "This button belongs to another bot. Nothing was changed.";

/// Not whole.
pub(crate) const DAMAGED_BUTTON: &str =
    "This button doesn't work anymore. Nothing was changed. If you can help, write to the parent.";

/// Of a version that this one does not know.
pub(crate) const LATER_BUTTON: &str = "The bot is being updated. Nothing was changed. Please try again in a minute.";

/// A press outside of a server.
pub(crate) const ONLY_IN_A_SERVER: &str = "Please press this in your neighborhood's channel. Nothing was changed.";

/// A command, form or menu that this bot does not have.
pub(crate) const UNKNOWN: &str = "The bot doesn't know this. Nothing was sent. To ask for help, type `/needhelp`.";

/// The bot failed over it, and can't say how far it came.
pub(crate) const WENT_WRONG: &str =
    "⚠️ Something went wrong. If your alert is not in the channel within a minute, it was NOT sent: phone someone.";
