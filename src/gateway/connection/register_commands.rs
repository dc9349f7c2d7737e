//! Registers the slash commands with Discord: one idempotent PUT of the whole list, tried until it works, and again when
//! the bot was added to its server again.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::alert::{ApplicationId, GuildId};
use crate::backoff;
use crate::discord::input::commands;
use crate::discord::rest::{Backoff, Call, DiscordCode, Ended, Priority, RestError, retry};
use crate::gateway::context::{Context, Registrations};

/// The pause before the next attempt after an error that an admin has to fix.
pub(crate) const TRY_AGAIN: Duration = Duration::from_secs(15);

/// How long the bot tries to look through the commands of one server.
const LOOKED_THROUGH: Duration = Duration::from_secs(30);

/// Registers the commands in a server (seen at once) or everywhere, again whenever that is asked for, and removes second
/// ones of their names. Of several processes that share the shards, the one that has the server's shard registers them, and
/// each looks through its own servers. Ends at `stop`.
///
/// # Errors
/// If Discord does not accept the token.
pub(crate) async fn keep_registered(
    context: &Context,
    guild: Option<GuildId>,
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    let (mut asked, mut looked_through) = (context.registrations(), BTreeSet::new());
    let registers = context.shards.is_none_or(|shards| shards.include(guild));
    let mut registered = None;
    if !registers {
        // Nothing is missing here: the other process says where they are not.
        context.state.send_modify(|state| state.registered = true);
    }
    while !stop.is_cancelled() {
        let times = asked.borrow_and_update().register;
        if registers && registered != Some(times) {
            if !register(context, guild, &mut asked, stop).await? {
                return Ok(());
            }
            registered = Some(times);
        }
        remove_duplicates(context, guild, &mut looked_through, stop).await;
        tokio::select! {
            changed = asked.changed() => if changed.is_err() { return Ok(()) },
            () = stop.cancelled() => {}
        }
    }
    Ok(())
}

/// Tries until the commands are registered. `false` if `stop` came before.
async fn register(
    context: &Context,
    guild: Option<GuildId>,
    asked: &mut watch::Receiver<Registrations>,
    stop: &CancellationToken,
) -> anyhow::Result<bool> {
    let mut pauses = pauses();
    let mut said = None;
    while !stop.is_cancelled() {
        let pause = match put(context, guild, stop).await {
            Ok(()) => {
                tracing::info!(guild_id = guild.map(|guild| guild.0), "the slash commands are registered");
                context.state.send_modify(|state| state.registered = true);
                return Ok(true);
            }
            Err(error @ RestError::BadToken) => return Err(error.into()),
            Err(RestError::Held | RestError::Stopped) => return Ok(false),
            Err(error) => {
                let line = error.to_string();
                if said.as_ref() != Some(&line) {
                    tracing::warn!(%error, "the slash commands are not registered yet{}", how_to_fix(&error));
                    said = Some(line);
                }
                let pause = pauses.next().unwrap_or(TRY_AGAIN);
                if error.is_transient() {
                    error.retry_after().unwrap_or(pause)
                } else {
                    context.state.send_modify(|state| state.registered = false);
                    TRY_AGAIN
                }
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            // The bot was added to its server, so it works now.
            Ok(()) = asked.changed() => {}
            () = stop.cancelled() => {}
        }
    }
    Ok(false)
}

/// Removes commands of these names that were registered when `DISCORD_GUILD_ID` was set otherwise: the picker would show
/// two of each for ever. Other commands are left alone. What does not work is tried again the next time.
async fn remove_duplicates(
    context: &Context,
    guild: Option<GuildId>,
    looked_through: &mut BTreeSet<Option<GuildId>>,
    stop: &CancellationToken,
) {
    let scopes = match guild {
        Some(_) => vec![None],
        None => context.joined().all().into_iter().map(Some).collect(),
    };
    for scope in scopes {
        if looked_through.contains(&scope) {
            continue;
        }
        let removed = retry(Backoff::within(LOOKED_THROUGH), stop, |_| remove_from(context, scope, stop)).await;
        match removed {
            Ok(()) => _ = looked_through.insert(scope),
            Err(error) if error.ended == Ended::Cancelled => return,
            Err(error) => tracing::warn!(
                guild_id = scope.map(|guild| guild.0), %error,
                "whether a command is there twice is not known"
            ),
        }
    }
}

async fn remove_from(context: &Context, scope: Option<GuildId>, stop: &CancellationToken) -> Result<(), RestError> {
    let call = Call::new(Priority::Tidy).until(stop);
    let application = application(context, call).await?;
    for duplicate in context.rest.commands_named(call, application, scope, &commands::NAMES).await? {
        context.rest.delete_command(call, application, scope, &duplicate.id).await?;
        tracing::info!(guild_id = scope.map(|guild| guild.0), "a second /{} was removed", duplicate.name);
    }
    Ok(())
}

async fn put(context: &Context, guild: Option<GuildId>, stop: &CancellationToken) -> Result<(), RestError> {
    let call = Call::new(Priority::Edit).until(stop);
    let application = application(context, call).await?;
    let commands = commands::definitions(guild.is_none());
    match context.rest.put_commands(call, application, guild, &commands).await {
        // They are registered; only Discord's response could not be read.
        Ok(()) | Err(RestError::Unreadable { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn application(context: &Context, call: Call<'_>) -> Result<ApplicationId, RestError> {
    match context.rest.current_application(call).await {
        Ok(application) => Ok(application.id),
        // Discord may describe it in a way that can't be read here; its id comes with each session too.
        Err(error @ RestError::Unreadable { .. }) => context.application().ok_or(error),
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
    async fn the_commands_are_registered_even_if_the_application_cannot_be_read() {
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
