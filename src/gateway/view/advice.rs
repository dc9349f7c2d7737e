//! What the view says of an alert before it is sent: whether to send it, to warn, to ask, or to refuse it.
//!
//! Pure. What happens in another server counts for nothing (`docs/decisions/0145-each-server-is-alone.md`). A false refusal costs a child, and a second card costs a look
//! (`docs/decisions/0083-a-second-alert-is-sent-with-a-warning.md`): must not refuse an alert for what it says.

use std::sync::Arc;

use crate::alert::{Alert, AlertState, GuildId, Millis, UserId};
use crate::gateway::view::View;
use crate::gateway::view::alerts::is_known_in;

/// The time in which a parent's alerts are counted.
const COUNTED_MS: i64 = 60 * 60 * 1000;

/// Two alerts whose times are this close may be for one child.
const SAME_TIME_MS: i64 = 15 * 60 * 1000;

/// A neighbor who takes two alerts whose times are this close is asked whether they mean it.
const BOTH_AT_ONCE_MS: i64 = 30 * 60 * 1000;

/// What to do with a new alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Advice {
    /// Send it.
    Send,
    /// Send it, and tell the parent of their other open alert for this child.
    Warn(Arc<AlertState>),
    /// Ask whether it is the child of this alert of another parent.
    Ask(Arc<AlertState>),
    /// Refuse it: the parent has sent as many as they may within the hour, and may send the next one at this time.
    Refuse(Millis),
}

/// What to do with an alert that was typed at `now`. A parent may send `per_hour` of them within an hour.
#[must_use]
pub(crate) fn for_new(view: &View, alert: &Alert, per_hour: u16, now: Millis) -> Advice {
    let Some(parent) = alert.parent_id else { return Advice::Send };
    let raised = view.raised_since(parent, alert.guild_id, now.plus(-COUNTED_MS));
    let last_allowed = usize::from(per_hour).checked_sub(1);
    if let Some(first) = last_allowed.and_then(|index| raised.get(index)) {
        return Advice::Refuse(first.plus(COUNTED_MS));
    }
    let mut own = view.open_of_parent(parent).into_iter().filter(|other| is_known_in(other, alert.guild_id));
    if let Some(own) = own.find(|other| other.alert().is_some_and(|other| is_same_child(alert, other))) {
        return Advice::Warn(own);
    }
    let Some(guild) = alert.guild_id else { return Advice::Send };
    // Other programs' alerts name no server, so nothing says that they are of this neighborhood.
    let others = view.open_alerts(guild, false).into_iter();
    let is_perhaps_the_same = |other: &Arc<AlertState>| {
        let Some(raised) = &other.raised else { return false };
        raised.alert.parent_id != Some(parent)
            && is_same_child(alert, &raised.alert)
            && is_same(&alert.location, &raised.alert.location)
            && time_of(alert, now).since(time_of(&raised.alert, raised.ts)).abs() <= SAME_TIME_MS
    };
    others.into_iter().find(is_perhaps_the_same).map_or(Advice::Send, Advice::Ask)
}

/// Another alert of this server that this neighbor has taken, whose time is close to this one's. A drill keeps nobody from
/// an alert.
#[must_use]
pub(crate) fn held_at_that_time(
    view: &View,
    alert: &AlertState,
    neighbor: UserId,
    guild: Option<GuildId>,
) -> Option<Arc<AlertState>> {
    let time = |state: &AlertState| state.raised.as_ref().map(|raised| time_of(&raised.alert, raised.ts));
    let this = time(alert)?;
    let is_drill = |other: &AlertState| other.raised.as_ref().is_some_and(|raised| raised.alert.drill);
    let is_close = |other: &Arc<AlertState>| {
        other.id != alert.id
            && is_known_in(other, guild)
            && !is_drill(other)
            && time(other).is_some_and(|other| other.since(this).abs() <= BOTH_AT_ONCE_MS)
    };
    view.held_by(neighbor).into_iter().find(is_close)
}

/// When somebody has to be there. Without a time that is at once.
fn time_of(alert: &Alert, raised: Millis) -> Millis {
    alert.needed_by.or(alert.raised_at).map_or(raised, Millis::from)
}

fn is_same_child(one: &Alert, other: &Alert) -> bool {
    is_same(&one.child_name, &other.child_name)
}

/// Whether people mean the same by two texts: case and spaces do not count. An empty one is the same as none.
fn is_same(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    let one = plain(one);
    !one.is_empty() && one == plain(other)
}
