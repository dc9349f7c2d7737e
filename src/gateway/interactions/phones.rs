//! `/needhelp-admin phones`: a message that asks the helpers whether their phones rang, and its button
//! (docs/protocol.md#rule-39).

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::timeout_at;

use crate::alert::{GuildId, Millis, RoleId};
use crate::discord::Language;
use crate::discord::ids;
use crate::discord::input::interaction::Interaction;
use crate::discord::input::phones;
use crate::discord::render::ephemeral;
use crate::discord::render::ephemeral::Reply;
use crate::discord::render::phones as render;
use crate::discord::rest::Ended;
use crate::discord::text::{messages as say, part};
use crate::gateway::context::{Context, Received};
use crate::gateway::interactions::response::{FirstAnswered, Response};
use crate::gateway::phones::ends_at;
use crate::settings::record;
use crate::settings::{PhonesTest, Saw};

/// The metric's label of the command.
const KIND: &str = "phones";
/// The metric's label of the button.
const PRESS: &str = "saw_it";

/// How long the answer to a press waits for the broker. Discord wants it within 3 s.
const ANSWER_WAITS: Duration = Duration::from_secs(2);

/// A test that an admin wants.
struct Wanted {
    guild: GuildId,
    role: RoleId,
    test: PhonesTest,
    /// The channel's.
    language: Language,
}

impl Context {
    /// Tests the phones, for those who may manage the server. `interaction` is a command or the press of a button.
    pub(crate) async fn test_phones(&self, interaction: &Interaction, received: Received) {
        let mut response = Response::new(self, interaction, received);
        let wanted = match self.wanted_test(interaction).await {
            Ok(wanted) => wanted,
            Err(why) => return self.refuse(KIND, response, &why).await,
        };
        let language = interaction.language();
        // Of several gateways, the one that has answered sends the test.
        match response.begin(&Reply::new(say::phones_posting(language))).await {
            FirstAnswered::ByUs => {}
            FirstAnswered::ByAnother => return self.count(KIND, "another_gateway"),
            FirstAnswered::Unknown => return self.count(KIND, "unheard"),
        }
        let (text, outcome) = self.send_test(language, wanted).await;
        self.count(KIND, outcome);
        if let Err(error) = response.rewrite(&Reply::new(text)).await {
            tracing::warn!(interaction_id = %interaction.id, %error, "an admin does not read how the test of the phones began");
        }
    }

    async fn wanted_test(&self, interaction: &Interaction) -> Result<Wanted, Reply> {
        let language = interaction.language();
        let refused = |text: String| Reply::new(text);
        let (_, guild) = self.admin(interaction).await?;
        self.settings_are_read().await;
        if !self.settings.are_read() {
            return Err(refused(say::phones_not_saved(language)));
        }
        let role = self.needed_role(Some(guild)).ok_or_else(|| refused(say::phones_no_role(language)))?;
        let settings = self.settings.for_guild(Some(guild));
        let channel_id = match settings.channel {
            Some(channel) => channel,
            None => {
                let goes_to = self.card_goes_to(interaction).await.map_err(|why| ephemeral::refused_input(&why))?;
                goes_to.or(interaction.channel_id).ok_or_else(|| refused(say::phones_no_channel(language)))?
            }
        };
        if let Some(running) = self.settings.phones_test(guild) {
            let until = part::clock(Millis::from(ends_at(&running)));
            return Err(refused(say::phones_running(language, until)));
        }
        let servers = || Language::of(interaction.guild_locale.as_deref());
        Ok(Wanted {
            guild,
            role,
            test: PhonesTest { test: interaction.id, channel_id, message_id: None, posted_at: Timestamp::now() },
            language: settings.language.or(settings.servers_language).unwrap_or_else(servers),
        })
    }

    /// What the admin reads, and the metric's outcome. The record comes first: without it, nobody would tell the moderators.
    async fn send_test(&self, language: Language, wanted: Wanted) -> (String, &'static str) {
        let Wanted { guild, role, mut test, language: of_the_channel } = wanted;
        if let Err(error) = self.append(record::phones(&self.kafka, guild, &test)).await {
            tracing::warn!(%error, "a test of the phones could not be saved");
            return (say::phones_not_saved(language), "not_saved");
        }
        let message = render::call(of_the_channel, role, test.test);
        let created = match self.write(test.channel_id, &message, &self.end).await {
            Ok(created) => created,
            Err(error) => {
                tracing::warn!(%error, "the test of the phones could not be posted");
                if error.ended == Ended::Refused {
                    self.close_quietly(guild, &test).await;
                }
                return (say::phones_not_posted(language, part::channel(test.channel_id)), "not_posted");
            }
        };
        (test.message_id, test.posted_at) = (Some(created.id), Timestamp::now());
        if !created.mention_roles.contains(&role) {
            self.close_quietly(guild, &test).await;
            return (say::phones_silent(language, part::role(role)), "silent");
        }
        if let Err(error) = self.append(record::phones(&self.kafka, guild, &test)).await {
            tracing::warn!(%error, "the message of a test of the phones is not known to other gateways");
        }
        (say::phones_posted(language, part::channel(test.channel_id)), "posted")
    }

    async fn close_quietly(&self, guild: GuildId, test: &PhonesTest) {
        if let Err(error) = self.close_test(guild, test, &self.end).await {
            tracing::warn!(error = format!("{error:#}"), "a test of the phones that rang nobody is not closed");
        }
    }

    /// The button: this person's phone rang, or they saw the message at least.
    pub(crate) async fn saw_it(&self, interaction: &Interaction, received: Received) {
        let response = Response::new(self, interaction, received);
        match self.note_that_they_saw(interaction, received).await {
            Ok(reply) => _ = self.answer(PRESS, response, &reply, "noted").await,
            Err(why) => self.refuse(PRESS, response, &why).await,
        }
    }

    async fn note_that_they_saw(&self, interaction: &Interaction, received: Received) -> Result<Reply, Reply> {
        let language = interaction.language();
        let test = phones::test(&interaction.data.custom_id).ok_or_else(|| ephemeral::unknown(language))?;
        let (member, guild) = self.asker(interaction).await?;
        let not_saved = || Reply::new(say::phones_press_not_saved(language));
        self.settings_are_read().await;
        if !self.settings.are_read() {
            return Err(not_saved());
        }
        if self.settings.phones_test(guild).is_none_or(|running| running.test != test) {
            return Err(Reply::new(say::phones_press_late(language)));
        }
        let thanks = Reply::new(say::phones_thanks(language));
        let user = member.user.id;
        if self.settings.answers(guild, test).answered.iter().any(|(who, _)| *who == user) {
            return Ok(thanks);
        }
        let helper = self.needed_role(Some(guild)).is_some_and(|role| member.has_role(role));
        let saw = Saw { test, at: ids::acted_at(interaction.id), helper };
        let append = self.append(record::saw(&self.kafka, guild, user, saw));
        match timeout_at(received.plus(ANSWER_WAITS), append).await {
            Ok(Ok(_)) => Ok(thanks),
            Ok(Err(error)) => {
                tracing::warn!(%error, "a press of a test of the phones was not saved");
                Err(not_saved())
            }
            Err(_) => Err(not_saved()),
        }
    }
}
