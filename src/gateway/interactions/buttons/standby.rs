//! "I can be backup": a neighbor is called first if the claim ends.

use crate::alert::Kind;
use crate::discord::render::ephemeral;
use crate::discord::render::ephemeral::Reply;
use crate::gateway::context::Context;
use crate::gateway::interactions::buttons::Pressed;
use crate::gateway::interactions::buttons::press::Press;

pub(super) fn pressed(context: &Context, press: &Press<'_>) -> Result<Pressed, Reply> {
    press.only_helpers(context)?;
    let (neighbor_id, neighbor_name) = press.neighbor();
    // They would be called first, and could not take it.
    if press.is_blocked(context, neighbor_id) {
        return Err(ephemeral::may_not_take(press.language()));
    }
    Ok(press.record(Kind::Standby { neighbor_id, neighbor_name, since: press.button.since }))
}
