//! What to do next about one alert: a pure function of its folded log, its running work and the time.
//!
//! Must not start anything; `event_loop::reconcile` carries the decision out. The model in `tests/model` calls this very
//! function (docs/protocol.md#rule-7).

use std::time::{Duration, Instant};

use crate::alert::{AlertState, Effect, Kind, Lane, Millis, Phase, WINDOW_MS};

/// An alert that is over keeps its words this long, for late clicks; then only its tombstone stays.
pub(crate) const SHRINK_AFTER_MS: i64 = 10 * 60 * 1000;

/// No wait is longer than this, so that a clock that jumps is noticed.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_secs(600);

/// What a lane is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LaneState {
    /// It can take the next effect.
    Free,
    /// An attempt is running.
    Running,
    /// The effect's fact was appended at this offset and has not been read back.
    ReadingBack(i64),
    /// The last attempt failed; the next may begin at this time.
    Waiting(Instant),
}

impl LaneState {
    /// Whether an attempt is running, or its fact has not been read back.
    #[must_use]
    pub fn is_busy(self) -> bool {
        matches!(self, LaneState::Running | LaneState::ReadingBack(_))
    }

    /// Whether the next effect may begin.
    #[must_use]
    pub fn can_start(self, now: Instant) -> bool {
        match self {
            LaneState::Free => true,
            LaneState::Waiting(until) => until <= now,
            LaneState::Running | LaneState::ReadingBack(_) => false,
        }
    }
}

/// All that a decision depends on, beside the time.
#[derive(Debug, Clone)]
pub struct Situation<'a> {
    /// The folded log.
    pub state: &'a AlertState,
    /// The state's pending effects, in order.
    pub pending: &'a [Effect],
    /// What each lane is doing, in the order of [`Lane::ALL`].
    pub lanes: [LaneState; Lane::ALL.len()],
    /// Private answers that wait or are being given.
    pub answers: usize,
    /// The record of the last deadline is being appended, or has not been read back.
    pub appending: bool,
    /// How long after its end an alert's words are removed, in milliseconds.
    pub redact_after: i64,
    /// Whether one more card may be posted now. It may not while too many are being posted ([`Effect::is_post`]).
    pub may_post: bool,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Start these now, each in its lane.
    pub start: Vec<Effect>,
    /// The card could be posted now if [`Situation::may_post`] were true: decide again when it is.
    pub postponed: bool,
    /// Append this record now: its time has come.
    pub append: Option<Kind>,
    /// Nothing is pending and nothing is running, so the alert's records are finished (docs/protocol.md#rule-13).
    pub is_quiet: bool,
    /// The words may go: the alert has been over for long enough. It may still have something pending.
    pub shrink: bool,
    /// The alert leaves memory.
    pub forget: bool,
    /// Decide again after this, though no record comes.
    pub again: Duration,
}

