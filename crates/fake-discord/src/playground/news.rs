//! Tells the page over a WebSocket that something changed. The page then reads what it shows by ordinary requests.
//!
//! A WebSocket and not server-sent events: a browser has at most six connections to a server, and each window would hold
//! one of them for good.

use std::sync::Arc;

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use tokio::sync::watch;

use crate::state::shared::{Shared, Stopped};

pub(super) fn accept(
    upgrade: WebSocketUpgrade,
    shared: Arc<Shared>,
    panel: Option<watch::Receiver<()>>,
    stopped: Stopped,
) -> Response {
    upgrade.on_upgrade(move |socket| tell(socket, shared, panel, stopped))
}

/// Sends the name of what changed, until the page is closed or the stand-in ends.
async fn tell(mut socket: WebSocket, shared: Arc<Shared>, panel: Option<watch::Receiver<()>>, mut stopped: Stopped) {
    let mut discord = shared.state().events.changed.subscribe();
    // A sender that is never used, where there is no panel.
    let (_never, nothing) = watch::channel(());
    let mut panel = panel.unwrap_or(nothing);
    // The page may have missed something before it was connected.
    let mut news = Some("discord");
    loop {
        if let Some(what) = news.take()
            && socket.send(Message::Text(what.into())).await.is_err()
        {
            return;
        }
        tokio::select! {
            changed = discord.changed() => match changed {
                Ok(()) => news = Some("discord"),
                // The stand-in was reset, and has other events.
                Err(_) => discord = shared.state().events.changed.subscribe(),
            },
            Ok(()) = panel.changed() => news = Some("panel"),
            () = stopped.wait() => return,
            // The page sends nothing but the frames of the protocol.
            received = socket.recv() => if received.is_none_or(|frame| frame.is_err()) { return },
        }
    }
}
