//! A press of "I've got it": refusals first, so that no `claimed` is written for them, then a record of the alert's log.
//!
//! Must not decide who has it: the log does.

use std::sync::Arc;

use crate::alert::{EventId, Kind};
use crate::alert_log::codec;
use crate::discord::input::custom_id::{Action, CustomId, CustomIdError};
use crate::discord::input::interaction::{Interaction, Member};
use crate::discord::render::ephemeral;
use crate::discord::render::ephemeral::Reply;
use crate::discord::text;
use crate::gateway::context::{Desk, Received};
use crate::gateway::interactions::needhelp::reply_to;
use crate::gateway::interactions::response::Conversation;
use crate::gateway::interactions::submit::{Errand, GIVE_UP_SECONDS};

/// The metric's label.
const KIND: &str = "claim";

impl Desk {
    /// Passes a click on, or says why not.
    pub(crate) async fn click(self: Arc<Self>, interaction: Interaction, received: Received) {
        let conversation = Conversation::new(&self, &interaction, received);
        match self.claim_errand(&interaction, received) {
            Ok(errand) => self.run_errand(errand, conversation).await,
            Err(reply) => self.refuse(KIND, conversation, &reply).await,
        }
    }

    fn claim_errand(&self, interaction: &Interaction, received: Received) -> Result<Errand, Reply> {
        let button =
            CustomId::parse(&interaction.data.custom_id).map_err(|error| ephemeral::unreadable_button(&error))?;
        let (Some(member), Some(_)) = (&interaction.member, interaction.guild_id) else {
            return Err(ephemeral::only_in_a_server());
        };
        let on = interaction.message.as_ref();
        if !on.and_then(|message| message.author.as_ref()).is_some_and(|author| self.is_me(author.id)) {
            return Err(ephemeral::unreadable_button(&CustomIdError::Foreign));
        }
        self.may_claim(member, &button)?;
        let Action::Claim = button.action;
        let claimed = Kind::Claimed {
            neighbor_id: member.user.id,
            neighbor_name: member.display_name().trim().to_owned(),
            message: text::card::CLAIM.to_owned(),
            message_id: on.map(|message| message.id),
            channel_id: interaction.channel_id,
        };
        let event = EventId::new(interaction.id.to_string());
        let give_up_at = received.at_plus(GIVE_UP_SECONDS);
        let mut outgoing = codec::outgoing(&self.kafka, button.home, &button.alert_id, claimed, &event, "gateway");
        outgoing.envelope = outgoing.envelope.give_up_at(give_up_at).reply_to(reply_to(interaction));
        Ok(Errand {
            kind: KIND,
            alert: button.alert_id,
            home: button.home,
            event,
            outgoing,
            give_up_at,
            sent: ephemeral::passed_on(),
            not_sent: ephemeral::click_not_sent(),
        })
    }

    fn may_claim(&self, member: &Member, button: &CustomId) -> Result<(), Reply> {
        if button.parent_id == Some(member.user.id) {
            return Err(ephemeral::own_alert());
        }
        match self.helper_role {
            Some(role) if !member.roles.contains(&role) => Err(ephemeral::not_a_helper(role)),
            _ => Ok(()),
        }
    }
}
