//! The week's line in the channel of each server, once a week whatever runs and dies (`docs/decisions/0121-the-weeks-line-at-most-once.md`).
//!
//! Must not notify anybody, and must not name anybody.

use std::collections::HashMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serenity::all::MessageFlags;
use serenity::all::Nonce;
use serenity::builder::{CreateAllowedMentions, CreateMessage};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::alert::{ChannelId, GuildId, Millis};
use crate::config::WeeklyLine;
use crate::discord::rest::{Backoff, Call, Priority, retry};
use crate::discord::text::statistics as texts;
use crate::gateway::context::Context;
use crate::history::statistics::{Scope, Statistics};
use crate::settings::record;

/// How often it is asked whether the time has come.
const ASK: Duration = Duration::from_secs(1);

/// Later than this, a line is left out.
const LATEST: SignedDuration = SignedDuration::from_hours(24);

/// A database, or a record's way back, that takes longer is asked again.
const WITHIN: Duration = Duration::from_secs(30);

/// Attempts to write are repeated for so long; Discord enforces a nonce for longer.
const WRITE_FOR: Duration = Duration::from_secs(60);

/// A week whose line is due.
#[derive(Debug, Clone, Copy)]
struct Due {
    guild: GuildId,
    channel: ChannelId,
    at: Timestamp,
    since: Timestamp,
}

/// Posts the line of each week, until `shutdown`.
pub(crate) async fn keep_posting(context: &Context, line: Option<WeeklyLine>, shutdown: &CancellationToken) {
    let Some(line) = line else { return };
    let mut finished: HashMap<GuildId, Timestamp> = HashMap::new();
    let work = async {
        loop {
            for guild in context.servers_with_lines() {
                let due = context.due_line(line, guild);
                let Some(due) = due.filter(|due| finished.get(&guild) != Some(&due.at)) else { continue };
                match context.week(due, shutdown).await {
                    Ok(()) => _ = finished.insert(guild, due.at),
                    Err(error) => tracing::warn!(error = format!("{error:#}"), "the week's line: tried again"),
                }
            }
            sleep(ASK).await;
        }
    };
    tokio::select! {
        () = work => {}
        () = shutdown.cancelled() => {}
    }
}

/// 25 characters at most. Discord compares the bot's messages in all servers.
fn nonce(due: Due) -> String {
    format!("{:x}{:x}", due.guild.0, due.at.as_second())
}

impl Context {
    /// The server that is served; where all are, those of this process's shards.
    fn servers_with_lines(&self) -> Vec<GuildId> {
        match self.served.server() {
            _ if !self.settings.are_read() || self.served.is_unknown() => Vec::new(),
            Some(served) => vec![served],
            None => self.joined().all(),
        }
    }

    /// The week of a server whose line is due now, and is not written by anybody, as far as is known.
    fn due_line(&self, line: WeeklyLine, guild: GuildId) -> Option<Due> {
        let settings = self.settings.for_guild(Some(guild));
        let now = Timestamp::now();
        let (at, since) = line.last(now, &settings.display_zone())?;
        let is_taken = self.settings.last_week(guild).is_some_and(|week| week.includes(at));
        let is_due = !is_taken && now.duration_since(at) < LATEST;
        is_due.then_some(Due { guild, channel: settings.channel?, at, since })
    }

    /// Writes the line, unless there were no alerts, or another gateway writes it.
    async fn week(&self, due: Due, shutdown: &CancellationToken) -> anyhow::Result<()> {
        let Some(history) = &self.history else { return Ok(()) };
        let (since, until) = (Some(Millis::from(due.since)), Some(Millis::from(due.at)));
        let scope = Scope { since, until, ..self.scope(due.guild) };
        let statistics = timeout(WITHIN, Statistics::read(history, scope)).await??;
        if statistics.all.alerts == 0 {
            return Ok(());
        }
        let ours = self.append(record::week(&self.kafka, due.guild, due.at)).await?.offset;
        let first = timeout(WITHIN, async {
            loop {
                match self.settings.last_week(due.guild) {
                    Some(week) if week.includes(due.at) => return week.first,
                    _ => sleep(Duration::from_millis(50)).await,
                }
            }
        });
        // Where that is not known, the week has no line.
        if first.await.ok() == Some(ours) {
            self.write_line(due, &statistics, shutdown).await;
        }
        Ok(())
    }

    async fn write_line(&self, due: Due, statistics: &Statistics, shutdown: &CancellationToken) {
        let language = self.settings.for_guild(Some(due.guild)).language();
        let message = CreateMessage::new()
            .content(texts::week(language, statistics))
            .allowed_mentions(CreateAllowedMentions::new())
            .flags(MessageFlags::SUPPRESS_NOTIFICATIONS)
            .nonce(Nonce::String(nonce(due)))
            .enforce_nonce(true);
        let call = Call::new(Priority::Edit).until(shutdown);
        let attempt = async |_| self.rest.create_message(call, due.channel, &message).await;
        match retry(Backoff::within(WRITE_FOR), shutdown, attempt).await {
            Ok(created) => tracing::info!(message_id = %created.id, "the week's line is written"),
            Err(error) => tracing::warn!(%error, "the week's line could not be written: this week has none"),
        }
    }
}
