//! "The same child?": a parent's alert was not sent, because another parent had asked for a child of this name.

use crate::discord::render::other_alerts;
use crate::gateway::context::Context;
use crate::gateway::interactions::buttons::Pressed;
use crate::gateway::interactions::buttons::press::Press;

/// It is the same child: the alert stays unsent. The button names the other alert.
pub(super) fn yes(press: &Press<'_>) -> Pressed {
    let (language, guild) = (press.interaction.language(), press.interaction.guild_id);
    let other = press.state.as_ref();
    Pressed::Answer(other_alerts::not_sent_twice(
        language,
        other.map(|state| &**state),
        guild,
        press.has_private_details,
    ))
}

/// It is another child: the alert is sent. The button names it.
pub(super) fn no(context: &Context, press: &Press<'_>) -> Pressed {
    match context.unsent().take(&press.button.alert_id, press.sender(), press.received.instant) {
        Some(alert) => Pressed::Alert(Box::new(alert)),
        None => Pressed::Unknown(other_alerts::question_is_gone(press.interaction.language())),
    }
}
