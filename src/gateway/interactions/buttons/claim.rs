//! "I've got it": a neighbor takes the alert.
//!
//! The refusals here are a courtesy, so that no useless record is written (docs/protocol.md#rule-6).

use crate::alert::Kind;
use crate::discord::action::Action;
use crate::discord::render::ephemeral;
use crate::discord::render::ephemeral::Reply;
use crate::discord::text::Language;
use crate::gateway::context::Context;
use crate::gateway::interactions::buttons::{Press, Pressed};
use crate::gateway::interactions::submit::Replies;

pub(super) fn pressed(context: &Context, press: &Press<'_>) -> Result<Pressed, Reply> {
    let (member, parent_id) = (press.member, press.button.parent_id);
    let language = press.interaction.language();
    if parent_id == Some(member.user.id) {
        return Err(ephemeral::own_alert(language));
    }
    let needed = context.needed_role(press.interaction.guild_id);
    if let Some(role) = needed.filter(|role| !member.has_role(*role)) {
        return Err(ephemeral::not_a_helper(language, role));
    }
    let is_blocked = |parent| context.settings.is_blocked(press.interaction.guild_id, parent, member.user.id);
    if parent_id.is_some_and(is_blocked) {
        return Ok(Pressed::Void(ephemeral::may_not_take(language)));
    }
    let event = Kind::Claimed {
        neighbor_id: member.user.id,
        neighbor_name: member.display_name().trim().to_owned(),
        // Records are the same in all languages.
        message: Action::Claim.label(Language::English),
        message_id: Some(press.message.id),
        channel_id: press.interaction.channel_id,
        locale: press.interaction.locale.clone(),
    };
    let replies = Replies {
        sending: ephemeral::press_sending(language, press.received.not_sent_at()),
        sent: ephemeral::submitted(language, press.button.action),
        not_sent: ephemeral::claim_not_sent(language, parent_id),
        no_such_alert: ephemeral::claim_of_no_alert(language),
    };
    Ok(Pressed::Record { event, replies: Box::new(replies) })
}
