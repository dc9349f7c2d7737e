//! Messages that notify a recipient by a mention: the parent, the neighbor who took the alert, the helpers.
//!
//! They notify one person or role and nobody else, whatever the text contains.

use serenity::all::Nonce;
use serenity::builder::{CreateAllowedMentions, CreateEmbed, CreateMessage};

use crate::alert::{About, AlertState, Key, Notice, Phase, Recipient, RoleId, UserId};
use crate::discord::render::card::CardContext;
use crate::discord::render::embed;
use crate::discord::text;
use crate::discord::text::{Language, messages, notice as say};

/// The person or role that a message notifies.
enum Mentioned {
    User(UserId),
    Role(RoleId),
    Nobody,
}

/// The message for a notice, in the channel or as a direct message. `link`: the recipient can see the card, so the message
/// has a link to it.
pub fn create(notice: &Notice, state: &AlertState, context: &CardContext, key: &Key, link: bool) -> CreateMessage {
    let text = text(notice, state, context.language);
    let details = details(notice, state, context.language);
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
pub(crate) fn text(notice: &Notice, state: &AlertState, language: Language) -> String {
    match (notice.recipient, &notice.about) {
        (Recipient::Parent, About::Claimed(claim)) => say::has_it(language, state, claim),
        (Recipient::Parent, About::Released { claim, .. }) => say::gave_back(language, claim),
        (Recipient::Parent, About::ClaimWithdrawn(claim)) => say::did_not_count(language, claim),
        (Recipient::Parent, About::Ended { claim: Some(claim), ending, .. }) => {
            say::over(language, state, claim, *ending)
        }
        (_, About::NotShown { deleted }) => say::not_shown(language, *deleted),
        (_, About::Missed) => say::missed(language, state),
        (_, About::Late) => say::late(language, state),
        (_, About::Rejected) => say::rejected(language),
        (_, About::NobodyRung) => say::nobody_rung(language),
        (Recipient::Neighbor, About::Claimed(_)) => say::you_have_it(language, state),
        (Recipient::Neighbor, About::Released { .. }) => say::taken_from_you(language, state),
        (Recipient::Neighbor, About::ClaimWithdrawn(_)) => say::yours_did_not_count(language),
        (Recipient::Neighbor, About::Ended { ending, .. }) => say::stand_down(language, state, *ending),
        (Recipient::Helpers, About::Step { .. }) => say::open_again(language, state),
        _ => say::look_at_the_card(language, state),
    }
}

/// The embed below the text: the whole alert for the neighbor who took it and for the helpers.
fn details(notice: &Notice, state: &AlertState, language: Language) -> CreateEmbed {
    match (&state.raised, notice.recipient, &notice.about) {
        (Some(raised), Recipient::Neighbor, About::Claimed(_)) => for_the_neighbor(language, &raised.alert),
        (Some(raised), Recipient::Helpers, _) if state.phase == Phase::Open => {
            embed::of_alert(language, &raised.alert, None)
        }
        _ => CreateEmbed::new(),
    }
}

/// The embed with where the card is, if that is known.
pub(crate) fn with_link(embed: CreateEmbed, state: &AlertState, context: &CardContext) -> CreateEmbed {
    match text::link(state, context.guild) {
        Some(link) => embed.field(messages::field_card(context.language), link, false),
        None => embed,
    }
}

/// The whole alert, for the neighbor who took it.
pub(crate) fn for_the_neighbor(language: Language, alert: &crate::alert::Alert) -> CreateEmbed {
    embed::of_alert(language, alert, None).field(messages::field_parent(language), say::asked(alert), true)
}
