//! Messages that notify a recipient by a mention: the parent, the neighbor who took the alert, the helpers.
//!
//! They notify one person or role and nobody else, whatever the text contains.

use std::borrow::Cow;

use serenity::all::{ButtonStyle, Nonce};
use serenity::builder::{CreateActionRow, CreateAllowedMentions, CreateButton, CreateEmbed, CreateMessage};

use crate::alert::{About, AlertState, By, Claim, Ending, Key, Notice, Phase, Recipient, RoleId, UserId};
use crate::discord::action::Action;
use crate::discord::input::custom_id::CustomId;
use crate::discord::render::card::CardContext;
use crate::discord::render::{components, embed, links};
use crate::discord::text;
use crate::discord::text::masked::masked;
use crate::discord::text::{Language, card, messages, notice as say, part};

/// The person or role that a message notifies.
enum Mentioned {
    User(UserId),
    Role(RoleId),
    Nobody,
}

/// Where a message stands, which says who else reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In a channel, where others read it.
    Channel,
    /// A direct message. `sees_card`: the recipient can see the card.
    Direct {
        /// Whether the message has a link to the card.
        sees_card: bool,
    },
}

/// The message for a notice. Where details are private, a message in the channel has no words of the alert.
/// A direct message to somebody who does not have the alert says of it what everybody may read.
pub fn create(notice: &Notice, state: &AlertState, context: &CardContext, key: &Key, place: Place) -> CreateMessage {
    let private = context.private && place == Place::Channel;
    let has_it_not = matches!(notice.recipient, Recipient::Standby | Recipient::Offered);
    let state = &if context.private && has_it_not { masked_in(state, context.language) } else { Cow::Borrowed(state) };
    let (text, details) = if private {
        (private_text(notice, state, context), CreateEmbed::new())
    } else {
        let text = text(notice, state, context);
        let text = match password_line(notice, state, context) {
            Some(more) => format!("{text} {more}"),
            None => text,
        };
        (text, details(notice, state, context.language))
    };
    let language = context.language;
    let card = links::to_card(language, state, context.guild).filter(|_| place != Place::Direct { sees_card: false });
    let person = whom_to_write(notice, state, language).filter(|_| !private);
    let thanks = says_thanks(notice, state, context);
    let message = CreateMessage::new()
        .components(thanks.into_iter().chain(links::row([card, person])).collect())
        .embed(details.footer(embed::footer(key)))
        .nonce(Nonce::String(key.to_string()))
        .enforce_nonce(true);
    let nobody = CreateAllowedMentions::new();
    match mentioned(notice, state, context) {
        Mentioned::User(user) => message.content(format!("{text} <@{user}>")).allowed_mentions(nobody.users([user])),
        Mentioned::Role(role) => message.content(format!("{text} <@&{role}>")).allowed_mentions(nobody.roles([role])),
        Mentioned::Nobody => message.content(text).allowed_mentions(nobody),
    }
}

/// The state with the words that everybody may read.
fn masked_in(state: &AlertState, language: Language) -> Cow<'_, AlertState> {
    let mut state = state.clone();
    if let Some(raised) = &mut state.raised {
        raised.alert = masked(&raised.alert, language);
    }
    Cow::Owned(state)
}

/// The conversation that the recipient may want: the parent with the neighbor, and the neighbor with the parent.
fn whom_to_write(notice: &Notice, state: &AlertState, language: Language) -> Option<CreateButton> {
    match (notice.recipient, &notice.about) {
        (Recipient::Parent, About::Claimed(claim) | About::TakenOver { claim, .. } | About::NoNews(claim)) => {
            Some(links::to_person(language, claim.neighbor_id, &claim.neighbor_name))
        }
        (
            Recipient::Neighbor,
            About::Claimed(_) | About::TakenOver { .. } | About::Changed { .. } | About::StillOn(_),
        ) => links::to_parent(language, state),
        _ => None,
    }
}

/// "Say thanks", for the parent of an alert that a neighbor had when it was done.
fn says_thanks(notice: &Notice, state: &AlertState, context: &CardContext) -> Option<CreateActionRow> {
    let (Recipient::Parent, About::Ended { claim: Some(claim), ending: Ending::Done, .. }) =
        (notice.recipient, &notice.about)
    else {
        return None;
    };
    let (action, home, alert_id) = (Action::Thanks, context.home, state.id.clone());
    let id = CustomId { action, home, alert_id, parent_id: None, since: Some(claim.offset) };
    let button = components::button(&id, &action.label(context.language), ButtonStyle::Secondary);
    Some(components::row([button]))
}

