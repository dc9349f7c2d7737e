//! "No longer needed": the parent or a moderator ends the alert. Asks first.

use crate::alert::Kind;
use crate::discord::action::Action;
use crate::discord::render::ephemeral::Reply;
use crate::discord::render::question;
use crate::gateway::interactions::buttons::Pressed;
use crate::gateway::interactions::buttons::acting::Owner;
use crate::gateway::interactions::buttons::press::Press;

pub(super) fn pressed(press: &Press<'_>) -> Result<Pressed, Reply> {
    press.may_count(&cancelled(press)?)?;
    let yes = press.button.with(Action::CancelledYes);
    Ok(Pressed::Answer(question::cancelled(press.language(), press.state.as_deref(), &yes)))
}

pub(super) fn yes(press: &Press<'_>) -> Result<Pressed, Reply> {
    Ok(press.record(cancelled(press)?))
}

fn cancelled(press: &Press<'_>) -> Result<Kind, Reply> {
    let Owner { parent_id, moderator_id } = press.owner()?;
    Ok(Kind::Cancelled { parent_id, moderator_id, since: press.button.since })
}
