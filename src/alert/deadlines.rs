//! The clock: the records that become due at a time. Their effects follow when they are read back, because only records
//! decide (docs/protocol.md#rule-6, docs/protocol.md#rule-16, docs/protocol.md#invariant-7).
//!
//! Must not read a clock: the time is an argument.

use super::event::{Kind, RedactedBy};
use super::ids::Millis;
use super::recipient::Recipient;
use super::state::{AlertState, Phase};

/// An alert without a time ends after this, no time is later, and a claimed alert ends after it.
pub(crate) const LIFE_MS: i64 = 24 * 60 * 60 * 1000;

/// An alert ends this long after its time, because the bus may be late.
pub(crate) const GRACE_MS: i64 = 60 * 60 * 1000;

/// An alert for now ([`Alert::is_for_now`](crate::alert::Alert::is_for_now)) that has no card is missed this long after
/// its time: until then the child is waiting. Any other alert without a card is missed at its time.
pub(crate) const LATE_MS: i64 = 15 * 60 * 1000;

/// How long after its end an alert's words are removed in tests.
#[cfg(test)]
pub(crate) const REDACT_AFTER_MS: i64 = 12 * 60 * 60 * 1000;

/// The least time between two calls of the helpers, and from the card to the first step.
pub(crate) const STEP_MS: i64 = 2 * MINUTE_MS;

const MINUTE_MS: i64 = 60 * 1000;

/// A record that has to be appended at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The time at which it is due.
    pub at: Millis,
    /// The record.
    pub kind: Kind,
    /// Whether the record waits for an attempt at the card that is running: yes for an end, because the attempt would show
    /// the alert as it was. A step does not wait, because the parent may have to be told.
    pub waits_for_card: bool,
}

impl Due {
    fn step(at: Millis, step: u8, since: i64) -> Self {
        Due { at, kind: Kind::Escalated { step, since: Some(since) }, waits_for_card: false }
    }
}

impl AlertState {
    /// The next record of the clock: the one that is due at `now`, or else the first that will be. Of several steps that are
    /// due only the highest is returned. `redact_after` is how long after its end the words are removed, in milliseconds.
    /// `None` if nothing more becomes due.
    #[must_use]
    pub fn next_due(&self, now: Millis, redact_after: i64) -> Option<Due> {
        let mut next = self.next_end(redact_after);
        let steps = match &self.phase {
            Phase::Open => self.open_steps(),
            Phase::Claimed { .. } | Phase::WithChild { .. } => self.questions(),
            Phase::Over { .. } => Vec::new(),
        };
        // An end comes before a step that is due as well.
        if next.as_ref().is_some_and(|end| end.at <= now) {
            return next;
        }
        let due = steps.iter().rfind(|step| step.at <= now).or_else(|| steps.iter().min_by_key(|step| step.at));
        if let Some(due) = due.filter(|due| next.as_ref().is_none_or(|next| due.at <= next.at)) {
            next = Some(due.clone());
        }
        next
    }

    /// The record that ends the alert, or that removes its words after the end.
    pub(crate) fn next_end(&self, redact_after: i64) -> Option<Due> {
        let raised = self.raised.as_ref()?;
        if let Phase::Over { at, .. } = self.phase {
            let has_words = self.facts.posted.is_some() || !self.facts.messages.is_empty();
            return (has_words && !self.redacted).then(|| Due {
                at: at.plus(redact_after),
                kind: Kind::Redacted { by: RedactedBy::Clock },
                waits_for_card: true,
            });
        }
        let end_of_life = raised.ts.plus(LIFE_MS);
        let is_open = self.phase == Phase::Open;
        let missed = is_open && !self.is_shown();
        let at = match self.needed_by() {
            _ if !is_open => end_of_life,
            Some(needed_by) if missed && raised.alert.is_for_now() => needed_by.plus(LATE_MS),
            Some(needed_by) if missed => needed_by,
            Some(needed_by) => needed_by.max(self.opening.ts).plus(GRACE_MS),
            None => end_of_life.max(self.opening.ts),
        };
        let kind = Kind::Expired { missed, since: Some(self.phase_at()) };
        Some(Due { at: at.min(end_of_life.plus(GRACE_MS)), kind, waits_for_card: true })
    }

    /// The instant from which the steps are counted.
    pub(crate) fn clock_base(&self) -> Millis {
        self.facts.posted.map_or(self.opening.ts, |posted| posted.ts.max(self.opening.ts))
    }