/// The line with the password, where details are private: the parent forwards it to the child, and the neighbor says it.
fn password_line(notice: &Notice, state: &AlertState, context: &CardContext) -> Option<String> {
    let (About::Claimed(claim) | About::TakenOver { claim, .. }) = &notice.about else { return None };
    let (language, neighbor) = (context.language, part::name(&claim.neighbor_name));
    let child = text::child(language, text::alert(state));
    let password = context.password(claim)?;
    match notice.recipient {
        Recipient::Parent => Some(messages::parent_for_the_child(language, child, neighbor, password)),
        Recipient::Neighbor => {
            Some(messages::details_password(language, password, child, text::parent(language, text::alert(state))))
        }
        _ => None,
    }
}

/// What the notice says where others read it and details are private.
fn private_text(notice: &Notice, state: &AlertState, context: &CardContext) -> String {
    let language = context.language;
    match (notice.recipient, &notice.about, text::alert(state)) {
        (Recipient::Helpers | Recipient::Wider, About::Step { .. }, Some(alert)) if state.phase == Phase::Open => {
            card::private_call(language, &text::called(state, &masked(alert, language)))
        }
        (Recipient::Neighbor, About::Claimed(_) | About::TakenOver { .. } | About::CountsAfterAll { .. }, _) => {
            messages::notice_private_yours(language, part::said(Action::Details.label(language)))
        }
        // These sentences have no word of the alert, and somebody has to act on them.
        (_, About::NotShown { .. } | About::Missed | About::Late | About::Rejected | About::NobodyRung, _) => {
            text(notice, state, context)
        }
        (Recipient::Neighbor, About::ClaimWithdrawn(_), _) => text(notice, state, context),
        (Recipient::Parent, About::Step { .. }, _) => match &context.fallback {
            Some(contact) => messages::notice_private_nobody_fallback(language, part::place(contact)),
            None => messages::notice_private_nobody(language),
        },
        (Recipient::Parent, About::NoNews(claim), _) => {
            messages::notice_private_no_news(language, part::name(&claim.neighbor_name))
        }
        (Recipient::Neighbor, About::Thanked { .. }, _) => messages::notice_private_thanked(language),
        (Recipient::Neighbor, About::Released { .. } | About::Ended { .. }, _) => {
            messages::notice_private_stand_down(language)
        }
        _ => messages::notice_private(language),
    }
}

fn mentioned(notice: &Notice, state: &AlertState, context: &CardContext) -> Mentioned {
    let role = match notice.recipient {
        Recipient::Helpers => context.helper_role,
        Recipient::Wider => context.wider_role,
        _ => None,
    };
    match (notice.person(state), role) {
        (Some(user), _) => Mentioned::User(user),
        // If a neighbor has taken the alert again in the meantime, nobody is notified.
        (None, Some(role)) if state.phase == Phase::Open => Mentioned::Role(role),
        _ => Mentioned::Nobody,
    }
}

/// The role that the message notifies, if it notifies one.
pub(crate) fn role_to_notify(notice: &Notice, state: &AlertState, context: &CardContext) -> Option<RoleId> {
    match mentioned(notice, state, context) {
        Mentioned::Role(role) => Some(role),
        Mentioned::User(_) | Mentioned::Nobody => None,
    }
}

