//! `/needhelp-admin drill`: an alert for practice, which takes the way of every alert. Its words say TEST
//! (`docs/decisions/0077-a-drill-rings-only-if-asked.md`).
//!
//! Must not count among the admin's own alerts, which are limited.

use std::sync::Arc;

use crate::alert::Alert;
use crate::discord::Language;
use crate::discord::ids;
use crate::discord::input::commands::RING_OPTION;
use crate::discord::input::interaction::Interaction;
use crate::discord::render::ephemeral;
use crate::discord::render::ephemeral::Reply;
use crate::discord::text::messages;
use crate::gateway::context::{Context, Received};
use crate::gateway::interactions::response::Response;

/// The metric's label.
const KIND: &str = "drill";

impl Context {
    /// Sends an alert for practice, for those who may manage the server.
    pub(crate) async fn drill(self: &Arc<Self>, interaction: &Interaction, received: Received) {
        let response = Response::new(self, interaction, received);
        let alert = match self.practice(interaction).await {
            Ok(alert) => alert,
            Err(why) => return self.refuse(KIND, response, &why).await,
        };
        let language = interaction.language();
        match self.written(interaction, &alert, received) {
            Some(mut submission) => {
                submission.kind = KIND;
                submission.replies.sent = ephemeral::drill_sent(language, alert.ring);
                self.submit(submission, response).await;
            }
            None => self.refuse(KIND, response, &ephemeral::not_sent(language, &alert)).await,
        }
    }

    /// The alert, in the server's language, because the channel reads it.
    async fn practice(&self, interaction: &Interaction) -> Result<Alert, Reply> {
        let (member, guild) = self.admin(interaction).await?;
        let goes_to = self.card_goes_to(interaction).await.map_err(|why| ephemeral::refused_input(&why))?;
        let settings = self.settings.for_guild(Some(guild));
        let servers = || Language::of(interaction.guild_locale.as_deref());
        let of_the_channel = settings.language.or(settings.servers_language).unwrap_or_else(servers);
        Ok(Alert {
            parent_name: member.display_name().trim().to_owned(),
            child_name: messages::drill_child(of_the_channel),
            location: messages::drill_place(of_the_channel),
            message: messages::drill_message(of_the_channel),
            parent_id: Some(member.user.id),
            guild_id: Some(guild),
            channel_id: goes_to.or(interaction.channel_id),
            raised_at: Some(ids::acted_at(interaction.id)),
            locale: interaction.locale.clone(),
            timezone: settings.timezone.as_ref().and_then(jiff::tz::TimeZone::iana_name).map(str::to_owned),
            drill: true,
            ring: interaction.data.option(RING_OPTION).and_then(serde_json::Value::as_bool).unwrap_or_default(),
            ..Alert::default()
        })
    }
}
