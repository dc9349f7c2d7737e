//! Steps of the clock that come within minutes, and not within the storm: written as a board whose clock is ahead writes
//! them. The fold never asks whether a step came too early (docs/protocol.md#rule-16).

use std::sync::Arc;

use fake_discord::Message;

use super::dice::Dice;
use super::people::People;
use crate::support::bot::{Action, AlertId, CustomId, Kind};

impl People {
    /// The next step of the alert of this card, by what its buttons say of it.
    pub async fn time_passes(self: Arc<Self>, card: Arc<Message>, mut dice: Dice) {
        let Some((alert, kind)) = step(&card, &mut dice) else { return };
        let written = self.here.append(&alert, kind.clone(), kind.own_id(&alert).as_str()).await;
        let is_question = matches!(kind, Kind::Escalated { step: 5, .. });
        // A claim does not last long here, and "Ask the others again" comes only after a question without an answer.
        if is_question && (self.unpressed().contains(&Action::AskAgain.name()) || dice.one_in(2)) {
            let kind = Kind::Escalated { step: 6, since: Some(written.offset) };
            self.here.append(&alert, kind.clone(), kind.own_id(&alert).as_str()).await;
        }
    }
}

fn step(card: &Message, dice: &mut Dice) -> Option<(AlertId, Kind)> {
    let buttons = card.buttons();
    let buttons: Vec<_> = buttons.iter().filter_map(|button| CustomId::parse(&button.custom_id).ok()).collect();
    let since = |action: &str| buttons.iter().find(|button| button.action.name() == action)?.since;
    let alert = buttons.first()?.alert_id.clone();
    let is_open = buttons.iter().any(|button| button.action.name() == "claim");
    let kind = match (since("confirmed"), since("released")) {
        // A question is open: there is no answer.
        (Some(question), _) => Kind::Escalated { step: 6, since: Some(question) },
        (None, Some(claim)) => {
            let since = claim.max(since("change")?);
            if dice.one_in(4) { Kind::Reminded { since } } else { Kind::Escalated { step: 5, since: Some(since) } }
        }
        (None, None) if is_open => {
            let step = u8::try_from(1 + dice.next(3)).unwrap_or(1);
            Kind::Escalated { step, since: Some(since("cancelled")?) }
        }
        (None, None) => return None,
    };
    Some((alert, kind))
}
