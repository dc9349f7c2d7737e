//! `/needhelp-me forget`: what the history has of this person is erased (docs/protocol.md#rule-32).
//!
//! Works in every server that the bot is in, and where no history is kept: one may be set up later.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::timeout_at;

use crate::alert::Millis;
use crate::discord::input::interaction::Interaction;
use crate::discord::render::ephemeral::Reply;
use crate::discord::render::{ephemeral, forget as say};
use crate::gateway::context::{Context, Received};
use crate::gateway::interactions::response::Response;
use crate::settings::record;

/// How long the answer waits for the broker. Discord wants it within 3 s.
const ANSWER_WAITS: Duration = Duration::from_secs(2);

impl Context {
    /// Notes that whoever typed this wants to be forgotten.
    pub(crate) async fn forget(&self, interaction: &Interaction, received: Received) {
        let response = Response::new(self, interaction, received);
        let language = interaction.language();
        let Some(member) = &interaction.member else {
            return self.refuse("forget", response, &ephemeral::only_in_a_server(language)).await;
        };
        let outgoing = record::forgotten(&self.kafka, member.user.id, &interaction.id.to_string(), "gateway");
        let (reply, outcome): (Reply, _) = match timeout_at(received.plus(ANSWER_WAITS), self.append(outgoing)).await {
            Ok(Ok(_)) => {
                let gone = Millis::from(record::gone_from_kafka(&self.kafka, Timestamp::now()));
                (say::noted(language, gone), "saved")
            }
            Ok(Err(error)) => {
                tracing::warn!(interaction_id = %interaction.id, %error, "it is not known whether a wish to be forgotten was saved");
                (say::not_confirmed(language), "not_confirmed")
            }
            Err(_) => {
                tracing::warn!(interaction_id = %interaction.id, "Kafka did not say in time whether a wish to be forgotten was saved");
                (say::not_confirmed(language), "not_confirmed")
            }
        };
        self.answer("forget", response, &reply, outcome).await;
    }
}