impl Situation<'_> {
    /// Decides; `now` is the clock of retries, `wall` the clock of deadlines.
    #[must_use]
    pub fn decide(&self, now: Instant, wall: Millis) -> Decision {
        let is_quiet = self.pending.is_empty() && self.answers == 0 && !self.lanes.into_iter().any(LaneState::is_busy);
        let next_due = self.state.next_due(wall, self.redact_after);
        // Its words are removed from Discord before it is forgotten (docs/protocol.md#rule-26).
        let forget = is_quiet && next_due.is_none() && self.state.is_forgettable(wall, WINDOW_MS);
        if forget {
            return Decision {
                start: vec![],
                postponed: false,
                append: None,
                is_quiet,
                shrink: false,
                forget,
                again: LOOK_AGAIN,
            };
        }
        let due = next_due.as_ref().filter(|due| due.at <= wall);
        // A record that is due comes first, and what it could empty waits until it has been read back.
        let clock_is_behind = self.appending || due.is_some();
        let is_blocked = |effect: &Effect| clock_is_behind && effect.waits_for_the_clock();
        let next_of = |lane: Lane| self.pending.iter().find(|effect| effect.lane() == lane);
        let (start, postponed): (Vec<Effect>, Vec<Effect>) = Lane::ALL
            .into_iter()
            .filter(|lane| self.lanes[lane.index()].can_start(now))
            .filter_map(|lane| next_of(lane).filter(|effect| !is_blocked(effect)).cloned())
            .partition(|effect| self.may_post || !effect.is_post());
        let postponed = !postponed.is_empty();
        // An attempt at the card that is running would show the alert as it was: the record waits for it.
        let card_is_busy = self.lanes[Lane::Card.index()].is_busy();
        let append =
            due.filter(|due| !(self.appending || due.waits_for_card && card_is_busy)).map(|due| due.kind.clone());
        let over_since = match self.state.phase {
            Phase::Over { at, .. } => Some(at),
            _ => None,
        };
        let shrink = over_since.is_some_and(|at| wall.since(at) > SHRINK_AFTER_MS);

        let started = |lane: Lane| start.iter().any(|effect| effect.lane() == lane);
        let retries = Lane::ALL.into_iter().filter_map(|lane| match self.lanes[lane.index()] {
            LaneState::Waiting(until) if next_of(lane).is_some_and(|effect| !is_blocked(effect)) && !started(lane) => {
                Some(until.saturating_duration_since(now))
            }
            _ => None,
        });
        // A deadline that has to wait for a lane is looked at when that lane ends, and not over and over until then.
        let deadline = next_due
            .filter(|due| {
                append.is_none() && !self.appending && !(due.waits_for_card && (card_is_busy || started(Lane::Card)))
            })
            .map(|due| until(due.at, wall));
        let words_go = over_since
            .filter(|_| is_quiet && !shrink && !self.state.is_shrunk())
            .map(|at| until(at.plus(SHRINK_AFTER_MS), wall));
        let again = retries.chain(deadline).chain(words_go).min().unwrap_or(LOOK_AGAIN);
        let again = again.clamp(Duration::from_millis(5), LOOK_AGAIN);
        Decision { start, postponed, append, is_quiet, shrink, forget, again }
    }
}

