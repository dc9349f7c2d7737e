//! The one server whose people may use the bot: the one that is set, else that of the channel that is set, else any.
//!
//! Otherwise somebody in another server would show a child's name and place to our neighbors, and would get a link that they
//! can't open. Must not answer anybody: the interactions do.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::alert::{ChannelId, GuildId};
use crate::discord::input::interaction::Interaction;
use crate::discord::rest::{Call, Priority, Rest, RestError};
use crate::gateway::connection::register_commands::{TRY_AGAIN, pauses};

/// How long a person waits until the server is known. Discord wants an answer within 3 s.
const KNOWN_WITHIN: Duration = Duration::from_millis(1_500);

/// Which server the bot serves.
pub(crate) struct Served {
    /// The channel whose server is served; `None` if a server is set, or no channel.
    by_channel: Option<ChannelId>,
    server: watch::Sender<Option<GuildId>>,
}

/// Whether somebody's server is the one that is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Serves {
    Yes,
    No,
    /// The channel's server is not known yet.
    NotKnown,
}

impl Served {
    pub(crate) fn new(server: Option<GuildId>, channel: Option<ChannelId>) -> Self {
        Served { by_channel: channel.filter(|_| server.is_none()), server: watch::Sender::new(server) }
    }

    /// The server, if only one is served and it is known.
    pub(crate) fn server(&self) -> Option<GuildId> {
        *self.server.borrow()
    }

    /// Whether the bot does not know yet which server it serves.
    pub(crate) fn is_unknown(&self) -> bool {
        self.by_channel.is_some() && self.server().is_none()
    }

    /// Whether this interaction comes from the server that is served. An interaction in a direct message is refused
    /// elsewhere.
    pub(crate) async fn serves(&self, interaction: &Interaction) -> Serves {
        let Some(theirs) = interaction.guild_id else { return Serves::Yes };
        if self.by_channel.is_some() && interaction.channel_id == self.by_channel {
            return Serves::Yes;
        }
        let served = match (self.server(), self.by_channel) {
            (None, None) => return Serves::Yes,
            (None, Some(_)) => {
                let mut server = self.server.subscribe();
                let known = timeout(KNOWN_WITHIN, server.wait_for(Option::is_some)).await;
                known.ok().and_then(|known| known.ok().and_then(|known| *known))
            }
            (known, _) => known,
        };
        match served {
            Some(served) if served == theirs => Serves::Yes,
            Some(_) => Serves::No,
            None => Serves::NotKnown,
        }
    }

    /// Asks once for the channel's server, for as long as that takes. Ends at `stop`.
    ///
    /// # Errors
    /// If Discord does not accept the token.
    pub(crate) async fn learn(&self, rest: &Rest, stop: &CancellationToken) -> anyhow::Result<()> {
        let Some(channel) = self.by_channel else { return Ok(()) };
        let (mut pauses, mut said) = (pauses(), None);
        while !stop.is_cancelled() {
            let (line, pause) = match rest.channel_rights(Call::new(Priority::Answer).until(stop), channel).await {
                Ok(found) => match found.guild_id {
                    Some(server) => {
                        tracing::info!(guild_id = server.0, "serving the server of DISCORD_CHANNEL_ID");
                        self.server.send_replace(Some(server));
                        return Ok(());
                    }
                    None => ("it is a channel of no server".to_owned(), TRY_AGAIN),
                },
                Err(error @ RestError::BadToken) => return Err(error.into()),
                Err(RestError::Held | RestError::Stopped) => return Ok(()),
                Err(error) => {
                    let pause = pauses.next().unwrap_or(TRY_AGAIN);
                    let pause = if error.is_transient() { error.retry_after().unwrap_or(pause) } else { TRY_AGAIN };
                    (error.to_string(), pause)
                }
            };
            if said.as_ref() != Some(&line) {
                tracing::warn!(
                    channel_id = channel.0,
                    "the server of DISCORD_CHANNEL_ID is not known ({line}); trying again. Until then people of other \
                     channels are refused: set DISCORD_GUILD_ID, or check DISCORD_CHANNEL_ID"
                );
                said = Some(line);
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = stop.cancelled() => {}
            }
        }
        Ok(())
    }
}
