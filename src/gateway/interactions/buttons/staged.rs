//! An alert for tests: Sarah's, which Mike has taken.

use crate::alert::{Alert, AlertId, AlertState, Event, EventId, Kind, Millis, UserId};

pub(super) const SARAH: UserId = UserId(1);
pub(super) const MIKE: UserId = UserId(2);
pub(super) const LISA: UserId = UserId(3);

pub(super) fn claimed_by_mike() -> AlertState {
    let alert =
        Alert { parent_name: "Sarah".into(), child_name: "Jake".into(), parent_id: Some(SARAH), ..Alert::default() };
    let claimed = Kind::Claimed {
        neighbor_id: MIKE,
        neighbor_name: "Mike".into(),
        message: String::new(),
        message_id: None,
        channel_id: None,
        locale: None,
    };
    let mut state = AlertState::new(AlertId::new("5").expect("digits"));
    for (offset, kind) in [(10, Kind::Raised(alert)), (12, claimed)] {
        let (id, ts) = (EventId::new(offset.to_string()), Millis(1_800_000_000_000 + offset));
        state.fold(&Event { id, offset, ts, source_ts: None, give_up_at: None, kind });
    }
    state
}
