//! What the log says of each alert, and what the log itself must not say (docs/protocol.md#transitions).
//!
//! The bot's own fold reads it. So what is asserted here is said a second time, by the states before and after each record.

use std::collections::BTreeMap;

use crate::support::bot::codec::Read;
use crate::support::bot::{
    AlertId, AlertState, Claim, Ending, Event, EventId, Key, Kind, Notice, Outcome, Phase, Recipient, Record, UserId,
    codec,
};

/// One alert, as the log has it.
pub struct Story {
    pub state: AlertState,
    /// What became of each record of a person.
    pub outcomes: BTreeMap<EventId, Outcome>,
    /// All claims that counted once.
    pub claims: Vec<Claim>,
    /// All notices that were ever necessary, by the key of their message.
    pub notices: BTreeMap<String, Notice>,
    /// Who had claimed it and has not said since that the child is with them.
    silent: BTreeMap<UserId, EventId>,
    /// What must not be, a line each.
    pub wrong: Vec<String>,
    /// All records and what the fold said of them, for the message of a storm that fails.
    pub lines: Vec<String>,
}

/// The stories of all alerts of these records.
pub fn told(mut records: Vec<Record>) -> BTreeMap<AlertId, Story> {
    records.sort_by_key(|record| (record.partition, record.offset));
    let mut stories = BTreeMap::new();
    for record in records {
        match codec::read(&record) {
            Read::Event(alert, event) => {
                stories.entry(alert.clone()).or_insert_with(|| Story::of(alert)).read(&event);
            }
            Read::Skip => {}
            Read::Broken(why) => panic!("{} can't be read: {why}", record.place()),
        }
    }
    stories
}

impl Story {
    fn of(alert: AlertId) -> Self {
        Story {
            state: AlertState::new(alert),
            outcomes: BTreeMap::new(),
            claims: Vec::new(),
            notices: BTreeMap::new(),
            silent: BTreeMap::new(),
            wrong: Vec::new(),
            lines: Vec::new(),
        }
    }

    fn read(&mut self, event: &Event) {
        let before = self.state.clone();
        let outcome = self.state.fold(event);
        let (offset, ts, id) = (event.offset, event.ts, &event.id);
        self.lines.push(format!("{offset} {ts:?} {id} {outcome:?} {:?}", event.kind));
        for notice in &self.state.notices {
            self.notices.entry(notice.key().to_string()).or_insert_with(|| notice.clone());
        }
        if let Some(claim) = self.state.claim().filter(|claim| claim.event == event.id) {
            self.claims.push(claim.clone());
            self.silent.insert(claim.neighbor_id, event.id.clone());
        }
        if outcome == Outcome::Applied {
            self.applied(event, &before);
        }
        if let Kind::WithChild { neighbor_id, .. } = &event.kind {
            self.child(event, *neighbor_id, &before, &outcome);
        }
        if event.kind.is_of_a_person() && outcome != Outcome::Duplicate {
            self.outcomes.insert(event.id.clone(), outcome);
        }
    }

    fn is_wrong(&mut self, event: &Event, what: &str) {
        let (name, offset) = (event.kind.name(), event.offset);
        self.wrong.push(format!("{}: `{name}` at {offset}: {what}", self.state.id));
    }

    fn applied(&mut self, event: &Event, before: &AlertState) {
        // A press changes only what its person saw (rule 15).
        if let Some((seen, present)) = seen(&event.kind, before).filter(|(seen, present)| seen != present) {
            self.is_wrong(event, &format!("its person saw {seen}, and it was {present}"));
        }
        // A step changes only what set its time (rule 16).
        let is_step_of_another = matches!(&event.kind, Kind::Escalated { step: 0..=4, since: Some(since) }
            if before.phase != Phase::Open || *since != before.opening.offset);
        if is_step_of_another && self.state.notices.len() != before.notices.len() {
            self.is_wrong(event, "a step of another opening has told somebody");
        }
        // One holder, and another only after an opening or an accepted offer (invariant 2).
        let holder = |state: &AlertState| state.claim().filter(|_| !state.is_over()).cloned();
        let (had, has) = (holder(before), holder(&self.state));
        let is_new = has.as_ref().is_some_and(|claim| claim.event == event.id);
        match (&had, &has) {
            (Some(had), Some(has))
                if had.event != has.event && (!is_new || !matches!(event.kind, Kind::TakenOver { .. })) =>
            {
                self.is_wrong(event, "somebody else had it");
            }
            (None, Some(_)) if !is_new => self.is_wrong(event, "nobody took it, and somebody has it"),
            _ => {}
        }
        // The child goes before the record (rule 19).
        let is_left = match (&before.phase, &self.state.phase) {
            (Phase::WithChild { .. }, Phase::Over { ending, .. }) => !matches!(ending, Ending::Done | Ending::Expired),
            (Phase::WithChild { .. }, Phase::Open | Phase::Claimed { .. }) => true,
            _ => false,
        };
        if is_left {
            self.is_wrong(event, "the child was with somebody");
        }
        if before.is_over() && !self.state.is_over() {
            self.is_wrong(event, "it was over");
        }
    }

    /// "The child is with me", by somebody who had taken it, counts or is passed on while it is open or another has it.
    fn child(&mut self, event: &Event, who: UserId, before: &AlertState, outcome: &Outcome) {
        if *outcome == Outcome::Applied {
            self.silent.remove(&who);
            if !self.notices.contains_key(Key::of_notice(Recipient::Parent, &event.id).as_str()) {
                self.is_wrong(event, "the parent is not told of it");
            }
        }
        let goes_on = matches!(before.phase, Phase::Open | Phase::Claimed { .. });
        if matches!(outcome, Outcome::Refused(_)) && goes_on && self.silent.contains_key(&who) {
            self.is_wrong(event, "it is lost");
        }
    }
}

/// The offset that a person's record names, and the one that it has to be.
fn seen(kind: &Kind, before: &AlertState) -> Option<(i64, i64)> {
    let claim = before.claim().map_or(-1, |claim| claim.offset);
    let (since, present) = match kind {
        Kind::Released { since, .. }
        | Kind::Done { since, .. }
        | Kind::Standby { since, .. }
        | Kind::Offered { since, .. }
        | Kind::TakenOver { since, .. } => (since, claim),
        Kind::Cancelled { since, .. } => (since, if claim < 0 { before.opening.offset } else { claim }),
        Kind::Changed { since, .. } => (since, before.words_at()),
        Kind::Confirmed { since, .. } => (since, before.question().map_or(-1, |question| question.offset)),
        _ => return None,
    };
    Some(((*since)?, present))
}
