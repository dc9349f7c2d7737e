//! A network that swallows what the bot says: the stand-in for Discord behind a wire that can be cut without a word.

use fake_discord::{FakeDiscord, Limits, Setup};
use tokio::io::copy;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use twilight_gateway::Intents;

use crate::gateway::connection::identify_limiter::{Granted, IdentifyGuard};
use crate::gateway::connection::shard::tests::*;
use crate::gateway::context::staged;

const PATIENCE: Duration = Duration::from_secs(20);

/// A way to `to` on which everything arrives, until it is cut: what the first connection says is swallowed then.
async fn wire(to: String) -> (String, CancellationToken) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("ws://{}", listener.local_addr().expect("bound"));
    let cut = CancellationToken::new();
    let first_cut = cut.clone();
    tokio::spawn(async move {
        let mut cut = Some(first_cut);
        while let Ok((near, _)) = listener.accept().await {
            let far = TcpStream::connect(&to).await.expect("the stand-in listens");
            let cut = cut.take().unwrap_or_default();
            tokio::spawn(async move {
                let (mut near_said, mut near_hears) = near.into_split();
                let (mut far_said, mut far_hears) = far.into_split();
                tokio::spawn(async move { copy(&mut far_said, &mut near_hears).await });
                tokio::select! {
                    _ = copy(&mut near_said, &mut far_hears) => {}
                    // Both ends stay open, and neither hears of it.
                    () = cut.cancelled() => std::future::pending().await,
                }
            });
        }
    });
    (address, cut)
}

#[tokio::test]
async fn a_gateway_that_never_says_goodbye_is_called_again() {
    let discord = FakeDiscord::start(Setup::default().limits(Limits::off())).await.expect("the stand-in starts");
    let (address, cut) = wire(discord.url().trim_start_matches("http://").to_owned()).await;
    let (context, _taken) = staged::context("").await;
    let granted = serde_json::json!({"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1});
    let granted = Granted::from(&serde_json::from_value(granted).expect("a limit"));
    let (guard, keeper) = IdentifyGuard::new(granted, 1, || async { None });
    tokio::spawn(keeper);
    let config = ConfigBuilder::new(discord.token().clone(), Intents::empty()).proxy_url(address).queue(guard).build();
    let mut session = Session::new(ShardId::ONE, config, Arc::clone(&context));
    session.silence.unconnected = Duration::from_millis(500);
    let stop = CancellationToken::new();
    let running = tokio::spawn(session.run(stop.clone()));
    let mut state = context.state.subscribe();
    let up = state.wait_for(|state| !state.connected.is_empty());
    timeout(PATIENCE, up).await.expect("connected").expect("the context is there");

    // Asked to come again, the bot says goodbye and waits for an answer that will not come.
    cut.cancel();
    discord.gateway().reconnect();
    let back = state.wait_for(|state| !state.connected.is_empty() && discord.gateway().resumes() == 1);
    timeout(PATIENCE, back).await.expect("it is back").expect("the context is there");
    stop.cancel();
    timeout(PATIENCE, running).await.expect("it ends").expect("no panic").expect("in good order");
}
