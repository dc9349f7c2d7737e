//! Who may send (docs/protocol.md#rule-9): only for a partition that is assigned and not being revoked, and not after a
//! freeze until the group has answered.
//!
//! The rules are pure, with the time as an argument; [`crate::kafka::consumer::LeaseHandle`] has the clock. Must never allow
//! on a guess: the check itself compares clocks, because after a freeze any task may run before the ticker does.

use std::collections::HashMap;
use std::time::Duration;

/// A gap between two ticks that is longer than this was a freeze.
pub const LONGEST_GAP: Duration = Duration::from_secs(2);

/// How many further answers of the group's coordinator end a hold.
///
/// Two heartbeats asked after the freeze, and one answer that may have been under way when it began.
const ANSWERS: u64 = 3;

/// What a task may do now for one assignment of a partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Send.
    MaySend,
    /// Hold: there was a freeze, and the group has not answered yet.
    Hold,
    /// Another consumer has the partition, or it is being handed over: drop the effect.
    Lost,
}

/// The part of librdkafka's statistics that the lease needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupAnswer {
    /// When the statistics were made: microseconds of the monotonic clock.
    pub made_at: i64,
    /// How many answers the group's coordinator has given since it was connected.
    pub answers: u64,
    /// Whether it is connected and the member is in the group, not joining.
    pub joined: bool,
    /// How often the consumer was polled in all.
    pub polls: u64,
}

/// The lease of one consumer.
#[derive(Debug, Clone)]
pub struct Lease {
    assigned: HashMap<i32, u64>,
    last_tick: Duration,
    hold: Option<Holding>,
}

#[derive(Debug, Clone, Copy)]
struct Holding {
    /// Statistics made before say nothing.
    since: i64,
    first: Option<(u64, u64)>,
}

impl Lease {
    /// A lease without a partition; `now` is a clock that counts suspension.
    #[must_use]
    pub fn new(now: Duration) -> Self {
        Self { assigned: HashMap::new(), last_tick: now, hold: None }
    }

    /// The consumer has the partition from now on.
    pub fn assigned(&mut self, partition: i32, epoch: u64) {
        self.assigned.insert(partition, epoch);
    }

    /// The partition is being handed over, or is lost.
    pub fn revoked(&mut self, partition: i32) {
        self.assigned.remove(&partition);
    }

    /// Called by the ticker. Returns whether it found a freeze. `statistics_now` is the clock of [`GroupAnswer::made_at`].
    pub fn tick(&mut self, now: Duration, statistics_now: i64) -> bool {
        let frozen = now.saturating_sub(self.last_tick) > LONGEST_GAP;
        if frozen {
            self.hold = Some(Holding { since: statistics_now, first: None });
        }
        self.last_tick = self.last_tick.max(now);
        frozen
    }

    /// The statistics came. Returns whether they ended a hold.
    pub fn group_answered(&mut self, answer: GroupAnswer) -> bool {
        let Some(hold) = &mut self.hold else { return false };
        if answer.made_at <= hold.since || !answer.joined {
            hold.first = None;
            return false;
        }
        let (answers, polls) = *hold.first.get_or_insert((answer.answers, answer.polls));
        // After a failure the coordinator is connected again, and its count begins again.
        if answer.answers < answers {
            hold.first = Some((answer.answers, polls));
            return false;
        }
        let ended = answer.answers >= answers + ANSWERS && answer.polls > polls + 1;
        if ended {
            self.hold = None;
        }
        ended
    }

    /// What may be done now for this partition in this assignment (its epoch).
    #[must_use]
    pub fn verdict(&self, partition: i32, epoch: u64, now: Duration) -> Verdict {
        if self.assigned.get(&partition) != Some(&epoch) {
            return Verdict::Lost;
        }
        if self.hold.is_some() || now.saturating_sub(self.last_tick) > LONGEST_GAP {
            return Verdict::Hold;
        }
        Verdict::MaySend
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s(seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds)
    }

    fn answer(made_at: i64, answers: u64) -> GroupAnswer {
        GroupAnswer { made_at, answers, joined: true, polls: answers * 10 }
    }

    fn assigned() -> Lease {
        let mut lease = Lease::new(s(100.0));
        lease.assigned(1, 7);
        lease
    }

    #[test]
    fn only_the_present_assignment_may_send() {
        let mut lease = assigned();
        assert_eq!(lease.verdict(1, 7, s(100.1)), Verdict::MaySend);
        assert_eq!(lease.verdict(1, 6, s(100.1)), Verdict::Lost);
        assert_eq!(lease.verdict(2, 7, s(100.1)), Verdict::Lost);
        lease.revoked(1);
        assert_eq!(lease.verdict(1, 7, s(100.1)), Verdict::Lost);
        lease.assigned(1, 8);
        assert_eq!(lease.verdict(1, 7, s(100.1)), Verdict::Lost);
    }

    #[test]
    fn a_task_that_runs_before_the_ticker_after_a_freeze_holds() {
        assert_eq!(assigned().verdict(1, 7, s(115.0)), Verdict::Hold);
    }

    #[test]
    fn a_hold_ends_when_the_group_has_answered_and_not_before() {
        let mut lease = assigned();
        assert!(!lease.tick(s(100.1), 1_000));
        assert!(lease.tick(s(115.1), 5_000));
        assert_eq!(lease.verdict(1, 7, s(115.1)), Verdict::Hold);
        assert!(!lease.tick(s(115.2), 5_100));
        assert!(!lease.group_answered(answer(4_999, 100)), "made before the thaw");
        assert!(!lease.group_answered(answer(5_200, 10)));
        assert!(!lease.group_answered(answer(5_300, 12)), "one answer may have been under way before the freeze");
        assert_eq!(lease.verdict(1, 7, s(115.3)), Verdict::Hold);
        assert!(lease.group_answered(answer(5_400, 13)));
        assert_eq!(lease.verdict(1, 7, s(115.3)), Verdict::MaySend);
    }

    #[test]
    fn a_member_that_must_join_again_waits_for_that() {
        let mut lease = assigned();
        lease.tick(s(115.0), 5_000);
        lease.group_answered(answer(5_100, 10));
        assert!(!lease.group_answered(GroupAnswer { joined: false, ..answer(5_200, 20) }));
        assert!(!lease.group_answered(answer(5_300, 21)));
        assert!(lease.group_answered(answer(5_400, 24)));
    }

    #[test]
    fn a_partition_revoked_during_a_hold_is_lost() {
        let mut lease = assigned();
        lease.tick(s(115.0), 5_000);
        lease.revoked(1);
        assert_eq!(lease.verdict(1, 7, s(115.0)), Verdict::Lost);
    }

    #[test]
    fn answers_without_polling_do_not_end_a_hold() {
        let mut lease = assigned();
        lease.tick(s(115.0), 5_000);
        lease.group_answered(answer(5_100, 10));
        assert!(!lease.group_answered(GroupAnswer { polls: 100, ..answer(5_400, 20) }));
    }
}
