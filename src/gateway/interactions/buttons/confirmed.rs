//! "I'm still going": the neighbor answers the question on the card.

use crate::alert::Kind;
use crate::gateway::interactions::buttons::Pressed;
use crate::gateway::interactions::buttons::press::Press;

pub(super) fn pressed(press: &Press<'_>) -> Pressed {
    press.record(Kind::Confirmed { neighbor_id: press.member.user.id, since: press.button.since })
}
