//! What each record changes in each phase: the table of docs/protocol.md#transitions, one function for each kind.
//!
//! A record of a person names the record that they saw (`since`); where that is not the present one, nothing changes
//! (docs/protocol.md#rule-15). Must not read a clock.

use super::WINDOW_MS;
use super::deadlines::{LIFE_MS, STEP_MS};
use super::event::{Event, Kind, Words};
use super::fold::Refusal;
use super::ids::{EventId, Millis, UserId};
use super::notice::{About, By, Notice};
use super::recipient::Recipient;
use super::state::{AlertState, Claim, Ending, Happened, Holding, Opening, Person, Phase, Question};

/// How often one person can take an alert (docs/protocol.md#rule-20).
const CLAIMS_MAX: u8 = 2;

/// Whether the record names the present one. Records of earlier versions name none, and are taken as before.
fn is_present(since: Option<i64>, present: i64) -> bool {
    since.is_none_or(|since| since == present)
}

impl AlertState {
    pub(crate) fn apply(&mut self, event: &Event) -> Result<(), Refusal> {
        match &event.kind {
            Kind::Raised(_) | Kind::Rejected { .. } | Kind::Unknown => Ok(()),
            Kind::Claimed { neighbor_id, neighbor_name, message_id, channel_id, .. } => {
                self.note_click(event, channel_id.zip(*message_id));
                self.claimed(event, *neighbor_id, neighbor_name)
            }
            Kind::TakenOver { neighbor_id, neighbor_name, since, .. } => {
                self.taken_over(event, *neighbor_id, neighbor_name, *since)
            }
            Kind::Released { neighbor_id, moderator_id, parent_id, since } => {
                self.released(event, *neighbor_id, *moderator_id, *parent_id, *since)
            }
            Kind::WithChild { neighbor_id, .. } => self.with_child(event, *neighbor_id),
            Kind::Done { neighbor_id, moderator_id, parent_id, since } => {
                self.done(event, *neighbor_id, *moderator_id, *parent_id, *since)
            }
            Kind::Cancelled { parent_id, moderator_id, since } => {
                self.cancelled(event, *parent_id, *moderator_id, *since)
            }
            Kind::Changed { parent_id, moderator_id, since, words } => {
                self.words_changed(event, *parent_id, *moderator_id, *since, words)
            }
            Kind::Confirmed { neighbor_id, since } => self.confirmed(event, *neighbor_id, *since),
            Kind::Standby { neighbor_id, neighbor_name, since } => {
                self.standby(event, *neighbor_id, neighbor_name, *since)
            }
            Kind::Offered { neighbor_id, to_id, to_name, since } => {
                let to = Person { id: *to_id, name: to_name.clone() };
                self.offered(event, *neighbor_id, to, *since)
            }
            Kind::Escalated { step, since: Some(since) } => {
                self.escalated(event, *step, *since);
                Ok(())
            }
            // No earlier version acted on one.
            Kind::Escalated { since: None, .. } => Ok(()),
            Kind::Reminded { since } => {
                self.reminded(event, *since);
                Ok(())
            }
            Kind::Expired { missed, since } => {
                self.not_over()?;
                self.expired(event, *missed, *since);
                Ok(())
            }
            Kind::Withdrawn { event_id } => {
                self.withdrawn(event, event_id);
                Ok(())
            }
            Kind::Redacted { .. } => {
                if self.is_over() && !self.redacted {
                    self.redacted = true;
                    self.shrink();
                    // The last neighbor's name goes with the other words.
                    self.claimers.clear();
                    self.changed(event);
                }
                Ok(())
            }
            Kind::Posted { .. } | Kind::Informed { .. } | Kind::Shown { .. } | Kind::Failed { .. } => {
                self.note(event);
                Ok(())
            }
        }
    }

    pub(super) fn is_parent(&self, person: UserId) -> bool {
        self.raised.as_ref().is_some_and(|raised| raised.alert.parent_id == Some(person))
    }

