//! As who somebody presses: what the record says of them, and what is refused at once.
//!
//! Where the gateway does not know the alert, the record names who pressed, and the log finds out who that is. What is
//! refused here is refused as a courtesy: nobody becomes the parent later, or the neighbor of a claim
//! (docs/protocol.md#rule-22).

use crate::alert::{AlertState, Claim, Refusal, UserId};
use crate::discord::render::ephemeral::Reply;
use crate::gateway::interactions::buttons::press::Press;

/// Who ends a claim, as `released` and `done` name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ender {
    /// The neighbor of the claim; who pressed, where the claim is not known.
    pub(super) neighbor_id: UserId,
    pub(super) moderator_id: Option<UserId>,
    pub(super) parent_id: Option<UserId>,
}

/// Who changes or cancels an alert, as `changed` and `cancelled` name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Owner {
    /// The parent; who pressed, where the parent is not known.
    pub(super) parent_id: UserId,
    pub(super) moderator_id: Option<UserId>,
}

/// Somebody who presses, and what the gateway knows of the alert.
#[derive(Debug, Clone, Copy)]
pub(super) struct Actor<'a> {
    pub(super) id: UserId,
    pub(super) is_moderator: bool,
    /// The offset that the button names.
    pub(super) since: Option<i64>,
    pub(super) state: Option<&'a AlertState>,
}

impl<'a> Actor<'a> {
    /// The claim that the button is about, if it is known.
    pub(super) fn claim(&self) -> Option<&'a Claim> {
        self.state?.claim().filter(|claim| self.since == Some(claim.offset))
    }

    fn parent(&self) -> Option<UserId> {
        self.state?.alert()?.parent_id
    }

    fn moderator(&self) -> Option<UserId> {
        self.is_moderator.then_some(self.id)
    }

    fn ender(&self) -> Result<Ender, Refusal> {
        let Some(claim) = self.claim() else {
            return Ok(Ender { neighbor_id: self.id, moderator_id: self.moderator(), parent_id: None });
        };
        let by = |moderator_id, parent_id| Ender { neighbor_id: claim.neighbor_id, moderator_id, parent_id };
        if claim.neighbor_id == self.id {
            Ok(by(None, None))
        } else if self.parent() == Some(self.id) {
            Ok(by(None, Some(self.id)))
        } else if self.is_moderator {
            Ok(by(self.moderator(), None))
        } else {
            Err(Refusal::NotYours(claim.clone()))
        }
    }

    fn owner(&self) -> Result<Owner, Refusal> {
        match self.parent() {
            Some(parent) if parent == self.id => Ok(Owner { parent_id: parent, moderator_id: None }),
            Some(_) if !self.is_moderator => Err(Refusal::NotTheParent),
            parent => Ok(Owner { parent_id: parent.unwrap_or(self.id), moderator_id: self.moderator() }),
        }
    }

    fn holder(&self) -> Result<(), Refusal> {
        match self.claim() {
            Some(claim) if claim.neighbor_id != self.id => Err(Refusal::NotYours(claim.clone())),
            _ => Ok(()),
        }
    }
}

impl Press<'_> {
    pub(super) fn actor(&self) -> Actor<'_> {
        Actor {
            id: self.member.user.id,
            is_moderator: self.is_moderator,
            since: self.button.since,
            state: self.state.as_deref(),
        }
    }

    /// Who ends the claim: its neighbor, the parent or a moderator.
    pub(super) fn ender(&self) -> Result<Ender, Reply> {
        self.actor().ender().map_err(|refusal| self.refused(&refusal))
    }

    /// Who changes or cancels the alert: the parent or a moderator.
    pub(super) fn owner(&self) -> Result<Owner, Reply> {
        self.actor().owner().map_err(|refusal| self.refused(&refusal))
    }

    /// Only the neighbor of the claim goes on.
    pub(super) fn only_its_neighbor(&self) -> Result<(), Reply> {
        self.actor().holder().map_err(|refusal| self.refused(&refusal))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::interactions::buttons::staged::{LISA, MIKE, SARAH, claimed_by_mike};

    const MODERATOR: UserId = UserId(9);

    #[test]
    fn a_record_names_the_claim_and_who_ends_it() {
        let state = claimed_by_mike();
        let since = Some(state.phase_at());
        let ender = |id, is_moderator, since, state| Actor { id, is_moderator, since, state }.ender();
        let by = |moderator_id, parent_id| Ok(Ender { neighbor_id: MIKE, moderator_id, parent_id });
        for (id, is_moderator, expected) in [
            (MIKE, true, by(None, None)),
            (SARAH, true, by(None, Some(SARAH))),
            (MODERATOR, true, by(Some(MODERATOR), None)),
        ] {
            assert_eq!(ender(id, is_moderator, since, Some(&state)), expected);
        }
        assert!(
            matches!(ender(LISA, false, since, Some(&state)), Err(Refusal::NotYours(claim)) if claim.neighbor_id == MIKE)
        );
        // Another claim, or nothing at all, is known: the log decides.
        for (since, state) in [(since.map(|since| since + 1), Some(&state)), (since, None)] {
            let unknown = |id, moderator_id| Ok(Ender { neighbor_id: id, moderator_id, parent_id: None });
            assert_eq!(ender(SARAH, false, since, state), unknown(SARAH, None));
            assert_eq!(ender(MODERATOR, true, since, state), unknown(MODERATOR, Some(MODERATOR)));
        }
    }

    #[test]
    fn a_record_names_the_parent_and_who_acts_for_them() {
        let state = claimed_by_mike();
        let owner = |id, is_moderator, state| Actor { id, is_moderator, since: None, state }.owner();
        let by = |parent_id, moderator_id| Ok(Owner { parent_id, moderator_id });
        assert_eq!(owner(SARAH, true, Some(&state)), by(SARAH, None));
        assert_eq!(owner(MODERATOR, true, Some(&state)), by(SARAH, Some(MODERATOR)));
        assert_eq!(owner(LISA, false, Some(&state)), Err(Refusal::NotTheParent));
        assert_eq!(owner(LISA, false, None), by(LISA, None));
        assert_eq!(owner(MODERATOR, true, None), by(MODERATOR, Some(MODERATOR)));
    }
}
