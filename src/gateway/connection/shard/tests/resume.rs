//! A session is resumed where Discord wants it, also after an attempt that failed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fake_discord::{FakeDiscord, Limits, Setup};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use twilight_gateway::Intents;

use crate::gateway::connection::identify_limiter::{Granted, IdentifyGuard};
use crate::gateway::connection::shard::tests::*;
use crate::gateway::context::staged;

const PATIENCE: Duration = Duration::from_secs(20);

/// A way to `to` that hangs up on the first `refused` connections; counts all of them.
fn wire(listener: TcpListener, to: std::net::SocketAddr, refused: usize) -> Arc<AtomicUsize> {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            if counted.fetch_add(1, Ordering::Relaxed) < refused {
                continue;
            }
            tokio::spawn(async move {
                let mut far = TcpStream::connect(to).await.expect("the stand-in listens");
                _ = copy_bidirectional(&mut near, &mut far).await;
            });
        }
    });
    count
}

/// How often the address for resuming was called until the session was resumed.
async fn resumed_after(refused: usize) -> usize {
    let free = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("bound");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    // The stand-in names the wire as the address for resuming. The session begins at the stand-in itself.
    let address = listener.local_addr().expect("bound").to_string();
    let setup = Setup::default().limits(Limits::off()).listen(free).public_host(&address);
    let discord = FakeDiscord::start(setup).await.expect("the stand-in starts");
    let calls = wire(listener, free, refused);

    let (context, _taken) = staged::context("").await;
    let granted = serde_json::json!({"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1});
    let granted = Granted::from(&serde_json::from_value(granted).expect("a limit"));
    let (guard, keeper) = IdentifyGuard::new(granted, 1, || async { None });
    tokio::spawn(keeper);
    let main = format!("ws://{free}");
    let config = ConfigBuilder::new(discord.token().clone(), Intents::empty()).proxy_url(main).queue(guard).build();
    let stop = CancellationToken::new();
    let running = tokio::spawn(Session::new(ShardId::ONE, config, Arc::clone(&context)).run(stop.clone()));
    let mut state = context.state.subscribe();
    let up = state.wait_for(|state| !state.connected.is_empty());
    timeout(PATIENCE, up).await.expect("connected").expect("the context is there");

    discord.gateway().drop_connections();
    let back = state.wait_for(|state| !state.connected.is_empty() && discord.gateway().resumes() == 1);
    timeout(PATIENCE, back).await.expect("it is back").expect("the context is there");
    stop.cancel();
    timeout(PATIENCE, running).await.expect("it ends").expect("no panic").expect("in good order");
    calls.load(Ordering::Relaxed)
}

#[tokio::test]
async fn a_session_is_resumed_at_its_own_address_although_one_attempt_failed() {
    assert_eq!(resumed_after(1).await, 2);
}

#[tokio::test]
async fn an_address_that_is_gone_does_not_keep_the_bot_away() {
    assert_eq!(resumed_after(usize::MAX).await, 3, "every third attempt goes to the main address");
}
