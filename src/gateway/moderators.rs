//! Messages to a server's moderators: in their channel, else to the server's owner.
//!
//! Must not notify anybody else, and must not say who a child is or where.

use std::time::Duration;

use serenity::all::Nonce;
use serenity::builder::{CreateAllowedMentions, CreateMessage};
use tokio_util::sync::CancellationToken;

use crate::alert::{ChannelId, GuildId};
use crate::discord::rest::{Backoff, Call, CreatedMessage, Ended, Priority, RetryError, retry};
use crate::gateway::context::Context;

/// Attempts to write are repeated for so long; Discord enforces a nonce for longer.
const WRITE_FOR: Duration = Duration::from_secs(60);

impl Context {
    /// Writes to the moderators of a server: into their channel, or where that is not set or cannot be written into, as a
    /// direct message to the server's owner. With the same `nonce` (25 characters at most), it is one message, though several
    /// gateways write it. `false` where nobody can be told.
    ///
    /// # Errors
    /// [`RetryError`] where it may go better later.
    pub(crate) async fn tell_moderators(
        &self,
        guild: GuildId,
        text: &str,
        nonce: &str,
        shutdown: &CancellationToken,
    ) -> Result<bool, RetryError> {
        let message = CreateMessage::new()
            .content(text)
            .allowed_mentions(CreateAllowedMentions::new())
            .nonce(Nonce::String(nonce.to_owned()))
            .enforce_nonce(true);
        if let Some(channel) = self.settings.for_guild(Some(guild)).moderator_channel {
            match self.write(channel, &message, shutdown).await {
                Ok(_) => return Ok(true),
                Err(error) if error.ended == Ended::Refused => tracing::warn!(
                    channel_id = channel.0,
                    %error,
                    "the bot can't write into the moderators' channel: the server's owner is told"
                ),
                Err(error) => return Err(error),
            }
        }
        match self.tell_owner(guild, &message, shutdown).await {
            Ok(told) => Ok(told),
            Err(error) if error.ended == Ended::Refused => {
                tracing::warn!(guild_id = guild.0, %error, "the server's owner takes no direct messages: nobody is told");
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    async fn tell_owner(
        &self,
        guild: GuildId,
        message: &CreateMessage,
        shutdown: &CancellationToken,
    ) -> Result<bool, RetryError> {
        let call = Call::new(Priority::Edit).until(shutdown);
        let read = async |_| self.rest.guild(call, guild).await;
        let Some(owner) = retry(Backoff::within(WRITE_FOR), shutdown, read).await?.owner_id else {
            tracing::warn!(guild_id = guild.0, "Discord does not say who owns the server: nobody is told");
            return Ok(false);
        };
        let open = async |_| self.rest.create_dm(call, owner).await;
        let channel = retry(Backoff::within(WRITE_FOR), shutdown, open).await?;
        self.write(channel, message, shutdown).await.map(|_| true)
    }

    /// Writes a message, for [`WRITE_FOR`] at most.
    pub(crate) async fn write(
        &self,
        channel: ChannelId,
        message: &CreateMessage,
        shutdown: &CancellationToken,
    ) -> Result<CreatedMessage, RetryError> {
        let call = Call::new(Priority::Edit).until(shutdown);
        let attempt = async |_| self.rest.create_message(call, channel, message).await;
        retry(Backoff::within(WRITE_FOR), shutdown, attempt).await
    }
}
