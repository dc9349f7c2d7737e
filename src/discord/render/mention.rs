//! Messages that tell somebody by mentioning them: the parent, the neighbor who has it, the helpers.
//!
//! One person or role is pinged and nobody else, whatever stands in the text.

use serenity::all::Nonce;
use serenity::builder::{CreateAllowedMentions, CreateEmbed, CreateMessage};

use crate::alert::{About, AlertState, Key, Notice, Phase, RoleId, UserId, Whom};
use crate::discord::render::card::CardContext;
use crate::discord::render::embed;
use crate::discord::text;
use crate::discord::text::{field, notice as say};

/// Whom a message pings.
enum Pinged {
    User(UserId),
    Role(RoleId),
    Nobody,
}

/// The message for a notice, in the channel or as a direct message.
pub fn create(notice: &Notice, state: &AlertState, context: &CardContext, key: &Key) -> CreateMessage {
    let text = text(notice, state);
    let message = CreateMessage::new()
        .embed(details(notice, state, context).footer(embed::footer(key)))
        .nonce(Nonce::String(key.to_string()))
        .enforce_nonce(true);
    let nobody = CreateAllowedMentions::new();
    match pinged(notice, state, context) {
        Pinged::User(user) => message.content(format!("<@{user}> {text}")).allowed_mentions(nobody.users([user])),
        Pinged::Role(role) => message.content(format!("<@&{role}> {text}")).allowed_mentions(nobody.roles([role])),
        Pinged::Nobody => message.content(text).allowed_mentions(nobody),
    }
}

fn pinged(notice: &Notice, state: &AlertState, context: &CardContext) -> Pinged {
    let user = match (notice.whom, &notice.about) {
        (Whom::Parent, _) => state.raised.as_ref().and_then(|raised| raised.alert.parent_id),
        (Whom::Neighbor, About::NotShown { .. } | About::Missed) | (Whom::Helpers, _) => None,
        (
            Whom::Neighbor,
            About::Claimed(claim) | About::Released(claim) | About::ClaimWithdrawn(claim) | About::StoodDown(claim, _),
        ) => Some(claim.neighbor_id),
    };
    match (user, notice.whom, context.helper_role) {
        (Some(user), _, _) => Pinged::User(user),
        // By the time that this is sent somebody may have it again: then nobody is called.
        (None, Whom::Helpers, Some(role)) if state.phase == Phase::Open => Pinged::Role(role),
        _ => Pinged::Nobody,
    }
}

fn text(notice: &Notice, state: &AlertState) -> String {
    match (notice.whom, &notice.about) {
        (Whom::Parent, About::Claimed(claim)) => say::has_it(state, claim),
        (Whom::Parent, About::Released(claim)) => say::gave_back(claim),
        (Whom::Parent, About::ClaimWithdrawn(claim)) => say::did_not_count(claim),
        (Whom::Parent, About::StoodDown(claim, ending)) => say::over(claim, *ending),
        (Whom::Parent | Whom::Neighbor, About::NotShown { deleted: true }) => say::DELETED.to_owned(),
        (Whom::Parent | Whom::Neighbor, About::NotShown { deleted: false }) => say::NOT_SHOWN.to_owned(),
        (Whom::Parent | Whom::Neighbor, About::Missed) => say::MISSED.to_owned(),
        (Whom::Neighbor, About::Claimed(_)) => say::you_have_it(state),
        (Whom::Neighbor, About::Released(_)) => say::taken_from_you(state),
        (Whom::Neighbor, About::ClaimWithdrawn(_)) => say::YOURS_DID_NOT_COUNT.to_owned(),
        (Whom::Neighbor, About::StoodDown(_, ending)) => say::stand_down(state, *ending),
        (Whom::Helpers, About::Released(claim)) => say::open_again(state, claim),
        (Whom::Helpers, About::ClaimWithdrawn(claim)) => say::still_open(state, claim),
        (Whom::Helpers, About::Claimed(_) | About::StoodDown(..) | About::NotShown { .. } | About::Missed) => {
            say::look_at_the_card(state)
        }
    }
}

/// What goes with the text: to whom has it all that they need to know, to the others where the card is.
fn details(notice: &Notice, state: &AlertState, context: &CardContext) -> CreateEmbed {
    let embed = match (&state.raised, notice.whom, &notice.about) {
        (Some(raised), Whom::Neighbor, About::Claimed(_)) => for_the_neighbor(&raised.alert),
        (Some(raised), Whom::Helpers, _) if state.phase == Phase::Open => embed::of_alert(&raised.alert),
        _ => CreateEmbed::new(),
    };
    with_link(embed, state, context)
}

/// The embed with where the card is, if that is known.
pub(crate) fn with_link(embed: CreateEmbed, state: &AlertState, context: &CardContext) -> CreateEmbed {
    match text::link(state, context.guild) {
        Some(link) => embed.field(field::CARD, link, false),
        None => embed,
    }
}

/// All that the neighbor who has it needs to know.
pub(crate) fn for_the_neighbor(alert: &crate::alert::Alert) -> CreateEmbed {
    embed::of_alert(alert).field(field::PARENT, say::asked(&alert.parent_name, alert.parent_id), true)
}
