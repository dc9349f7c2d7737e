//! Folds the board's facts, and the message that a press names (docs/protocol.md#rule-7, docs/protocol.md#rule-11,
//! docs/protocol.md#rule-12).
//!
//! Facts are a set: order and repetition do not matter, and the first one counts. Must not decide which claim counts.

use super::event::{Event, Kind};
use super::ids::{ChannelId, EventId, MessageId};
use super::notice::{About, Notice};
use super::recipient::{FailedEffect, Recipient};
use super::state::{AlertState, Ending, Phase, Posted};

/// A press on an open card this long after an edit of it means that a later edit showed an older state
/// (docs/protocol.md#rule-12).
const STALE_CLICK_MS: i64 = 2_000;

impl AlertState {
    /// Folds a fact. Other events change nothing.
    pub(crate) fn note(&mut self, event: &Event) {
        match &event.kind {
            Kind::Posted { channel_id, message_id, as_of, role_notified, look, .. } => {
                let (as_of, role_notified) = (known_then(event, *as_of), *role_notified);
                let (channel_id, message_id) = (*channel_id, *message_id);
                let posted = Posted { channel_id, message_id, as_of, ts: event.ts, role_notified };
                self.posted(event, posted, *look);
            }
            Kind::Informed { cause, whom, message_id, channel_id } => {
                if let Some(message_id) = message_id {
                    // Kept also of an alert that is over: its messages are deleted some time later.
                    self.facts.messages.insert(*message_id, *channel_id);
                }
                let is_known = self.told(cause, *whom);
                if *whom == Recipient::Helpers && message_id.is_some() && !is_known {
                    self.facts.rung_at = self.facts.rung_at.max(Some(event.ts));
                }
                // A tombstone has only the notices that came after its texts were dropped.
                let is_here = |notice: &Notice| notice.cause == *cause && notice.recipient == *whom;
                if !self.is_shrunk() || self.notices.iter().any(is_here) {
                    self.facts.told.insert((cause.clone(), *whom));
                    self.correct(cause);
                }
            }
            Kind::Shown { as_of, pinned, removed, look } => {
                let as_of = known_then(event, *as_of);
                // What is pinned or deleted says nothing about how the card looks.
                if pinned.is_none() && removed.is_empty() && as_of >= self.facts.shown_as_of {
                    self.facts.look = *look;
                }
                self.shown(event, as_of);
                if let Some(pinned) = pinned
                    && self.facts.pinned.is_none_or(|(known, _)| known <= as_of)
                {
                    self.facts.pinned = Some((as_of, *pinned));
                }
                self.facts.removed.extend(removed);
            }
            Kind::Failed { cause, what, reason, as_of, deleted } => {
                self.failed(cause, *what, reason, known_then(event, *as_of));
                // Who has the child is not told to stand down because a card is missing.
                let may_end = matches!(self.phase, Phase::Open | Phase::Claimed { .. });
                if *what == FailedEffect::Card && self.facts.posted.is_none() && may_end {
                    self.notice(event, Recipient::Parent, About::NotShown { deleted: *deleted });
                    self.stands_down(event, Ending::NotShown);
                    self.end(event, Ending::NotShown);
                }
            }
            _ => {}
        }
    }

    fn shown(&mut self, event: &Event, as_of: i64) {
        if as_of > self.facts.shown_as_of {
            self.facts.shown_as_of = as_of;
            self.facts.shown_ts = event.ts;
        }
    }

    /// Folds the message that a press names, whether or not the claim counts.
    pub(crate) fn note_click(&mut self, event: &Event, on: Option<(ChannelId, MessageId)>) {
        let Some((channel_id, message_id)) = on else { return };
        match self.facts.posted {
            None => {
                self.clicked.get_or_insert((channel_id, message_id));
            }
            Some(posted) if posted.message_id != message_id => {
                self.facts.strays.insert(message_id);
            }
            // The pressed card still had its button, so a board that lost its partition has edited it late.
            Some(_) if self.phase != Phase::Open && event.ts.since(self.facts.shown_ts) > STALE_CLICK_MS => {
                self.changed(event);
            }
            Some(_) => {}
        }
    }

    fn posted(&mut self, event: &Event, posted: Posted, look: u8) {
        match self.facts.posted {
            Some(first) if first.message_id != posted.message_id => {
                self.facts.strays.insert(posted.message_id);
            }
            Some(_) => {}
            None => {
                self.facts.posted = Some(posted);
                self.facts.look = look;
                self.shown(event, posted.as_of);
                if posted.role_notified != Some(false) {
                    self.facts.rung_at = self.facts.rung_at.max(Some(event.ts));
                }
                if let Some((_, clicked)) = self.clicked.take()
                    && clicked != posted.message_id
                {
                    self.facts.strays.insert(clicked);
                }
                self.late();
                if posted.role_notified == Some(false) && self.phase == Phase::Open {
                    self.notice(event, Recipient::Parent, About::NobodyRung);
                }
            }
        }
    }

    /// Adds the notice to a parent whose alert arrived late, now that there is a card.
    fn late(&mut self) {
        let Some(raised) = self.raised.as_ref().filter(|raised| raised.alert.late && !self.is_over()) else { return };
        if raised.alert.parent_id.is_some() {
            let (cause, ts) = (raised.event.clone(), raised.ts);
            self.notices.push(Notice { cause, ts, recipient: Recipient::Parent, about: About::Late });
        }
    }

    /// Adds a notice for a neighbor who was told that they have the alert by a claim that does not count, whichever of
    /// `informed` and `withdrawn` comes first in the log.
    pub(crate) fn correct(&mut self, claim: &EventId) {
        if !self.told(claim, Recipient::Neighbor) {
            return;
        }
        let of_claim = |notice: &&Notice| notice.about.claim().is_some_and(|known| known.event == *claim);
        let correction = self.corrections.iter().find(of_claim).cloned();
        if let Some(correction) = correction
            && !self.notices.contains(&correction)
        {
            self.notices.push(correction);
        }
    }

    fn failed(&mut self, cause: &EventId, what: FailedEffect, reason: &str, as_of: i64) {
        match what {
            FailedEffect::Card => self.facts.settled = true,
            FailedEffect::Edit => self.facts.edit_refused = self.facts.edit_refused.max(Some(as_of)),
            FailedEffect::Pin => {
                if self.facts.pin_refused.as_ref().is_none_or(|(newest, _)| *newest < as_of) {
                    self.facts.pin_refused = Some((as_of, reason.to_owned()));
                }
            }
            FailedEffect::Notice(recipient) => _ = self.facts.told.insert((cause.clone(), recipient)),
        }
    }
}

/// A fact cannot reflect records that come after it in the log, whatever its `as_of` says.
fn known_then(event: &Event, as_of: i64) -> i64 {
    as_of.min(event.offset)
}
