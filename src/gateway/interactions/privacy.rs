//! `/needhelp-me privacy`: what is kept of whoever types it, and whether statistics name them.

use std::time::Duration;

use tokio::time::timeout_at;

use crate::discord::input::interaction::{Interaction, kind};
use crate::discord::render::ephemeral;
use crate::discord::render::ephemeral::Reply;
use crate::discord::render::privacy as say;
use crate::gateway::context::{Context, Received};
use crate::gateway::interactions::response::Response;
use crate::settings::record;

/// The metric's label.
pub(super) const KIND: &str = "privacy";

/// How long the answer waits for the broker. Discord wants it within 3 s.
const ANSWER_WAITS: Duration = Duration::from_secs(2);

impl Context {
    /// Shows what is kept, after the button's change if it was pressed.
    pub(crate) async fn privacy(&self, interaction: &Interaction, received: Received) {
        let response = Response::new(self, interaction, received);
        let response = match &interaction.message {
            Some(message) if interaction.kind == kind::COMPONENT => response.in_place_of(message),
            _ => response,
        };
        match self.privacy_of(interaction, received).await {
            Ok((reply, outcome)) => _ = self.answer(KIND, response, &reply, outcome).await,
            Err(why) => self.refuse(KIND, response, &why).await,
        }
    }

    async fn privacy_of(&self, interaction: &Interaction, received: Received) -> Result<(Reply, &'static str), Reply> {
        let language = interaction.language();
        let (member, _) = self.asker(interaction).await?;
        let user = member.user.id;
        self.settings_to_change(language).await?;
        let shown = |is_unnamed| say::shown(language, is_unnamed, self.kept);
        if interaction.kind != kind::COMPONENT {
            return Ok((shown(self.settings.is_unnamed(user)), "shown"));
        }
        let hides = say::hides(&interaction.data.custom_id).ok_or_else(|| ephemeral::unknown(language))?;
        let outgoing = record::unnamed(&self.kafka, user, hides, &interaction.id.to_string());
        match timeout_at(received.plus(ANSWER_WAITS), self.append(outgoing)).await {
            Ok(Ok(_)) => Ok((shown(hides), "saved")),
            Ok(Err(error)) => {
                tracing::warn!(interaction_id = %interaction.id, %error, "it is not known whether a wish not to be named was saved");
                Ok((say::not_confirmed(language), "not_confirmed"))
            }
            Err(_) => {
                tracing::warn!(interaction_id = %interaction.id, "Kafka did not say in time whether a wish not to be named was saved");
                Ok((say::not_confirmed(language), "not_confirmed"))
            }
        }
    }
}
