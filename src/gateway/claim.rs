//! A press of "I've got it": refusals first, so that no `claimed` is written for them, then a record of the alert's log.
//!
//! Must not decide who has it: the log does.

use std::sync::Arc;

use super::conversation::Conversation;
use super::desk::{Desk, Received};
use super::errand::{Errand, GIVE_UP_SECONDS};
use super::raise::reply_to;
use crate::alert::{ChannelId, EventId, Kind, MessageId, UserId};
use crate::discord::custom_id::{Action, CustomId, CustomIdError};
use crate::discord::interaction::{Interaction, Member};
use crate::discord::replies::{self, Reply};
use crate::discord::words;
use crate::kafka::log;

/// The metric's label.
const KIND: &str = "claim";

impl Desk {
    /// Passes a click on, or says why not.
    pub(super) async fn click(self: Arc<Self>, interaction: Interaction, received: Received) {
        let conversation = Conversation::new(&self, &interaction, received);
        match self.claim_errand(&interaction, received) {
            Ok(errand) => self.run_errand(errand, conversation).await,
            Err(reply) => self.refuse(KIND, conversation, &reply).await,
        }
    }

    fn claim_errand(&self, interaction: &Interaction, received: Received) -> Result<Errand, Reply> {
        let button =
            CustomId::parse(&interaction.data.custom_id).map_err(|error| replies::unreadable_button(&error))?;
        let (Some(member), Some(_)) = (&interaction.member, interaction.guild_id) else {
            return Err(replies::only_in_a_server());
        };
        let on = interaction.message.as_ref();
        if !on.and_then(|message| message.author.as_ref()).is_some_and(|author| self.is_me(author.id)) {
            return Err(replies::unreadable_button(&CustomIdError::Foreign));
        }
        self.may_claim(member, &button)?;
        let Action::Claim = button.action;
        let claimed = Kind::Claimed {
            neighbor_id: UserId(member.user.id.get()),
            neighbor_name: member.display_name().trim().to_owned(),
            message: words::card::CLAIM.to_owned(),
            message_id: on.map(|message| MessageId(message.id.get())),
            channel_id: interaction.channel_id.map(|id| ChannelId(id.get())),
        };
        let event = EventId::new(interaction.id.to_string());
        let give_up_at = received.at_plus(GIVE_UP_SECONDS);
        let mut outgoing = log::outgoing(&self.kafka, button.home, &button.alert_id, claimed, &event, "gateway");
        outgoing.envelope = outgoing.envelope.give_up_at(give_up_at).reply_to(reply_to(interaction));
        Ok(Errand {
            kind: KIND,
            alert: button.alert_id,
            home: button.home,
            event,
            outgoing,
            give_up_at,
            sent: replies::passed_on(),
            not_sent: replies::click_not_sent(),
        })
    }

    fn may_claim(&self, member: &Member, button: &CustomId) -> Result<(), Reply> {
        if button.parent_id == Some(UserId(member.user.id.get())) {
            return Err(replies::own_alert());
        }
        match self.helper_role {
            Some(role) if !member.roles.contains(&role) => Err(replies::not_a_helper(role)),
            _ => Ok(()),
        }
    }
}
