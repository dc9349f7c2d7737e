//! `/needhelp-me alerts`, and suggestions while a parent types: what the view knows, shown to one person.
//!
//! Must not show what others typed, but for the open alerts of the server, to those who may take them.

use std::sync::Arc;

use crate::alert::{AlertState, GuildId};
use crate::discord::Language;
use crate::discord::input::interaction::{Interaction, Member};
use crate::discord::input::{command, setup};
use crate::discord::render::ephemeral::Reply;
use crate::discord::render::other_alerts;
use crate::discord::text;
use crate::discord::text::view::{Masked, Section, heading};
use crate::gateway::context::{Context, Received};
use crate::gateway::interactions::response::Response;

/// The metric's label.
const KIND: &str = "alerts";

impl Context {
    /// Lists the person's alerts, those that they have taken and, for a helper, all others that are open.
    pub(crate) async fn list_alerts(&self, interaction: &Interaction, received: Received) {
        let response = Response::new(self, interaction, received);
        let asker = self.asker(interaction).await;
        match asker.map(|(member, guild)| self.listed(interaction.language(), member, guild)) {
            Ok(reply) => _ = self.answer(KIND, response, &reply, "listed").await,
            Err(reply) => self.refuse(KIND, response, &reply).await,
        }
    }

    fn listed(&self, language: Language, member: &Member, guild: GuildId) -> Reply {
        let serves_one = self.served.server().is_some();
        let Some(listing) = self.view.listing(member.user.id, guild, serves_one) else {
            return other_alerts::starting(language);
        };
        let section = |heading, alerts: &'_ [Arc<AlertState>], masked| {
            let alerts = alerts.iter().map(|state| (Arc::clone(state), text::link(state, Some(guild)))).collect();
            Section { heading, alerts, masked }
        };
        let is_helper = self.needed_role(Some(guild)).is_none_or(|role| member.has_role(role));
        let hides = self.settings.for_guild(Some(guild)).has_private_details();
        let others = if is_helper { &*listing.others } else { &[] };
        let sections = [
            section(heading::own(language), &listing.own, Masked::None),
            section(heading::held(language), &listing.held, Masked::None),
            section(heading::others(language), others, if hides { Masked::All } else { Masked::Private }),
        ];
        other_alerts::list(language, &sections, listing.is_behind)
    }

    /// What the person typed before in this server into the option in which they type now, the newest first.
    pub(crate) fn suggestions(&self, interaction: &Interaction) -> Vec<String> {
        let (Some(member), Some((option, typed))) = (&interaction.member, interaction.data.focused()) else {
            return Vec::new();
        };
        if option == setup::ZONE_OPTION {
            return setup::zones(typed);
        }
        let typed = typed.trim().to_lowercase();
        let words = self.view.words_of_parent(member.user.id, interaction.guild_id).into_iter();
        let texts = words.map(|words| match option {
            command::CHILD_OPTION => words.child,
            command::LOCATION_OPTION => words.location,
            _ => String::new(),
        });
        texts.filter(|text| text.to_lowercase().contains(&typed)).collect()
    }
}
