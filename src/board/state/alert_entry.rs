//! What the board holds of one alert: its folded state, and the work that this process is doing for it.
//!
//! Must hold nothing that the log could not give back: the next owner of the partition builds it from the log.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio_util::time::delay_queue;

use crate::alert::{AlertState, Effect, EventId, Key, Lane, Millis};
use crate::board::state::decision::{LaneState, Situation};
use crate::board::state::private_reply::PrivateReply;
use crate::board::state::refusals::Refusals;
use crate::board::state::reply_address::ReplyAddress;
use crate::board::state::staleness::Newest;
use crate::kafka::consumer::Acknowledgement;

/// After this long a record is acknowledged whatever is left to do for it. The alert's state still owes that, and a dead
/// channel does not hold the partition back (docs/protocol.md#rule-13).
pub(crate) const PARKED_AFTER: Duration = Duration::from_secs(60);

/// The same where a partition is full.
pub(crate) const PARKED_WHEN_FULL: Duration = Duration::from_secs(1);

pub(crate) struct AlertEntry {
    pub(crate) state: AlertState,
    /// Somebody may have tried to post the card: this process, or whoever had the partition before.
    pub(crate) maybe_posted: bool,
    /// Where the private answer to a claim goes.
    pub(crate) addresses: Vec<(EventId, ReplyAddress)>,
    /// Where the parent's own answer is.
    pub(crate) parent: Option<ReplyAddress>,
    /// Private answers that wait to be given.
    pub(crate) answers: Vec<PrivateReply>,
    /// How many are being given.
    pub(crate) answering: usize,
    /// The schedule's record is being appended, or has not been read back.
    pub(crate) scheduling: bool,
    scheduled_at: Option<i64>,
    /// It is one of those that are over and have their words yet ([`crate::board::state::retention`]).
    kept: bool,
    pub(crate) alarm: Option<delay_queue::Key>,
    /// For the running attempts.
    pub(crate) newest: Arc<Newest>,
    lanes: [LaneState; Lane::ALL.len()],
    failures: [u32; Lane::ALL.len()],
    refusals: [Refusals; Lane::ALL.len()],
    /// The notice that each lane has tried last.
    notices: [Option<Key>; Lane::ALL.len()],
    unfinished: Vec<(Acknowledgement, Instant)>,
}

impl AlertEntry {
    pub(crate) fn new(state: AlertState, maybe_posted: bool) -> Self {
        AlertEntry {
            state,
            maybe_posted,
            addresses: Vec::new(),
            parent: None,
            answers: Vec::new(),
            answering: 0,
            scheduling: false,
            scheduled_at: None,
            kept: false,
            alarm: None,
            newest: Arc::new(Newest::new()),
            lanes: [LaneState::Free; Lane::ALL.len()],
            failures: [0; Lane::ALL.len()],
            refusals: [Refusals::default(); Lane::ALL.len()],
            notices: Default::default(),
            unfinished: Vec::new(),
        }
    }

    /// The schedule's record stands at `offset`, or could not be appended; `read_to` is how far the partition was folded.
    pub(crate) fn scheduled(&mut self, offset: Option<i64>, read_to: i64) {
        self.scheduled_at = offset.filter(|offset| *offset > read_to);
        self.scheduling = self.scheduled_at.is_some();
    }

    /// A record at `offset` has been folded: what waited for it to be read back may go on.
    pub(crate) fn read(&mut self, offset: i64) {
        self.newest.note(&self.state);
        if self.scheduled_at.is_some_and(|awaited| awaited <= offset) {
            self.scheduled(None, offset);
        }
        for lane in &mut self.lanes {
            if matches!(lane, LaneState::ReadingBack(awaited) if *awaited <= offset) {
                *lane = LaneState::Free;
            }
        }
    }

    /// Keeps the acknowledgement of a record until its effects are done.
    pub(crate) fn hold(&mut self, acknowledgement: Acknowledgement, now: Instant) {
        self.unfinished.push((acknowledgement, now));
    }

    /// The situation that a decision is made on; `pending` are the state's pending effects.
    pub(crate) fn situation<'a>(&'a self, pending: &'a [Effect], may_post: bool, redact_after: i64) -> Situation<'a> {
        let answers = self.answers.len() + self.answering;
        let (state, lanes, appending) = (&self.state, self.lanes, self.scheduling);
        Situation { state, pending, lanes, answers, appending, redact_after, may_post }
    }

    /// An attempt at the effect begins, in its lane. What was refused of an earlier notice, which is no longer needed, says
    /// nothing about this one.
    pub(crate) fn started(&mut self, effect: &Effect) {
        let lane = effect.lane().index();
        if let Effect::Inform(notice) = effect
            && self.notices[lane].replace(notice.key()).is_some_and(|before| before != notice.key())
        {
            self.failures[lane] = 0;
            self.refusals[lane] = Refusals::default();
        }
        self.lanes[lane] = LaneState::Running;
    }

