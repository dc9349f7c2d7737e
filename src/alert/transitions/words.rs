//! What the alert says is changed, and the neighbor who has it answers whether they can still go.

use super::is_present;
use crate::alert::deadlines::LIFE_MS;
use crate::alert::event::{Event, Words};
use crate::alert::fold::Refusal;
use crate::alert::ids::{Millis, UserId};
use crate::alert::notice::{About, By};
use crate::alert::recipient::Recipient;
use crate::alert::state::{AlertState, Happened, Opening, Phase, Question};

impl AlertState {
    pub(super) fn words_changed(
        &mut self,
        event: &Event,
        parent_id: UserId,
        moderator_id: Option<UserId>,
        since: Option<i64>,
        words: &Words,
    ) -> Result<(), Refusal> {
        self.not_over()?;
        if !self.is_parent(parent_id) && moderator_id.is_none() {
            return Err(Refusal::NotTheParent);
        }
        if let Phase::WithChild { claim, .. } = &self.phase {
            return Err(Refusal::WithNeighbor(claim.clone()));
        }
        let Some(raised) = &mut self.raised else { return Ok(()) };
        if !is_present(since, raised.words_at) {
            return Err(Refusal::Changed);
        }
        if words.needed_by.is_some_and(|by| Millis::from(by) > raised.ts.plus(LIFE_MS)) {
            return Err(Refusal::TooFar);
        }
        let alert = &mut raised.alert;
        let time_moved = words.needed_by.is_some_and(|by| alert.needed_by != Some(by));
        let place_moved = words.location.as_ref().is_some_and(|place| *place != alert.location);
        let kept = |new: &Option<String>, old: &mut String| {
            if let Some(new) = new {
                new.clone_into(old);
            }
        };
        kept(&words.child_name, &mut alert.child_name);
        kept(&words.location, &mut alert.location);
        kept(&words.message, &mut alert.message);
        alert.area = words.area.clone().or(alert.area.take());
        alert.needed_by = words.needed_by.or(alert.needed_by);
        (raised.words_at, raised.words_ts) = (event.offset, event.ts);

        let by = self.by_parent_or(moderator_id);
        let place_or_time = time_moved || place_moved;
        let about = About::Changed { claim: self.claim().cloned(), by, place_or_time };
        if by == By::Moderator {
            self.notice(event, Recipient::Parent, about.clone());
        }
        if place_or_time && self.claim().is_some() {
            self.notice(event, Recipient::Neighbor, about);
            let question = Question {
                event: event.id.clone(),
                offset: event.offset,
                ts: event.ts,
                of_change: true,
                in_vain: false,
            };
            if let Some(holding) = self.holding_mut() {
                holding.question = Some(question);
            }
        } else if time_moved {
            let cause = event.id.clone();
            // The helpers whose call was still due are called all the same.
            let calls_again = self.opening.calls_again && self.step.is_none();
            self.opening = Opening { cause, offset: event.offset, ts: event.ts, calls_again, ..self.opening.clone() };
            self.step = None;
        }
        self.happened(event, Happened::Changed, "");
        self.changed(event);
        Ok(())
    }

    pub(super) fn confirmed(&mut self, event: &Event, neighbor_id: UserId, since: Option<i64>) -> Result<(), Refusal> {
        let claim = self.claim_of(neighbor_id, None)?;
        let Some(holding) = self.holding_mut() else { return Ok(()) };
        if holding.question.as_ref().is_none_or(|question| !is_present(since, question.offset)) {
            return Err(Refusal::Changed);
        }
        holding.question = None;
        self.notice(event, Recipient::Parent, About::Confirmed(claim.clone()));
        self.happened(event, Happened::Confirmed, &claim.neighbor_name);
        self.changed(event);
        Ok(())
    }
}
