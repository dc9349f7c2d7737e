//! The records of the clock: steps, reminder and end (docs/protocol.md#clock). Must not ask whether one came too early.

use super::is_present;
use crate::alert::WINDOW_MS;
use crate::alert::deadlines::STEP_MS;
use crate::alert::event::Event;
use crate::alert::notice::About;
use crate::alert::recipient::Recipient;
use crate::alert::state::{AlertState, Ending, Happened, Phase, Question};

impl AlertState {
    pub(super) fn escalated(&mut self, event: &Event, step: u8, since: i64) {
        match step {
            0..=4 => self.step_of_the_open_alert(event, step, since),
            5 => {
                let Phase::Claimed { claim, holding } = &mut self.phase else { return };
                let words_at = self.raised.as_ref().map_or(-1, |raised| raised.words_at);
                if since != claim.offset.max(words_at) || holding.asked == Some(since) {
                    return;
                }
                holding.asked = Some(since);
                holding.question = Some(Question {
                    event: event.id.clone(),
                    offset: event.offset,
                    ts: event.ts,
                    of_change: false,
                    in_vain: false,
                });
                let claim = claim.clone();
                self.notice(event, Recipient::Neighbor, About::StillOn(claim));
                self.changed(event);
            }
            6 => {
                let claim = self.claim().cloned();
                let Some(question) = self.holding_mut().and_then(|holding| holding.question.as_mut()) else { return };
                if question.offset != since || std::mem::replace(&mut question.in_vain, true) {
                    return;
                }
                if let Some(claim) = claim {
                    self.notice(event, Recipient::Parent, About::NoNews(claim));
                }
                self.changed(event);
            }
            // A step of a later version.
            _ => {}
        }
    }

    pub(super) fn step_of_the_open_alert(&mut self, event: &Event, step: u8, since: i64) {
        if self.phase != Phase::Open || since != self.opening.offset || self.step >= Some(step) {
            return;
        }
        let before = self.step.replace(step);
        let base = self.clock_base();
        let time_is_ahead = self.needed_by().is_none_or(|by| event.ts < by || by <= base);
        // Nobody can be called to a card that is not there.
        let skipped_wider = step == 3 && before < Some(2) && time_is_ahead && self.facts.posted.is_some();
        // Their calls keep the distance that the plan keeps.
        let least =
            self.needed_by().map_or(STEP_MS, |by| if by > base { STEP_MS.min(by.since(base) / 2) } else { STEP_MS });
        let were_called = self.facts.rung_at.is_some_and(|rung| event.ts.since(rung) < least);
        let about = About::Step { step, since };
        let rung = |state: &mut Self, recipient| state.notice(event, recipient, about.clone());
        if matches!(step, 0..=2) || skipped_wider && !were_called {
            rung(self, Recipient::Helpers);
        }
        if matches!(step, 0..=2) || skipped_wider {
            self.happened(event, Happened::AskedAgain, "");
        }
        if step == 2 || skipped_wider {
            rung(self, Recipient::Wider);
        }
        if step == 3 || step == 4 && before < Some(3) {
            rung(self, Recipient::Parent);
            rung(self, Recipient::Phone);
            self.phone_calls = true;
            self.happened(event, Happened::ParentTold, "");
        }
        self.changed(event);
    }

    pub(super) fn reminded(&mut self, event: &Event, since: i64) {
        let words_at = self.words_at();
        let Phase::Claimed { claim, holding } = &mut self.phase else { return };
        if since != claim.offset.max(words_at) || holding.reminded.replace(since) == Some(since) {
            return;
        }
        let claim = claim.clone();
        // Whoever was down until the time had passed reminds of nothing.
        if self.needed_by().is_none_or(|by| event.ts < by) {
            self.notice(event, Recipient::Neighbor, About::Reminder(claim));
        }
    }

    pub(super) fn expired(&mut self, event: &Event, missed: bool, since: Option<i64>) {
        let set_by = match self.phase {
            Phase::Open => self.opening.offset,
            // Who has it keeps it until the alert's life ends. Not the opening: a claim that came just before the end counts.
            _ => self.phase_at(),
        };
        if !is_present(since, set_by) {
            return;
        }
        if !missed {
            // A board of version 1 wrote it without `since`, and told nobody. That may be two days ago.
            if self.phase == Phase::Open && since.is_some() {
                let about = About::Ended { claim: None, ending: Ending::Expired, by: None, safe: false };
                self.notice(event, Recipient::Parent, about);
            }
            self.offer_ends(event);
            return self.end(event, Ending::Expired);
        }
        // `expired` was appended when there was no card, but a card or a claim comes before it in the log.
        if self.is_shown() || self.phase != Phase::Open {
            return;
        }
        // The parent may have read "Sent", and nobody comes. After the window W the parent no longer waits.
        if self.raised.as_ref().is_some_and(|raised| event.ts.since(raised.ts) <= WINDOW_MS) {
            self.notice(event, Recipient::Parent, About::Missed);
        }
        self.end(event, Ending::Missed);
    }
}