    fn may_hold(&self, person: UserId) -> Result<(), Refusal> {
        if self.is_parent(person) {
            return Err(Refusal::OwnAlert);
        }
        if self.raised.as_ref().is_some_and(|raised| raised.alert.is_blocked(&self.id, person)) {
            return Err(Refusal::Blocked);
        }
        if self.claimers.get(&person).is_some_and(|claimer| claimer.times >= CLAIMS_MAX) {
            return Err(Refusal::TooOften);
        }
        Ok(())
    }

    /// Notes the new claim of a person.
    fn new_claim(&mut self, event: &Event, neighbor_id: UserId, name: &str) -> Claim {
        let claimer = self.claimers.entry(neighbor_id).or_default();
        claimer.times += 1;
        claimer.last = Some(event.id.clone());
        name.clone_into(&mut claimer.name);
        claimer.passed_on = false;
        Claim {
            event: event.id.clone(),
            neighbor_id,
            neighbor_name: name.to_owned(),
            ts: event.ts,
            offset: event.offset,
        }
    }

    fn claimed(&mut self, event: &Event, neighbor_id: UserId, name: &str) -> Result<(), Refusal> {
        if self.withdrawn.contains(&event.id) {
            return Err(Refusal::Withdrawn);
        }
        match &self.phase {
            Phase::Over { ending, .. } => return Err(Refusal::Over(*ending)),
            _ if self.is_parent(neighbor_id) => return Err(Refusal::OwnAlert),
            Phase::Claimed { claim, .. } | Phase::WithChild { claim, .. } => {
                let yours = claim.neighbor_id == neighbor_id;
                return Err(if yours { Refusal::Yours(claim.clone()) } else { Refusal::Taken(claim.clone()) });
            }
            Phase::Open => {}
        }
        self.may_hold(neighbor_id)?;
        let claim = self.new_claim(event, neighbor_id, name);
        self.notice(event, Recipient::Neighbor, About::Claimed(claim.clone()));
        self.notice(event, Recipient::Parent, About::Claimed(claim.clone()));
        self.phone_is_over(event);
        self.phase = Phase::Claimed { claim, holding: Box::default() };
        self.happened(event, Happened::Claimed, name);
        self.changed(event);
        Ok(())
    }

    fn taken_over(&mut self, event: &Event, by: UserId, name: &str, since: Option<i64>) -> Result<(), Refusal> {
        if self.withdrawn.contains(&event.id) {
            return Err(Refusal::Withdrawn);
        }
        let (before, child) = match &self.phase {
            Phase::Open => return Err(Refusal::NotClaimed),
            Phase::Over { ending, .. } => return Err(Refusal::Over(*ending)),
            Phase::Claimed { claim, .. } => (claim.clone(), None),
            Phase::WithChild { claim, with, since, .. } => (claim.clone(), Some((with.clone(), *since))),
        };
        if before.neighbor_id == by {
            return Err(Refusal::Yours(before));
        }
        if !is_present(since, before.offset) {
            return Err(Refusal::Changed);
        }
        let offer = self.holding().and_then(|holding| holding.offer.as_ref());
        if offer.is_none_or(|(to, _)| to.id != by) {
            return Err(Refusal::NotOffered);
        }
        self.may_hold(by)?;
        let claim = self.new_claim(event, by, name);
        let from = Person { id: before.neighbor_id, name: before.neighbor_name.clone() };
        let about = About::TakenOver { claim: claim.clone(), from };
        for recipient in [Recipient::Neighbor, Recipient::Former, Recipient::Parent] {
            self.notice(event, recipient, about.clone());
        }
        let mut holding = Box::<Holding>::default();
        if let Some(old) = self.holding_mut() {
            // A backup stays backup, unless they have the alert now.
            holding.standby = old.standby.take().filter(|backup| backup.id != by);
        }
        self.phase = match child {
            None => Phase::Claimed { claim, holding },
            // Until both have met, the child is with the one who handed over.
            Some((with, since)) => Phase::WithChild { claim, with, since, holding },
        };
        self.happened(event, Happened::TakenOver, name);
        self.changed(event);
        Ok(())
    }

