//! A TCP proxy in front of a mock broker, which can cut the broker off.
//!
//! It keeps its port for as long as it lives, so that no other program can take the port meanwhile. The mock broker's own
//! way of being down gives its port away, and ends the process with an assertion where another program took it.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

pub(crate) struct TcpProxy {
    port: u16,
    is_up: watch::Sender<bool>,
    _forwarding: AbortOnDropHandle<()>,
}

impl TcpProxy {
    /// Forwards connections from the listener's port to the broker at `broker`. Dropping it closes them all.
    pub(crate) fn new(listener: TcpListener, broker: SocketAddr) -> std::io::Result<Self> {
        let port = listener.local_addr()?.port();
        let (is_up, watched) = watch::channel(true);
        let forwarding = AbortOnDropHandle::new(tokio::spawn(forward(listener, broker, watched)));
        Ok(Self { port, is_up, _forwarding: forwarding })
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Closes all connections, and closes new ones at once.
    pub(crate) fn down(&self) {
        self.is_up.send_replace(false);
    }

    pub(crate) fn up(&self) {
        self.is_up.send_replace(true);
    }
}

async fn forward(listener: TcpListener, broker: SocketAddr, is_up: watch::Receiver<bool>) {
    loop {
        let Ok((client, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let mut is_up = is_up.clone();
        if !*is_up.borrow_and_update() {
            continue;
        }
        tokio::spawn(async move {
            tokio::select! {
                () = connect(client, broker) => {}
                // An error says that the proxy was dropped.
                _ = is_up.wait_for(|is_up| !is_up) => {}
            }
        });
    }
}

async fn connect(mut client: TcpStream, broker: SocketAddr) {
    if let Ok(mut broker) = TcpStream::connect(broker).await {
        _ = (client.set_nodelay(true), broker.set_nodelay(true));
        _ = tokio::io::copy_bidirectional(&mut client, &mut broker).await;
    }
}
