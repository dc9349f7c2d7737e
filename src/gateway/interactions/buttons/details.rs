//! "Details": the neighbor who has the alert reads what the card does not say, and the parent reads the password. Nothing is
//! recorded.

use crate::alert::{Phase, Refusal};
use crate::discord::render::ephemeral;
use crate::discord::render::ephemeral::Reply;
use crate::gateway::interactions::buttons::Pressed;
use crate::gateway::interactions::buttons::press::Press;

pub(super) fn pressed(press: &Press<'_>) -> Result<Pressed, Reply> {
    // Not known yet, or no more: the words are never guessed.
    let (Some(state), Some(alert)) = (press.state.as_deref(), press.alert()) else {
        return Err(ephemeral::details_unknown(press.language()));
    };
    match &state.phase {
        Phase::Claimed { claim, .. } | Phase::WithChild { claim, .. } if claim.neighbor_id == press.member.user.id => {
            let (password, guild) = (press.password.clone(), press.interaction.guild_id);
            Ok(Pressed::Answer(ephemeral::details(press.language(), state, alert, password, guild)))
        }
        Phase::Claimed { claim, .. } | Phase::WithChild { claim, .. } => match &press.password {
            // A parent who takes no direct messages has not read the password yet.
            Some(password) if alert.parent_id == Some(press.member.user.id) => {
                let (password, guild) = (password.clone(), press.interaction.guild_id);
                Ok(Pressed::Answer(ephemeral::password_for_the_child(press.language(), state, claim, password, guild)))
            }
            _ => Err(press.refused(&Refusal::NotYours(claim.clone()))),
        },
        Phase::Open => Err(press.refused(&Refusal::NotClaimed)),
        Phase::Over { ending, .. } => Err(press.refused(&Refusal::Over(*ending))),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::alert::AlertState;
    use crate::discord::input::custom_id::CustomId;
    use crate::discord::input::interaction::Interaction;
    use crate::discord::text::part::said;
    use crate::gateway::context::Received;
    use crate::gateway::interactions::buttons::staged::claimed_by_mike;

    fn read_by(person: u64, state: Option<AlertState>) -> String {
        let pressed = json!({"id": "7", "application_id": "2", "type": 3, "token": "t0ken", "guild_id": "4",
            "member": {"user": {"id": person.to_string()}}, "message": {"id": "8"}});
        let interaction: Interaction = serde_json::from_value(pressed).expect("an interaction");
        let press = Press {
            button: &CustomId::parse("nh:details:0:5:12").expect("a button"),
            interaction: &interaction,
            member: interaction.member.as_ref().expect("a member"),
            message: interaction.message.as_ref().expect("a message"),
            is_moderator: true,
            has_private_details: true,
            password: Some(said("maple river")),
            state: state.map(Arc::new),
            received: Received::now(),
        };
        match pressed_or_refused(&press) {
            Ok(reply) | Err(reply) => reply.content().to_owned(),
        }
    }

    fn pressed_or_refused(press: &Press<'_>) -> Result<Reply, Reply> {
        match pressed(press)? {
            Pressed::Answer(reply) => Ok(reply),
            _ => panic!("nothing is recorded"),
        }
    }

    #[test]
    fn only_who_has_the_alert_and_the_parent_read_it() {
        let read = read_by(2, Some(claimed_by_mike()));
        assert!(read.starts_with("Jake ·") && read.contains("Password: **maple river**"), "{read}");
        let parent = read_by(1, Some(claimed_by_mike()));
        let line = r#"For Jake's phone: "Mike will meet you. Ask for the password: maple river.""#;
        assert_eq!(parent, line);
        let refused = read_by(3, Some(claimed_by_mike()));
        assert!(refused.starts_with("Only Mike can do that") && !refused.contains("Jake"), "{refused}");
        assert!(!read_by(2, None).contains("Jake"));
    }
}
