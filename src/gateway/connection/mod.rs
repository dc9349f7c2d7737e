//! Finds Discord's gateway, and keeps a session with it for each of its shards: all that Discord recommends, or those that
//! `GATEWAY_SHARDS` names (`docs/decisions/0147-processes-share-the-shards.md`).

pub(crate) mod error;
pub(crate) mod identify_limiter;
pub(crate) mod register_commands;
pub(crate) mod shard;
pub(crate) mod trust;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::Url;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use twilight_gateway::{ConfigBuilder, ShardId};

use crate::config::GatewayShards;
use crate::discord::distrust;
use crate::discord::rest::{Call, GatewayBot, Priority, RestError};
use crate::gateway::connection::identify_limiter::{Granted, IdentifyGuard};
use crate::gateway::connection::register_commands::pauses;
use crate::gateway::connection::shard::Session;
use crate::gateway::context::Context;

/// The pause before the count of sessions that are left is read again.
const READ_AGAIN: Duration = Duration::from_secs(60);

/// Keeps connected until `stop`.
///
/// # Errors
/// If Discord permanently refuses the bot, or no session is possible: one line that says what to do.
pub(crate) async fn connect(
    context: &Arc<Context>,
    api_url: &str,
    token: &str,
    shards: Option<GatewayShards>,
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    let Some(found) = find(context, api_url, stop).await? else { return Ok(()) };
    let granted = || async {
        let found = context.rest.gateway_bot(Call::new(Priority::Answer).until(stop)).await.ok()?;
        Some(Granted::from(&found.session_start_limit))
    };
    // Polled here and not in a task of its own, so that it cannot end without this service.
    let own = shards.unwrap_or(GatewayShards { first: 0, last: found.shards - 1, total: found.shards });
    if own.total < found.shards {
        tracing::warn!(
            shards = own.total,
            recommended = found.shards,
            "GATEWAY_SHARDS has fewer shards than Discord recommends; it refuses a shard with more than 2,500 servers"
        );
    }
    let (guard, refused) =
        IdentifyGuard::new(Granted::from(&found.session_start_limit), own.last - own.first + 1, granted);
    let mut refused = std::pin::pin!(refused);
    let config = ConfigBuilder::from(trust::config(token))
        .proxy_url(found.url.trim_end_matches('/').to_owned())
        .queue(guard)
        .build();
    context.state.send_modify(|state| {
        state.wanted = (own.first..=own.last).collect();
        state.shards = own.total;
    });
    let mut sessions = JoinSet::new();
    for number in own.first..=own.last {
        let id = ShardId::new(number, own.total);
        sessions.spawn(Session::new(id, config.clone(), Arc::clone(context)).run(stop.clone()));
    }
    loop {
        tokio::select! {
            ended = sessions.join_next() => match ended {
                Some(Ok(Ok(()))) => {}
                Some(Ok(Err(error))) => return Err(error.into()),
                Some(Err(error)) => anyhow::bail!("a session with Discord died: {error}"),
                None => return Ok(()),
            },
            why = &mut refused => return Err(why.into()),
        }
    }
}

/// Asks for the gateway's address until Discord answers. `None` at `stop`.
async fn find(context: &Context, api_url: &str, stop: &CancellationToken) -> anyhow::Result<Option<GatewayBot>> {
    let mut pauses = pauses();
    let mut said = None;
    loop {
        let call = Call::new(Priority::Answer).until(stop);
        let (line, pause) = match context.rest.gateway_bot(call).await {
            // After the last one Discord resets the token.
            Ok(found) if Granted::from(&found.session_start_limit).is_spent() => {
                let granted = Granted::from(&found.session_start_limit);
                // The hour and not the wait, so that the line stays the same and is said once.
                let line = format!(
                    "only {} of {} new sessions are left; not connecting until Discord grants new ones at {}, because \
                     after the last one it resets the token. Look why the bot connected so often",
                    granted.remaining(),
                    granted.total(),
                    granted.renewed(Timestamp::now()).strftime("%Y-%m-%d %H:%M UTC")
                );
                (line, READ_AGAIN)
            }
            Ok(found) => {
                anyhow::ensure!(
                    is_gateway(&found.url, api_url) && (1..=10_000).contains(&found.shards),
                    "{api_url} says that the gateway is at {:?} with {} sessions, which can't be: check DISCORD_API_URL",
                    found.url,
                    found.shards
                );
                context.state.send_modify(|state| state.untrusted = false);
                return Ok(Some(found));
            }
            Err(error @ RestError::BadToken) => return Err(error.into()),
            Err(RestError::Held | RestError::Stopped) => return Ok(None),
            Err(error) => {
                let untrusted = matches!(&error, RestError::Unreachable { source, .. } if distrust(source).is_some());
                context.state.send_modify(|state| state.untrusted = untrusted);
                let pause = error.retry_after().or_else(|| pauses.next()).unwrap_or(READ_AGAIN);
                (format!("Discord does not say where its gateway is: {error}"), pause)
            }
        };
        if said.as_ref() != Some(&line) {
            tracing::warn!("{line}; trying again");
            said = Some(line);
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stop.cancelled() => return Ok(None),
        }
    }
}

/// Whether it is a WebSocket address. If it is not, the real Discord must not be called instead.
fn is_gateway(url: &str, api_url: &str) -> bool {
    let is_discords = |url: &Url| {
        let host = url.host_str().unwrap_or_default();
        ["discord.com", "discord.gg", "discordapp.com"]
            .iter()
            .any(|known| host == *known || host.strip_suffix(known).is_some_and(|before| before.ends_with('.')))
    };
    match (Url::parse(url), Url::parse(api_url)) {
        (Ok(gateway), Ok(api)) => {
            matches!(gateway.scheme(), "ws" | "wss")
                && gateway.has_host()
                && (is_discords(&api) || !is_discords(&gateway))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::context::staged;

    #[tokio::test]
    async fn with_a_tenth_of_the_days_sessions_left_it_waits_for_new_ones() {
        let enough = r#"{"url": "ws://127.0.0.1", "shards": 1, "session_start_limit":
            {"total": 1000, "remaining": 101, "reset_after": 3600000, "max_concurrency": 1}}"#;
        let (context, _requests) = staged::context(enough).await;
        let found = find(&context, "http://127.0.0.1", &CancellationToken::new()).await.expect("no reason to end");
        assert_eq!(found.map(|found| found.session_start_limit.remaining), Some(101));

        let spent = r#"{"url": "ws://127.0.0.1", "shards": 1, "session_start_limit":
            {"total": 1000, "remaining": 100, "reset_after": 3600000, "max_concurrency": 1}}"#;
        let (context, mut requests) = staged::context(spent).await;
        let stop = CancellationToken::new();
        let asked = async {
            requests.recv().await.expect("asked");
            stop.cancel();
        };
        let (found, ()) = tokio::join!(find(&context, "http://127.0.0.1", &stop), asked);
        assert!(found.expect("no reason to end").is_none(), "it waited until it was asked to end");
    }

    #[test]
    fn the_real_discord_is_never_called_by_mistake() {
        assert!(is_gateway("wss://gateway.discord.gg", "https://discord.com"));
        assert!(is_gateway("ws://127.0.0.1:8000/gateway", "http://127.0.0.1:8000"));
        assert!(!is_gateway("wss://gateway.discord.gg", "http://127.0.0.1:8000"));
        assert!(is_gateway("wss://notdiscord.gg", "http://127.0.0.1:8000"));
        for broken in ["", "http://127.0.0.1", "ws:///", "wss://"] {
            assert!(!is_gateway(broken, "https://discord.com"), "{broken}");
        }
    }
}
