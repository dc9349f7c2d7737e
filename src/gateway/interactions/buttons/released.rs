//! "I can't make it": the neighbor gives the alert back. A moderator may press it for them.
//!
//! Right after the claim it undoes a slip, without a question.

use crate::alert::{Kind, Millis};
use crate::discord::action::Action;
use crate::discord::render::ephemeral::Reply;
use crate::discord::render::question;
use crate::gateway::interactions::buttons::Pressed;
use crate::gateway::interactions::buttons::acting::{Actor, Ender};
use crate::gateway::interactions::buttons::press::Press;

/// For so long after a claim it is undone without a question.
const UNDONE_MS: i64 = 60_000;

pub(super) fn pressed(press: &Press<'_>) -> Result<Pressed, Reply> {
    let released = released(press)?;
    if is_undone(&press.actor(), Millis::from(press.received.at)) {
        return Ok(press.record(released));
    }
    press.may_count(&released)?;
    let yes = press.button.with(Action::ReleasedYes);
    let for_another = press.actor().claim().filter(|claim| claim.neighbor_id != press.member.user.id);
    Ok(Pressed::Answer(match for_another {
        Some(claim) => question::released_for(press.language(), claim, &yes),
        None => question::released(press.language(), press.alert(), &yes),
    }))
}

pub(super) fn yes(press: &Press<'_>) -> Result<Pressed, Reply> {
    Ok(press.record(released(press)?))
}

fn released(press: &Press<'_>) -> Result<Kind, Reply> {
    let Ender { neighbor_id, moderator_id, parent_id } = press.ender()?;
    Ok(Kind::Released { neighbor_id, moderator_id, parent_id, since: press.button.since })
}

/// Whether the person has just claimed it. Where that is not known, they are asked.
fn is_undone(actor: &Actor<'_>, now: Millis) -> bool {
    actor.claim().is_some_and(|claim| claim.neighbor_id == actor.id && now.since(claim.ts) < UNDONE_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::interactions::buttons::staged::{LISA, MIKE, claimed_by_mike};

    #[test]
    fn within_a_minute_a_claim_is_undone_without_a_question() {
        let state = claimed_by_mike();
        let claim = state.claim().expect("claimed");
        let undone = |id, since, after| {
            let actor = Actor { id, is_moderator: true, since: Some(since), state: Some(&state) };
            is_undone(&actor, claim.ts.plus(after))
        };
        assert!(undone(MIKE, claim.offset, UNDONE_MS - 1));
        assert!(!undone(MIKE, claim.offset, UNDONE_MS));
        assert!(!undone(LISA, claim.offset, 0), "it is Mike's");
        assert!(!undone(MIKE, claim.offset - 1, 0), "an old card");
        let unknown = Actor { id: MIKE, is_moderator: false, since: Some(claim.offset), state: None };
        assert!(!is_undone(&unknown, claim.ts));
    }
}
