//! The real fold, pending effects and keys, with the rules that are switched off undone around them.

use std::borrow::Cow;

use needhelp_model::alert::{About, AlertState, Effect, Event, Key, Kind, Notice, Outcome, Phase, Recipient};

use super::world::Protocol;

impl Protocol {
    /// Whether this board is of the version before.
    pub fn is_of_the_version_before(&self, b: usize) -> bool {
        self.bounds.old_board && b == 0
    }

    /// The real fold, with the rules that are off undone around it.
    pub fn fold(&self, state: &mut AlertState, event: &Event) -> Outcome {
        let mut event = Cow::Borrowed(event);
        if !self.rules.give_up {
            event.to_mut().give_up_at = None;
        }
        if !self.rules.presses_name_what_they_saw {
            forget_since(&mut event.to_mut().kind);
        }
        if !self.rules.clock_names_its_cause {
            match &mut event.to_mut().kind {
                Kind::Escalated { step: 0..=4, since } => *since = Some(state.opening.offset),
                Kind::Expired { since, .. } => *since = None,
                _ => {}
            }
        }
        if !self.rules.child_before_record
            && matches!(event.kind, Kind::Released { .. } | Kind::Cancelled { .. })
            && let Phase::WithChild { claim, holding, .. } = &state.phase
        {
            state.phase = Phase::Claimed { claim: claim.clone(), holding: holding.clone() };
        }
        if !self.rules.first_claim_wins && matches!(event.kind, Kind::Claimed { .. }) && !state.is_over() {
            state.phase = Phase::Open;
        }
        let is_others = match &event.kind {
            Kind::Done { moderator_id, parent_id, .. } => moderator_id.or(*parent_id).is_some(),
            _ => false,
        };
        let before = if self.rules.withdrawn_untold { Vec::new() } else { state.notices.clone() };
        let outcome = state.fold(&event);
        let recalled: Vec<_> = before.into_iter().filter(|notice| !state.notices.contains(notice)).collect();
        state.notices.splice(0..0, recalled);
        if !self.rules.safe_by_the_neighbor
            && is_others
            && let Phase::Over { safe, .. } = &mut state.phase
        {
            *safe = true;
        }
        if !self.rules.one_recipient_each {
            for notice in state.notices.iter_mut().filter(|notice| notice.recipient == Recipient::Former) {
                notice.recipient = Recipient::Neighbor;
            }
        }
        outcome
    }

    /// The real pending effects, without those of a rule that is off.
    pub fn pending(&self, b: usize, state: &AlertState) -> Vec<Effect> {
        let mut pending = state.pending_effects();
        // An earlier version knows of no other look than its own.
        let shows_all = state.changed_at <= state.facts.shown_as_of;
        pending.retain(|effect| *effect != Effect::Edit || !self.is_of_the_version_before(b) || !shows_all);
        let is_told = |effect: &Effect| match effect {
            Effect::Inform(notice) => {
                self.rules.told_what_counts || !matches!(notice.about, About::CountsAfterAll { .. })
            }
            _ => true,
        };
        pending.retain(is_told);
        pending.retain(|effect| !matches!(effect, Effect::Remove(_)) || self.rules.strays);
        pending.retain(|effect| !matches!(effect, Effect::Erase(_)) || self.rules.erases);
        pending.retain(|effect| !matches!(effect, Effect::Pin(_)) || !self.bounds.at_once);
        if !self.rules.emptied_untold {
            let told = |notice: &Notice| state.facts.told.contains(&(notice.cause.clone(), notice.recipient));
            let emptied = state.notices.iter().filter(|notice| state.is_overtaken(notice) && !told(notice));
            pending.extend(emptied.cloned().map(Effect::Inform));
        }
        pending
    }

    pub fn key(&self, effect: &Effect, state: &AlertState) -> Option<Key> {
        let (key, _, _) = effect.creates()?;
        let alert = state.id.event();
        Some(match effect {
            _ if self.rules.nonce_by_cause => key,
            Effect::Inform(notice) => Key::of_notice(notice.recipient, &alert),
            _ => Key::of_card(&alert),
        })
    }
}

fn forget_since(kind: &mut Kind) {
    match kind {
        Kind::Released { since, .. }
        | Kind::Done { since, .. }
        | Kind::Cancelled { since, .. }
        | Kind::Changed { since, .. }
        | Kind::Confirmed { since, .. }
        | Kind::Standby { since, .. }
        | Kind::Offered { since, .. }
        | Kind::TakenOver { since, .. }
        | Kind::Thanked { since, .. } => *since = None,
        _ => {}
    }
}