    fn present_claim(&self) -> Result<&Claim, Refusal> {
        match &self.phase {
            Phase::Open => Err(Refusal::NotClaimed),
            Phase::Over { ending, .. } => Err(Refusal::Over(*ending)),
            Phase::Claimed { claim, .. } | Phase::WithChild { claim, .. } => Ok(claim),
        }
    }

    /// The claim that counts, if the record names it by its neighbor and by `since`. So nobody ends a claim that was made
    /// meanwhile.
    fn claim_of(&self, neighbor_id: UserId, since: Option<i64>) -> Result<Claim, Refusal> {
        let claim = self.present_claim()?;
        if claim.neighbor_id != neighbor_id {
            Err(Refusal::NotYours(claim.clone()))
        } else if is_present(since, claim.offset) {
            Ok(claim.clone())
        } else {
            Err(Refusal::Changed)
        }
    }

    /// The claim that a person ends, and as who they act. A gateway that does not know the claim, and records of the first
    /// version, name the parent or the moderator in the neighbor's place: that stands for the claim of `since`.
    fn ended_claim(
        &self,
        neighbor_id: UserId,
        moderator_id: Option<UserId>,
        parent_id: Option<UserId>,
        since: Option<i64>,
    ) -> Result<(Claim, By), Refusal> {
        let present = self.present_claim()?.neighbor_id;
        if parent_id.is_some_and(|parent| !self.is_parent(parent)) {
            return Err(Refusal::NotTheParent);
        }
        let actor = moderator_id.or(parent_id).unwrap_or(neighbor_id);
        let may_end_any = moderator_id.is_some() || self.is_parent(actor);
        let named = if actor == neighbor_id && may_end_any { present } else { neighbor_id };
        let claim = self.claim_of(named, since)?;
        let by = if actor == claim.neighbor_id { By::Neighbor } else { self.by_parent_or(moderator_id) };
        Ok((claim, by))
    }

    /// As who somebody acts who is not the neighbor. A parent who is a moderator acts as the parent.
    fn by_parent_or(&self, moderator_id: Option<UserId>) -> By {
        if moderator_id.is_some_and(|moderator| !self.is_parent(moderator)) { By::Moderator } else { By::Parent }
    }

    fn released(
        &mut self,
        event: &Event,
        neighbor_id: UserId,
        moderator_id: Option<UserId>,
        parent_id: Option<UserId>,
        since: Option<i64>,
    ) -> Result<(), Refusal> {
        let (claim, by) = self.ended_claim(neighbor_id, moderator_id, parent_id, since)?;
        if matches!(self.phase, Phase::WithChild { .. }) {
            return Err(if by == By::Neighbor { Refusal::WithYou } else { Refusal::WithNeighbor(claim) });
        }
        let about = About::Released { claim: claim.clone(), by };
        if by != By::Neighbor {
            // They did not give it back and may be on the way.
            self.notice(event, Recipient::Neighbor, about.clone());
        }
        if by != By::Parent {
            self.notice(event, Recipient::Parent, about);
        }
        let happened = if by == By::Neighbor { Happened::GivenBack } else { Happened::Reopened };
        self.reopen(event, &claim, happened);
        Ok(())
    }

    /// Nobody has it any more: the backup is called, and the clock begins again.
    fn reopen(&mut self, event: &Event, claim: &Claim, happened: Happened) {
        let backup = self.holding_mut().and_then(|holding| holding.standby.take());
        let had_backup = backup.is_some();
        if let Some(backup) = backup {
            self.notice(event, Recipient::Standby, About::YourTurn { claim: claim.clone(), backup });
        }
        self.phase = Phase::Open;
        self.step = None;
        self.opening = Opening {
            cause: event.id.clone(),
            offset: event.offset,
            ts: event.ts,
            reopened: self.opening.reopened.saturating_add(1),
            calls_again: true,
            had_backup,
            given_back_by: (happened == Happened::GivenBack).then(|| claim.neighbor_name.clone()),
        };
        self.happened(event, happened, &claim.neighbor_name);
        self.changed(event);
    }

