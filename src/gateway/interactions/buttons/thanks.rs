//! "Say thanks": the parent thanks the neighbor who had the alert. The button is on the message that says that it is done.
//!
//! That message may be a direct one, so the press may come from no server (`docs/decisions/0120-thanks-are-a-record.md`).

use crate::alert::Kind;
use crate::discord::render::ephemeral::Reply;
use crate::gateway::interactions::buttons::Pressed;
use crate::gateway::interactions::buttons::press::Press;

pub(super) fn pressed(press: &Press<'_>) -> Result<Pressed, Reply> {
    // The name that the neighbor knows from the alert; in a direct message nobody has a name of the server's.
    let of_the_alert = press.alert().map(|alert| alert.parent_name.clone());
    let parent_name = of_the_alert.unwrap_or_else(|| press.member.display_name().trim().to_owned());
    Ok(press.record(Kind::Thanked { parent_id: press.member.user.id, parent_name, since: press.button.since }))
}