    /// The steps that are still to come while nobody has the alert, in their order.
    fn open_steps(&self) -> Vec<Due> {
        if self.raised.is_none() {
            return Vec::new();
        }
        let (since, base) = (self.opening.offset, self.clock_base());
        let mut steps: Vec<(u8, Millis)> = self.call_again().map(|at| (0, at)).into_iter().collect();
        steps.extend(plan(base, self.needed_by().filter(|by| *by > base)));
        // Nobody can be called to a card that is not there.
        let has_card = self.facts.posted.is_some();
        steps.retain(|(step, _)| self.step < Some(*step) && (has_card || *step >= 3));
        // Calls of the helpers keep their distance.
        let rung = self.facts.rung_at.map_or(base, |rung| rung.plus(STEP_MS));
        let at = |step, at: Millis| if matches!(step, 1 | 2) { at.max(rung) } else { at };
        steps.into_iter().map(|(step, planned)| Due::step(at(step, planned), step, since)).collect()
    }

    /// When the helpers are called because a claim has ended (step 0).
    fn call_again(&self) -> Option<Millis> {
        let opening = &self.opening;
        // A board of an earlier version called them when the claim ended.
        let called = self.told(&opening.cause, Recipient::Helpers);
        if !opening.calls_again || called {
            return None;
        }
        let has_time = self.needed_by().is_some_and(|by| by.since(opening.ts) >= 10 * MINUTE_MS);
        Some(if opening.had_backup && has_time {
            opening.ts.plus(STEP_MS)
        } else if opening.reopened <= 1 {
            opening.ts
        } else {
            self.facts.rung_at.map_or(opening.ts, |rung| rung.plus(STEP_MS).max(opening.ts))
        })
    }

    /// The reminder and the questions to the neighbor who has the alert that are still to come, in their order.
    fn questions(&self) -> Vec<Due> {
        let (Some(claim), Some(raised), Some(holding)) = (self.claim(), &self.raised, self.holding()) else {
            return Vec::new();
        };
        let since = claim.offset.max(raised.words_at);
        let mut questions = Vec::new();
        if matches!(self.phase, Phase::Claimed { .. }) {
            let needed_by = self.needed_by();
            let early_enough = |by: Millis| by.since(claim.ts).min(by.since(raised.words_ts)) >= 15 * MINUTE_MS;
            // The question that comes after the time leaves nothing to remind of.
            let reminds = holding.reminded != Some(since) && holding.asked != Some(since);
            if let Some(by) = needed_by.filter(|by| reminds && early_enough(*by)) {
                let kind = Kind::Reminded { since };
                questions.push(Due { at: by.plus(-5 * MINUTE_MS), kind, waits_for_card: false });
            }
            if holding.asked != Some(since) {
                let at = match needed_by {
                    Some(by) => by.max(claim.ts).max(raised.words_ts).plus(5 * MINUTE_MS),
                    None => claim.ts.plus(60 * MINUTE_MS),
                };
                questions.push(Due::step(at, 5, since));
            }
        }
        if let Some(question) = holding.question.as_ref().filter(|question| !question.in_vain) {
            questions.push(Due::step(question.ts.plus(3 * MINUTE_MS), 6, question.offset));
        }
        questions.sort_by_key(|due| due.at);
        questions
    }
}

/// Steps 1 to 4 of an alert that nobody has had since `base`. `by` is its time where that is still to come.
///
/// The last call is step 3, which tells the parent while there is time to phone; step 4 is the alert's time itself.
#[must_use]
pub(crate) fn plan(base: Millis, by: Option<Millis>) -> Vec<(u8, Millis)> {
    let Some(by) = by else {
        return [(1, 2), (2, 5), (3, 10)].map(|(step, minutes)| (step, base.plus(minutes * MINUTE_MS))).to_vec();
    };
    let left = by.since(base);
    let earliest = base.plus(STEP_MS.min(left / 2));
    let mut times = [base.plus(left / 2), by.plus(-10 * MINUTE_MS), by.plus(-5 * MINUTE_MS)];
    times.sort_unstable();
    let mut kept: Vec<Millis> = Vec::new();
    for at in times.into_iter().rev().filter(|at| *at >= earliest) {
        if kept.last().is_none_or(|next| next.since(at) >= STEP_MS) {
            kept.push(at);
        }
    }
    // From the last to the first: 3, 2, 1.
    let mut steps: Vec<_> = [3, 2, 1].into_iter().zip(kept).collect();
    steps.reverse();
    steps.push((4, by));
    steps
}