    /// "The child is with me" tells of the world, so it counts whatever the person saw, and is never lost
    /// (docs/protocol.md#rule-19).
    fn with_child(&mut self, event: &Event, neighbor_id: UserId) -> Result<(), Refusal> {
        match &mut self.phase {
            Phase::Claimed { claim, holding } if claim.neighbor_id == neighbor_id => {
                let claim = claim.clone();
                let with = Person { id: neighbor_id, name: claim.neighbor_name.clone() };
                let mut holding = std::mem::take(holding);
                // That answers whether the child is with them. Another time or place may still be unanswered.
                holding.question = holding.question.filter(|question| question.of_change);
                holding.standby = None;
                self.child_is_with(event, claim, with, holding);
                Ok(())
            }
            Phase::WithChild { claim, with, holding, .. }
                if claim.neighbor_id == neighbor_id && with.id != neighbor_id =>
            {
                let claim = claim.clone();
                let with = Person { id: neighbor_id, name: claim.neighbor_name.clone() };
                let holding = std::mem::take(holding);
                self.child_is_with(event, claim, with, holding);
                Ok(())
            }
            Phase::WithChild { claim, .. } if claim.neighbor_id == neighbor_id => Err(Refusal::Yours(claim.clone())),
            Phase::WithChild { claim, .. } => Err(Refusal::NotYours(claim.clone())),
            Phase::Open | Phase::Claimed { .. } | Phase::Over { .. } => self.pass_on(event, neighbor_id),
        }
    }

    fn child_is_with(&mut self, event: &Event, claim: Claim, with: Person, holding: Box<Holding>) {
        self.notice(event, Recipient::Parent, About::WithChild(claim.clone()));
        self.happened(event, Happened::WithChild, &with.name);
        self.phase = Phase::WithChild { claim, with, since: event.ts, holding };
        self.changed(event);
    }

    /// Who had the alert says that the child is with them: the parent and who has it now are told, once a claim.
    fn pass_on(&mut self, event: &Event, neighbor_id: UserId) -> Result<(), Refusal> {
        let refusal = match &self.phase {
            Phase::Over { ending, .. } => Refusal::Over(*ending),
            Phase::Claimed { claim, .. } | Phase::WithChild { claim, .. } => Refusal::NotYours(claim.clone()),
            Phase::Open => Refusal::NotClaimed,
        };
        let over = self.is_over();
        let is_last = self.claim().is_some_and(|claim| claim.neighbor_id == neighbor_id);
        let claim = self.claim().filter(|_| !over).cloned();
        let Some(claimer) = self.claimers.get_mut(&neighbor_id) else { return Err(refusal) };
        if claimer.passed_on || claimer.last.is_none() || over && !is_last {
            return Err(refusal);
        }
        claimer.passed_on = true;
        let who = Person { id: neighbor_id, name: claimer.name.clone() };
        let name = who.name.clone();
        let about = About::SaysWithChild { who, claim: claim.clone() };
        self.notice(event, Recipient::Parent, about.clone());
        if claim.is_some() {
            self.notice(event, Recipient::Neighbor, about);
        }
        if !over {
            self.happened(event, Happened::WithChild, &name);
            self.changed(event);
        }
        Ok(())
    }

