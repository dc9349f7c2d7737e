//! One assigned partition: its alerts, and how far it has been read.

use std::collections::BTreeMap;

use tokio_util::sync::CancellationToken;

use crate::alert::AlertId;
use crate::board::state::alert_entry::AlertEntry;
use crate::board::state::retention::Retention;
use crate::kafka::consumer::{Assignment, AssignmentEpoch};

pub(crate) struct Partition {
    pub(crate) epoch: AssignmentEpoch,
    /// Boxed: a map keeps room for about twice as many as it has, and these are large.
    pub(crate) alerts: BTreeMap<AlertId, Box<AlertEntry>>,
    retention: Retention,
    /// The log was folded up to the end seen at the assignment. Nothing is done before that (docs/protocol.md#rule-8).
    pub(crate) live: bool,
    /// Fires when the partition is being handed over or is lost.
    pub(crate) ended: CancellationToken,
    /// Running tasks.
    pub(crate) working: usize,
    /// The highest offset that has been folded.
    pub(crate) read_to: i64,
}

impl Partition {
    pub(crate) fn new(assignment: &Assignment) -> Self {
        Partition {
            epoch: assignment.epoch,
            alerts: BTreeMap::new(),
            retention: Retention::default(),
            live: false,
            ended: CancellationToken::new(),
            working: 0,
            read_to: assignment.replay_from - 1,
        }
    }

    /// Something has happened to an alert. Where it is over and still has its text, an older alert may have to drop its own.
    pub(crate) fn retain_text(&mut self, alert: &AlertId) {
        if self.alerts.get_mut(alert).is_some_and(|entry| entry.keeps())
            && let Some(oldest) = self.retention.add(alert.clone())
            && let Some(entry) = self.alerts.get_mut(&oldest)
        {
            entry.drop_text();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::{
        About, Alert, AlertState, Effect, Event, EventId, FailedEffect, Kind, Millis, Recipient, UserId,
    };
    use crate::board::state::retention::MAX_WITH_TEXT;

    /// Raised, cancelled before it had a card, and settled: nothing is left to do.
    fn over(id: &AlertId) -> AlertEntry {
        let no_card = Kind::Failed {
            cause: id.event(),
            what: FailedEffect::Card,
            reason: String::new(),
            as_of: 0,
            deleted: false,
        };
        let kinds =
            [Kind::Raised(alert()), Kind::Cancelled { parent_id: UserId(1), moderator_id: None, since: None }, no_card];
        AlertEntry::new(fold(id, kinds), true)
    }

    fn alert() -> Alert {
        let json =
            r#"{"parent_name":"Sarah","child_name":"Jake","location":"Oak Street","message":"","parent_id":"1"}"#;
        serde_json::from_str(json).expect("an alert")
    }

    /// The events have their offsets as ids, but for the first.
    fn fold(id: &AlertId, kinds: impl IntoIterator<Item = Kind>) -> AlertState {
        let mut state = AlertState::new(id.clone());
        for (offset, kind) in (0..).zip(kinds) {
            state.fold(&event(id, offset, kind));
        }
        state
    }

    fn event(id: &AlertId, offset: i64, kind: Kind) -> Event {
        let id = if offset == 0 { id.event() } else { EventId::new(offset.to_string()) };
        Event { id, offset, ts: Millis(offset), source_ts: None, give_up_at: None, kind }
    }

    #[test]
    fn only_the_latest_of_many_alerts_that_are_over_keep_their_text() {
        let epoch = AssignmentEpoch { partition: 0, epoch: 1 };
        let assignment = Assignment { epoch, replay_from: 0, committed: None, end: 0 };
        let mut partition = Partition::new(&assignment);
        let ids: Vec<_> = (0..MAX_WITH_TEXT + 20).map(|n| AlertId::new(format!("a{n}")).expect("an id")).collect();
        for id in &ids {
            partition.alerts.insert(id.clone(), Box::new(over(id)));
            // However often something happens to it.
            partition.retain_text(id);
            partition.retain_text(id);
        }
        let has_words = |id: &&AlertId| !partition.alerts[*id].state.is_shrunk();
        let have: Vec<_> = ids.iter().filter(has_words).collect();
        assert_eq!(have, ids[20..].iter().collect::<Vec<_>>());
    }
    #[test]
    fn a_withdrawn_claim_is_corrected_though_many_alerts_ended_meanwhile() {
        let epoch = AssignmentEpoch { partition: 0, epoch: 1 };
        let mut partition = Partition::new(&Assignment { epoch, replay_from: 0, committed: None, end: 0 });
        let id = AlertId::new("withdrawn").expect("an id");
        let informed = |cause: i64, whom| Kind::Informed {
            cause: EventId::new(cause.to_string()),
            whom,
            message_id: None,
            channel_id: None,
        };
        let claimed = Kind::Claimed {
            neighbor_id: UserId(2),
            neighbor_name: "Mike".to_owned(),
            message: String::new(),
            message_id: None,
            channel_id: None,
            locale: None,
        };
        let no_card = Kind::Failed {
            cause: id.event(),
            what: FailedEffect::Card,
            reason: String::new(),
            as_of: 0,
            deleted: false,
        };
        // Withdrawn before the record that Mike was told of his claim, which another board appends later.
        let kinds = [
            Kind::Raised(alert()),
            claimed,
            Kind::Withdrawn { event_id: EventId::new("1") },
            informed(2, Recipient::Parent),
            informed(2, Recipient::Helpers),
            Kind::Expired { missed: false, since: None },
            informed(5, Recipient::Parent),
            no_card,
        ];
        let entry = AlertEntry::new(fold(&id, kinds), true);
        assert!(entry.has_only_its_text());
        partition.alerts.insert(id.clone(), Box::new(entry));
        partition.retain_text(&id);
        for n in 0..=MAX_WITH_TEXT {
            let other = AlertId::new(format!("a{n}")).expect("an id");
            partition.alerts.insert(other.clone(), Box::new(over(&other)));
            partition.retain_text(&other);
        }
        let state = &mut partition.alerts.get_mut(&id).expect("it is there").state;
        state.fold(&event(&id, 8, informed(1, Recipient::Neighbor)));
        let pending = state.pending_effects();
        let [Effect::Inform(notice)] = &pending[..] else { panic!("{pending:?}") };
        assert!(
            notice.recipient == Recipient::Neighbor && matches!(notice.about, About::ClaimWithdrawn(_)),
            "{notice:?}"
        );
    }
}
