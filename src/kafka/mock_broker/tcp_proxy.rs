//! The port at which an embedded broker is reached: a forwarder that can be shut.
//!
//! It keeps its port for as long as it is, shut or open, so that nobody else can take it meanwhile. The broker's own way of
//! being down gives its port away, and ends the process with an assertion where somebody took it.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

pub(crate) struct Door {
    port: u16,
    open: watch::Sender<bool>,
    _forwarding: AbortOnDropHandle<()>,
}

impl Door {
    /// An open door on the listener's port to the broker at `inner`. Who came through is cut off when it is dropped.
    pub(crate) fn new(listener: TcpListener, inner: SocketAddr) -> std::io::Result<Self> {
        let port = listener.local_addr()?.port();
        let (open, is_open) = watch::channel(true);
        let forwarding = AbortOnDropHandle::new(tokio::spawn(forward(listener, inner, is_open)));
        Ok(Self { port, open, _forwarding: forwarding })
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Hangs up on all and on who comes.
    pub(crate) fn shut(&self) {
        self.open.send_replace(false);
    }

    pub(crate) fn open(&self) {
        self.open.send_replace(true);
    }
}

async fn forward(listener: TcpListener, inner: SocketAddr, open: watch::Receiver<bool>) {
    loop {
        let Ok((outside, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let mut open = open.clone();
        if !*open.borrow_and_update() {
            continue;
        }
        tokio::spawn(async move {
            tokio::select! {
                () = connect(outside, inner) => {}
                // An error says that there is no door any more.
                _ = open.wait_for(|open| !open) => {}
            }
        });
    }
}

async fn connect(mut outside: TcpStream, inner: SocketAddr) {
    if let Ok(mut inside) = TcpStream::connect(inner).await {
        _ = (outside.set_nodelay(true), inside.set_nodelay(true));
        _ = tokio::io::copy_bidirectional(&mut outside, &mut inside).await;
    }
}