    fn done(
        &mut self,
        event: &Event,
        neighbor_id: UserId,
        moderator_id: Option<UserId>,
        parent_id: Option<UserId>,
        since: Option<i64>,
    ) -> Result<(), Refusal> {
        let ended = self.ended_claim(neighbor_id, moderator_id, parent_id, since);
        let (claim, by) = ended.map_err(|refusal| match refusal {
            Refusal::NotClaimed if self.is_parent(parent_id.unwrap_or(neighbor_id)) => Refusal::NothingToClose,
            other => other,
        })?;
        // "Safe" is said only where the neighbor whom the child was with says so (docs/protocol.md#rule-19).
        let safe = by == By::Neighbor && matches!(self.phase, Phase::WithChild { .. });
        let about = About::Ended { claim: Some(claim), ending: Ending::Done, by: Some(by), safe };
        if by != By::Neighbor {
            self.notice(event, Recipient::Neighbor, about.clone());
        }
        if by != By::Parent {
            self.notice(event, Recipient::Parent, about);
        }
        self.offer_ends(event);
        self.end_with(event, Ending::Done, safe);
        Ok(())
    }

    fn cancelled(
        &mut self,
        event: &Event,
        parent_id: UserId,
        moderator_id: Option<UserId>,
        since: Option<i64>,
    ) -> Result<(), Refusal> {
        self.not_over()?;
        if !self.is_parent(parent_id) && moderator_id.is_none() {
            return Err(Refusal::NotTheParent);
        }
        if let Phase::WithChild { claim, .. } = &self.phase {
            return Err(Refusal::WithNeighbor(claim.clone()));
        }
        if !is_present(since, self.phase_at()) {
            return Err(Refusal::Changed);
        }
        let by = self.by_parent_or(moderator_id);
        let about = About::Ended { claim: self.claim().cloned(), ending: Ending::Cancelled, by: Some(by), safe: false };
        if self.claim().is_some() {
            self.notice(event, Recipient::Neighbor, about.clone());
        }
        if by == By::Moderator {
            self.notice(event, Recipient::Parent, about);
        }
        self.offer_ends(event);
        self.end(event, Ending::Cancelled);
        Ok(())
    }

