//! "Change": the parent or a moderator changes the place, the time or the message.
//!
//! The button opens a form, and the form has the same custom id. So it names the words that the person saw, and of two
//! people who change them, the second is refused by the log.

use crate::alert::{Kind, Words};
use crate::discord::input::change;
use crate::discord::input::interaction::kind;
use crate::discord::render::ephemeral;
use crate::discord::render::ephemeral::Reply;
use crate::discord::render::question;
use crate::gateway::context::Context;
use crate::gateway::interactions::buttons::Pressed;
use crate::gateway::interactions::buttons::acting::Owner;
use crate::gateway::interactions::buttons::press::Press;

pub(super) fn pressed(context: &Context, press: &Press<'_>) -> Result<Pressed, Reply> {
    let Owner { parent_id, moderator_id } = press.owner()?;
    // The words that the button is about, and no others.
    let state = press.state.as_deref().filter(|state| press.button.since == Some(state.words_at()));
    let alert = state.and_then(|state| state.alert());
    let changed = |words| Kind::Changed { parent_id, moderator_id, since: press.button.since, words };
    if press.interaction.kind != kind::FORM {
        press.may_count(&changed(Words::default()))?;
        // A moderator changes what they do not read: an empty field changes nothing.
        let filled = alert.filter(|alert| {
            let is_private = press.has_private_details && !alert.drill;
            !is_private || alert.parent_id == Some(press.member.user.id)
        });
        let form = Box::new(change::form(press.button, filled, press.language()));
        // An empty field changes nothing, so the form can be used as it is.
        return Ok(Pressed::Form { form, is_known: true });
    }
    let zone = context.settings.for_guild(press.interaction.guild_id).timezone;
    let words = change::read(press.interaction, alert, zone.as_ref(), press.has_private_details)
        .map_err(|why| question::change_again(press.language(), &why, press.button))?;
    if words == Words::default() {
        return Ok(Pressed::Answer(ephemeral::kept(press.language())));
    }
    Ok(press.record(changed(words)))
}
