//! `/needhelp`: what was typed becomes a record of the alerts' topic.

use std::sync::Arc;

use serde::Serialize;

use crate::alert::{Alert, AlertId};
use crate::alert_log::codec;
use crate::discord::input::command;
use crate::discord::input::interaction::Interaction;
use crate::discord::render::ephemeral;
use crate::gateway::context::{Desk, Received};
use crate::gateway::interactions::response::Conversation;
use crate::gateway::interactions::submit::{Errand, GIVE_UP_SECONDS};
use crate::kafka::producer::Outgoing;
use crate::kafka::record::{Envelope, ReplyTo};

/// The metric's label.
const KIND: &str = "needhelp";

/// The tutorial's flat JSON with what Discord adds to it.
#[derive(Serialize)]
struct Value<'a> {
    #[serde(flatten)]
    alert: &'a Alert,
    alert_id: &'a AlertId,
}

impl Desk {
    /// Sends an alert, or says what is wrong with what was typed.
    pub(crate) async fn raise(self: Arc<Self>, interaction: Interaction, received: Received) {
        let conversation = Conversation::new(&self, &interaction, received);
        let alert = match command::read(&interaction, &self.timezone) {
            Ok(alert) => alert,
            Err(why) => return self.refuse(KIND, conversation, &ephemeral::not_sent_because(&why)).await,
        };
        match self.alert_errand(&interaction, &alert, received) {
            Ok(errand) => self.run_errand(errand, conversation).await,
            Err(error) => {
                // Neither can be: a snowflake is an id, and an alert has only texts.
                tracing::error!(interaction_id = %interaction.id, error = format!("{error:#}"), "an alert can't be put into a record");
                self.refuse(KIND, conversation, &ephemeral::not_sent(&alert)).await;
            }
        }
    }

    fn alert_errand(&self, interaction: &Interaction, alert: &Alert, received: Received) -> anyhow::Result<Errand> {
        let id = AlertId::new(interaction.id.to_string())?;
        let give_up_at = received.at_plus(GIVE_UP_SECONDS);
        let envelope = Envelope::new(id.as_str(), "alert", "gateway", received.at)
            .give_up_at(give_up_at)
            .reply_to(reply_to(interaction));
        let outgoing = Outgoing {
            topic: self.kafka.alerts_topic.clone(),
            partition: None,
            key: Some(id.as_str().as_bytes().to_vec()),
            value: Some(serde_json::to_vec(&Value { alert, alert_id: &id })?),
            envelope,
        };
        Ok(Errand {
            kind: KIND,
            home: codec::home(&self.kafka, &id),
            event: id.event(),
            outgoing,
            give_up_at,
            sent: ephemeral::sent(alert),
            not_sent: ephemeral::not_sent(alert),
            alert: id,
        })
    }
}

/// Where the board answers. An address that it could not read would make the whole record unreadable.
pub(crate) fn reply_to(interaction: &Interaction) -> Option<ReplyTo> {
    let address = format!("{}/{}/{}", interaction.application_id, interaction.id, interaction.token);
    let reply_to = ReplyTo::parse(&address);
    if reply_to.is_none() {
        tracing::warn!(interaction_id = %interaction.id, "an interaction's token of an unknown form: the board can't answer it");
    }
    reply_to
}