    fn words_changed(
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

    fn confirmed(&mut self, event: &Event, neighbor_id: UserId, since: Option<i64>) -> Result<(), Refusal> {
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

    fn standby(&mut self, event: &Event, by: UserId, name: &str, since: Option<i64>) -> Result<(), Refusal> {
        let claim = match &self.phase {
            Phase::Over { ending, .. } => return Err(Refusal::Over(*ending)),
            Phase::Open => return Err(Refusal::NoBackupNeeded { open: true }),
            Phase::WithChild { .. } => return Err(Refusal::NoBackupNeeded { open: false }),
            Phase::Claimed { claim, .. } => claim.clone(),
        };
        if claim.neighbor_id == by {
            return Err(Refusal::Yours(claim));
        }
        if !is_present(since, claim.offset) {
            return Err(Refusal::Changed);
        }
        self.may_hold(by)?;
        let Some(holding) = self.holding_mut() else { return Ok(()) };
        if let Some(backup) = &holding.standby {
            return Err(Refusal::HasBackup { yours: backup.id == by });
        }
        holding.standby = Some(Person { id: by, name: name.to_owned() });
        self.happened(event, Happened::Standby, name);
        self.changed(event);
        Ok(())
    }

    fn offered(&mut self, event: &Event, by: UserId, to: Person, since: Option<i64>) -> Result<(), Refusal> {
        let claim = self.claim_of(by, since)?;
        if to.id == claim.neighbor_id || self.is_parent(to.id) {
            return Err(Refusal::NotToThem);
        }
        self.may_hold(to.id)?;
        let Some(holding) = self.holding_mut() else { return Ok(()) };
        holding.offer = Some((to.clone(), event.id.clone()));
        self.notice(event, Recipient::Offered, About::Offered { claim, to });
        self.changed(event);
        Ok(())
    }

    /// The person who was asked to take over need not any more.
    fn offer_ends(&mut self, event: &Event) {
        let offer = self.holding().and_then(|holding| holding.offer.as_ref());
        if let Some((to, _)) = offer {
            let about = About::OfferEnded(to.clone());
            self.notice(event, Recipient::Offered, about);
        }
    }

    fn escalated(&mut self, event: &Event, step: u8, since: i64) {
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

    fn step_of_the_open_alert(&mut self, event: &Event, step: u8, since: i64) {
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

    fn reminded(&mut self, event: &Event, since: i64) {
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

    pub(crate) fn not_over(&self) -> Result<(), Refusal> {
        self.ending().map_or(Ok(()), |ending| Err(Refusal::Over(ending)))
    }

    fn expired(&mut self, event: &Event, missed: bool, since: Option<i64>) {
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

    fn withdrawn(&mut self, event: &Event, event_id: &EventId) {
        if !self.is_shrunk() {
            self.withdrawn.insert(event_id.clone());
        }
        let of_alert = self.raised.as_ref().is_some_and(|raised| raised.event == *event_id);
        match &self.phase {
            // The child goes before the record (docs/decisions/0076-a-take-over-counts-while-the-child-is-with-somebody.md).
            Phase::WithChild { claim, with, .. } if claim.event == *event_id && with.id != claim.neighbor_id => {
                let about = About::CountsAfterAll { claim: claim.clone(), with: with.clone() };
                // One message, and one that rings: the answer to their press says "NOT sent".
                if !self.told(event_id, Recipient::Neighbor) {
                    self.notices.retain(|known| known.cause != *event_id || known.recipient != Recipient::Neighbor);
                }
                self.notice(event, Recipient::Neighbor, about);
            }
            Phase::Over { .. } | Phase::WithChild { .. } => {}
            _ if of_alert => {
                self.stands_down(event, Ending::Withdrawn);
                self.end(event, Ending::Withdrawn);
            }
            Phase::Claimed { claim, .. } if claim.event == *event_id => {
                let claim = claim.clone();
                // Who read "NOT sent" was told to press again.
                if let Some(claimer) = self.claimers.get_mut(&claim.neighbor_id) {
                    claimer.times = claimer.times.saturating_sub(1);
                }
                self.recall(event_id);
                self.notice(event, Recipient::Parent, About::ClaimWithdrawn(claim.clone()));
                self.reopen(event, &claim, Happened::DidNotCount);
                let about = About::ClaimWithdrawn(claim);
                let (cause, ts) = (event.id.clone(), event.ts);
                self.corrections.push(Notice { cause, ts, recipient: Recipient::Neighbor, about });
                self.correct(event_id);
            }
            _ => {}
        }
    }

    /// Drops the undelivered notices of a claim that does not count. Delivered ones stay, and are corrected.
    fn recall(&mut self, claim: &EventId) {
        let told = std::mem::take(&mut self.facts.told);
        self.notices
            .retain(|notice| notice.cause != *claim || told.contains(&(notice.cause.clone(), notice.recipient)));
        self.facts.told = told;
    }

    /// Tells everybody who may be on the way that they need not go.
    pub(crate) fn stands_down(&mut self, event: &Event, ending: Ending) {
        if let Some(claim) = self.claim().cloned() {
            self.notice(event, Recipient::Neighbor, About::Ended { claim: Some(claim), ending, by: None, safe: false });
        }
        self.offer_ends(event);
    }

    pub(crate) fn end(&mut self, event: &Event, ending: Ending) {
        self.end_with(event, ending, false);
    }

    fn end_with(&mut self, event: &Event, ending: Ending, safe: bool) {
        let claim = self.claim().cloned();
        self.phone_is_over(event);
        self.phase = Phase::Over { ending, at: event.ts, claim, safe };
        self.changed(event);
    }

    /// The phone service need not call any more, if it was asked to and has not been told so.
    fn phone_is_over(&mut self, event: &Event) {
        if std::mem::take(&mut self.phone_calls) {
            self.notice(event, Recipient::Phone, About::PhoneOver);
        }
    }
}
