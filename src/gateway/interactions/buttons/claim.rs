//! "I've got it": a neighbor takes the alert.
//!
//! The refusals here are a courtesy, so that no useless record is written (docs/protocol.md#rule-6).

use crate::alert::{ChannelId, Kind, MessageId, Phase};
use crate::discord::action::Action;
use crate::discord::render::ephemeral::Reply;
use crate::discord::render::{ephemeral, other_alerts};
use crate::discord::text::Language;
use crate::gateway::context::Context;
use crate::gateway::interactions::buttons::Pressed;
use crate::gateway::interactions::buttons::press::Press;
use crate::gateway::interactions::submit::Replies;
use crate::gateway::view::advice;

pub(super) fn pressed(context: &Context, press: &Press<'_>) -> Result<Pressed, Reply> {
    let on = press.interaction.channel_id.map(|channel| (channel, press.message.id));
    let claim = claim(context, press, on)?;
    match (&claim, asks_first(context, press)) {
        // Another gateway may have appended the press without asking.
        (Pressed::Record { .. }, Some(question)) => Ok(Pressed::Void(question)),
        _ => Ok(claim),
    }
}

/// "Take both?": yes. The question is private, so the card is the one that the view knows.
pub(super) fn pressed_anyway(context: &Context, press: &Press<'_>) -> Result<Pressed, Reply> {
    let state = press.state.as_deref();
    let on = state.and_then(|state| state.facts.posted).map(|posted| (posted.channel_id, posted.message_id));
    claim(context, press, on)
}

/// The question to a neighbor who takes an open alert, and has another one at about the same time.
fn asks_first(context: &Context, press: &Press<'_>) -> Option<Reply> {
    let this = context.view.alert(&press.button.alert_id).filter(|state| state.phase == Phase::Open)?;
    let (neighbor, guild) = (press.member.user.id, press.interaction.guild_id);
    let held = advice::held_at_that_time(&context.view, &this, neighbor, guild)?;
    let (held, this) = (held.alert()?, this.alert()?);
    Some(other_alerts::both(
        press.interaction.language(),
        held,
        this,
        press.button,
        context.settings.hide_details(this),
    ))
}

fn claim(context: &Context, press: &Press<'_>, on: Option<(ChannelId, MessageId)>) -> Result<Pressed, Reply> {
    let (member, language) = (press.member, press.interaction.language());
    let parent_id = press.parent_id();
    if parent_id == Some(member.user.id) {
        return Err(ephemeral::own_alert(language));
    }
    let needed = context.needed_role(press.interaction.guild_id);
    if let Some(role) = needed.filter(|role| !member.has_role(*role)) {
        return Err(ephemeral::not_a_helper(language, role));
    }
    if press.is_blocked(context, member.user.id) {
        return Ok(Pressed::Void(ephemeral::may_not_take(language)));
    }
    let event = Kind::Claimed {
        neighbor_id: member.user.id,
        neighbor_name: member.display_name().trim().to_owned(),
        // Records are the same in all languages.
        message: Action::Claim.label(Language::English),
        message_id: on.map(|(_, message)| message),
        channel_id: on.map(|(channel, _)| channel),
        locale: press.interaction.locale.clone(),
    };
    let replies = Replies {
        sending: ephemeral::press_sending(language, press.received.not_sent_at()),
        sent: ephemeral::submitted(language, Action::Claim),
        not_sent: ephemeral::claim_not_sent(language, parent_id),
        no_such_alert: ephemeral::claim_of_no_alert(language),
    };
    Ok(Pressed::Record { event: Box::new(event), replies: Box::new(replies) })
}
