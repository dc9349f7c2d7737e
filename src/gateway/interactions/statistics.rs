//! `/needhelp-admin stats` and `/needhelp-me thanks`: what the history has counted, shown to one person.
//!
//! The history's database may be slow or away, so the answer is deferred, and nothing else waits for it. Must not write to
//! the database, must not show to a neighbor what others have done, and must not show to one server what happened in another.

use std::time::Duration;

use anyhow::Context as _;
use jiff::{SignedDuration, Timestamp};

use crate::alert::{GuildId, Millis, UserId};
use crate::discord::Language;
use crate::discord::input::interaction::Interaction;
use crate::discord::render::ephemeral::Reply;
use crate::discord::render::{ephemeral, statistics as render};
use crate::discord::rest::Attachment;
use crate::discord::text::statistics as texts;
use crate::gateway::context::{Context, Received};
use crate::gateway::interactions::response::{FirstAnswered, Response};
use crate::history::chart::{self, Theme};
use crate::history::statistics::{Deeds, Scope, Statistics};

/// The metrics' labels.
const STATISTICS: &str = "stats";
const THANKS: &str = "thanks";

/// So many days are shown: each week is a column of the chart, and a month is what people remember.
const DAYS: u16 = 30;

/// A database that has not answered by then is away.
const WITHIN: Duration = Duration::from_secs(10);

impl Context {
    /// Shows to a moderator how the server's alerts went.
    pub(crate) async fn show_statistics(&self, interaction: &Interaction, received: Received) {
        let mut response = Response::new(self, interaction, received);
        let guild = match self.moderator(interaction).await {
            Ok(guild) => guild,
            Err(why) => return self.refuse(STATISTICS, response, &why).await,
        };
        if response.defer().await == FirstAnswered::ByAnother {
            return self.count(STATISTICS, "another_gateway");
        }
        let language = interaction.language();
        let (reply, picture) = match self.counted(language, guild).await {
            Ok((statistics, picture)) => (render::numbers(language, &statistics, DAYS), picture),
            Err(why) => (why, None),
        };
        if let Some(picture) = picture {
            let with_picture = reply.clone().with_picture(picture.name);
            match response.rewrite_with(&with_picture, &picture).await {
                Ok(()) => return self.count(STATISTICS, "shown"),
                // The numbers say the same.
                Err(error) => {
                    tracing::warn!(%error, "Discord did not take the charts: the numbers are shown without them");
                }
            }
        }
        self.give(STATISTICS, response, &reply).await;
    }

    /// Shows to a person what they have done.
    pub(crate) async fn show_thanks(&self, interaction: &Interaction, received: Received) {
        let mut response = Response::new(self, interaction, received);
        let (member, guild) = match self.asker(interaction).await {
            Ok(asker) => asker,
            Err(why) => return self.refuse(THANKS, response, &why).await,
        };
        if response.defer().await == FirstAnswered::ByAnother {
            return self.count(THANKS, "another_gateway");
        }
        let reply = self.deeds(interaction.language(), guild, member.user.id).await.unwrap_or_else(|why| why);
        self.give(THANKS, response, &reply).await;
    }

    async fn give(&self, kind: &'static str, mut response: Response, reply: &Reply) {
        let outcome = match response.rewrite(reply).await {
            Ok(()) => "shown",
            Err(error) => {
                tracing::warn!(kind, %error, "an answer from the history could not be given");
                "unheard"
            }
        };
        self.count(kind, outcome);
    }

    /// What was counted, and as a picture; or why there is nothing.
    async fn counted(&self, language: Language, guild: GuildId) -> Result<(Statistics, Option<Attachment>), Reply> {
        let Some(history) = &self.history else { return Err(render::no_history(language)) };
        let since = Timestamp::now() - SignedDuration::from_hours(24 * i64::from(DAYS));
        let scope = Scope { since: Some(Millis::from(since)), ..self.scope(guild) };
        let statistics = read(language, Statistics::read(history, scope)).await?;
        if statistics.all.alerts == 0 {
            return Ok((statistics, None));
        }
        let drawn = draw(language, statistics).await;
        let (statistics, picture) = drawn.map_err(|error| unreadable(language, &error))?;
        Ok((statistics, Some(picture)))
    }

    async fn deeds(&self, language: Language, guild: GuildId, user: UserId) -> Result<Reply, Reply> {
        let Some(history) = &self.history else { return Err(render::no_history(language)) };
        // The history may not have erased it yet.
        let since = self.settings.forgotten_at(user).map(|at| at.plus(1));
        let scope = Scope { since, ..self.scope(guild) };
        let deeds = read(language, async { Ok(Deeds::read(history, scope, user).await?) }).await?;
        Ok(render::deeds(language, deeds))
    }

    async fn moderator(&self, interaction: &Interaction) -> Result<GuildId, Reply> {
        let (member, guild) = self.asker(interaction).await?;
        let may = member.may_manage_the_server() || self.is_moderator(Some(guild), member);
        if may { Ok(guild) } else { Err(ephemeral::only_admins(interaction.language())) }
    }

    /// Alerts of other programs may belong to no server: they are this one's where the bot serves one alone.
    pub(crate) fn scope(&self, guild: GuildId) -> Scope {
        Scope { guild: Some(guild), without_guild: self.served.server().is_some(), ..Scope::default() }
    }
}

/// Asks the database, for as long as that makes sense.
async fn read<T>(language: Language, question: impl Future<Output = anyhow::Result<T>>) -> Result<T, Reply> {
    let answer = tokio::time::timeout(WITHIN, question).await.context("the database has not answered in time");
    answer.and_then(|answer| answer).map_err(|error| unreadable(language, &error))
}

/// Draws on a thread of its own: it takes some tenths of a second, for which no interaction may wait.
async fn draw(language: Language, statistics: Statistics) -> anyhow::Result<(Statistics, Attachment)> {
    let drawn = tokio::task::spawn_blocking(move || {
        let bytes = chart::png(&statistics, &texts::captions(language), Theme::DARK)?;
        Ok((statistics, render::picture(language, bytes)))
    });
    drawn.await.context("the charts")?
}

fn unreadable(language: Language, error: &anyhow::Error) -> Reply {
    let error = format!("{error:#}");
    tracing::warn!(error, "the history could not be read for somebody in Discord");
    render::unreadable(language)
}
