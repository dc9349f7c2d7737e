//! `/needhelp-admin setup`: the settings of one server (docs/protocol.md#rule-36).
//!
//! A record has all settings of the server, so a change is made to what this gateway has read. Must not save anything
//! before it has read them.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::timeout_at;

use crate::alert::{ChannelId, GuildId};
use crate::discord::Language;
use crate::discord::input::interaction::{Interaction, kind};
use crate::discord::input::setup::{Button, Change, chosen, typed};
use crate::discord::render::ephemeral::Reply;
use crate::discord::render::setup as say;
use crate::discord::render::setup::{Heading, Setting, Setup};
use crate::discord::render::{ephemeral, findings};
use crate::gateway::context::{Context, Received};
use crate::gateway::interactions::response::{FirstAnswered, Response, Shown};
use crate::settings::{GuildRecord, record};

/// The metric's label.
const KIND: &str = "setup";

/// How long the answer waits for the broker. Discord wants it within 3 s.
const ANSWER_WAITS: Duration = Duration::from_secs(2);

impl Context {
    /// Shows how the server is set up, after the changes that were typed or chosen.
    pub(crate) async fn set_up(self: &Arc<Self>, interaction: &Interaction, received: Received) {
        let response = Response::new(self, interaction, received);
        let mut response = match &interaction.message {
            Some(message) if interaction.kind == kind::COMPONENT => response.in_place_of(message),
            _ => response,
        };
        if let Some(button) = Button::read(&interaction.data.custom_id) {
            return self.setup_button(interaction, button, response).await;
        }
        match self.changed(interaction, received).await {
            Ok((guild, heading, reply, outcome)) => {
                let begun = {
                    let _one_at_a_time = self.setups.lock().await;
                    response.begin(&reply).await
                };
                if begun == FirstAnswered::ByAnother {
                    return self.count(KIND, "another_gateway");
                }
                self.count(KIND, outcome);
                self.add_problems(interaction, guild, heading, response).await;
            }
            Err(why) => self.refuse(KIND, response, &why).await,
        }
    }

    /// Adds what is missing in the server, for which Discord is asked, to the answer.
    async fn add_problems(&self, interaction: &Interaction, guild: GuildId, heading: Heading, mut response: Response) {
        let problems = self.problems_of(guild).await;
        // They may have chosen something meanwhile, and that answer stands in the same message. It waits for this one.
        let _one_at_a_time = self.setups.lock().await;
        if response.read().await != Shown::Ours {
            return;
        }
        let language = interaction.language();
        let own = self.settings.set_by(guild).map(|set| GuildRecord::clone(&set)).unwrap_or_default();
        let message = say::message(language, heading, &self.setup(guild, &own), Timestamp::now());
        if let Err(error) = response.rewrite(&message.with(findings::embed(language, &problems))).await {
            tracing::debug!(interaction_id = %interaction.id, %error, "an admin was not told what is missing");
        }
    }

    /// A press of a button below the message: it is done while the message says so.
    async fn setup_button(&self, interaction: &Interaction, button: Button, mut response: Response) {
        let language = interaction.language();
        let asked = async {
            let (_, guild) = self.admin(interaction).await?;
            self.settings_to_change(language).await?;
            Ok(guild)
        };
        let guild = match asked.await {
            Ok(guild) => guild,
            Err(why) => return self.refuse(KIND, response, &why).await,
        };
        let message = |heading| {
            let own = self.settings.set_by(guild).map(|set| GuildRecord::clone(&set)).unwrap_or_default();
            say::message(language, heading, &self.setup(guild, &own), Timestamp::now())
        };
        let channel = self.settings.for_guild(Some(guild)).channel;
        let (begins, channel) = match (button, channel) {
            (Button::PostPanel, Some(channel)) => (Heading::PanelPosting, channel),
            (Button::RemovePanel, channel) => (Heading::PanelRemoving, channel.unwrap_or(ChannelId(0))),
            // The channel was taken away since.
            (Button::PostPanel, None) => {
                self.answer(KIND, response, &message(Heading::AsItIs), "shown").await;
                return;
            }
        };
        // Another gateway does the same, and the panel is one all the same.
        let is_ours = response.begin(&message(begins)).await != FirstAnswered::ByAnother;
        let id = interaction.id.to_string();
        let (done, ends) = match button {
            Button::PostPanel => (self.post_panel(guild, channel, &id).await, Heading::PanelPosted(channel)),
            Button::RemovePanel => (self.remove_panel(guild, &id).await, Heading::PanelRemoved),
        };
        let (ends, outcome) = match done {
            Ok(()) => (ends, "saved"),
            Err(error) => {
                tracing::warn!(interaction_id = id, %error, "an admin could not post or remove the panel");
                match error.is_refused() {
                    true => (Heading::PanelNotPosted(channel), "refused"),
                    false => (Heading::PanelNotConfirmed, "not_confirmed"),
                }
            }
        };
        self.count(KIND, if is_ours { outcome } else { "another_gateway" });
        if is_ours && let Err(error) = response.rewrite(&message(ends)).await {
            tracing::debug!(interaction_id = id, %error, "an admin was not told what became of the panel");
        }
    }

    /// Waits for the settings, without which none can be changed.
    pub(super) async fn settings_to_change(&self, language: Language) -> Result<(), Reply> {
        self.settings_are_read().await;
        if self.settings.are_read() { Ok(()) } else { Err(say::not_read(language)) }
    }

    async fn changed(
        self: &Arc<Self>,
        interaction: &Interaction,
        received: Received,
    ) -> Result<(GuildId, Heading, Reply, &'static str), Reply> {
        let language = interaction.language();
        let (_, guild) = self.admin(interaction).await?;
        let changes = if interaction.kind == kind::COMPONENT {
            vec![chosen(&interaction.data).ok_or_else(|| ephemeral::unknown(language))?]
        } else {
            typed(&interaction.data).map_err(|wrong| say::wrong(language, &wrong))?
        };
        self.settings_to_change(language).await?;
        let (heading, outcome, settings) = self.save_changes(interaction, guild, &changes, received).await?;
        if heading == Heading::Saved {
            // The channel or the language may be another one now.
            let context = Arc::clone(self);
            self.under_way.spawn(async move { context.look_at_panel(guild).await });
        }
        let setup = self.setup(guild, &settings);
        Ok((guild, heading, say::message(language, heading, &setup, Timestamp::now()), outcome))
    }

    /// How the server is set up with this record.
    fn setup(&self, guild: GuildId, own: &GuildRecord) -> Setup {
        let (all, environment) = self.settings.with_own(guild, own);
        let (language, private) = (all.language(), all.has_private_details());
        Setup {
            channel: Setting { value: all.channel, is_fixed: environment.channel.is_some() },
            helpers: Setting { value: all.helper_role, is_fixed: environment.helper_role.is_some() },
            moderators: Setting { value: all.moderator_role, is_fixed: environment.moderator_role.is_some() },
            moderator_channel: Setting {
                value: all.moderator_channel,
                is_fixed: environment.moderator_channel.is_some(),
            },
            wider: Setting { value: all.escalation_role, is_fixed: environment.escalation_role.is_some() },
            timezone: Setting { value: all.timezone, is_fixed: environment.timezone.is_some() },
            language: Setting { value: Some(language), is_fixed: environment.language.is_some() },
            contact: Setting { value: all.fallback_contact, is_fixed: environment.fallback_contact.is_some() },
            panel: self.settings.panel_of(guild).map(|panel| panel.channel_id),
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
