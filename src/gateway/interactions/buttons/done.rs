//! "Done, all safe": the child is at home. Asks first, because a slip would tell a parent that the child is safe.

use crate::alert::Kind;
use crate::discord::action::Action;
use crate::discord::render::ephemeral::Reply;
use crate::discord::render::question;
use crate::gateway::interactions::buttons::Pressed;
use crate::gateway::interactions::buttons::acting::Ender;
use crate::gateway::interactions::buttons::press::Press;

pub(super) fn pressed(press: &Press<'_>) -> Result<Pressed, Reply> {
    press.may_count(&done(press)?)?;
    let yes = press.button.with(Action::DoneYes);
    Ok(Pressed::Answer(question::done(press.language(), press.alert_as_read().as_deref(), &yes)))
}

pub(super) fn yes(press: &Press<'_>) -> Result<Pressed, Reply> {
    Ok(press.record(done(press)?))
}

fn done(press: &Press<'_>) -> Result<Kind, Reply> {
    let Ender { neighbor_id, moderator_id, parent_id } = press.ender()?;
    Ok(Kind::Done { neighbor_id, moderator_id, parent_id, since: press.button.since })
}
