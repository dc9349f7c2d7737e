//! `/needhelp-admin setup`: the settings of one server (docs/protocol.md#rule-36).
//!
//! A record has all settings of the server, so a change is made to what this gateway has read. Must not save anything
//! before it has read them.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::timeout_at;

use crate::alert::GuildId;
use crate::discord::input::interaction::{Interaction, kind};
use crate::discord::input::setup::{Change, chosen, typed};
use crate::discord::render::ephemeral;
use crate::discord::render::ephemeral::Reply;
use crate::discord::render::setup as say;
use crate::discord::render::setup::{Heading, Setting, Setup};
use crate::gateway::context::{Context, Received};
use crate::gateway::interactions::response::Response;
use crate::settings::{GuildRecord, record};

/// The metric's label.
const KIND: &str = "setup";

/// How long the answer waits for the broker. Discord wants it within 3 s.
const ANSWER_WAITS: Duration = Duration::from_secs(2);

impl Context {
    /// Shows how the server is set up, after the changes that were typed or chosen.
    pub(crate) async fn set_up(&self, interaction: &Interaction, received: Received) {
        let response = Response::new(self, interaction, received);
        let response = match &interaction.message {
            Some(message) if interaction.kind == kind::COMPONENT => response.in_place_of(message),
            _ => response,
        };
        match self.changed(interaction, received).await {
            Ok((reply, outcome)) => _ = self.answer(KIND, response, &reply, outcome).await,
            Err(why) => self.refuse(KIND, response, &why).await,
        }
    }

    async fn changed(&self, interaction: &Interaction, received: Received) -> Result<(Reply, &'static str), Reply> {
        let language = interaction.language();
        let (_, guild) = self.admin(interaction).await?;
        let changes = if interaction.kind == kind::COMPONENT {
            vec![chosen(&interaction.data).ok_or_else(|| ephemeral::unknown(language))?]
        } else {
            typed(&interaction.data).map_err(|wrong| say::wrong(language, &wrong))?
        };
        self.settings_are_read().await;
        if !self.settings.are_read() {
            return Err(say::not_read(language));
        }
        let (heading, outcome, settings) = self.save_changes(interaction, guild, &changes, received).await?;
        let setup = self.setup(guild, &settings);
        Ok((say::message(language, heading, &setup, Timestamp::now()), outcome))
    }

    /// How the server is set up with this record.
    fn setup(&self, guild: GuildId, own: &GuildRecord) -> Setup {
        let (all, environment) = self.settings.with_own(guild, own);
        let (language, private) = (all.language(), all.has_private_details());
        Setup {
            channel: Setting { value: all.channel, is_fixed: environment.channel.is_some() },
            helpers: Setting { value: all.helper_role, is_fixed: environment.helper_role.is_some() },
            moderators: Setting { value: all.moderator_role, is_fixed: environment.moderator_role.is_some() },
            wider: Setting { value: all.escalation_role, is_fixed: environment.escalation_role.is_some() },
            timezone: Setting { value: all.timezone, is_fixed: environment.timezone.is_some() },
            language: Setting { value: Some(language), is_fixed: environment.language.is_some() },
            contact: Setting { value: all.fallback_contact, is_fixed: environment.fallback_contact.is_some() },
            private: Setting { value: Some(private), is_fixed: environment.private_details.is_some() },
        }
    }

    /// Saves the changes, one admin after the other: the next one changes what this one has left.
    async fn save_changes(
        &self,
        interaction: &Interaction,
        guild: GuildId,
        changes: &[Change],
        received: Received,
    ) -> Result<(Heading, &'static str, GuildRecord), Reply> {
        let _one_at_a_time = self.setups.lock().await;
        let before = self.settings.set_by(guild).map(|set| GuildRecord::clone(&set)).unwrap_or_default();
        let mut after = before.clone();
        changes.iter().for_each(|change| after.set(change));
        if after == before {
            return Ok((Heading::AsItIs, "shown", after));
        }
        let id = interaction.id.to_string();
        let outgoing = record::guild(&self.kafka, guild, &after, &id).map_err(|error| {
            tracing::error!(interaction_id = id, %error, "a server's settings can't be written as a record");
            ephemeral::went_wrong(interaction.language())
        })?;
        match timeout_at(received.plus(ANSWER_WAITS), self.append(outgoing)).await {
            Ok(Ok(_)) => {
                // The next change is made to what was read.
                let read_back = self.settings.become_known(guild, &after);
                if timeout_at(received.plus(ANSWER_WAITS), read_back).await.is_err() {
                    tracing::warn!(interaction_id = id, "a server's settings are saved and not read back yet");
                }
                tracing::info!(guild_id = guild.0, "an admin has changed the settings of the server");
                Ok((Heading::Saved, "saved", after))
            }
            Ok(Err(error)) => {
                tracing::warn!(interaction_id = id, %error, "it is not known whether a server's settings were saved");
                Ok((Heading::NotConfirmed, "not_confirmed", before))
            }
            Err(_) => {
                tracing::warn!(interaction_id = id, "Kafka did not say in time whether a server's settings were saved");
                Ok((Heading::NotConfirmed, "not_confirmed", before))
            }
        }
    }
}