    /// The effect was carried out and its fact stands at `offset`; `read_to` is how far the partition has been folded.
    pub(crate) fn recorded(&mut self, lane: Lane, offset: i64, read_to: i64) {
        self.failures[lane.index()] = 0;
        self.refusals[lane.index()] = Refusals::default();
        self.lanes[lane.index()] = if offset <= read_to { LaneState::Free } else { LaneState::ReadingBack(offset) };
    }

    /// The effect has to be tried again at `until`.
    pub(crate) fn wait(&mut self, lane: Lane, until: Instant) {
        self.failures[lane.index()] = self.failures[lane.index()].saturating_add(1);
        self.lanes[lane.index()] = LaneState::Waiting(until);
    }

    /// Notes that the effect was refused at `now` for a reason that may pass. Returns the wait before the next attempt;
    /// `usual` is the wait after any failure.
    pub(crate) fn refused(&mut self, lane: Lane, now: Millis, usual: Duration) -> Duration {
        let refusals = &mut self.refusals[lane.index()];
        *refusals = refusals.and_one(now);
        refusals.wait(now, usual)
    }

    /// The refusals of the lane's effect in a row.
    pub(crate) fn refusals(&self, lane: Lane) -> Refusals {
        self.refusals[lane.index()]
    }

    /// How often the lane's effect has failed in a row.
    pub(crate) fn failures(&self, lane: Lane) -> u32 {
        self.failures[lane.index()]
    }

    /// Whether nothing is pending and nothing is running.
    pub(crate) fn is_quiet(&self) -> bool {
        self.answers.is_empty()
            && self.answering == 0
            && !self.lanes.into_iter().any(LaneState::is_busy)
            && self.state.pending_effects().is_empty()
    }

    /// Whether it is over, with nothing left to do, and has its words yet.
    pub(crate) fn has_only_its_text(&self) -> bool {
        self.state.is_over() && !self.state.is_shrunk() && self.is_quiet()
    }

    /// Whether it has to be counted among those that have their words yet; once. An alert that may owe a correction is not
    /// counted, because without its text the correction would be lost.
    pub(crate) fn keeps(&mut self) -> bool {
        self.has_only_its_text() && !self.state.may_owe_correction() && !std::mem::replace(&mut self.kept, true)
    }

    /// Lets go of the words, and of where its people could be answered; later, where something is left to do.
    pub(crate) fn drop_text(&mut self) {
        self.kept = false;
        if self.has_only_its_text() {
            self.state.shrink();
            self.addresses = Vec::new();
            self.parent = None;
        }
    }

    /// Acknowledges the records that are finished now: all where the alert is `quiet`, else those that have waited long
    /// enough.
    pub(crate) fn acknowledge(&mut self, quiet: bool, now: Instant) {
        self.park(now, if quiet { Duration::ZERO } else { PARKED_AFTER });
    }

    /// Acknowledges the records that have waited for so long, and returns how many. The state owes what is left to do.
    pub(crate) fn park(&mut self, now: Instant, after: Duration) -> usize {
        let (finished, left): (Vec<_>, _) = std::mem::take(&mut self.unfinished)
            .into_iter()
            .partition(|(_, since)| now.duration_since(*since) >= after);
        self.unfinished = left;
        let count = finished.len();
        finished.into_iter().for_each(|(acknowledgement, _)| acknowledgement.ack());
        count
    }

    /// When the next record has to be parked.
    pub(crate) fn next_park(&self) -> Option<Instant> {
        self.unfinished.iter().map(|(_, since)| *since + PARKED_AFTER).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::{About, AlertId, Notice, Recipient};

    #[test]
    fn what_was_refused_of_a_notice_does_not_count_for_the_next_one() {
        let id = AlertId::new("a").expect("an id");
        let mut entry = AlertEntry::new(AlertState::new(id), false);
        let inform = |cause: &str, about| {
            let (cause, ts) = (EventId::new(cause), Millis(0));
            Effect::Inform(Notice { cause, ts, recipient: Recipient::Parent, about })
        };
        let lane = Lane::Notices(Recipient::Parent);
        let are_final = |entry: &AlertEntry, ms| entry.refusals(lane).and_one(Millis(ms)).are_final(Millis(ms));
        for ms in [0, 5_000] {
            entry.started(&inform("posted", About::NobodyRung));
            entry.refused(lane, Millis(ms), Duration::from_secs(5));
        }
        entry.started(&inform("posted", About::NobodyRung));
        assert!(are_final(&entry, 600_000));
        // A neighbor has taken the alert: the parent need not hear of the phones, but of the neighbor.
        entry.started(&inform("claimed", About::Missed));
        assert!(!are_final(&entry, 600_000), "its first refusal may pass");
    }
}
