//! Keeps the panel of each server: posts it, moves it with the server's channel, and posts it again where somebody has
//! deleted it (docs/protocol.md#rule-36, `docs/decisions/0131-a-panel-is-looked-at-now-and-then.md`).
//!
//! Several gateways may do this at the same moment: the nonce makes their messages one. Must not notify anybody, and must
//! not change a server's settings.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::alert::ids::snowflake_at;
use crate::alert::{ChannelId, EventId, GuildId, Key, MessageId, Millis, UserId};
use crate::discord::render::panel as render;
use crate::discord::rest::{Backoff, Call, DiscordCode, Priority, RestError, StillAllowed, retry};
use crate::gateway::context::Context;
use crate::settings::{PanelRecord, record};

/// How often it is asked whether a panel has to be looked at. So this is also the most that are looked at.
const ASK: Duration = Duration::from_secs(1);

/// How often each panel is looked at.
const LOOK: Duration = Duration::from_secs(10 * 60);

/// A panel that was posted again and is deleted again within this time is not wanted.
const UNWANTED_MS: i64 = 24 * 60 * 60 * 1000;

/// Attempts to post are repeated for so long; Discord enforces a nonce for longer.
const POST_FOR: Duration = Duration::from_secs(60);

/// How far back messages are read for a panel that was posted and not pinned.
const UNPINNED_MS: i64 = 60 * 60 * 1000;

/// Discord's most messages in a page, and the most pages of pins that are read: there are 250 pins at most.
const PAGE: u8 = 100;
const PAGES_OF_PINS: usize = 5;

/// The newest messages, among which the notice of a new pin is.
const NOTICES: u8 = 20;

/// How long a record's way back may take.
const READ_BACK: Duration = Duration::from_secs(3);

/// Why a panel is not where it should be.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PanelError {
    /// Discord refuses it, or does not answer.
    #[error(transparent)]
    Discord(#[from] RestError),
    /// Kafka did not take the record.
    #[error("it is not known whether the panel's place was saved: {0}")]
    NotSaved(String),
}

impl PanelError {
    /// Whether the bot lacks a permission in the channel, or the channel is gone.
    pub(crate) fn is_refused(&self) -> bool {
        let PanelError::Discord(error) = self else { return false };
        let gone = |code| code == DiscordCode::MISSING_ACCESS || code == DiscordCode::UNKNOWN_CHANNEL;
        error.code().is_some_and(|code| code.is_missing_permission() || gone(code))
    }
}

/// Looks at the panels of the servers in turn, until `shutdown`.
pub(crate) async fn keep(context: &Arc<Context>, shutdown: &CancellationToken) {
    let work = async {
        let mut looked: HashMap<GuildId, Instant> = HashMap::new();
        loop {
            sleep(ASK).await;
            let servers = context.servers_with_a_panel();
            looked.retain(|guild, _| servers.contains(guild));
            let is_due = |guild: &&GuildId| looked.get(*guild).is_none_or(|at| at.elapsed() >= LOOK);
            let due = servers.iter().filter(is_due).min_by_key(|guild| looked.get(*guild).copied());
            if let Some(guild) = due.copied() {
                context.look_at_panel(guild).await;
                looked.insert(guild, Instant::now());
            }
        }
    };
    tokio::select! {
        () = work => {}
        () = shutdown.cancelled() => {}
    }
}

impl Context {
    fn servers_with_a_panel(&self) -> Vec<GuildId> {
        if !self.settings.are_read() {
            return Vec::new();
        }
        let joined = self.joined().all();
        let is_served = |guild: &GuildId| self.served.server().is_none_or(|served| served == *guild);
        joined.into_iter().filter(is_served).filter(|guild| self.settings.panel_of(*guild).is_some()).collect()
    }

    /// Looks whether the server's panel is there, in the right channel and language. Logs what is wrong.
    pub(crate) async fn look_at_panel(&self, guild: GuildId) {
        let _one_at_a_time = self.panels.lock().await;
        if let Err(error) = self.looked(guild).await {
            tracing::warn!(guild_id = guild.0, %error, "the panel of a server is not as it should be");
        }
    }