fn until(at: Millis, wall: Millis) -> Duration {
    // A moment more: a time that is not over by a fraction of a millisecond would be looked at over and over.
    Duration::from_millis(u64::try_from(at.since(wall)).unwrap_or(0) + 5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::deadlines::REDACT_AFTER_MS;
    use crate::alert::{Alert, AlertId, Event, EventId, UserId};

    const ENDED: Millis = Millis(1_800_000_000_000);

    fn fold(kinds: Vec<Kind>) -> AlertState {
        let mut state = AlertState::new(AlertId::new("a").unwrap());
        for (offset, kind) in (0..).zip(kinds) {
            let id = if offset == 0 { EventId::new("a") } else { EventId::new(format!("e{offset}")) };
            state.fold(&Event { id, offset, ts: ENDED, source_ts: None, give_up_at: None, kind });
        }
        state
    }

    fn raised(needed_by: Option<Millis>) -> Kind {
        let alert: Alert = serde_json::from_str(
            r#"{"parent_name":"Sarah","child_name":"Jake","location":"Oak Street","message":"Late","parent_id":"1"}"#,
        )
        .unwrap();
        let needed_by = needed_by.map(|at| jiff::Timestamp::from_millisecond(at.0).unwrap());
        Kind::Raised(Alert { needed_by, ..alert })
    }

    fn cancelled() -> Kind {
        Kind::Cancelled { parent_id: UserId(1), moderator_id: None, since: None }
    }

    fn decide(state: &AlertState, lanes: [LaneState; Lane::ALL.len()], now: Instant, wall: Millis) -> Decision {
        let pending = state.pending_effects();
        Situation {
            state,
            pending: &pending,
            lanes,
            answers: 0,
            appending: false,
            redact_after: REDACT_AFTER_MS,
            may_post: true,
        }
        .decide(now, wall)
    }

    #[test]
    fn what_runs_is_not_looked_at_over_and_over() {
        let (now, long_after) = (Instant::now(), ENDED.plus(10 * SHRINK_AFTER_MS));
        let state = fold(vec![raised(None), cancelled()]);
        let decision = decide(&state, [LaneState::Free; Lane::ALL.len()], now, long_after);
        assert!(matches!(decision.start[..], [Effect::Settle { .. }]), "whether there is a card has to be looked up");
        assert!(!decision.is_quiet);
        assert_eq!(decision.again, LOOK_AGAIN);
    }

    #[test]
    fn an_end_that_is_due_comes_before_the_card() {
        let now = Instant::now();
        let state = fold(vec![raised(Some(ENDED.plus(1_000)))]);
        let before = decide(&state, [LaneState::Free; Lane::ALL.len()], now, ENDED);
        assert!(matches!(before.start[..], [Effect::Post { missed: false, .. }]), "{before:?}");
        assert_eq!(before.append, None);
        let after = decide(&state, [LaneState::Free; Lane::ALL.len()], now, ENDED.plus(1_000));
        assert_eq!(after.start, []);
        assert_eq!(after.append, Some(Kind::Expired { missed: true, since: Some(0) }));
    }

    #[test]
    fn a_card_that_is_postponed_is_decided_again_by_its_deadline() {
        let now = Instant::now();
        let state = fold(vec![raised(Some(ENDED.plus(1_000)))]);
        let pending = state.pending_effects();
        let lanes = [LaneState::Free; Lane::ALL.len()];
        let situation = Situation {
            state: &state,
            pending: &pending,
            lanes,
            answers: 0,
            appending: false,
            redact_after: REDACT_AFTER_MS,
            may_post: false,
        };
        let decision = situation.decide(now, ENDED);
        assert_eq!((decision.start.len(), decision.postponed, decision.is_quiet), (0, true, false));
        // Half of its time has passed by then, and the parent has to be told that nobody has taken it.
        assert_eq!(decision.again, Duration::from_millis(505));
        // Too late to be posted as open: its end is recorded though nothing may be posted.
        let decision = situation.decide(now, ENDED.plus(1_000));
        assert_eq!(
            (decision.append, decision.postponed),
            (Some(Kind::Expired { missed: true, since: Some(0) }), false)
        );
    }

    #[test]
    fn an_end_that_is_due_waits_for_the_attempt_at_the_card() {
        let state = fold(vec![raised(Some(ENDED.plus(1_000)))]);
        let mut lanes = [LaneState::Free; Lane::ALL.len()];
        lanes[Lane::Card.index()] = LaneState::Running;
        let decision = decide(&state, lanes, Instant::now(), ENDED.plus(1_000));
        assert_eq!((decision.append, decision.again), (None, LOOK_AGAIN));
    }

    #[test]
    fn a_retry_is_looked_at_when_it_may_begin_and_only_if_it_is_pending() {
        let now = Instant::now();
        let waiting = LaneState::Waiting(now + Duration::from_secs(3));
        let state = fold(vec![raised(None)]);
        let mut lanes = [LaneState::Free; Lane::ALL.len()];
        lanes[Lane::Card.index()] = waiting;
        let decision = decide(&state, lanes, now, ENDED);
        assert_eq!((decision.start.len(), decision.again), (0, Duration::from_secs(3)));
        // A notice that is no longer pending was waiting for its retry: nothing is left to look at.
        (lanes[0], lanes[1]) = (LaneState::Running, LaneState::Waiting(now));
        assert_eq!(decide(&state, lanes, now, ENDED).again, LOOK_AGAIN);
    }

    #[test]
    fn an_alert_that_is_over_and_settled_is_forgotten_after_the_window() {
        let failed = Kind::Failed {
            cause: EventId::new("a"),
            what: crate::alert::FailedEffect::Card,
            reason: String::new(),
            as_of: 0,
            deleted: false,
        };
        let state = fold(vec![raised(None), cancelled(), failed]);
        let forget = |wall| decide(&state, [LaneState::Free; Lane::ALL.len()], Instant::now(), wall).forget;
        assert!(!forget(ENDED.plus(WINDOW_MS)));
        assert!(forget(ENDED.plus(WINDOW_MS + 1)));
    }
}
