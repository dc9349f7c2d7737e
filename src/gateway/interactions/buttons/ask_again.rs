//! "Ask the others again": the parent, or a moderator, ends the claim of a neighbor who is silent.

use crate::alert::Kind;
use crate::discord::render::ephemeral::Reply;
use crate::gateway::interactions::buttons::Pressed;
use crate::gateway::interactions::buttons::acting::Ender;
use crate::gateway::interactions::buttons::press::Press;

pub(super) fn pressed(press: &Press<'_>) -> Result<Pressed, Reply> {
    press.owner()?;
    let Ender { neighbor_id, moderator_id, parent_id } = press.ender()?;
    // Where nothing is known, the record says that this is not the neighbor giving it back.
    let parent_id = parent_id.or(Some(press.member.user.id).filter(|_| moderator_id.is_none()));
    Ok(press.record(Kind::Released { neighbor_id, moderator_id, parent_id, since: press.button.since }))
}