/// What the notice says, without the mention.
pub(crate) fn text(notice: &Notice, state: &AlertState, context: &CardContext) -> String {
    let language = context.language;
    let child = || text::child(language, text::alert(state));
    let parent = || text::parent(language, text::alert(state));
    let of = |claim: &Claim| part::name(&claim.neighbor_name);
    match (notice.recipient, &notice.about) {
        (_, About::NotShown { deleted }) => say::not_shown(language, *deleted),
        (_, About::Missed) => say::missed(language, state),
        (_, About::Late) => say::late(language, state),
        (_, About::Rejected) => say::rejected(language),
        (_, About::NobodyRung) => say::nobody_rung(language),
        (_, About::SaysWithChild { who, .. }) => {
            messages::notice_says_with_child(language, part::name(&who.name), child())
        }
        (Recipient::Parent, About::Claimed(claim)) => say::has_it(language, state, claim),
        (Recipient::Parent, About::TakenOver { claim, from }) => say::taken_over_from(language, state, claim, from),
        (Recipient::Parent, About::Released { claim, by }) => {
            say::released(language, state, notice, claim, *by, context.calls_helpers(state))
        }
        (Recipient::Parent, About::ClaimWithdrawn(claim)) => {
            say::did_not_count(language, claim, context.calls_helpers(state))
        }
        (Recipient::Parent, About::WithChild(claim)) => messages::notice_with_child(language, child(), of(claim)),
        (Recipient::Parent, About::Changed { .. }) => messages::notice_changed_by_moderator(language, child()),
        (Recipient::Parent, About::Confirmed(claim)) => messages::notice_still_going(language, of(claim)),
        (Recipient::Parent, About::Step { .. }) => {
            say::nobody(language, state, notice, context.fallback.as_deref(), context.calls_helpers(state))
        }
        (Recipient::Parent, About::NoNews(claim)) => say::no_news(language, claim),
        (Recipient::Parent, About::Ended { claim, ending, by, .. }) => {
            say::over(language, state, claim.as_ref(), *ending, *by)
        }
        (Recipient::Neighbor, About::Claimed(_)) => say::you_have_it(language, state),
        (Recipient::Neighbor, About::TakenOver { from, .. }) => say::taken_over(language, state, from),
        (Recipient::Neighbor, About::CountsAfterAll { with, .. }) => {
            let button = part::said(Action::HandOver.label(language));
            messages::notice_counts_after_all(language, child(), part::name(&with.name), button)
        }
        (Recipient::Neighbor, About::Released { by: By::Parent, .. }) => {
            messages::notice_reopened_by_parent(language, parent(), child())
        }
        (Recipient::Neighbor, About::Released { .. }) => say::taken_from_you(language, state),
        (Recipient::Neighbor, About::ClaimWithdrawn(_)) => say::yours_did_not_count(language),
        (Recipient::Neighbor, About::Changed { by, .. }) => say::changed(language, state, *by),
        (Recipient::Neighbor, About::StillOn(_)) => messages::notice_still_on(language, child(), parent()),
        (Recipient::Neighbor, About::Reminder(_)) => say::reminder(language, state, notice),
        (Recipient::Neighbor, About::Ended { ending: Ending::Done, by: Some(By::Parent), .. }) => {
            messages::notice_done_by_parent(language, parent(), child())
        }
        (Recipient::Neighbor, About::Ended { ending, by, .. }) => say::stand_down(language, state, *ending, *by),
        (Recipient::Former, About::TakenOver { claim, from }) => say::relieved(language, state, claim, from),
        (Recipient::Neighbor, About::Thanked { parent_name, .. }) => {
            messages::notice_thanked(language, part::name(parent_name), child())
        }
        (Recipient::Standby, About::YourTurn { claim, .. }) => say::your_turn(language, state, claim),
        (Recipient::Offered, About::Offered { claim, .. }) => say::offered(language, state, claim),
        (Recipient::Offered, About::OfferEnded(_)) => messages::notice_offer_ended(language, child()),
        (Recipient::Helpers, About::Step { step, .. }) => say::helpers(language, state, notice, *step),
        (Recipient::Wider, About::Step { .. }) => say::wider(language, state),
        _ => say::look_at_the_card(language, state),
    }
}

/// The embed below the text: the whole alert for the neighbor who took it and for the helpers.
fn details(notice: &Notice, state: &AlertState, language: Language) -> CreateEmbed {
    match (&state.raised, notice.recipient, &notice.about) {
        (
            Some(raised),
            Recipient::Neighbor,
            About::Claimed(_) | About::TakenOver { .. } | About::CountsAfterAll { .. },
        ) => for_the_neighbor(language, &raised.alert),
        (Some(raised), Recipient::Helpers | Recipient::Wider, _) if state.phase == Phase::Open => {
            embed::of_alert(language, &raised.alert, None)
        }
        _ => CreateEmbed::new(),
    }
}

/// The whole alert, for the neighbor who took it.
pub(crate) fn for_the_neighbor(language: Language, alert: &crate::alert::Alert) -> CreateEmbed {
    embed::of_alert(language, alert, None).field(messages::field_parent(language), say::asked(alert), true)
}
