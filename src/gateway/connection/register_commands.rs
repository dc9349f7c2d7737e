//! Registers the slash command with Discord: one idempotent PUT of the whole list, tried until it works.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::alert::GuildId;
use crate::backoff;
use crate::discord::input::command;
use crate::discord::rest::{Call, DiscordCode, Priority, RestError};
use crate::gateway::context::Context;

/// The pause before the next attempt after an error that an admin has to fix.
const TRY_AGAIN: Duration = Duration::from_secs(15);

/// Registers the command in a server (seen at once) or everywhere. Ends when it is done, or at `stop`.
///
/// # Errors
/// If Discord does not accept the token.
pub(crate) async fn register(
    context: &Context,
    guild: Option<GuildId>,
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    let mut pauses = pauses();
    let mut said = None;
    while !stop.is_cancelled() {
        let pause = match put(context, guild, stop).await {
            Ok(()) => {
                tracing::info!(guild_id = guild.map(|guild| guild.0), "the slash command is registered");
                context.state.send_modify(|state| state.registered = true);
                return Ok(());
            }
            Err(error @ RestError::BadToken) => return Err(error.into()),
            Err(RestError::Held | RestError::Stopped) => return Ok(()),
            Err(error) => {
                let line = error.to_string();
                if said.as_ref() != Some(&line) {
                    tracing::warn!(%error, "the slash command is not registered yet{}", how_to_fix(&error));
                    said = Some(line);
                }
                let pause = pauses.next().unwrap_or(TRY_AGAIN);
                if error.is_transient() { error.retry_after().unwrap_or(pause) } else { TRY_AGAIN }
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stop.cancelled() => {}
        }
    }
    Ok(())
}

async fn put(context: &Context, guild: Option<GuildId>, stop: &CancellationToken) -> Result<(), RestError> {
    let call = Call::new(Priority::Edit).until(stop);
    let application = match context.rest.current_application(call).await {
        Ok(application) => application.id,
        // Discord may describe it in a way that can't be read here; its id comes with each session too.
        Err(error @ RestError::Unreadable { .. }) => context.application().ok_or(error)?,
        Err(error) => return Err(error),
    };
    let commands = command::commands(guild.is_none());
    match context.rest.put_commands(call, application, guild, &commands).await {
        // The command is registered; only Discord's response could not be read.
        Ok(()) | Err(RestError::Unreadable { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

fn how_to_fix(error: &RestError) -> &'static str {
    match error.code() {
        Some(DiscordCode::MISSING_ACCESS) => {
            ": invite the bot into the server with the scopes bot and applications.commands, and check DISCORD_GUILD_ID"
        }
        _ => "; trying again",
    }
}

/// Without an end: from a moment to 5 s.
pub(crate) fn pauses() -> impl Iterator<Item = Duration> + Send {
    backoff::waits(Duration::from_millis(250), Duration::from_secs(5))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::context::staged;

    #[tokio::test]
    async fn the_command_is_registered_even_if_the_application_cannot_be_read() {
        let (context, mut requests) = staged::context(r#"{"id": ["Discord's next kind of id"]}"#).await;
        let stop = CancellationToken::new();
        assert!(
            matches!(put(&context, None, &stop).await, Err(RestError::Unreadable { .. })),
            "no session has told yet"
        );
        context.handle(r#"{"t": "READY", "d": {"user": {"id": "41"}, "application": {"id": "42", "flags": 0}}}"#);
        put(&context, None, &stop).await.expect("registered");
        let lines: Vec<_> = std::iter::from_fn(|| requests.try_recv().ok()).map(|(line, _)| line).collect();
        assert_eq!(lines.last().map(String::as_str), Some("PUT /api/v10/applications/42/commands"), "{lines:?}");
    }
}
