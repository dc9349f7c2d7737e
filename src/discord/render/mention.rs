//! Messages that notify a recipient by a mention: the parent, the neighbor who took the alert, the helpers.
//!
//! They notify one person or role and nobody else, whatever the text contains.

use serenity::all::Nonce;
use serenity::builder::{CreateAllowedMentions, CreateEmbed, CreateMessage};

use crate::alert::{About, AlertState, Key, Notice, Phase, Recipient, RoleId, UserId};
use crate::discord::render::card::CardContext;
use crate::discord::render::embed;
use crate::discord::text;
use crate::discord::text::{field, notice as say};

/// The person or role that a message notifies.
enum Mentioned {
    User(UserId),
    Role(RoleId),
    Nobody,
}

/// The message for a notice, in the channel or as a direct message. `link`: the recipient can see the card, so the message
/// has a link to it.
pub fn create(notice: &Notice, state: &AlertState, context: &CardContext, key: &Key, link: bool) -> CreateMessage {
    let text = text(notice, state);
    let details = details(notice, state);
    let details = if link { with_link(details, state, context) } else { details };
    let message = CreateMessage::new()
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
pub(crate) fn text(notice: &Notice, state: &AlertState) -> String {
    match (notice.recipient, &notice.about) {
        (Recipient::Parent, About::Claimed(claim)) => say::has_it(state, claim),
        (Recipient::Parent, About::Released { claim, .. }) => say::gave_back(claim),
        (Recipient::Parent, About::ClaimWithdrawn(claim)) => say::did_not_count(claim),
        (Recipient::Parent, About::Ended { claim: Some(claim), ending, .. }) => say::over(state, claim, *ending),
        (_, About::NotShown { deleted }) => say::not_shown(*deleted),
        (_, About::Missed) => say::missed(state),
        (_, About::Late) => say::late(state),
        (_, About::Rejected) => say::rejected(),
        (_, About::NobodyRung) => say::NOBODY_RUNG.to_owned(),
        (Recipient::Neighbor, About::Claimed(_)) => say::you_have_it(state),
        (Recipient::Neighbor, About::Released { .. }) => say::taken_from_you(state),
        (Recipient::Neighbor, About::ClaimWithdrawn(_)) => say::YOURS_DID_NOT_COUNT.to_owned(),
        (Recipient::Neighbor, About::Ended { ending, .. }) => say::stand_down(state, *ending),
        (Recipient::Helpers, About::Step { .. }) => say::open_again(state),
        _ => say::look_at_the_card(state),
    }
}

/// The embed below the text: the whole alert for the neighbor who took it and for the helpers.
fn details(notice: &Notice, state: &AlertState) -> CreateEmbed {
    match (&state.raised, notice.recipient, &notice.about) {
        (Some(raised), Recipient::Neighbor, About::Claimed(_)) => for_the_neighbor(&raised.alert),
        (Some(raised), Recipient::Helpers, _) if state.phase == Phase::Open => embed::of_alert(&raised.alert, None),
        _ => CreateEmbed::new(),
    }
}

/// The embed with where the card is, if that is known.
pub(crate) fn with_link(embed: CreateEmbed, state: &AlertState, context: &CardContext) -> CreateEmbed {
    match text::link(state, context.guild) {
        Some(link) => embed.field(field::CARD, link, false),
        None => embed,
    }
}

/// The whole alert, for the neighbor who took it.
pub(crate) fn for_the_neighbor(alert: &crate::alert::Alert) -> CreateEmbed {
    embed::of_alert(alert, None).field(field::PARENT, say::asked(alert), true)
}
