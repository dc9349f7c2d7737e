//! "Hand over": the neighbor chooses who takes over, and stays responsible until that person accepts.
//!
//! The button opens a menu of the server's people, and the menu has the same custom id.

use crate::alert::{Kind, RoleId};
use crate::discord::input::data::Chosen;
use crate::discord::render::ephemeral::Reply;
use crate::discord::render::question;
use crate::gateway::context::Context;
use crate::gateway::interactions::buttons::Pressed;
use crate::gateway::interactions::buttons::press::Press;

pub(super) fn pressed(context: &Context, press: &Press<'_>) -> Result<Pressed, Reply> {
    press.only_its_neighbor()?;
    match press.interaction.data.chosen() {
        Some(to) => offered(context, press, to),
        None => Ok(Pressed::Answer(question::to_whom(press.language(), press.button))),
    }
}

fn offered(context: &Context, press: &Press<'_>, to: Chosen<'_>) -> Result<Pressed, Reply> {
    if to.is_bot {
        return Err(question::not_to_a_bot(press.language(), press.button));
    }
    let needed = context.needed_role(press.interaction.guild_id);
    let has_the_role = |role: &RoleId| to.roles.is_some_and(|roles| roles.contains(role));
    let lacks_the_role = needed.is_some_and(|role| !has_the_role(&role));
    // The answer does not say that the parent has blocked them.
    if to.id == press.member.user.id || lacks_the_role || press.is_blocked(context, to.id) {
        return Err(question::not_to_them(press.language(), press.button));
    }
    Ok(press.record(Kind::Offered {
        neighbor_id: press.member.user.id,
        to_id: to.id,
        to_name: to.name.trim().to_owned(),
        since: press.button.since,
    }))
}
