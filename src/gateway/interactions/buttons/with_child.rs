//! "Child is with me": the neighbor has met the child.
//!
//! It tells of the world, so nothing is asked or refused here (docs/protocol.md#rule-19).

use crate::alert::Kind;
use crate::gateway::interactions::buttons::Pressed;
use crate::gateway::interactions::buttons::press::Press;

pub(super) fn pressed(press: &Press<'_>) -> Pressed {
    press.record(Kind::WithChild { neighbor_id: press.member.user.id, since: press.button.since })
}