    async fn looked(&self, guild: GuildId) -> Result<(), PanelError> {
        let Some(panel) = self.settings.panel_of(guild) else { return Ok(()) };
        let settings = self.settings.for_guild(Some(guild));
        let channel = settings.channel.unwrap_or(panel.channel_id);
        if channel != panel.channel_id {
            let id = panel.message_id.to_string();
            self.put(guild, channel, &id, false).await?;
            return Ok(self.delete_panel(panel).await?);
        }
        let call = Call::new(Priority::Tidy).until(&self.end);
        match self.rest.message(call, channel, panel.message_id).await {
            Ok(message) if message.content == render::content(settings.language()) => Ok(()),
            Ok(_) => {
                Ok(self.rest.edit_message(call, channel, panel.message_id, &render::edit(settings.language())).await?)
            }
            Err(error) if error.code() == Some(DiscordCode::UNKNOWN_MESSAGE) => {
                let is_young = panel.message_id.0 > snowflake_at(ago(UNWANTED_MS));
                if panel.again && is_young {
                    tracing::info!(guild_id = guild.0, "somebody has deleted the panel twice: it is not posted again");
                    return self.save_panel(guild, None, &panel.message_id.to_string()).await;
                }
                tracing::info!(guild_id = guild.0, "somebody has deleted the panel: it is posted again");
                self.put(guild, channel, &panel.message_id.to_string(), true).await
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Posts the server's panel into this channel for an admin. `id` is the interaction.
    ///
    /// # Errors
    /// [`PanelError`].
    pub(crate) async fn post_panel(&self, guild: GuildId, channel: ChannelId, id: &str) -> Result<(), PanelError> {
        let _one_at_a_time = self.panels.lock().await;
        self.put(guild, channel, id, false).await
    }

    /// Removes the server's panel for an admin. `id` is the interaction.
    ///
    /// # Errors
    /// [`PanelError`].
    pub(crate) async fn remove_panel(&self, guild: GuildId, id: &str) -> Result<(), PanelError> {
        let _one_at_a_time = self.panels.lock().await;
        let Some(panel) = self.settings.panel_of(guild) else { return Ok(()) };
        // Otherwise another gateway would post it again.
        self.save_panel(guild, None, id).await?;
        Ok(self.delete_panel(panel).await?)
    }

    /// Posts the panel, or finds the one that is there; `cause` makes the nonce.
    async fn put(&self, guild: GuildId, channel: ChannelId, cause: &str, again: bool) -> Result<(), PanelError> {
        let (began, before) = (Instant::now(), self.settings.panel_of(guild));
        let call = Call::new(Priority::Edit).until(&self.end);
        let found = self.panels_in(call, channel).await?;
        let message_id = match found.first() {
            Some(found) => *found,
            None => {
                let key = Key::of_panel(&EventId::new(format!("{cause}/{channel}")));
                let panel = render::create(self.settings.for_guild(Some(guild)).language(), &key);
                // A process that was stopped must not post what another one has posted meanwhile.
                let settings = self.settings.clone();
                let may_post =
                    StillAllowed::new(move || began.elapsed() < POST_FOR && settings.panel_of(guild) == before);
                let call = call.if_still(&may_post);
                let attempt = async |_| self.rest.create_message(call, channel, &panel).await;
                match retry(Backoff::within(POST_FOR), &self.end, attempt).await {
                    Ok(created) => created.id,
                    // Another gateway was first.
                    Err(error) if matches!(error.last, RestError::Held) && self.settings.panel_of(guild) != before => {
                        return Ok(());
                    }
                    Err(error) => return Err(error.last.into()),
                }
            }
        };
        let panel = PanelRecord { channel_id: channel, message_id, again };
        if before != Some(panel) {
            self.save_panel(guild, Some(panel), cause).await?;
        }
        self.pin_panel(channel, message_id).await;
        for extra in found.iter().skip(1) {
            self.rest.delete_message(call, channel, *extra).await?;
        }
        tracing::info!(guild_id = guild.0, channel_id = %channel, message_id = %message_id, "the panel is posted");
        Ok(())
    }

    /// The bot's panels in a channel: those that are pinned, and young ones.
    async fn panels_in(&self, call: Call<'_>, channel: ChannelId) -> Result<Vec<MessageId>, RestError> {
        let mut messages = Vec::new();
        let mut before = None;
        for _ in 0..PAGES_OF_PINS {
            let page = self.rest.pins(call, channel, before.as_deref()).await?;
            messages.extend(page.messages);
            before = page.before;
            if before.is_none() {
                break;
            }
        }
        let oldest = MessageId(snowflake_at(ago(UNPINNED_MS)));
        let young = self.rest.messages_after(call, channel, oldest, PAGE).await?;
        messages.extend(young.messages);
        let is_ours = |message: &serenity::all::Message| self.is_me(UserId::from(message.author.id));
        let panels = messages.iter().filter(|message| is_ours(message) && render::is_one(message));
        let mut found: Vec<MessageId> = panels.map(|message| message.id.into()).collect();
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Without a pin it is a panel all the same.
    async fn pin_panel(&self, channel: ChannelId, message: MessageId) {
        let call = Call::new(Priority::Tidy).until(&self.end);
        let pinned = async {
            self.rest.pin(call, channel, message).await?;
            let page = self.rest.pin_notices(call, channel, None, NOTICES).await?;
            let notices: Vec<_> =
                page.notices.iter().filter(|(_, of)| *of == message).map(|(notice, _)| *notice).collect();
            self.rest.delete_messages(call, channel, &notices).await
        };
        if let Err(error) = pinned.await {
            tracing::warn!(channel_id = %channel, message_id = %message, %error, "the panel is posted, and it could not be pinned");
        }
    }

    /// Where the bot may not see the channel any more, nothing can be done.
    async fn delete_panel(&self, panel: PanelRecord) -> Result<(), RestError> {
        let call = Call::new(Priority::Tidy).until(&self.end);
        match self.rest.delete_message(call, panel.channel_id, panel.message_id).await {
            Err(error) if matches!(error.code(), Some(DiscordCode::MISSING_ACCESS | DiscordCode::UNKNOWN_CHANNEL)) => {
                Ok(())
            }
            outcome => outcome,
        }
    }

    async fn save_panel(&self, guild: GuildId, panel: Option<PanelRecord>, id: &str) -> Result<(), PanelError> {
        let not_saved = |error: &dyn std::fmt::Display| PanelError::NotSaved(error.to_string());
        let outgoing = record::panel(&self.kafka, guild, panel.as_ref(), id).map_err(|error| not_saved(&error))?;
        self.append(outgoing).await.map_err(|error| not_saved(&error))?;
        let read_back = async {
            while self.settings.panel_of(guild) != panel {
                sleep(Duration::from_millis(20)).await;
            }
        };
        // Another gateway may have changed it again.
        _ = timeout(READ_BACK, read_back).await;
        Ok(())
    }
}

fn ago(ms: i64) -> Millis {
    Millis::from(Timestamp::now()).plus(-ms)
}
